//! Files of hundreds of megabytes, whose smaller twins stand in the ordinary run: `cargo test --test hostile -- --ignored`.

use std::fs::File;
use std::io::{BufWriter, Write};

use super::run::{CANARY, Came, GOOD, PACK, for_seconds};

/// Seconds of processor time that one of these may take, without optimization.
const SECONDS: u64 = 1800;

/// Writes a piece so many times, and reads the file with a good one after it.
fn read(name: &str, piece: &str, times: usize, args: &[&str]) -> Came {
    let folder = tempfile::tempdir().unwrap();
    let mut file = BufWriter::new(File::create(folder.path().join(name)).unwrap());
    (0..times).for_each(|_| file.write_all(piece.as_bytes()).unwrap());
    drop(file.into_inner().unwrap());
    std::fs::write(folder.path().join("good.txt"), GOOD).unwrap();
    let args = [&["tag", "--format", "csv"], args, &[name, "good.txt"]].concat();
    let came = for_seconds(SECONDS, folder.path(), &args, &["--rules", PACK]);
    assert!(!came.stderr.contains(CANARY) && !came.stderr.contains("panicked"), "{}", came.stderr);
    assert_eq!(came.stdout.lines().filter(|row| row.starts_with("good.txt")).count(), 2);
    came
}

fn refused(came: &Came) {
    assert_eq!((came.status, came.stderr.lines().count()), (Some(1), 1), "{}", came.stderr);
}

#[test]
#[ignore = "half a gigabyte"]
fn a_line_of_500_megabytes() {
    for name in ["a.txt", "a.jsonl", "a.csv", "a.vtt", "a.cha", "a.json", "a.html"] {
        refused(&read(name, &format!("{CANARY} we agreed "), 500_000_000 / 23, &[]));
    }
}

#[test]
#[ignore = "minutes"]
fn ten_million_lines() {
    for (name, piece) in
        [("a.txt", "\n"), ("a.md", "\r\n"), ("a.jsonl", "\n"), ("a.csv", "\n"), ("a.srt", "\n"), ("a.cha", "\n")]
    {
        let came = read(name, piece, 10_000_000, &[]);
        assert_eq!(came.status, Some(0), "{name}: {}", came.stderr);
    }
    for (name, piece) in [("a.jsonl", "{\n"), ("a.cha", "x\n"), ("a.vtt", "x\n\n")] {
        let came = read(name, piece, 10_000_000, &[]);
        assert_eq!((came.status, came.stderr.lines().count()), (Some(1), 101), "{name}");
    }
    let came = read("a.jsonl", "{\"text\":\"\"}\n", 10_000_000, &[]);
    assert_eq!(came.status, Some(0), "{}", came.stderr);
}

#[test]
#[ignore = "minutes"]
fn a_passage_as_long_as_may_be() {
    let came = read("a.txt", "We agreed to meet weekly and I was angry with her. ", (16 << 20) / 51, &[]);
    assert!(matches!(came.status, Some(0 | 1)), "{}", came.stderr);
}
