//! What is said to the user outside a report. A file's name or a rule's text cannot do anything to the terminal.

use std::io::{self, Write};

use layers::output::escape::visible;

use super::Outcome;

/// Says on stderr what is wrong with a source and what to do.
pub fn about(source: &str, line: Option<u64>, message: &str) {
    let place = line.map_or(String::new(), |line| format!(":{line}"));
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "layers: {}{place}: {}", visible(source), visible(message));
}

/// Says on stderr that the command line or the rules are wrong, and ends the command.
pub fn usage(option: &str, message: &str) -> Outcome {
    about(option, None, message);
    Outcome::Usage
}

/// What somebody at a keyboard is told.
pub const WAITING: &str = "waiting for text; paste or type it, then press Ctrl-D on an empty line \
(Windows: Ctrl-Z, then Enter), or name a file: layers tag session.txt";

/// Prints on stdout.
pub fn print(text: &str) -> Outcome {
    written("stdout", io::stdout().write_all(text.as_bytes()))
}

/// How writing went. A reader that had enough, as `head` has, is no failure.
pub fn written(name: &str, done: io::Result<()>) -> Outcome {
    match done {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            about(name, None, &format!("cannot be written: {error}"));
            Outcome::SomeFailed
        }
        _ => Outcome::Done,
    }
}

/// Prints lines of ours on stderr, each made harmless.
pub fn lines(text: &str) {
    for line in text.lines() {
        let _ = writeln!(io::stderr(), "{}", visible(line));
    }
}
