//! `layers tag`: notes and transcripts in, tagged passages and a summary out.

use std::num::NonZero;
use std::path::PathBuf;
use std::thread::available_parallelism;

use clap::ValueEnum;
use layers::output::{csv::Csv, json::Json, jsonl::Jsonl, text::Text};
use layers::program::Rules;
use layers::report::{Report, Select, Settings, Writer};
use layers::rules::Pack;

use super::options::{self, Color, Speaker};
use super::out::{self, Out, to_terminal};
use super::sources::{self, Source};
use super::tagging::Run;
use super::{Outcome, interrupt, packs, say};

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

    /// Keep tags whose score reaches this (0 to 1), whatever the layers' own thresholds
    #[arg(long, value_name = "X", value_parser = options::share, help_heading = "What is kept")]
    threshold: Option<f64>,

    /// Keep only this layer's tags (repeatable)
    #[arg(long, value_name = "ID", help_heading = "What is kept")]
    layer: Vec<String>,

    /// Keep only what this role says
    #[arg(long, value_name = "ROLE", help_heading = "What is kept")]
    speaker: Option<Speaker>,

    /// Leave untagged passages out (they are counted all the same)
    #[arg(long, help_heading = "What is kept")]
    tagged: bool,

    /// Show evidence that its context took away, with the reason
    #[arg(long, help_heading = "What is kept")]
    voided: bool,

    /// Leave every word of the text out; labels become S1, S2 …; names of sources, ids and clients become hashes
    #[arg(long, help_heading = "What is kept")]
    no_text: bool,

    /// With --no-text, keep the names of sources, ids and clients
    #[arg(long, requires = "no_text", help_heading = "What is kept")]
    keep_names: bool,

    /// Rules to use instead of the built-in ones: a file or folder (repeatable); `builtin` stands for those
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,

    /// How many threads may work on large files [default: as many as the machine has]
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<usize>>,

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
            tag(args, &rules, &settings, &sources, out)
        }
        Err(outcome) => outcome,
    }
}

/// Checks everything that can be checked before a word is read.
fn prepare(args: &Args) -> Result<(Rules, Settings, Vec<Source>, Out), Outcome> {
    if args.summary && args.format == Format::Csv {
        return Err(say::usage("--summary", "has no csv form; use --format text, json or jsonl"));
    }
    let mut rules = packs::rules(&args.rules)?;
    for layer in &mut rules.pack.layers {
        layer.threshold = args.threshold.unwrap_or(layer.threshold);
    }
    let settings = Settings {
        input: args.input.options(),
        threshold: args.threshold,
        select: Select {
            layers: packs::layers(&args.layer, &rules.pack)?,
            speaker: args.speaker.map(Into::into),
            tagged: args.tagged,
        },
        voided: args.voided,
        no_text: args.no_text,
        keep_names: args.keep_names,
    };
    let sources = sources::known(&args.files)?;
    let styled = (args.format == Format::Text).then(|| out::choice(args.color));
    let out = out::open(args.output.as_deref(), styled, |path| {
        sources.iter().find(|source| source.is(path)).map(|source| &*source.name)
    })?;
    Ok((rules, settings, sources, out))
}

fn writer<'a>(args: &Args, pack: &'a Pack, out: Out) -> Box<dyn Writer + 'a> {
    let stdout = args.output.as_ref().is_none_or(|path| path.as_os_str() == "-");
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

fn tag(args: &Args, rules: &Rules, settings: &Settings, sources: &[Source], out: Out) -> Outcome {
    let name = args.output.as_ref().map_or("stdout".into(), |path| path.to_string_lossy());
    let report = match Report::begin(&rules.pack, settings, writer(args, &rules.pack, out.clone())) {
        Ok(report) => report,
        Err(error) => return say::written(&name, Err(error)),
    };
    let threads = args.threads.map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from);
    let mut run = Run::new(report, out, settings.input.live);
    run.all(rules, sources, &settings.input, threads);
    let (written, failures) = run.finish();
    match (say::written(&name, written), failures) {
        (Outcome::Done, 1..) => Outcome::SomeFailed,
        (outcome, _) => outcome,
    }
}
