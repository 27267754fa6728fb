//! What the README shows is what the program prints. `SNAPSHOTS=overwrite cargo test --test readme` writes it anew.

use std::fs;
use std::process::Command;

const BEGIN: &str = "<!-- sample -->";
const END: &str = "<!-- /sample -->";

#[test]
fn the_sample_in_the_readme_is_real() {
    let readme = fs::read_to_string("README.md").unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the README has a sample");
    let (_, after) = rest.split_once(END).expect("the sample ends");
    let run = Command::new(env!("CARGO_BIN_EXE_layers"))
        .args(["tag", "--tagged", "data/examples/transcript-miriam.txt"])
        .env_remove("COLUMNS")
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let shown = shortened(&String::from_utf8(run.stdout).unwrap());
    let written = format!("{before}{BEGIN}\n```text\n{shown}```\n{END}{after}");
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write("README.md", &written).unwrap();
    }
    assert!(
        written == fs::read_to_string("README.md").unwrap(),
        "the README shows another output than the program's:\n{shown}"
    );
}

/// The first three passages and the summary.
fn shortened(output: &str) -> String {
    let blocks: Vec<&str> = output.split("\n\n").collect();
    let summary = blocks.iter().position(|block| block.starts_with("Layers in")).expect("there is a summary");
    let mut kept: Vec<&str> = blocks[..3.min(summary)].to_vec();
    kept.push("…");
    kept.extend(&blocks[summary..]);
    kept.join("\n\n")
}
