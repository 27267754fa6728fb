//! Bytes into passages: decoding, and one file a format.

mod chat;
pub(crate) mod clock;
mod container;
mod cues;
mod decode;
mod document;
mod format;
mod json;
mod jsonl;
mod labels;
mod language;
mod lines;
mod mend;
mod named;
mod otter;
mod record;
mod segment;
mod sniff;
mod spoken;
mod srt;
mod table;
mod text;
mod utterance;
mod vtt;

use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

pub use container::{Limits, Workers, serve};
pub use format::{FORMATS, Format};
pub use table::Columns;

use crate::passage::{Genre, Passage, Piece};
use document::{Document, To};

use crate::session::{Fill, Given};

/// A recogniser that is less sure of a word than this, of 1, doubts it.
const DOUBT: f64 = 0.5;

/// How a source is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The format, where it is told and not to be seen from name and content.
    pub format: Option<&'static Format>,
    /// What a passage is.
    pub unit: Unit,
    /// The kind of text, where it is told.
    pub genre: Option<Genre>,
    /// Labels that are therapists.
    pub therapist: Vec<String>,
    /// Labels that are clients.
    pub client: Vec<String>,
    /// What is known of the session beforehand.
    pub session: Given,
    /// The most bytes one passage may have.
    pub max_passage: usize,
    /// How many failures of a source are told one by one; the others are counted.
    pub max_errors: usize,
    /// Which columns of a table hold what, where it is told.
    pub columns: Columns,
    /// Hand each passage on at once: do not wait for 20 turns to find out who is who.
    pub live: bool,
    /// Processes that take containers such as `.docx` apart; without them it is done here, where a fault in a library ends all.
    pub workers: Option<Workers>,
    /// What a container may cost.
    pub limits: Limits,
}

impl Default for Options {
    /// Everything found out from the source; passages of up to 16 MiB, a hundred failures.
    fn default() -> Self {
        Options {
            format: None,
            unit: Unit::Auto,
            genre: None,
            therapist: Vec::new(),
            client: Vec::new(),
            session: Given::default(),
            max_passage: 16 << 20,
            max_errors: 100,
            columns: Columns::default(),
            live: false,
            workers: None,
            limits: Limits::default(),
        }
    }
}

/// Reads a source to its end and hands on what it holds, in order; breaks off when `each` does.
///
/// The format is the one in `options`, else what `name` tells, else what the content looks like. Memory stays flat, whatever
/// comes, but for JSON, which is held as a whole: passages above [`Options::max_passage`] become failures.
pub fn read(
    source: &Arc<str>,
    name: Option<&Path>,
    bytes: impl Read,
    options: &Options,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut fill = Fill::new(source, &options.session);
    let mut told = Told::new(source, options);
    let filled: &mut dyn FnMut(Item) -> ControlFlow<()> = &mut |mut item| {
        match &mut item {
            Item::Piece(Piece::Passage(passage)) => fill.fill(passage),
            Item::Failure(_) if !told.tells() => return ControlFlow::Continue(()),
            _ => {}
        }
        each(item)
    };
    into(Document::new(source, options, To::Pieces(filled)), name, bytes)?;
    told.rest().map_or(ControlFlow::Continue(()), |failure| each(Item::Failure(failure)))
}

/// Hands on the canonical text of a source, in which its offsets count: prose decoded, without BOM, every line end a line feed;
/// talk with a line for each turn.
pub fn canonical(
    source: &Arc<str>,
    name: Option<&Path>,
    bytes: impl Read,
    options: &Options,
    each: &mut dyn FnMut(Canonical<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut told = Told::new(source, options);
    let few: &mut dyn FnMut(Canonical<'_>) -> ControlFlow<()> = &mut |item| match item {
        Canonical::Failure(_) if !told.tells() => ControlFlow::Continue(()),
        item => each(item),
    };
    into(Document::new(source, options, To::Text(few)), name, bytes)?;
    told.rest().map_or(ControlFlow::Continue(()), |failure| each(Canonical::Failure(failure)))
}

/// Which failures of a source are told: a file of a million bad lines is one bad file.
struct Told<'a> {
    source: &'a Arc<str>,
    most: usize,
    failed: usize,
}

impl<'a> Told<'a> {
    fn new(source: &'a Arc<str>, options: &Options) -> Self {
        Told { source, most: options.max_errors, failed: 0 }
    }

    /// Whether the next one is told.
    fn tells(&mut self) -> bool {
        self.failed += 1;
        self.failed <= self.most
    }

    /// What is said in the end of those that were not.
    fn rest(&self) -> Option<Failure> {
        let more = self.failed.checked_sub(self.most).filter(|more| *more > 0)?;
        let message = format!("{more} more places could not be read; raise --max-errors to see them");
        Some(Failure { source: self.source.clone(), line: None, code: "more", message })
    }
}

fn into(mut document: Document, name: Option<&Path>, mut bytes: impl Read) -> ControlFlow<()> {
    // Only a table has columns to speak of.
    let table = || document.options.columns.text.as_ref().map(|_| &table::FORMAT);
    let told = document.options.format.or_else(|| name.and_then(Format::of_name)).or_else(table);
    match told {
        Some(format) => (format.read)(&mut bytes, &mut document)?,
        None => {
            let (head, mut begun) = sniff::begin(bytes, document.options.live);
            (Format::of_content(&head).read)(&mut begun, &mut document)?;
        }
    }
    document.finish()
}

/// The passages of a text in memory, read with the usual options; what is no passage is left out.
pub fn passages(text: &str) -> Vec<Passage> {
    let mut passages = Vec::new();
    let _ = read(&Arc::from("text"), None, text.as_bytes(), &Options::default(), &mut |item| {
        if let Item::Piece(Piece::Passage(passage)) = item {
            passages.push(passage);
        }
        ControlFlow::Continue(())
    });
    passages
}

/// A part of a source as canonical text, or what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Canonical<'a> {
    /// The next piece of text.
    Text(&'a str),
    /// The rest could not be read.
    Failure(Failure),
    /// Something the user should know.
    Notice(Notice),
}

/// What a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Turns where there are labels, else paragraphs.
    #[default]
    Auto,
    /// Text between blank lines.
    Paragraph,
    /// One speaker's turn.
    Turn,
    /// One sentence.
    Sentence,
}

/// What reading hands on, in the order of the source.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A passage or structure.
    Piece(Piece),
    /// Something of the source could not be read; the rest goes on where it can.
    Failure(Failure),
    /// Something the user should know, though nothing failed.
    Notice(Notice),
}

/// What could not be read. Never holds a word of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The source's name.
    pub source: Arc<str>,
    /// The line, from 1, where there is one to name.
    pub line: Option<u64>,
    /// A short code for programs, such as `not-json`.
    pub code: &'static str,
    /// One line: what is wrong and what to do. Lower case, no full stop.
    pub message: String,
}

/// What the user should know, such as a guessed encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The source's name.
    pub source: Arc<str>,
    /// One line.
    pub message: String,
}

#[cfg(test)]
pub(crate) mod tests;
