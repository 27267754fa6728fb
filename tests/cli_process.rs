//! What a case file cannot say: signals, pipes that close, permissions, output that comes while input still waits, one
//! command's output as another's input.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Rules that do not change when the built-in ones do.
const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pack");

fn layers(folder: &Path, args: &[&str]) -> Child {
    let rules: &[&str] = if args[0] == "tag" { &["--rules", PACK] } else { &[] };
    Command::new(env!("CARGO_BIN_EXE_layers"))
        .args(args)
        .args(rules)
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

/// A child that is fed piece by piece, its lines awaited in between.
struct Fed {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Fed {
    fn new(args: &[&str]) -> Fed {
        let mut child = layers(Path::new("."), &[&["tag", "--format", "jsonl"], args].concat());
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take().unwrap());
        let (to, lines) = channel();
        std::thread::spawn(move || BufReader::new(stdout).lines().try_for_each(|line| to.send(line.unwrap())));
        Fed { child, stdin, lines }
    }

    fn feed(&mut self, text: &str) {
        self.stdin.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
    }

    /// The next line, which must come though the input is still open.
    fn line(&self) -> serde_json::Value {
        let line = self.lines.recv_timeout(Duration::from_secs(60)).expect("a line comes before the next is written");
        serde_json::from_str(&line).unwrap()
    }

    /// Ends the input; gives the lines that were left.
    fn end(mut self) -> (Option<i32>, usize) {
        drop(self.stdin.take());
        let left = self.lines.iter().count();
        (self.child.wait().unwrap().code(), left)
    }
}

#[test]
fn a_record_goes_out_before_the_next_is_written() {
    // Also without --line-buffered: nothing has to be waited for.
    for options in [&["--input-format", "jsonl", "--line-buffered"][..], &["--input-format", "jsonl"]] {
        let mut fed = Fed::new(options);
        for number in 1..=3 {
            fed.feed(&format!("{{\"text\":\"We agreed on {number}.\"}}\n"));
            // Broken records count, so that numbers are places.
            assert_eq!(fed.line()["passage"], 2 * number - 1);
            fed.feed("broken\n");
            assert_eq!(fed.line()["error"]["code"], "not-json");
        }
        assert_eq!(fed.end(), (Some(1), 0));
    }
}

#[test]
fn a_paragraph_goes_out_before_the_next_is_written() {
    let mut fed = Fed::new(&["--line-buffered"]);
    for number in 1..=3 {
        fed.feed(&format!("We agreed\non {number}.\n\n"));
        let passage = fed.line();
        assert_eq!(passage["text"], format!("We agreed\non {number}."));
        assert_eq!(passage["tags"][0]["layer"], "working-alliance");
    }
    assert_eq!(fed.end(), (Some(0), 0));
}

#[test]
fn a_turn_goes_out_when_the_next_begins() {
    let mut fed = Fed::new(&["--line-buffered", "--client", "Anna"]);
    fed.feed("Anna: You sound like my mother 0.\n");
    for number in 0..3 {
        fed.feed(&format!("  And on.\nAnna: You sound like my mother {}.\n", number + 1));
        let passage = fed.line();
        assert_eq!(passage["text"], format!("You sound like my mother {number}.\n  And on."));
        assert_eq!((&passage["speaker"], &passage["label"]), (&"client".into(), &"Anna".into()));
    }
    assert_eq!(fed.end(), (Some(0), 1));
}

#[test]
fn a_name_that_nobody_told_is_null_where_nothing_is_waited_for() {
    let mut fed = Fed::new(&["--line-buffered"]);
    fed.feed(&"Ines: How was your week?\nBo: It was fine.\n".repeat(3));
    let passage = fed.line();
    assert_eq!((&passage["speaker"], &passage["label"]), (&serde_json::Value::Null, &"Ines".into()));
    assert_eq!(fed.end(), (Some(0), 5));
}

#[test]
fn a_file_is_private_also_where_it_replaces_one_that_was_not() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.csv");
    fs::write(folder.path().join("a.txt"), "We agreed to meet weekly.\n").unwrap();
    for old in [None, Some("old")] {
        if let Some(old) = old {
            fs::write(&out, old).unwrap();
            fs::set_permissions(&out, fs::Permissions::from_mode(0o644)).unwrap();
        }
        let output = layers(folder.path(), &["tag", "--format", "csv", "-o", "out.csv", "a.txt"]).wait_with_output();
        assert_eq!(output.unwrap().status.code(), Some(0));
        assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(fs::read_to_string(&out).unwrap().contains("a.txt#1,"));
        assert_eq!(names(folder.path()), ["a.txt", "out.csv"]);
    }
}

fn rules(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = layers(folder, &[&["rules"], args].concat()).wait_with_output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[test]
fn what_is_exported_is_what_is_built_in() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    assert_eq!(rules(here, &["export", "sub/my"]).0, Some(0));
    for (name, text) in layers::builtin::FILES {
        assert_eq!(fs::read_to_string(here.join("sub/my").join(name)).unwrap(), *text, "{name}");
    }
    let (status, said) = rules(here, &["check", "sub/my"]);
    assert_eq!((status, said.replace("sub/my/", "builtin/")), rules(here, &["check"]));
    assert_eq!(status, Some(0));
    for format in ["text", "json"] {
        let list = |args: &[&str]| rules(here, &[&["list", "--format", format], args].concat());
        assert_eq!(list(&["--rules", "sub/my"]), list(&[]));
    }
    // Nobody's edits are overwritten.
    fs::write(here.join("sub/my/pack.toml"), "mine").unwrap();
    let (status, said) = rules(here, &["export", "sub/my"]);
    assert!(status == Some(2) && said.starts_with("layers: sub/my: holds ") && said.contains("pack.toml"), "{said}");
    assert_eq!(fs::read_to_string(here.join("sub/my/pack.toml")).unwrap(), "mine");
}

#[test]
fn a_file_that_adds_to_the_built_in_rules_is_checked_and_tried_with_them() {
    let Some(layer) = layers::builtin::rules().pack.layers.into_iter().next() else { return };
    let folder = tempfile::tempdir().unwrap();
    let rule = format!(
        "[layer]\nid = \"{}\"\nextend = true\n\n[[rule]]\nid = \"zzyzx\"\nfacet = \"{}\"\nstrength = \"strong\"\nwhy = \"a test\"\n\
         patterns = [\"zzyzx\"]\nfires = [\"Zzyzx.\"]\nsilent = [\"Zzz.\"]\n",
        layer.id, layer.facets[0].id
    );
    fs::write(folder.path().join("my.toml"), rule).unwrap();
    let (status, said) = rules(folder.path(), &["check", "my.toml"]);
    assert!(status == Some(0) && said.ends_with(": no fault\n"), "{said}");
    assert_eq!(
        rules(folder.path(), &["test", "my.toml"]),
        (Some(0), "2 examples run, all came out as they should\n".into())
    );
    assert_eq!(rules(folder.path(), &["check", "builtin", "my.toml"]).0, Some(0));
    let (status, said) =
        rules(folder.path(), &["show", &format!("{}/zzyzx", layer.id), "--rules", "builtin", "--rules", "my.toml"]);
    assert!(status == Some(0) && said.contains("fires     Zzyzx."), "{said}");
}

#[test]
fn calibrated_files_keep_mode_and_links() {
    let folder = tempfile::tempdir().unwrap();
    let (rules, elsewhere) = (folder.path().join("rules"), folder.path().join("elsewhere.toml"));
    fs::create_dir(&rules).unwrap();
    for name in names(Path::new(PACK)) {
        fs::copy(Path::new(PACK).join(&name), rules.join(&name)).unwrap();
    }
    fs::rename(rules.join("pack.toml"), &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, rules.join("pack.toml")).unwrap();
    fs::set_permissions(&elsewhere, fs::Permissions::from_mode(0o664)).unwrap();
    let before = (names(&rules), fs::read_to_string(&elsewhere).unwrap());
    let line = "{\"session\":1,\"text\":\"Goals reviewed.\",\"layers\":[\"working-alliance\"]}\n";
    fs::write(folder.path().join("coded.jsonl"), line.repeat(8)).unwrap();
    let (status, said) = self::rules(folder.path(), &["calibrate", "--force", "--rules", "rules", "coded.jsonl"]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(names(&rules), before.0);
    assert_ne!(fs::read_to_string(&elsewhere).unwrap(), before.1);
    assert!(rules.join("pack.toml").symlink_metadata().unwrap().is_symlink());
    assert_eq!(fs::metadata(&elsewhere).unwrap().permissions().mode() & 0o777, 0o664);
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
