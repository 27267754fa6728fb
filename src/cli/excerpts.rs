//! `layers excerpts`: the best passages for a layer, ready to quote.

use std::io::Write;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use layers::excerpts::{Wanted, best};
use layers::output::excerpts::{Chapter, docx, markdown, text};
use layers::program::Rules;
use layers::tag::Tagged;

use super::folder::{self, Opened};
use super::out::{self, to_terminal, width};
use super::tagging::tagger;
use super::{Outcome, interrupt, options, packs, reading, say};

/// What `layers excerpts` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Notes, transcripts, folders of them; - or none: stdin
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The layer to quote for (repeatable) [default: each]
    #[arg(long, value_name = "ID")]
    layer: Vec<String>,

    /// At most this many passages a layer
    #[arg(long, value_name = "N", default_value = "5")]
    top: NonZero<usize>,

    /// How many passages before and after each
    #[arg(long, value_name = "N", default_value = "1")]
    context: usize,

    /// Only what this role says
    #[arg(long, value_name = "ROLE")]
    speaker: Option<options::Speaker>,

    /// Write to a file, which appears whole or not at all and which only you may read
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The form [default: from the ending of FILE, else text]
    #[arg(long)]
    format: Option<Format>,

    /// Refused: excerpts are nothing but text
    #[arg(long, hide = true)]
    no_text: bool,

    /// Rules to use instead of the built-in ones: a file or folder (repeatable); `builtin` stands for those
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,

    #[command(flatten)]
    input: options::Input,
}

/// A form of excerpts.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading and pasting
    Text,
    /// Markdown
    Md,
    /// For a word processor
    Docx,
}

const EXAMPLES: &str = "Examples:
  layers excerpts --layer reparative session.txt               the five best passages, each with its neighbours
  layers excerpts --layer transference --speaker client --top 3 notes/
  layers excerpts --context 2 session.txt -o excerpts.docx     for each layer, to paste into a case study";

/// Does it.
pub fn run(args: &Args) -> Outcome {
    match prepare(args) {
        Ok(prepared) => {
            interrupt::abandons(prepared.opened.out.abandon().into_iter().collect());
            excerpts(args, &prepared)
        }
        Err(outcome) => outcome,
    }
}

struct Prepared {
    format: Format,
    rules: Rules,
    layers: Vec<usize>,
    opened: Opened,
}

fn prepare(args: &Args) -> Result<Prepared, Outcome> {
    if args.no_text {
        return Err(say::usage(
            "--no-text",
            "leaves nothing of an excerpt; layers report -o FILE.md has the counts alone",
        ));
    }
    let file = out::file(&args.output);
    let format = format(args.format, file)?;
    let rules = packs::rules(&args.rules)?;
    let layers = packs::layers(&args.layer, &rules.pack)?;
    let layers = layers.unwrap_or_else(|| (0..rules.pack.layers.len()).collect());
    let opened = folder::open(&args.paths, file)?;
    Ok(Prepared { format, rules, layers, opened })
}

fn format(told: Option<Format>, file: Option<&Path>) -> Result<Format, Outcome> {
    let ending = file.and_then(Path::extension).and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    match (told, file, ending.as_deref()) {
        (Some(Format::Docx), None, _) if to_terminal() => {
            Err(say::usage("--format", "is no text that a terminal could show; write it to a file with -o FILE"))
        }
        (Some(format), _, _) => Ok(format),
        (None, None, _) | (None, _, Some("txt")) => Ok(Format::Text),
        (None, _, Some("md")) => Ok(Format::Md),
        (None, _, Some("docx")) => Ok(Format::Docx),
        (None, Some(path), _) => {
            let message = "its ending tells no format; end it in .txt, .md or .docx, or say --format";
            Err(say::usage(&format!("-o {}", path.to_string_lossy()), message))
        }
    }
}

fn excerpts(args: &Args, prepared: &Prepared) -> Outcome {
    let Prepared { format, rules, layers, opened: Opened { sources, failures, out } } = prepared;
    let options = args.input.options();
    let mut tagger = tagger(rules, &options);
    let mut all: Vec<Tagged> = Vec::new();
    let read = reading::passages(sources, &options, out, &mut |passage| {
        all.push(tagger.tag(passage));
        Ok(ControlFlow::Continue(()))
    });
    let read = failures.iter().fold(read, |_, failure| reading::told(failure));
    let wanted = Wanted { top: args.top.get(), context: args.context, speaker: args.speaker.map(Into::into) };
    let chapter = |layer: &usize| Chapter { layer: *layer, excerpts: best(&all, *layer, wanted) };
    let chapters: Vec<Chapter> = layers.iter().map(chapter).collect();
    let bytes = match format {
        Format::Text => {
            Ok(text(&chapters, &rules.pack, if out::file(&args.output).is_none() { width() } else { 100 }).into_bytes())
        }
        Format::Md => Ok(markdown(&chapters, &rules.pack).into_bytes()),
        Format::Docx => docx(&chapters, &rules.pack),
    };
    let name = args.output.as_ref().map_or("stdout".into(), |path| path.to_string_lossy());
    let written = bytes.and_then(|bytes| out.clone().write_all(&bytes)).and_then(|()| out.commit());
    match (say::written(&name, written), read) {
        (Outcome::Done, read) => read,
        (failed, _) => failed,
    }
}
