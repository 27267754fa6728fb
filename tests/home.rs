//! Defaults from `config.toml`, completions and manual pages: what depends on where a user is at home.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Rules that do not change when the built-in ones do.
const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pack");

fn layers(home: &Path, args: &[&str], stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_layers"))
        .args(args)
        .env_clear()
        .env("HOME", home)
        .current_dir(home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

fn home(config: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = match cfg!(target_os = "macos") {
        true => "Library/Application Support/layers",
        false => ".config/layers",
    };
    fs::create_dir_all(home.path().join(folder)).unwrap();
    fs::write(home.path().join(folder).join("config.toml"), config).unwrap();
    home
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn what_is_typed_goes_over_the_file() {
    let config = format!(
        "[all]\nrules = {PACK:?}\nlayer = [\"transpersonal\"]\n[tag]\nformat = \"csv\"\n[rules.list]\nformat = \"json\"\n"
    );
    let home = home(&config);
    let say = "We agreed. It felt sacred.\n";
    let rows = |args: &[&str]| text(&layers(home.path(), args, say).stdout);
    let csv = rows(&["tag"]);
    assert!(
        csv.starts_with("id,source") && csv.contains(",transpersonal,") && !csv.contains(",working-alliance,"),
        "{csv}"
    );
    let typed = rows(&["tag", "--layer", "working-alliance"]);
    assert!(typed.contains(",working-alliance,") && !typed.contains(",transpersonal,"), "{typed}");
    assert!(rows(&["tag", "--format", "jsonl"]).starts_with("{\"id\":\"stdin#1\""));
    assert!(rows(&["tag", "--no-config"]).contains("Layers in 1 passage"));
    // An option that a command does not have is another's.
    assert!(rows(&["rules", "list"]).starts_with('{') || rows(&["rules", "list"]).starts_with('['));
    assert_eq!(layers(home.path(), &["rules", "check", PACK], "").status.code(), Some(0));
}

#[test]
fn a_folder_of_rules_is_found_from_where_the_file_is() {
    let home = home("[all]\nrules = [\"mine\"]\n");
    let config = home.path().join(if cfg!(target_os = "macos") { "Library/Application Support" } else { ".config" });
    let mine = config.join("layers/mine");
    fs::create_dir(&mine).unwrap();
    for entry in fs::read_dir(PACK).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, mine.join(path.file_name().unwrap())).unwrap();
    }
    let output = layers(home.path(), &["tag", "--format", "json"], "We agreed.\n");
    assert!(text(&output.stdout).contains("\"name\":\"fixed\""), "{}", text(&output.stderr));
}

#[test]
fn a_faulty_file_is_said_and_nothing_is_done() {
    for (config, fault) in [
        ("format = \"csv\"\n", "options stand below [all] or a command, not `format`"),
        ("[all]\nformt = \"csv\"\n", "in [all]: unknown key `formt`; did you mean `format`?"),
        ("[tga]\n", "unknown table `tga`; did you mean `tag`?"),
        ("[tag]\ntagged = \"yes\"\n", "`tagged` must be true or false"),
        ("[tag]\nformat = [true]\n", "`format` must be a string or a number, or a list of them"),
        ("[tag]\noutput = \"x\"\n", "in [tag]: `output` cannot be set here; type it"),
        ("[tag\n", ":1: not TOML: "),
        ("[tag]\nformat = \"cvs\"\n", "sets what cannot be; --no-config goes without it"),
    ] {
        let home = home(config);
        let output = layers(home.path(), &["tag"], "We agreed.\n");
        let said = text(&output.stderr);
        assert!(
            output.status.code() == Some(2) && output.stdout.is_empty() && said.contains(fault),
            "{config}: {said}"
        );
        assert!(said.contains("config.toml"), "{said}");
    }
}

#[test]
fn every_command_has_help_with_examples_and_a_manual_page() {
    let home = home("");
    for command in [
        "",
        "tag",
        "scan",
        "why",
        "find",
        "text",
        "eval",
        "rules",
        "rules list",
        "rules show",
        "rules check",
        "rules test",
        "rules stats",
        "rules diff",
        "rules import",
        "rules export",
        "completions",
        "man",
    ] {
        let words: Vec<&str> = command.split_whitespace().collect();
        let help = text(&layers(home.path(), &[&words[..], &["--help"]].concat(), "").stdout);
        assert!(help.contains("Examples:\n  layers ") || help.contains("Examples:\n  echo"), "{command}: {help}");
        let page = text(&layers(home.path(), &[&["man"], &words[..]].concat(), "").stdout);
        let name = ["layers"].iter().chain(&words).copied().collect::<Vec<_>>().join("\\-");
        assert!(page.contains(".TH") && page.contains(&name), "{command}: {page}");
    }
}

#[test]
fn completions_name_all_commands() {
    let home = home("");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = layers(home.path(), &["completions", shell], "");
        let script = text(&output.stdout);
        assert!(output.status.success() && script.contains("scan") && script.contains("changed-since"), "{shell}");
    }
}
