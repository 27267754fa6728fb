//! `layers text`: the canonical text, in which all offsets count.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use layers::output::escape::{is_tricky, push_visible};

use super::{Outcome, options, out, pipeline, say, sources};

/// What `layers text` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The file; - or none: stdin
    file: Option<PathBuf>,

    #[command(flatten)]
    input: options::Input,
}

/// Prints it.
pub fn run(args: &Args) -> Outcome {
    let paths: Vec<_> = args.file.iter().cloned().collect();
    let out = out::Out::stdout(None);
    super::interrupt::abandons(None);
    let terminal = out::to_terminal();
    let mut failed = false;
    for source in sources::named(&paths) {
        let bytes = match source.open() {
            Ok(bytes) => out::Tied::new(bytes, out.clone()),
            Err(failure) => {
                say::about(&failure.source, failure.line, &failure.message);
                return Outcome::SomeFailed;
            }
        };
        if source.waits() {
            say::about("stdin", None, say::WAITING);
        }
        let mut to = out.clone();
        pipeline::canonical(&source.name, source.path(), bytes, &args.input.options(), &mut |part| {
            let part = match part {
                Ok(part) => part,
                Err(failure) => {
                    say::about(&failure.source, failure.line, &failure.message);
                    failed = true;
                    return ControlFlow::Continue(());
                }
            };
            let done = if terminal { to.write_all(shown(part).as_bytes()) } else { to.write_all(part.as_bytes()) };
            if done.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
    }
    match (say::written("stdout", out.commit()), failed) {
        (Outcome::Done, true) => Outcome::SomeFailed,
        (outcome, _) => outcome,
    }
}

/// The text for a terminal: its lines and tabs as they are, what else a terminal might obey visible.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_tricky(c) && c != '\n' && c != '\t' {
            push_visible(&mut shown, c);
        } else {
            shown.push(c);
        }
    }
    shown
}
