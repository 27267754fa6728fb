//! The command line: one file a command. Only what stands here prints.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

mod coded;
mod config;
mod eval;
mod excerpts;
mod find;
mod folder;
mod folders;
mod help;
mod interrupt;
mod json;
mod kept;
mod near;
mod options;
mod out;
mod packs;
mod quote;
mod reading;
mod regular;
mod report;
mod rules;
mod run;
mod say;
mod scan;
mod schema;
mod sources;
mod tag;
mod tagging;
mod text;
mod walk;
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
    /// Somebody ended it before it was done.
    Interrupted,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(match outcome {
            Outcome::Done => 0,
            Outcome::SomeFailed => 1,
            Outcome::Usage => 2,
            Outcome::Interrupted => 130,
        })
    }
}

#[derive(Parser)]
#[command(name = "layers", version, about, long_about = LONG, after_help = EXIT_CODES, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    /// Take no defaults from the configuration file
    #[arg(long, global = true, help_heading = "Other")]
    no_config: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Tag notes and transcripts, and sum up which layers they show
    Tag(tag::Args),
    /// Go through folders of notes: which files, sessions and clients show which layers
    Scan(scan::Args),
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
    /// Take containers such as .docx apart: what layers starts itself for, with nothing but bytes in and out
    #[command(name = WORKER, hide = true)]
    Worker,
    /// Print what a shell needs to complete commands and options
    Completions(help::Completions),
    /// Print a manual page
    Man(help::Man),
    /// Print the JSON Schema of a report
    Schema,
}

/// What the program is told to be a worker.
const WORKER: &str = "worker";

const LONG: &str = "Looks through psychotherapy notes and transcripts for signs of the five layers of the therapeutic \
relationship (Clarkson 2003), and shows the words that made it say so. Nothing leaves this computer.";

const EXIT_CODES: &str = "Examples:
  layers tag session.txt                       what one note or transcript shows
  layers scan notes                            a folder: files, clients and all together
  layers why session.txt --passage 12          why a passage has a layer or not
  layers rules list                            what it looks for

Defaults may stand in layers/config.toml in your configuration folder ($XDG_CONFIG_HOME, else ~/.config, \
~/Library/Application Support or %APPDATA%): `rules = \"my-rules.toml\"` below [all] for every command that has the option, \
`format = \"csv\"` below [tag] for that one. What is typed goes first; --no-config goes without them.

Exit codes: 0 done; 1 some input or output failed, the rest was done; 2 wrong usage or faulty rules; 130 interrupted.";

const TEN_LINES: &str = "\
layers looks for signs of the five layers of the therapeutic relationship (Clarkson 2003) in session notes and
transcripts: working alliance, transference, reparative, person-to-person, transpersonal. It shows the words that
made it say so. A cue is a place to look, not a diagnosis. Nothing leaves this computer.

  layers tag session.txt               show the tagged passages of a note or transcript, then a summary
  layers tag --summary session.txt     only the summary
  layers tag --format csv -o tags.csv session.txt      a table for R, pandas or a spreadsheet
  layers scan notes                    a whole folder: files, clients and all together at a glance
  layers rules list                    what it looks for

layers tag --help explains every option.
";

/// Reads the command line and does what it says.
pub fn run() -> Outcome {
    let cli = match read() {
        Ok(cli) => cli,
        Err(outcome) => return outcome,
    };
    match cli.command {
        Some(Command::Tag(args)) => tag::run(&args),
        Some(Command::Scan(args)) => scan::run(&args),
        Some(Command::Report(args)) => report::run(&args),
        Some(Command::Excerpts(args)) => excerpts::run(&args),
        Some(Command::Why(args)) => why::run(&args),
        Some(Command::Find(args)) => find::run(&args),
        Some(Command::Text(args)) => text::run(&args),
        Some(Command::Eval(args)) => eval::run(&args),
        Some(Command::Rules(args)) => rules::run(&args),
        Some(Command::Worker) => worker(),
        Some(Command::Completions(args)) => help::completions(&args, Cli::command()),
        Some(Command::Man(args)) => help::man(&args, Cli::command()),
        Some(Command::Schema) => schema::run(),
        None => say::print(TEN_LINES),
    }
}

fn worker() -> Outcome {
    match layers::input::serve(&mut std::io::stdin().lock(), &mut std::io::stdout().lock()) {
        Ok(()) => Outcome::Done,
        Err(_) => say::usage(WORKER, "is for layers itself; to read a file, run layers tag FILE"),
    }
}

/// What was typed, and behind it the configuration file's defaults.
fn read() -> Result<Cli, Outcome> {
    let typed: Vec<_> = std::env::args_os().collect();
    let matches = Cli::command().try_get_matches_from(&typed).map_err(told)?;
    let mut cli = Cli::from_arg_matches(&matches).map_err(told)?;
    if let Some(path) = config::path().filter(|_| !cli.no_config)
        && let Some(words) = config::with_defaults(&typed, &Cli::command(), &matches, &path)?
    {
        cli = Cli::try_parse_from(words).map_err(|error| {
            say::about(&path.to_string_lossy(), None, "sets what cannot be; --no-config goes without it");
            told(error)
        })?;
    }
    Ok(cli)
}

/// Prints what the parser has to say, with a near name where it has none: two letters in another order are near enough.
fn told(mut error: clap::Error) -> Outcome {
    let typed = error.get(ContextKind::InvalidSubcommand).map(ToString::to_string);
    if let Some(typed) = typed.filter(|_| error.get(ContextKind::SuggestedSubcommand).is_none()) {
        let command = Cli::command();
        let names = command.get_subcommands().chain(command.get_subcommands().flat_map(clap::Command::get_subcommands));
        let names: Vec<&str> = names.map(clap::Command::get_name).collect();
        if let Some(near) = layers::rules::fault::near(&typed, names) {
            error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![near.to_owned()]));
        }
    }
    // Help and version come this way too; where they cannot be printed there is nobody to tell.
    let _ = error.print();
    if error.use_stderr() { Outcome::Usage } else { Outcome::Done }
}
