//! Folders made to do harm: what is no file, what changes while it is read, names that no one would give.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::run::{CANARY, GOOD, PACK, ulimited};

/// A folder with a good file in it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.txt"), GOOD).unwrap();
    folder
}

/// Passages of each source, codes of what failed, files left out by reason.
struct Scanned {
    passages: BTreeMap<String, u64>,
    errors: Vec<(String, String)>,
    left_out: BTreeMap<String, u64>,
    stderr: String,
}

fn scanned(folder: &Path, status: i32) -> Scanned {
    let came = ulimited(folder, &["scan", "--format", "json", "."]);
    assert_eq!(came.status, Some(status), "{}", came.stderr);
    assert!(!came.stderr.contains(CANARY) && !came.stderr.contains("panicked"), "{}", came.stderr);
    read(&came.stdout, came.stderr)
}

fn read(report: &str, stderr: String) -> Scanned {
    let report: Value = serde_json::from_str(report).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    Scanned {
        passages: list(&report["sources"])
            .iter()
            .map(|one| (text(&one["source"]), one["passages"].as_u64().unwrap()))
            .collect(),
        errors: list(&report["errors"]).iter().map(|one| (text(&one["source"]), text(&one["code"]))).collect(),
        left_out: list(&report["scan"]["left_out"])
            .iter()
            .map(|one| (text(&one["reason"]), one["files"].as_u64().unwrap()))
            .collect(),
        stderr,
    }
}

#[test]
fn what_is_no_file_is_left_out_and_nobody_waits_for_it() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    mkfifo(&at("pipe.txt"));
    let _socket = UnixListener::bind(at("socket.txt")).unwrap();
    symlink(".", at("ring")).unwrap();
    symlink("self.txt", at("self.txt")).unwrap();
    symlink("b.txt", at("a.txt")).unwrap();
    symlink("a.txt", at("b.txt")).unwrap();
    symlink("/dev/zero", at("zeros.txt")).unwrap();
    symlink("/dev/tty", at("terminal.txt")).unwrap();
    symlink("/nowhere", at("nowhere.txt")).unwrap();
    symlink("/", at("everything")).unwrap();
    fs::create_dir(at("looks-like.txt")).unwrap();
    let device = Command::new("mknod").arg(at("zero.txt")).args(["c", "1", "5"]).stderr(Stdio::null()).status();
    let device = device.is_ok_and(|status| status.success());
    let came = scanned(folder.path(), 0);
    assert_eq!(came.passages, BTreeMap::from([("good.txt".to_owned(), 3)]));
    assert_eq!(came.left_out, BTreeMap::from([("link".to_owned(), 8), ("special".to_owned(), 2 + u64::from(device))]));
    assert_eq!(came.stderr, "");
}

#[test]
fn named_one_by_one_each_costs_one_line() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let _socket = UnixListener::bind(at("socket.txt")).unwrap();
    symlink("self.txt", at("self.txt")).unwrap();
    symlink("/nowhere", at("nowhere.txt")).unwrap();
    fs::create_dir(at("folder")).unwrap();
    let long = "x".repeat(300);
    let deep = "d/".repeat(3000) + "a.txt";
    for name in ["socket.txt", "self.txt", "nowhere.txt", "folder", "missing", &long, &deep, "good.txt/below"] {
        for command in ["tag", "text", "scan"] {
            if (command, name) == ("scan", "folder") {
                continue;
            }
            // Only one file's text is printed at a time.
            let good: &[&str] = if command == "text" { &[] } else { &["good.txt"] };
            let came = ulimited(folder.path(), &[&[command, name], good].concat());
            assert_eq!((came.status, came.stderr.lines().count()), (Some(1), 1), "{command} {name}: {}", came.stderr);
            assert!(came.stderr.starts_with("layers: ") && (command == "text" || came.stdout.contains("good")));
        }
    }
}

#[test]
fn names_that_nobody_gives_do_nothing() {
    let folder = folder();
    let long = format!("{}.txt", "é".repeat(125));
    assert_eq!(long.len(), 254);
    let names: [&[u8]; 14] = [
        b"line\nbreak.txt",
        b"escape\x1b[2J\x1b]0;x\x07.txt",
        b"not\xFF\xFEutf8.txt",
        b"not\xFE\xFFutf8.txt",
        "bidi\u{202e}txt.cod".as_bytes(),
        "zero\u{200b}width.txt".as_bytes(),
        b"-rf.txt",
        b"--help.txt",
        b"=cmd|x.txt",
        b"a b 'c' \"d\" $e `f` ;g.txt",
        b"back\\slash.txt",
        b" .txt",
        long.as_bytes(),
        b"2024-99-99_\xCC\x81_s99999999999999999999.txt",
    ];
    for name in names {
        fs::write(folder.path().join(OsStr::from_bytes(name)), format!("We agreed {CANARY}.\n")).unwrap();
    }
    let bad = folder.path().join(OsStr::from_bytes(b"bad\n\x1b[31m\xFF.jsonl"));
    fs::write(bad, CANARY).unwrap();
    let came = scanned(folder.path(), 1);
    assert_eq!((came.passages.len(), came.errors.len()), (names.len() + 1, 1), "{:?}", came.passages);
    assert_eq!(came.stderr, "layers: bad␊␛[31m\u{fffd}.jsonl:1: the line is not JSON (column 1)\n");
    for format in ["text", "csv", "jsonl", "json"] {
        let came = ulimited(folder.path(), &["scan", "--format", format, "."]);
        assert!(!came.stdout.contains(['\u{1b}', '\u{202e}', '\u{7}']) || format == "csv", "{format}");
    }
}

#[test]
fn what_may_not_be_read_costs_one_line() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("secret.txt"), CANARY).unwrap();
    fs::create_dir(at("closed")).unwrap();
    fs::create_dir(at("listed")).unwrap();
    fs::write(at("listed/a.txt"), CANARY).unwrap();
    let mode = |name: &str, mode| fs::set_permissions(at(name), fs::Permissions::from_mode(mode)).unwrap();
    mode("secret.txt", 0);
    mode("closed", 0);
    mode("listed", 0o444);
    mode(".", 0o755);
    let mut command = Command::new(env!("CARGO_BIN_EXE_layers"));
    command.args(["scan", "--format", "json", "."]).current_dir(folder.path()).env_clear();
    // Root may read everything; nobody may not.
    let root = fs::read(at("secret.txt")).is_ok();
    if root {
        command.uid(65534).gid(65534);
    }
    let output = command.output();
    mode("closed", 0o700);
    mode("listed", 0o700);
    let Ok(output) = output else {
        println!("skipped: nobody else can run {}", env!("CARGO_BIN_EXE_layers"));
        return;
    };
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), stderr.lines().count()), (Some(1), 3), "{stderr}");
    let came = read(&String::from_utf8(output.stdout).unwrap(), stderr);
    assert_eq!(came.passages.get("good.txt"), Some(&3));
    let codes: Vec<_> = came.errors.iter().map(|(source, code)| format!("{source} {code}")).collect();
    assert_eq!(codes.len(), 3, "{codes:?}");
    assert!(!came.stderr.contains(CANARY));
}

/// The first file takes a while; when it is open, the folder has been listed, and the others change.
#[test]
#[cfg(target_os = "linux")]
fn what_changes_while_it_is_read_costs_its_file() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("a.txt"), "We agreed to meet weekly. ".repeat(40_000)).unwrap();
    for name in ["folder.txt", "gone.txt", "link.txt", "pipe.txt", "shrinks.txt", "grows.txt"] {
        fs::write(at(name), GOOD).unwrap();
    }
    let child = started(folder.path(), &["scan", "--threads", "1", "--format", "json", "."]);
    wait_until_open(&child, "a.txt");
    for name in ["folder.txt", "gone.txt", "link.txt", "pipe.txt"] {
        fs::remove_file(at(name)).unwrap();
    }
    fs::create_dir(at("folder.txt")).unwrap();
    symlink("/dev/zero", at("link.txt")).unwrap();
    mkfifo(&at("pipe.txt"));
    fs::write(at("shrinks.txt"), "").unwrap();
    fs::write(at("grows.txt"), GOOD.repeat(10)).unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    let came = read(&String::from_utf8(output.stdout).unwrap(), stderr);
    let failed: Vec<_> = came.errors.iter().map(|(source, _)| source.as_str()).collect();
    assert_eq!(failed, ["folder.txt", "gone.txt", "link.txt", "pipe.txt"], "{}", came.stderr);
    let count = |name: &str| came.passages.get(name).copied();
    assert_eq!((count("good.txt"), count("grows.txt"), count("shrinks.txt")), (Some(3), Some(21), Some(0)));
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_shrinks_under_the_reader_ends_early() {
    let folder = folder();
    let path = folder.path().join("a.txt");
    fs::write(&path, "We agreed to meet weekly.\n\n".repeat(400_000)).unwrap();
    let child = started(folder.path(), &["tag", "--threads", "1", "--format", "csv", "a.txt", "good.txt"]);
    wait_until_open(&child, "a.txt");
    fs::File::options().write(true).open(&path).unwrap().set_len(1000).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
    let table = String::from_utf8(output.stdout).unwrap();
    assert_eq!(table.lines().filter(|row| row.starts_with("good.txt")).count(), 2);
}

#[test]
fn folders_in_folders_in_folders() {
    let folder = folder();
    // Deeper than a path may be long.
    let make = "i=0; while [ $i -lt 1500 ]; do mkdir abc && cd -P abc || exit 0; i=$((i+1)); done; echo x > a.txt";
    assert!(Command::new("sh").args(["-c", make]).current_dir(folder.path()).status().unwrap().success());
    let came = ulimited(folder.path(), &["scan", "--format", "json", "."]);
    assert!(matches!(came.status, Some(0 | 1)), "{}", came.stderr);
    assert!(came.stderr.lines().count() <= 1 && !came.stderr.contains("panicked"), "{}", came.stderr);
    assert_eq!(read(&came.stdout, came.stderr).passages.get("good.txt"), Some(&3));
    assert!(Command::new("rm").args(["-rf", "abc"]).current_dir(folder.path()).status().unwrap().success());
}

/// Files that steer a scan: they end it with one line, as what they say of clients is not known.
#[test]
fn files_that_steer_a_scan_are_read_with_limits() {
    let deep = format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let long = "#".repeat(2 << 20);
    let steers: [(&str, &[u8]); 5] = [
        ("layers-folder.toml", deep.as_bytes()),
        ("layers-folder.toml", long.as_bytes()),
        ("layers-folder.toml", b"\xFF\xFE"),
        (".layersignore", long.as_bytes()),
        (".layersignore", b"\xFF\xFE\n"),
    ];
    for (name, bytes) in steers {
        let folder = folder();
        fs::write(folder.path().join(name), bytes).unwrap();
        let came = ulimited(folder.path(), &["scan", "."]);
        assert_eq!(came.status, Some(2), "{name}: {}", came.stderr);
        // A place in a file is shown below its line.
        assert!((1..=3).contains(&came.stderr.lines().count()), "{}", came.stderr);
        assert!(came.stderr.len() < 1000 && !came.stderr.contains("panicked"), "{}", came.stderr);
    }
    for name in ["layers-folder.toml", ".layersignore"] {
        let folder = folder();
        mkfifo(&folder.path().join(name));
        let came = ulimited(folder.path(), &["scan", "."]);
        assert_eq!((came.status, came.stderr.lines().count()), (Some(2), 1), "{name}: {}", came.stderr);
    }
    let folder = folder();
    let globs = (0..20_000).map(|n| format!("**/*a*{n}*b*/**\n")).collect::<String>();
    fs::write(folder.path().join(".layersignore"), globs).unwrap();
    let came = ulimited(folder.path(), &["scan", "."]);
    assert!(matches!(came.status, Some(0 | 2)) && came.stderr.lines().count() <= 1, "{}", came.stderr);
}

#[test]
#[cfg(target_os = "linux")]
fn files_of_the_system_have_no_size_and_are_read() {
    let folder = folder();
    let came = ulimited(
        folder.path(),
        &["tag", "--format", "jsonl", "/proc/version", "/proc/self/mem", "/proc/self/fd", "good.txt"],
    );
    assert_eq!((came.status, came.stderr.lines().count()), (Some(1), 2), "{}", came.stderr);
    assert!(came.stdout.contains("/proc/version#1") && came.stdout.contains("good.txt#3"));
    let came =
        ulimited(folder.path(), &["scan", "--format", "json", "/proc/self/net", "/proc/self/fdinfo", "good.txt"]);
    assert!(matches!(came.status, Some(0 | 1)), "{}", came.stderr);
}

fn mkfifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn started(folder: &Path, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_layers"))
        .args(args)
        .args(["--rules", PACK])
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until a process has a file open.
#[cfg(target_os = "linux")]
fn wait_until_open(child: &Child, name: &str) {
    let start = Instant::now();
    let open = || {
        let files = fs::read_dir(format!("/proc/{}/fd", child.id())).ok()?;
        let mut files = files.flatten().filter_map(|file| fs::read_link(file.path()).ok());
        files.any(|file| file.ends_with(name)).then_some(())
    };
    while open().is_none() {
        assert!(start.elapsed() < Duration::from_secs(60), "{name} is never opened");
        std::thread::sleep(Duration::from_millis(1));
    }
}
