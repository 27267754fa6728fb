//! The passage at hand: lines added until it is complete.

use std::ops::ControlFlow;

use super::cut::Cutter;
use super::split::Sink;
use super::{Before, Genre, Passage, Piece, Structure, sentence};
use crate::input::{Failure, Item, Unit};
use crate::span::{Span, chars};

/// More space than this in a turn ends it, so that space cannot fill the memory.
const GAP: usize = 64 * 1024;

/// The passage at hand.
#[derive(Default)]
pub(super) struct Open {
    pub(super) open: bool,
    pub(super) text: String,
    /// How much of `text` is sure to belong.
    pub(super) kept: usize,
    pub(super) start: u64,
    pub(super) row: u64,
    pub(super) rows: usize,
    pub(super) too_long: bool,
    /// It is a heading so far, and nothing else.
    pub(super) heading: bool,
    /// Stage directions after `kept`.
    pub(super) directions: Vec<Span>,
}

impl Cutter {
    /// Adds a line's words, from the byte `from`, to the passage at hand.
    pub(super) fn append(&mut self, row: &str, from: usize, long: bool) {
        let passage = &mut self.passage;
        if passage.open {
            passage.rows += 1;
            passage.heading = false;
            if !passage.too_long {
                passage.text.push('\n');
                passage.text.push_str(row);
            }
        } else {
            let lead = row.len() - row[from..].trim_start().len();
            passage.start = self.at + chars(&row[..lead]);
            passage.row = self.row;
            passage.text.clear();
            passage.text.push_str(&row[lead..]);
            passage.open = true;
            passage.rows = 1;
        }
        if !passage.too_long {
            passage.kept = passage.text.trim_end().len();
        }
        passage.directions.clear();
        if long || passage.kept > self.max {
            passage.too_long = true;
            passage.kept = 0;
            passage.text = String::new();
        }
    }

    /// Adds a line that belongs to the turn only if the turn goes on after it.
    pub(super) fn gap(&mut self, row: &str, out: Sink) -> ControlFlow<()> {
        let passage = &mut self.passage;
        if passage.open && !passage.too_long {
            passage.text.push('\n');
            passage.text.push_str(row);
            if passage.text.len() - passage.kept > GAP {
                return self.flush(out);
            }
        }
        ControlFlow::Continue(())
    }

    /// Ends the passage at hand and hands it on.
    pub(super) fn flush(&mut self, out: Sink) -> ControlFlow<()> {
        if !self.passage.open {
            return ControlFlow::Continue(());
        }
        let Open { mut text, kept, start, row, too_long, heading, directions, .. } = std::mem::take(&mut self.passage);
        if too_long {
            self.follows = false;
            return out(Item::Failure(Failure {
                source: self.source.clone(),
                line: Some(row),
                code: "too-long",
                message: format!(
                    "a passage of more than {} bytes was left out: raise --max-passage to read it",
                    self.max
                ),
            }));
        }
        text.truncate(kept);
        if heading {
            let span = Span { start, end: start + chars(&text) };
            out(Item::Piece(Piece::Structure { kind: Structure::Heading, span }))?;
        } else if self.unit == Unit::Sentence {
            self.sentences(&text, start, row, out)?;
        } else {
            self.hand_on(text, start, row, out)?;
        }
        directions
            .into_iter()
            .try_for_each(|span| out(Item::Piece(Piece::Structure { kind: Structure::Direction, span })))
    }

    fn sentences(&mut self, text: &str, mut start: u64, mut row: u64, out: Sink) -> ControlFlow<()> {
        let mut from = 0;
        for end in sentence::ends(text) {
            let piece = &text[from..end];
            let body = piece.trim_start();
            let lead = &piece[..piece.len() - body.len()];
            let lines = |text: &str| memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64;
            self.hand_on(body.trim_end().to_string(), start + chars(lead), row + lines(lead), out)?;
            start += chars(piece);
            row += lines(piece);
            from = end;
        }
        ControlFlow::Continue(())
    }

    fn hand_on(&mut self, text: String, start: u64, row: u64, out: Sink) -> ControlFlow<()> {
        self.number += 1;
        let before = if std::mem::replace(&mut self.follows, true) { Before::Previous } else { Before::Nothing };
        out(Item::Piece(Piece::Passage(Passage {
            source: self.source.clone(),
            number: self.number,
            id: None,
            // What a note quotes word by word, turn by turn, is a transcript within it.
            genre: if self.label.is_some() { Genre::Transcript } else { self.opening.unlabelled },
            speaker: None,
            label: self.label.clone(),
            line: row,
            start,
            text,
            before,
            session: self.opening.session.clone(),
            time: self.time.filter(|_| self.label.is_some()),
            doubtful: Vec::new(),
            extra: Vec::new(),
        })))
    }
}
