//! The command line: one file a command. Only what stands here prints.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod coded;
mod eval;
mod excerpts;
mod find;
mod folder;
mod interrupt;
mod json;
mod kept;
mod near;
mod options;
mod out;
mod packs;
mod quote;
mod reading;
mod report;
mod rules;
mod run;
mod say;
mod schema;
mod sources;
mod tag;
mod tagging;
mod text;
mod why;

/// How a command went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All was done. Finding nothing is no failure.
    Done,
    /// Some input or output failed; the rest was done.
    SomeFailed,
    /// Wrong usage or faulty rules: nothing was done.
    Usage,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(match outcome {
            Outcome::Done => 0,
            Outcome::SomeFailed => 1,
            Outcome::Usage => 2,
        })
    }
}

#[derive(Parser)]
#[command(name = "layers", version, about, long_about = LONG, after_help = EXIT_CODES, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Tag notes and transcripts, and sum up which layers they show
    Tag(tag::Args),
    /// Write a report to take away: for programs, spreadsheets, QDA software, supervision
    Report(report::Args),
    /// Quote the best passages for a layer, with their neighbours
    Excerpts(excerpts::Args),
    /// Explain each layer of a passage: what its score is made of, what it lacks
    Why(why::Args),
    /// Try a pattern of the rule language on your own text: each match in its sentence
    Find(find::Args),
    /// Print the text as layers reads it: what all offsets count in
    Text(text::Args),
    /// Compare tags with passages that people coded
    Eval(eval::Args),
    /// List, check, test, measure and export the rules
    Rules(rules::Args),
    /// Print the JSON Schema of a report
    Schema,
}

const LONG: &str = "Looks through psychotherapy notes and transcripts for signs of the five layers of the therapeutic \
relationship (Clarkson 2003), and shows the words that made it say so. Nothing leaves this computer.";

const EXIT_CODES: &str = "Exit codes: 0 done; 1 some input or output failed, the rest was done; 2 wrong usage or faulty \
rules; 130 interrupted.";

const TEN_LINES: &str = "\
layers looks for signs of the five layers of the therapeutic relationship (Clarkson 2003) in session notes and
transcripts: working alliance, transference, reparative, person-to-person, transpersonal. It shows the words that
made it say so. A cue is a place to look, not a diagnosis. Nothing leaves this computer.

  layers tag session.txt               show the tagged passages of a note or transcript, then a summary
  layers tag --summary session.txt     only the summary
  layers tag --format csv -o tags.csv session.txt      a table for R, pandas or a spreadsheet
  layers rules list                    what it looks for

layers tag --help explains every option.
";

/// Reads the command line and does what it says.
pub fn run() -> Outcome {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way too; where they cannot be printed there is nobody to tell.
            let _ = error.print();
            return if error.use_stderr() { Outcome::Usage } else { Outcome::Done };
        }
    };
    match cli.command {
        Some(Command::Tag(args)) => tag::run(&args),
        Some(Command::Report(args)) => report::run(&args),
        Some(Command::Excerpts(args)) => excerpts::run(&args),
        Some(Command::Why(args)) => why::run(&args),
        Some(Command::Find(args)) => find::run(&args),
        Some(Command::Text(args)) => text::run(&args),
        Some(Command::Eval(args)) => eval::run(&args),
        Some(Command::Rules(args)) => rules::run(&args),
        Some(Command::Schema) => schema::run(),
        None => say::print(TEN_LINES),
    }
}
