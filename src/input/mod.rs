//! Bytes into passages: decoding, and one file a format.

mod chat;
pub(crate) mod clock;
mod cues;
mod decode;
mod document;
mod format;
mod json;
mod jsonl;
mod labels;
mod language;
mod lines;
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

pub use format::{FORMATS, Format};
pub use table::Columns;

use crate::passage::{Genre, Passage, Piece};
use document::{Document, To};

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
    /// The most bytes one passage may have.
    pub max_passage: usize,
    /// Which columns of a table hold what, where it is told.
    pub columns: Columns,
    /// Hand each passage on at once: do not wait for 20 turns to find out who is who.
    pub live: bool,
}

impl Default for Options {
    /// Everything found out from the source; passages of up to 16 MiB.
    fn default() -> Self {
        Options {
            format: None,
            unit: Unit::Auto,
            genre: None,
            therapist: Vec::new(),
            client: Vec::new(),
            max_passage: 16 << 20,
            columns: Columns::default(),
            live: false,
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
    into(Document::new(source, options, To::Pieces(each)), name, bytes)
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
    into(Document::new(source, options, To::Text(each)), name, bytes)
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
