//! Canonical text, in pieces as they come, cut into passages and structure.

use std::ops::ControlFlow;
use std::sync::Arc;

use memchr::memchr;

use super::opening::{self, Opening};
use super::speakers::Speakers;
use super::{Before, Genre, Passage, Piece, Structure, label, line, sentence};
use crate::input::{Failure, Item, Options, Unit};
use crate::span::{Span, chars};

/// How much of a document decides its genre.
const HEAD: usize = 64 * 1024;
/// Room for a label and spaces in a line besides its passage.
const ROOM: usize = 4096;
/// More space than this in a turn ends it, so that space cannot fill the memory.
const GAP: usize = 64 * 1024;
/// A line above this was not wrapped by hand or by a mail program: it is a paragraph.
const UNWRAPPED: usize = 200;

/// Where items go; breaking stops the reading.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(Item) -> ControlFlow<()>;

/// Cuts one source into pieces. Where the text is cut into pushes changes nothing.
pub(crate) struct Splitter {
    options: Options,
    /// The start of the document, until it is enough to tell what it is.
    head: Option<String>,
    cutter: Cutter,
    speakers: Speakers,
}

impl Splitter {
    pub(crate) fn new(source: &Arc<str>, options: &Options) -> Self {
        Splitter {
            options: options.clone(),
            head: Some(String::new()),
            cutter: Cutter::new(source, options),
            speakers: Speakers::new(options),
        }
    }

    /// Takes the next piece of canonical text.
    pub(crate) fn push(&mut self, text: &str, each: Sink) -> ControlFlow<()> {
        let Some(head) = &mut self.head else {
            return self.cutter.push(text, &mut |item| self.speakers.take(item, each));
        };
        head.push_str(text);
        let enough = head.len() >= HEAD;
        if enough || self.options.live { self.open(enough, each) } else { ControlFlow::Continue(()) }
    }

    /// Ends the document.
    pub(crate) fn finish(&mut self, each: Sink) -> ControlFlow<()> {
        self.open(true, each)?;
        self.cutter.finish(&mut |item| self.speakers.take(item, each))?;
        self.speakers.finish(each)
    }

    fn open(&mut self, whole: bool, each: Sink) -> ControlFlow<()> {
        let Some(head) = self.head.take() else {
            return ControlFlow::Continue(());
        };
        let sample = &head[..floor(&head, HEAD)];
        let Some(opening) = opening::read(sample, whole, &self.options) else {
            self.head = Some(head);
            return ControlFlow::Continue(());
        };
        self.speakers.open(&opening);
        let out: Sink = &mut |item| self.speakers.take(item, each);
        let (front, header) = (opening.front, opening.header);
        self.cutter.opening = opening;
        if front > 0 {
            self.cutter.structure_of(&head[..front], Structure::FrontMatter, out)?;
        }
        for row in head[front..header].split_inclusive('\n') {
            self.cutter.structure_of(row, Structure::Heading, out)?;
        }
        self.cutter.push(&head[header..], out)
    }
}

/// The greatest char boundary of `text` up to `at`.
fn floor(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Lines into pieces.
struct Cutter {
    source: Arc<str>,
    unit: Unit,
    max: usize,
    /// Whether a label may still make a transcript of what seemed a note.
    may_turn: bool,
    opening: Opening,
    /// Number of the line at hand, and where it begins.
    row: u64,
    at: u64,
    /// The line at hand, as far as it has come.
    part: String,
    /// The rest of the line at hand is of a passage that is too long.
    skipping: bool,
    after_blank: bool,
    last_len: usize,
    /// Passages so far.
    number: u64,
    follows: bool,
    label: Option<Arc<str>>,
    labels: Vec<Arc<str>>,
    passage: Open,
}

/// The passage at hand.
#[derive(Default)]
struct Open {
    open: bool,
    text: String,
    /// How much of `text` is sure to belong.
    kept: usize,
    start: u64,
    row: u64,
    rows: usize,
    too_long: bool,
    /// It is a heading so far, and nothing else.
    heading: bool,
    /// Stage directions after `kept`.
    directions: Vec<Span>,
}

impl Cutter {
    fn new(source: &Arc<str>, options: &Options) -> Self {
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
            labels: Vec::new(),
            passage: Open::default(),
        }
    }

    fn limit(&self) -> usize {
        self.max.saturating_add(ROOM)
    }

    fn push(&mut self, text: &str, out: Sink) -> ControlFlow<()> {
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

    fn finish(&mut self, out: Sink) -> ControlFlow<()> {
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
            if self.label.is_some() && self.unit != Unit::Paragraph {
                return self.gap(row, out);
            }
            return self.flush(out);
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
        if let Some(end) = self.turn(row) {
            self.flush(out)?;
            self.label = self.named(row);
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
            if headed.is_some() || row.len() > UNWRAPPED || self.last_len > UNWRAPPED {
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

    /// Where the label of a line ends, if a turn begins there.
    fn turn(&mut self, row: &str) -> Option<usize> {
        if !self.opening.turns && !self.may_turn {
            return None;
        }
        let found = label::parse(row)?;
        let name = found.name;
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
        Some(found.end)
    }

    /// The label of a line, shared with the turns before that have the same.
    fn named(&mut self, row: &str) -> Option<Arc<str>> {
        let name = label::parse(row)?.name;
        let name = if self.opening.numbered { label::unnumbered(name).unwrap_or(name) } else { name };
        if let Some(known) = self.labels.iter().find(|known| ***known == *name) {
            return Some(known.clone());
        }
        let new: Arc<str> = name.into();
        if self.labels.len() < 64 {
            self.labels.push(new.clone());
        }
        Some(new)
    }

    /// Adds a line's words, from the byte `from`, to the passage at hand.
    fn append(&mut self, row: &str, from: usize, long: bool) {
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
    fn gap(&mut self, row: &str, out: Sink) -> ControlFlow<()> {
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
    fn flush(&mut self, out: Sink) -> ControlFlow<()> {
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
            genre: self.opening.genre,
            speaker: None,
            label: self.label.clone(),
            line: row,
            start,
            text,
            before,
            session: self.opening.session.clone(),
            extra: Vec::new(),
        })))
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
    fn structure_of(&mut self, rows: &str, kind: Structure, out: Sink) -> ControlFlow<()> {
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
