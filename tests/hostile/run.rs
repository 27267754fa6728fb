//! What an input is, how the program is run on it, and what must hold of what came.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A word of each input that may stand in no message.
pub const CANARY: &str = "zanzibarquux";
/// The file beside each input: three passages, two of them tagged.
pub const GOOD: &str = "We agreed to meet weekly.\n\nNothing here.\n\nWe agreed to meet weekly.\n";
/// Rules that do not change when the built-in ones do, and are read fast.
pub const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pack");

/// Address space that the program has at most, in KiB: a worker may have 1 GiB, the program itself stays far below it.
const MEMORY: u64 = 1_500_000;
/// Seconds of processor time: only to end what hangs.
const SECONDS: u64 = 100;

/// One in so many of them, or all where `tests/run --all` asks for it: the program is not optimized here, and all take ten minutes.
pub fn drawn<T>(all: &[T], one_in: usize) -> Vec<&T> {
    let one_in = if std::env::var_os("HOSTILE").is_some() { 1 } else { one_in };
    all.iter().step_by(one_in).collect()
}

/// A file made to do harm.
pub struct Input {
    /// Its name.
    pub file: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// What must come of it.
    pub comes: Comes,
    /// Further options.
    pub args: &'static [&'static str],
}

/// What must come of an input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Comes {
    /// It is read, if with a notice.
    Read,
    /// It is not, for one reason with this code.
    Refused(&'static str),
    /// It is read, or refused for one reason.
    Either,
    /// Parts of it are not: several lines, but not many.
    Some,
}

impl Input {
    pub fn new(file: impl Into<String>, bytes: impl Into<Vec<u8>>, comes: Comes) -> Input {
        Input { file: file.into(), bytes: bytes.into(), comes, args: &[] }
    }

    /// The same, which may also be read, or refused.
    pub fn or_read(self) -> Input {
        Input { comes: Comes::Either, ..self }
    }

    /// The same, of which parts are refused.
    pub fn in_part(self) -> Input {
        Input { comes: Comes::Some, ..self }
    }

    /// The same with further options.
    pub fn with(self, args: &'static [&'static str]) -> Input {
        Input { args, ..self }
    }
}

/// What came of a run.
pub struct Came {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Came {
    /// The most lines that one file may cost: its faults are told up to a number, then counted.
    pub const MOST_LINES: usize = 102;

    /// Whether nothing bad came: the codes of what failed, or what is wrong.
    pub fn harmless(&self, file: &str) -> Result<Vec<String>, String> {
        self.harmless_message(file)?;
        let mut failed = Vec::new();
        for row in self.stdout.lines() {
            let row: Value = serde_json::from_str(row).map_err(|error| format!("no JSON comes out: {error}"))?;
            failed.extend(row["error"]["code"].as_str().map(str::to_owned));
        }
        Ok(failed)
    }

    /// Whether the messages are of this file, clear, and hold no word of it.
    pub fn harmless_message(&self, file: &str) -> Result<(), String> {
        if !matches!(self.status, Some(0 | 1)) {
            return Err(format!("ended with {:?}: {}", self.status, clip(&self.stderr)));
        }
        let begins = format!("layers: {file}");
        for line in self.stderr.lines() {
            if !line.starts_with(&begins) || line.contains("panicked") || line.contains(CANARY) || line.len() > 400 {
                return Err(format!("says: {}", clip(line)));
            }
            if line.chars().any(char::is_control) {
                return Err(format!("a control character in: {line:?}"));
            }
        }
        Ok(())
    }
}

impl Comes {
    /// Whether this came.
    pub fn check(self, came: &Came, failed: &[String]) -> Result<(), String> {
        let said = came.stderr.lines().count();
        let right = match self {
            Comes::Read => failed.is_empty() && said <= 3,
            Comes::Refused(code) => *failed == [code] && (1..=2).contains(&said),
            Comes::Either => failed.len() <= 1 && said <= 3,
            Comes::Some => (1..=Came::MOST_LINES).contains(&failed.len()) && said <= Came::MOST_LINES + 2,
        };
        let status = i32::from(!failed.is_empty());
        if right && came.status == Some(status) {
            return Ok(());
        }
        let few: Vec<_> = failed.iter().take(3).collect();
        Err(format!(
            "ended with {:?}, {} failed {few:?}, {said} lines: {}",
            came.status,
            failed.len(),
            clip(&came.stderr)
        ))
    }
}

fn clip(text: &str) -> String {
    text.chars().take(500).collect()
}

/// Runs the program in a folder, with little memory and time.
pub fn ulimited(folder: &Path, args: &[&str]) -> Came {
    let rules: &[&str] = if ["tag", "scan", "why"].contains(&args[0]) { &["--rules", PACK] } else { &[] };
    ulimited_with(folder, args, rules)
}

/// The same with these rules.
pub fn ulimited_with(folder: &Path, args: &[&str], rules: &[&str]) -> Came {
    for_seconds(SECONDS, folder, args, rules)
}

/// The same, for as many seconds.
pub fn for_seconds(seconds: u64, folder: &Path, args: &[&str], rules: &[&str]) -> Came {
    let output: Output = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMORY}; ulimit -t {seconds}; exec \"$@\""), "sh"])
        .arg(env!("CARGO_BIN_EXE_layers"))
        .args(args)
        .args(rules)
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Came {
        status: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("what comes out is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
    }
}
