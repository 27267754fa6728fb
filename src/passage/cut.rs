//! Lines sorted into passages and structure.

use std::ops::ControlFlow;
use std::sync::Arc;

use memchr::memchr;

use super::opening::{self, Opening};
use super::pending::Open;
use super::split::Sink;
use super::{Genre, Piece, Structure, Time, label, line};
use crate::input::{Item, Options, Unit};
use crate::span::{Span, chars};

/// Room for a label and spaces in a line besides its passage.
const ROOM: usize = 4096;
/// A line above this was not wrapped by hand or by a mail program: it is a paragraph.
const UNWRAPPED: usize = 200;

/// Lines into pieces.
pub(super) struct Cutter {
    pub(super) source: Arc<str>,
    pub(super) unit: Unit,
    pub(super) max: usize,
    /// Whether a label may still make a transcript of what seemed a note.
    may_turn: bool,
    pub(super) opening: Opening,
    /// Number of the line at hand, and where it begins.
    pub(super) row: u64,
    pub(super) at: u64,
    /// The line at hand, as far as it has come.
    part: String,
    /// The rest of the line at hand is of a passage that is too long.
    skipping: bool,
    after_blank: bool,
    last_len: usize,
    /// Passages so far.
    pub(super) number: u64,
    pub(super) follows: bool,
    pub(super) label: Option<Arc<str>>,
    /// The time that stands with the label.
    pub(super) time: Option<Time>,
    labels: Vec<Arc<str>>,
    pub(super) passage: Open,
}

impl Cutter {
    pub(super) fn new(source: &Arc<str>, options: &Options) -> Self {
        Cutter {
            source: source.clone(),
            unit: options.unit,
            max: options.max_passage,
            may_turn: options.live && options.genre.is_none(),
            opening: Opening::default(),
            row: 1,
            at: 0,
            part: String::new(),
            skipping: false,
            after_blank: true,
            last_len: 0,
            number: 0,
            follows: false,
            label: None,
            time: None,
            labels: Vec::new(),
            passage: Open::default(),
        }
    }

    fn limit(&self) -> usize {
        self.max.saturating_add(ROOM)
    }

    pub(super) fn push(&mut self, text: &str, out: Sink) -> ControlFlow<()> {
        let mut rest = text;
        while let Some(end) = memchr(b'\n', rest.as_bytes()) {
            let piece = &rest[..end];
            rest = &rest[end + 1..];
            if self.skipping {
                self.skipping = false;
                self.at += chars(piece);
            } else if self.part.is_empty() {
                self.line(piece, out)?;
            } else {
                self.part.push_str(piece);
                let part = std::mem::take(&mut self.part);
                self.line(&part, out)?;
                self.part = part;
                self.part.clear();
            }
            self.at += 1;
            self.row += 1;
        }
        if self.skipping {
            self.at += chars(rest);
        } else {
            self.part.push_str(rest);
            if self.part.len() > self.limit() {
                let part = std::mem::take(&mut self.part);
                self.line(&part, out)?;
                self.skipping = true;
            }
        }
        ControlFlow::Continue(())
    }

    pub(super) fn finish(&mut self, out: Sink) -> ControlFlow<()> {
        let part = std::mem::take(&mut self.part);
        if !part.is_empty() {
            self.line(&part, out)?;
        }
        self.flush(out)
    }

    /// Takes a line, or as much of it as is needed to see that it is too long.
    fn line(&mut self, row: &str, out: Sink) -> ControlFlow<()> {
        let long = row.len() > self.limit();
        let head = if long { &row[..floor(row, self.limit())] } else { row };
        self.sort(head, long, out)?;
        self.last_len = head.len();
        self.at += chars(row);
        ControlFlow::Continue(())
    }

    /// Finds out what a line is, and does what follows.
    fn sort(&mut self, row: &str, long: bool, out: Sink) -> ControlFlow<()> {
        let blank = !long && row.trim_start().is_empty();
        if blank {
            self.after_blank = true;
            if self.opening.turns && self.label.is_some() && self.unit != Unit::Paragraph {
                return self.gap(row, out);
            }
            self.flush(out)?;
            if !self.opening.turns {
                self.label = None;
            }
            return ControlFlow::Continue(());
        }
        let after_blank = std::mem::replace(&mut self.after_blank, false);
        if !long && line::separator(row) {
            let titled = self.passage.rows == 1 && !after_blank && self.label.is_none() && title(&self.passage.text);
            self.passage.heading |= titled;
            self.flush(out)?;
            self.label = None;
            return self.structure(row, 0, row.len(), Structure::Separator, out);
        }
        if !long && line::markdown_heading(row) {
            self.flush(out)?;
            self.label = None;
            return self.structure(row, 0, row.len(), Structure::Heading, out);
        }
        if let Some(label::Label { name, end, time }) = self.turn(row) {
            self.flush(out)?;
            self.label = Some(self.named(name));
            self.time = time.map(|start| Time { start, end: None });
            self.structure(row, 0, end, Structure::Label, out)?;
            if long || !row[end..].trim_start().is_empty() {
                self.append(row, end, long);
            }
            return ControlFlow::Continue(());
        }
        if self.opening.turns {
            if !long && line::direction(row) {
                if !self.passage.open {
                    return self.structure(row, 0, row.len(), Structure::Direction, out);
                }
                if !self.passage.too_long {
                    let span = self.span(row, 0, row.len());
                    self.passage.directions.push(span);
                }
                return self.gap(row, out);
            }
            if after_blank && line::known_heading(row) {
                self.flush(out)?;
                self.label = None;
            }
        } else if self.unit != Unit::Paragraph {
            let headed = (self.opening.genre == Genre::Note).then(|| line::headed(row)).flatten();
            if headed.is_some() {
                self.flush(out)?;
                self.label = None;
            } else if row.len() > UNWRAPPED || self.last_len > UNWRAPPED {
                self.flush(out)?;
            }
            if !self.passage.open {
                self.append(row, 0, long);
                self.passage.heading = headed == Some(line::Headed::Alone);
                return ControlFlow::Continue(());
            }
        }
        self.append(row, 0, long);
        ControlFlow::Continue(())
    }

    /// The label of a line, if a turn begins there.
    fn turn<'a>(&mut self, row: &'a str) -> Option<label::Label<'a>> {
        let excerpts = self.opening.excerpts && self.unit != Unit::Paragraph;
        if !self.opening.turns && !self.may_turn && !excerpts {
            return None;
        }
        let found = label::parse(row)?;
        let name = found.name;
        if excerpts && !self.opening.turns && label::short(name) {
            return Some(found);
        }
        if !self.opening.turns && !self.may_turn {
            return None;
        }
        if opening::section(name) && !self.opening.letters {
            return None;
        }
        if !self.opening.turns {
            if label::role_of(name).is_none() && !name.starts_with("SPEAKER") {
                return None;
            }
            self.opening.turns = true;
            self.opening.genre = Genre::Transcript;
        }
        Some(found)
    }

    /// A label, shared with the turns before that have the same.
    fn named(&mut self, name: &str) -> Arc<str> {
        let name = if self.opening.numbered { label::unnumbered(name).unwrap_or(name) } else { name };
        if let Some(known) = self.labels.iter().find(|known| ***known == *name) {
            return known.clone();
        }
        let new: Arc<str> = name.into();
        if self.labels.len() < 64 {
            self.labels.push(new.clone());
        }
        new
    }

    /// The place of a part of the line at hand, without the space around it.
    fn span(&self, row: &str, from: usize, to: usize) -> Span {
        let part = row[from..to].trim_end();
        let lead = part.len() - part.trim_start().len();
        let start = self.at + chars(&row[..from + lead]);
        Span { start, end: start + chars(part.trim_start()) }
    }

    fn structure(&mut self, row: &str, from: usize, to: usize, kind: Structure, out: Sink) -> ControlFlow<()> {
        let span = self.span(row, from, to);
        out(Item::Piece(Piece::Structure { kind, span }))
    }

    /// Hands on whole lines, which begin where the cutter stands, as structure.
    pub(super) fn structure_of(&mut self, rows: &str, kind: Structure, out: Sink) -> ControlFlow<()> {
        if !rows.trim().is_empty() {
            self.structure(rows, 0, rows.len(), kind, out)?;
        }
        self.at += chars(rows);
        self.row += memchr::memchr_iter(b'\n', rows.as_bytes()).count() as u64;
        ControlFlow::Continue(())
    }
}

/// Whether a line over `---` or `===` is a title.
fn title(text: &str) -> bool {
    text.len() <= 80 && !text.trim_end().ends_with(['.', '!', '?', ',', ';', '"', '”'])
}

/// The greatest char boundary of `text` up to `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
