//! Bytes into passages: decoding, and one file a format.

mod decode;
mod jsonl;
mod lines;
mod record;
mod sniff;
mod text;

use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use crate::passage::{Genre, Passage, Piece};
use crate::session::{Fill, Given};

/// How a source is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The format, where it is told and not to be seen from name and content.
    pub format: Option<Format>,
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
            session: Given::default(),
            max_passage: 16 << 20,
            live: false,
        }
    }
}

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown, with YAML front matter.
    Markdown,
    /// One JSON object a line.
    Jsonl,
}

impl Format {
    /// The format that a file's name tells.
    pub fn of_name(name: &Path) -> Option<Format> {
        let ending = name.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            "md" | "markdown" => Some(Format::Markdown),
            "jsonl" | "ndjson" => Some(Format::Jsonl),
            _ => None,
        }
    }
}

/// Reads a source to its end and hands on what it holds, in order; breaks off when `each` does.
///
/// The format is the one in `options`, else what `name` tells, else what the first line looks like. Memory stays flat, whatever comes: passages above
/// [`Options::max_passage`] become failures.
pub fn read(
    source: &Arc<str>,
    name: Option<&Path>,
    bytes: impl Read,
    options: &Options,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let told = options.format.or_else(|| name.and_then(Format::of_name));
    let (format, bytes) = match told {
        Some(format) => (format, sniff::Begun::unread(bytes)),
        None => sniff::format(bytes),
    };
    let mut fill = Fill::new(source, &options.session);
    let each: &mut dyn FnMut(Item) -> ControlFlow<()> = &mut |mut item| {
        if let Item::Piece(Piece::Passage(passage)) = &mut item {
            fill.fill(passage);
        }
        each(item)
    };
    match format {
        Format::Text | Format::Markdown => text::read(source, bytes, options, each),
        Format::Jsonl => jsonl::read(source, bytes, options, each),
    }
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

/// Hands on the canonical text of a source: decoded, without BOM, every line end a line feed.
pub fn canonical(
    source: &Arc<str>,
    bytes: impl Read,
    each: &mut dyn FnMut(Canonical<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut decoder = decode::Decoder::new(bytes, false);
    let fault = loop {
        match decoder.next() {
            Ok(Some(text)) => each(Canonical::Text(text))?,
            Ok(None) => break None,
            Err(fault) => break Some(fault),
        }
    };
    if decoder.guessed() {
        each(Canonical::Notice(text::guessed(source)))?;
    }
    if let Some(notice) = text::replaced(source, decoder.replaced()) {
        each(Canonical::Notice(notice))?;
    }
    fault.map_or(ControlFlow::Continue(()), |fault| each(Canonical::Failure(text::failure(source, &fault))))
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
