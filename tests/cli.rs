//! Every file of `tests/cli/` is one case: what is typed, what comes out.
//!
//! A case runs in a fresh folder that holds its `files`, and as `rules` the rules of `tests/pack/`, which do not change when
//! the built-in ones do. `SNAPSHOTS=overwrite cargo test --test cli` writes what came out into the cases; read the
//! difference before you commit it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

/// One case. A key that nobody reads is an error, and so is a file that nobody expects.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    args: Vec<String>,
    #[serde(default)]
    stdin: String,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Files that are no text: `\xFF` stands for a byte, `\n` and `\r` for line ends.
    #[serde(default)]
    bytes: BTreeMap<String, String>,
    #[serde(flatten)]
    came: Came,
}

/// What came of it, or should.
#[derive(Debug, PartialEq, Deserialize)]
struct Came {
    status: i32,
    stdout: String,
    stderr: String,
    /// Files that were not there before, or are no longer the same.
    #[serde(default)]
    after: BTreeMap<String, String>,
}

#[test]
fn every_case_comes_out_as_written() {
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(!cases.is_empty(), "no cases in tests/cli");
    for path in &cases {
        let text = fs::read_to_string(path).unwrap();
        let came = run(&read(path, &text));
        if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
            fs::write(path, overwritten(&text, &came)).unwrap();
        } else if read(path, &text).came != came {
            wrong.push(difference(path, &text, &overwritten(&text, &came)));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    println!("{} command-line cases came out as written", cases.len());
}

#[test]
fn a_case_with_a_key_that_nobody_reads_is_refused() {
    let case = "args = []\nstatus = 0\nstdout = ''\nstderr = ''\n";
    assert!(parse(case).is_ok());
    assert!(parse(&format!("{case}stdinn = 'x'\n")).unwrap_err().contains("stdinn"));
    assert!(parse("args = []\nstatus = 0\nstdout = ''\n").unwrap_err().contains("stderr"));
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    for case in &cases {
        assert_eq!(case.extension().and_then(|end| end.to_str()), Some("toml"), "{} is no case", case.display());
    }
    cases
}

fn read(path: &Path, text: &str) -> Case {
    parse(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn parse(text: &str) -> Result<Case, String> {
    // Flattening switches serde's own check of unknown keys off, so it is done here.
    const KEYS: [&str; 9] = ["args", "stdin", "env", "files", "bytes", "status", "stdout", "stderr", "after"];
    let table: toml::Table = text.parse().map_err(|error| format!("{error}"))?;
    if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(format!("unknown key {key}"));
    }
    table.try_into().map_err(|error| format!("{error}"))
}

fn run(case: &Case) -> Came {
    let folder = tempfile::tempdir().unwrap();
    let mut given: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    found(Path::new(env!("CARGO_MANIFEST_DIR")), &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pack"), &mut given);
    given = given.into_iter().map(|(name, bytes)| (name.replace("tests/pack/", "rules/"), bytes)).collect();
    given.extend(case.files.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes())));
    given.extend(case.bytes.iter().map(|(name, text)| (name.clone(), unescaped(text))));
    for (name, bytes) in &given {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_layers"))
        .args(&case.args)
        .current_dir(folder.path())
        .env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| name == "SystemRoot"))
        .envs(&case.env)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that reads no input may be gone before it is given some.
    let _ = child.stdin.take().unwrap().write_all(case.stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    let mut after: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    found(folder.path(), folder.path(), &mut after);
    after.retain(|name, bytes| given.get(name) != Some(bytes));
    Came {
        status: output.status.code().expect("ended by a signal"),
        stdout: steady(&output.stdout),
        stderr: steady(&output.stderr),
        after: after.into_iter().map(|(name, text)| (name, steady(&text))).collect(),
    }
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let (byte, taken) = match &rest[at + 1..at + 2] {
            "n" => (b'\n', 2),
            "r" => (b'\r', 2),
            "x" => (u8::from_str_radix(&rest[at + 2..at + 4], 16).expect("two hex digits"), 4),
            other => panic!("unknown escape {other}"),
        };
        bytes.push(byte);
        rest = &rest[at + taken..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

fn found(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// What changes with every edit of the built-in rules and every release is not what a case is about.
fn steady(bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
    let sha = regex::Regex::new("\"sha256\":\"[0-9a-f]{64}\"").unwrap();
    let version = format!("\"name\":\"layers\",\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    let text = sha.replace_all(&text, "\"sha256\":\"[sha256]\"");
    let text = text.replace(&version, "\"name\":\"layers\",\"version\":\"[version]\"");
    text.replace(concat!("layers ", env!("CARGO_PKG_VERSION")), "layers [version]")
}

/// The case up to its `status`, then what came.
fn overwritten(text: &str, came: &Came) -> String {
    let at = text.find("\nstatus =").map_or(text.len(), |at| at + 1);
    let mut new = format!("{}status = {}\n", &text[..at], came.status);
    new += &format!("stdout = {}\n", quoted(&came.stdout));
    new += &format!("stderr = {}\n", quoted(&came.stderr));
    for (name, text) in &came.after {
        new += &format!("after.\"{name}\" = {}\n", quoted(text));
    }
    new
}

fn quoted(text: &str) -> String {
    let plain = text.chars().all(|c| c == '\n' || !c.is_control()) && !text.contains("'''") && !text.ends_with('\'');
    match text {
        "" => "\"\"".to_owned(),
        _ if plain => format!("'''\n{text}'''"),
        _ => toml::Value::String(text.to_owned()).to_string(),
    }
}

fn difference(path: &Path, expected: &str, found: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let tail = old[same..].iter().rev().zip(new[same..].iter().rev());
    let tail = tail.take_while(|(old, new)| old == new).count();
    let mut lines = vec![format!("--- {}, line {}", path.display(), same + 1)];
    lines.extend(old[same..old.len() - tail].iter().map(|line| format!("- {line}")));
    lines.extend(new[same..new.len() - tail].iter().map(|line| format!("+ {line}")));
    lines.join("\n")
}
