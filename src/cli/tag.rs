//! `layers tag`: notes and transcripts in, tagged passages and a summary out.

use std::path::PathBuf;

use clap::ValueEnum;
use layers::output::{csv::Csv, json::Json, jsonl::Jsonl, text::Text};
use layers::program::Rules;
use layers::report::{Settings, Writer};
use layers::rules::Pack;

use super::kept::Kept;
use super::options::{self, Color};
use super::out::{self, Out, to_terminal};
use super::sources::{self, Source};
use super::{Outcome, interrupt, say};

/// What `layers tag` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Notes and transcripts; - or none: stdin
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The form of the output
    #[arg(long, default_value = "text", help_heading = "What comes out")]
    format: Format,

    /// Only the summary, no passages
    #[arg(long, help_heading = "What comes out")]
    summary: bool,

    /// Write to a file, which appears whole or not at all and which only you may read
    #[arg(short, long, value_name = "FILE", help_heading = "What comes out")]
    output: Option<PathBuf>,

    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "What comes out")]
    color: Color,

    #[command(flatten)]
    kept: Kept,

    #[command(flatten)]
    input: options::Input,
}

/// A form of output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// The whole report
    Json,
    /// One JSON object a passage
    Jsonl,
    /// One row a tag
    Csv,
}

const EXAMPLES: &str = "Examples:
  layers tag session.txt                       read a note or transcript, see what was found
  layers tag --summary notes/*.md              only the counts, over several files
  pbpaste | layers tag                         what is in the clipboard (macOS)
  layers tag --layer transference --speaker client session.txt
  layers tag --format csv -o tags.csv notes/*.txt
  layers tag --format json --no-text -o shared.json session.txt
  layers tag --rules builtin --rules my-rules.toml session.txt";

/// Does it.
pub fn run(args: &Args) -> Outcome {
    match prepare(args) {
        Ok((rules, settings, sources, out)) => {
            interrupt::abandons(out.abandon().into_iter().collect());
            let name = args.output.as_ref().map_or("stdout".into(), |path| path.to_string_lossy());
            let writer = writer(args, &rules.pack, out.clone());
            super::run::run(&rules, &settings, &sources, &[], args.kept.threads(), writer, (out, &name))
        }
        Err(outcome) => outcome,
    }
}

/// Checks everything that can be checked before a word is read.
fn prepare(args: &Args) -> Result<(Rules, Settings, Vec<Source>, Out), Outcome> {
    if args.summary && args.format == Format::Csv {
        return Err(say::usage("--summary", "has no csv form; use --format text, json or jsonl"));
    }
    let (rules, settings) = args.kept.settings(&args.input)?;
    let sources = sources::known(&args.files)?;
    let styled = (args.format == Format::Text).then(|| out::choice(args.color));
    let out = out::open(args.output.as_deref(), styled, |path| {
        sources.iter().find(|source| source.is(path)).map(|source| &*source.name)
    })?;
    Ok((rules, settings, sources, out))
}

fn writer<'a>(args: &Args, pack: &'a Pack, out: Out) -> Box<dyn Writer + 'a> {
    let stdout = out::file(&args.output).is_none();
    match args.format {
        Format::Json => Box::new(Json::new(out, args.summary)),
        Format::Jsonl => Box::new(Jsonl::new(out, args.summary)),
        Format::Csv => Box::new(Csv::new(out, stdout && to_terminal())),
        Format::Text => {
            let layout = out::layout(stdout, args.color, args.summary);
            Box::new(Text::new(out, pack, layout))
        }
    }
}
