//! Bytes into passages: decoding, and one file a format.

use std::sync::Arc;

use crate::passage::{Genre, Piece};

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
    /// The most bytes one passage may have.
    pub max_passage: usize,
    /// Hand each passage on at once: do not wait for 20 turns to find out who is who.
    pub live: bool,
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
