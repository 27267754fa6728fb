//! `layers text`: the canonical text, in which all offsets count; with `--roles`, whom its words mean.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use layers::evidence::{Finder, Reading};
use layers::input::{self, Canonical, Item};
use layers::layer::Role;
use layers::output::escape::Visible;
use layers::passage::{Passage, Piece};

use super::{Outcome, options, out, packs, say, sources};

/// What `layers text` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The file; - or none: stdin
    file: Option<PathBuf>,

    /// Print each passage with whom its words mean: I{therapist} told her{client}
    #[arg(long)]
    roles: bool,

    /// With --roles, rules whose word classes to use: a file or folder (repeatable); `builtin` stands for those
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,

    #[command(flatten)]
    input: options::Input,
}

const EXAMPLES: &str = "Examples:
  layers text notes.txt                        the text as layers reads it: what all offsets count in
  layers text --roles session.txt              who is meant by I, you, she, Anna, the client";

/// Prints it.
pub fn run(args: &Args) -> Outcome {
    let rules = match args.roles.then(|| packs::rules(&args.rules)).transpose() {
        Ok(rules) => rules,
        Err(outcome) => return outcome,
    };
    let mut finder = rules.as_ref().map(Finder::new);
    if let Some(finder) = &mut finder {
        args.input.therapist.iter().for_each(|name| finder.name(name, Role::Therapist));
        args.input.client.iter().for_each(|name| finder.name(name, Role::Client));
    }
    let all = args.input.options();
    let paths: Vec<_> = args.file.iter().cloned().collect();
    let out = out::Out::stdout(None);
    super::interrupt::abandons(Vec::new());
    let mut printer = Printer { to: out.clone(), terminal: out::to_terminal(), failed: false };
    let sources = match sources::known(&paths) {
        Ok(sources) => sources,
        Err(outcome) => return outcome,
    };
    for source in sources {
        let bytes = match source.open() {
            Ok(bytes) => out::Tied::new(bytes, out.clone()),
            Err(failure) => {
                printer.failure(&failure);
                continue;
            }
        };
        if source.waits() {
            say::about("stdin", None, say::WAITING);
        }
        let options = source.options(&all);
        let _ = match &mut finder {
            None => input::canonical(&source.name, source.path(), bytes, &options, &mut |part| printer.canonical(part)),
            Some(finder) => {
                input::read(&source.name, source.path(), bytes, &options, &mut |item| printer.item(item, finder))
            }
        };
    }
    match (say::written("stdout", out.commit()), printer.failed) {
        (Outcome::Done, true) => Outcome::SomeFailed,
        (outcome, _) => outcome,
    }
}

struct Printer {
    to: out::Out,
    terminal: bool,
    failed: bool,
}

impl Printer {
    fn print(&mut self, text: &str) -> ControlFlow<()> {
        let done =
            if self.terminal { self.to.write_all(shown(text).as_bytes()) } else { self.to.write_all(text.as_bytes()) };
        if done.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn failure(&mut self, failure: &input::Failure) {
        say::about(&failure.source, failure.line, &failure.message);
        self.failed = true;
    }

    fn canonical(&mut self, part: Canonical) -> ControlFlow<()> {
        match part {
            Canonical::Text(text) => return self.print(text),
            Canonical::Failure(failure) => self.failure(&failure),
            Canonical::Notice(notice) => say::about(&notice.source, None, &notice.message),
        }
        ControlFlow::Continue(())
    }

    fn item(&mut self, item: Item, finder: &mut Finder) -> ControlFlow<()> {
        match item {
            Item::Piece(Piece::Passage(passage)) => {
                let readings = finder.read_roles(&passage);
                return self.print(&marked(&passage, &readings));
            }
            Item::Piece(Piece::Structure { .. }) => {}
            Item::Failure(failure) => self.failure(&failure),
            Item::Notice(notice) => say::about(&notice.source, None, &notice.message),
        }
        ControlFlow::Continue(())
    }
}

/// A passage with its place, and each word's people in braces behind it.
fn marked(passage: &Passage, readings: &[Reading]) -> String {
    let label = passage.label.as_deref().map_or(String::new(), |label| format!("{label}: "));
    let mut out = format!("{}:{}  {label}", passage.source, passage.line);
    let mut at = 0;
    for reading in readings {
        out.push_str(&passage.text[at..reading.bytes.end]);
        out.push_str(&format!("{{{}}}", reading.roles.join(" ")));
        at = reading.bytes.end;
    }
    out.push_str(&passage.text[at..]);
    out.push_str("\n\n");
    out
}

/// The text for a terminal: its lines and tabs as they are, what else a terminal might obey visible.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut visible = Visible::default();
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(c),
            c => visible.push(&mut shown, c),
        }
    }
    shown
}
