//! Stand-ins for the stages that other branches build, each with the call it will have. Replaced when they meet.

use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use layers::input::{Failure, Item, Options};
use layers::layer::Role;
use layers::passage::{Before, Genre, Passage, Piece, Session};
use layers::span::chars;

/// Stands in for `input::read`: a line is a passage.
pub fn read(
    source: &Arc<str>,
    _path: Option<&Path>,
    bytes: impl Read,
    options: &Options,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    use std::io::BufRead;
    let mut start = 0;
    let mut number = 0;
    for (at, line) in std::io::BufReader::new(bytes).lines().enumerate() {
        let line = line.unwrap_or_default();
        let from = start;
        start += chars(&line) + 1;
        if line.trim().is_empty() {
            continue;
        }
        number += 1;
        let (label, text) = match line.split_once(": ") {
            Some((label, text)) if label.len() < 12 => (Some(label), text),
            _ => (None, &line[..]),
        };
        let speaker = match label {
            Some("T") => Some(Role::Therapist),
            Some("C") => Some(Role::Client),
            _ => None,
        };
        each(Item::Piece(Piece::Passage(Passage {
            source: source.clone(),
            number,
            id: None,
            genre: options.genre.unwrap_or(Genre::Note),
            speaker,
            label: label.map(Into::into),
            line: at as u64 + 1,
            start: from + label.map_or(0, |label| chars(label) + 2),
            text: text.to_owned(),
            before: Before::Previous,
            session: Session::default(),
            extra: Vec::new(),
        })))?;
    }
    ControlFlow::Continue(())
}

/// Stands in for what prints the canonical text.
pub fn canonical(
    _source: &Arc<str>,
    _path: Option<&Path>,
    mut bytes: impl Read,
    _options: &Options,
    each: &mut dyn FnMut(Result<&str, Failure>) -> ControlFlow<()>,
) {
    let mut all = Vec::new();
    let _ = bytes.read_to_end(&mut all);
    let _ = each(Ok(&String::from_utf8_lossy(&all)));
}
