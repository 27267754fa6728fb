//! What a case file cannot say: signals, pipes that close, output that comes while input still waits.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn layers(folder: &Path, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_layers"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn wait_until(what: &str, done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(20), "waited too long until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn interrupted_it_leaves_the_old_file_and_nothing_else() {
    for signal in ["INT", "TERM", "HUP"] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("out.csv"), "old").unwrap();
        let mut child = layers(folder.path(), &["tag", "--format", "csv", "-o", "out.csv"]);
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(b"We agreed to meet weekly.\n").unwrap();
        wait_until("the neighbour is there", || names(folder.path()).len() == 2);
        // The neighbour is private from its first moment.
        let neighbour = folder.path().join(&names(folder.path())[0]);
        assert_eq!(fs::metadata(neighbour).unwrap().permissions().mode() & 0o777, 0o600);
        // The signal may come before anyone listens: wait until the thread that does so is there.
        let tasks = format!("/proc/{}/task", child.id());
        wait_until("it listens to signals", || fs::read_dir(&tasks).map_or(true, |tasks| tasks.count() > 1));
        let killed = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        assert_eq!(child.wait().unwrap().code(), Some(130), "after {signal}");
        assert_eq!(names(folder.path()), ["out.csv"], "after {signal}");
        assert_eq!(fs::read_to_string(folder.path().join("out.csv")).unwrap(), "old");
    }
}

#[test]
fn a_reader_that_had_enough_is_no_failure() {
    for format in ["text", "jsonl", "json", "csv"] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "We agreed to meet weekly.\n\n".repeat(20_000)).unwrap();
        let mut child = layers(folder.path(), &["tag", "--format", format, "a.txt"]);
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(!first.is_empty());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{format}");
    }
}

#[test]
fn a_line_goes_out_while_the_input_still_waits() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["tag", "--format", "jsonl", "--input-format", "jsonl", "--line-buffered"];
    let mut child = layers(folder.path(), &args);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for number in 1..=3 {
        writeln!(stdin, "{{\"text\":\"We agreed on {number}.\"}}").unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.contains(&format!("\"passage\":{number},")), "{line}");
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_named_pipe_is_read_like_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let child = layers(folder.path(), &["tag", "--format", "csv", "pipe"]);
    fs::write(&pipe, "We agreed to meet weekly.\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("pipe#1,pipe,"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_counts() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "We agreed to meet weekly.\n").unwrap();
    for args in [&["tag", "a.txt"][..], &["tag", "-o", "/dev/full", "a.txt"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_layers"))
            .args(args)
            .current_dir(folder.path())
            .stdout(full)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(said.contains("cannot be written: No space left on device"), "{said}");
    }
}
