//! `layers report`: notes and transcripts in, a file to take away out.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use layers::output::docx::sheet::{Range, Sheet};
use layers::output::refi::{Coded, Qdc, Qdpx};
use layers::output::{csv::Csv, json::Json, markdown::Markdown, xlsx::Xlsx};
use layers::program::Rules;
use layers::report::{Settings, Writer};
use layers::rules::Pack;

use super::folder::{self, Opened};
use super::kept::Kept;
use super::out::{self, Out, to_terminal};
use super::{Outcome, interrupt, options, say};

/// What `layers report` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Notes, transcripts, folders of them; - or none: stdin
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Write to a file, which appears whole or not at all and which only you may read; - for stdout
    #[arg(short, long, value_name = "FILE", help_heading = "What comes out")]
    output: Option<PathBuf>,

    /// The form of the report [default: from the ending of FILE]
    #[arg(long, help_heading = "What comes out")]
    format: Option<Format>,

    /// Of a .qdpx: what a coding lies on [default: passage]
    #[arg(long, value_name = "WHAT", help_heading = "What comes out")]
    code: Option<Code>,

    /// Of a .docx: only these passages of each source, such as 10-40, 12 or 30-
    #[arg(long, value_name = "RANGE", value_parser = options::range, help_heading = "What comes out")]
    passages: Option<Range>,

    #[command(flatten)]
    kept: Kept,

    #[command(flatten)]
    input: options::Input,
}

/// A form of report.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Everything, for programs; its schema: layers schema
    Json,
    /// The summary, for a portfolio or a chat
    Md,
    /// One row a tag, for R, pandas or a spreadsheet
    Csv,
    /// A spreadsheet: the summary, and one row a tag
    Xlsx,
    /// A project for QDA software (REFI-QDA): the sources, the codebook, the tags as codings
    Qdpx,
    /// The codebook alone, for QDA software; reads no PATH
    Qdc,
    /// A supervision sheet: what was said, its cues, room to write
    Docx,
}

/// What a coding lies on.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Code {
    /// The passage, with its layers
    Passage,
    /// The words that said so, with their facets
    Evidence,
}

const EXAMPLES: &str = "Examples:
  layers report session.txt -o session.json    everything, for programs
  layers report notes/ -o tags.csv             one row a tag, over all files of a folder
  layers report notes/ -o notes.xlsx           the same as a spreadsheet, with the summary
  layers report notes/ -o notes.qdpx           codings for ATLAS.ti, MAXQDA, NVivo or QualCoder
  layers report --passages 10-40 session.txt -o sheet.docx      a process recording for supervision
  layers report session.txt -o session.md      the summary, for a portfolio or a chat";

impl From<Code> for Coded {
    fn from(code: Code) -> Coded {
        match code {
            Code::Passage => Coded::Passage,
            Code::Evidence => Coded::Evidence,
        }
    }
}

impl Format {
    /// What the ending of a file's name tells.
    fn of_name(path: &Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Format::from_str(&ending, false).ok()
    }

    /// Whether it is no text.
    fn binary(self) -> bool {
        match self {
            Format::Json | Format::Md | Format::Csv | Format::Qdc => false,
            Format::Xlsx | Format::Qdpx | Format::Docx => true,
        }
    }

    /// Why it is nothing without the text of the session, where it is not.
    fn needs_text(self) -> Option<&'static str> {
        match self {
            Format::Json | Format::Md | Format::Csv | Format::Xlsx | Format::Qdc => None,
            Format::Qdpx => Some("leaves nothing to code in a .qdpx; take .json, .csv or .qdc"),
            Format::Docx => Some("leaves nothing to reflect on in a .docx; take .md or .json"),
        }
    }
}

/// Does it.
pub fn run(args: &Args) -> Outcome {
    match prepare(args) {
        Ok(Prepared { format, rules, settings, opened: Opened { sources, failures, out } }) => {
            interrupt::abandons(out.abandon().into_iter().collect());
            let name = args.output.as_ref().map_or("stdout".into(), |path| path.to_string_lossy());
            let writer = writer(format, args, &rules.pack, out.clone());
            super::run::run(&rules, &settings, &sources, &failures, args.kept.threads(), writer, (out, &name))
        }
        Err(outcome) => outcome,
    }
}

struct Prepared {
    format: Format,
    rules: Rules,
    settings: Settings,
    opened: Opened,
}

/// Checks everything that can be checked before a word is read.
fn prepare(args: &Args) -> Result<Prepared, Outcome> {
    let file = out::file(&args.output);
    let format = format(args)?;
    if let (true, Some(reason)) = (args.kept.no_text, format.needs_text()) {
        return Err(say::usage("--no-text", reason));
    }
    if args.code.is_some() && format != Format::Qdpx {
        return Err(say::usage("--code", "says what the codings of a .qdpx lie on; leave it out"));
    }
    if args.passages.is_some() && format != Format::Docx {
        return Err(say::usage("--passages", "cuts a .docx; leave it out"));
    }
    let (rules, settings) = args.kept.settings(&args.input)?;
    let opened = match format {
        Format::Qdc => Opened { sources: Vec::new(), failures: Vec::new(), out: out::open(file, None, |_| None)? },
        _ => folder::open(&args.paths, file)?,
    };
    Ok(Prepared { format, rules, settings, opened })
}

fn format(args: &Args) -> Result<Format, Outcome> {
    let Some(path) = out::file(&args.output) else {
        return match args.format {
            Some(format) if format.binary() && to_terminal() => {
                Err(say::usage("--format", "is no text that a terminal could show; write it to a file with -o FILE"))
            }
            Some(format) => Ok(format),
            None => Err(say::usage("report", &format!("say where to: -o FILE, whose name ends in {}", endings()))),
        };
    };
    args.format.or_else(|| Format::of_name(path)).ok_or_else(|| {
        let message = format!("its ending tells no format; end it in {}, or say --format", endings());
        say::usage(&format!("-o {}", path.to_string_lossy()), &message)
    })
}

/// All endings, as a sentence names them.
fn endings() -> String {
    let names = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let names: Vec<String> = names.map(|value| format!(".{}", value.get_name())).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => names.concat(),
    }
}

fn writer<'a>(format: Format, args: &Args, pack: &'a Pack, out: Out) -> Box<dyn Writer + 'a> {
    match format {
        Format::Json => Box::new(Json::new(out, false)),
        Format::Md => Box::new(Markdown::new(out, pack)),
        Format::Csv => Box::new(Csv::new(out, out::file(&args.output).is_none() && to_terminal())),
        Format::Xlsx => Box::new(Xlsx::new(out, pack)),
        Format::Qdpx => Box::new(Qdpx::new(out, pack, args.code.map_or(Coded::Passage, Into::into))),
        Format::Qdc => Box::new(Qdc(out)),
        Format::Docx => Box::new(Sheet::new(out, pack, args.passages.unwrap_or_default())),
    }
}
