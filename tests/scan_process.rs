//! What a case file cannot say of `layers scan`: one report as the next one's input, threads, pipes and links in the folder,
//! an interruption.
#![cfg(unix)]

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Rules that do not change when the built-in ones do.
const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pack");

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_layers"));
    command.arg("scan").args(args).args(["--rules", PACK]).current_dir(folder);
    command
}

fn scan(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

fn report(folder: &Path, args: &[&str]) -> serde_json::Value {
    let output = scan(folder, &[&["--format", "json", "notes"], args].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// A folder of notes of two clients.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for number in 1..=20 {
        let client = ["anna", "ben"][number % 2];
        let name = format!("notes/{client}/2024-01-{number:02}_{client}_s{number}.txt");
        fs::create_dir_all(folder.path().join(&name).parent().unwrap()).unwrap();
        let text = format!("T: We agreed on {number}.\n{}", "C: You sound like my mother.\nT: Hm.\n".repeat(number));
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn the_output_is_the_same_whatever_the_number_of_threads() {
    let folder = folder();
    for format in ["text", "json", "jsonl", "csv"] {
        let with = |threads| scan(folder.path(), &["--trend", "--format", format, "--threads", threads, "notes"]);
        let (one, many) = (with("1"), with("7"));
        assert_eq!(one.status.code(), Some(0));
        assert!(one.stdout == many.stdout && !one.stdout.is_empty(), "{format}");
    }
}

#[test]
fn going_on_from_an_earlier_report_comes_out_as_reading_everything_does() {
    let folder = folder();
    let notes = folder.path().join("notes");
    fs::write(notes.join("guessed.txt"), b"We agreed\xE9.\n").unwrap();
    fs::write(notes.join("broken.txt"), b"a\0b").unwrap();
    let first = report(folder.path(), &[]);
    fs::write(folder.path().join("first.json"), first.to_string()).unwrap();
    fs::write(notes.join("anna/2024-01-02_anna_s2.txt"), "T: We agreed.\n").unwrap();
    fs::write(notes.join("new.txt"), "It felt sacred.\n").unwrap();
    fs::write(notes.join("broken.txt"), "We agreed.\n").unwrap();
    fs::remove_file(notes.join("ben/2024-01-01_ben_s1.txt")).unwrap();
    let mut since = report(folder.path(), &["--changed-since", "first.json"]);
    let whole = report(folder.path(), &[]);
    assert_eq!((&since["scan"]["unchanged"], &since["scan"]["gone"]), (&19.into(), &1.into()));
    since["scan"]["unchanged"] = 0.into();
    since["scan"]["gone"] = 0.into();
    assert_eq!(since, whole);
    // With other rules or options nothing can be taken over.
    let output =
        scan(folder.path(), &["--format", "json", "--changed-since", "first.json", "--threshold", "0.9", "notes"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.starts_with("layers: --changed-since first.json: was made with other rules, options"), "{said}");
}

#[test]
fn what_the_folder_says_of_a_session_makes_its_files_new() {
    let folder = folder();
    let first = report(folder.path(), &[]);
    fs::write(folder.path().join("first.json"), first.to_string()).unwrap();
    fs::write(folder.path().join("notes/layers-folder.toml"), "client = [\"Cy\"]\n").unwrap();
    let since = report(folder.path(), &["--changed-since", "first.json"]);
    assert_eq!(since["scan"]["unchanged"], 0);
    assert_eq!(since["clients"][0]["client"], "Cy");
}

#[test]
fn only_regular_files_are_opened_and_links_lead_nowhere() {
    let folder = folder();
    let notes = folder.path().join("notes");
    assert!(Command::new("mkfifo").arg(notes.join("pipe.txt")).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(notes.join("socket.txt")).unwrap();
    std::os::unix::fs::symlink("..", notes.join("loop")).unwrap();
    std::os::unix::fs::symlink("anna", notes.join("again")).unwrap();
    let report = report(folder.path(), &[]);
    let left_out: Vec<_> = report["scan"]["left_out"].as_array().unwrap().iter().map(|one| one.to_string()).collect();
    assert_eq!(left_out, ["{\"files\":2,\"reason\":\"link\"}", "{\"files\":2,\"reason\":\"special\"}"]);
    assert_eq!(report["scan"]["files"].as_array().unwrap().len(), 20);
    let output = scan(folder.path(), &["notes/pipe.txt"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(said, "layers: notes/pipe.txt: is no regular file; layers tag reads pipes\n");
}

#[test]
fn a_report_is_private_and_not_read_as_a_note() {
    let folder = folder();
    for _ in 0..2 {
        let output = scan(folder.path(), &["--format", "json", "-o", "notes/report.json", "notes"]);
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    }
    let path = folder.path().join("notes/report.json");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let again: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(again["scan"]["files"].as_array().unwrap().len(), 20);
}

#[test]
fn interrupted_it_says_what_was_done() {
    for output in [None, Some("report.json")] {
        let folder = folder();
        let notes = folder.path().join("notes");
        let long = "T: We agreed on ten, and then we agreed on more.\n\n".repeat(400_000);
        fs::write(notes.join("z.txt"), long).unwrap();
        fs::write(folder.path().join("report.json"), "old").unwrap();
        let mut args = vec!["--threads", "1", "--format", "json", "notes"];
        args.extend(output.iter().flat_map(|file| ["-o", file]));
        let mut child = command(folder.path(), &args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let tasks = format!("/proc/{}/task", child.id());
        let start = Instant::now();
        // The thread that listens is there before the one that reads.
        while fs::read_dir(&tasks).map_or(true, |tasks| tasks.count() < 3) {
            assert!(start.elapsed() < Duration::from_secs(20));
            std::thread::sleep(Duration::from_millis(5));
        }
        let killed = Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        let (mut out, mut said) = (String::new(), String::new());
        child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert!(said.contains("interrupted: ") && said.contains(" of 21 files were done"), "{said}");
        assert_eq!(fs::read_to_string(folder.path().join("report.json")).unwrap(), "old");
        if output.is_none() {
            let report: serde_json::Value = serde_json::from_str(&out).unwrap();
            assert_eq!((&report["scan"]["interrupted"], &report["scan"]["found"]), (&true.into(), &21.into()));
        } else {
            assert!(said.contains("report.json was not written"), "{said}");
        }
    }
}
