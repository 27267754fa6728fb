//! What WebVTT and SRT share: blocks of a time line and the words below it.

use std::io::Read;
use std::ops::ControlFlow;

use super::clock;
use super::document::Document;
use crate::passage::Time;

/// Words with their time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cue {
    pub time: Time,
    /// Line of the source where its words begin.
    pub line: u64,
    /// Its lines of words.
    pub rows: Vec<String>,
    /// How sure speech recognition was, 0 to 1, where a note says so.
    pub confidence: Option<f64>,
}

/// Bytes after which a cue that does not end is handed on.
const MOST: usize = 64 << 10;
/// Lines without a time line that are kept; what follows them is left out with them.
const MOST_BEFORE: usize = 64;

/// What the lines of a subtitle file come to.
#[derive(Default)]
struct Blocks {
    /// Within a block that is no cue: header, note, style.
    skipping: bool,
    /// Lines of the block at hand before its time line.
    before: Vec<(u64, String)>,
    cue: Option<Cue>,
    /// A blank line has come after the cue's time line.
    parted: bool,
    confidence: Option<f64>,
    /// Bytes of words in the cue at hand.
    held: usize,
}

/// The time line of a cue.
pub(super) fn time_line(row: &str) -> Option<Time> {
    let (start, rest) = row.split_once("-->")?;
    // Settings may follow: `align:start`, `X1:40`.
    let end = rest.split_whitespace().next()?;
    Some(Time { start: clock::read(start.trim())?, end: Some(clock::read(end)?) })
}

/// Reads cues one by one. What is none is said, and left out. `notes` says whether blocks may be notes, as in WebVTT.
pub(super) fn read(
    bytes: &mut dyn Read,
    document: &mut Document,
    notes: bool,
    take: &mut dyn FnMut(Cue, &mut Document) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut blocks = Blocks::default();
    document.rows(bytes, &mut |row, document| match row {
        Some((number, row)) => blocks.row(row.trim_end(), number, notes, document, take),
        None => blocks.end(document, take),
    })
}

type Take<'a> = &'a mut dyn FnMut(Cue, &mut Document) -> ControlFlow<()>;

impl Blocks {
    fn row(&mut self, row: &str, line: u64, notes: bool, document: &mut Document, take: Take) -> ControlFlow<()> {
        if row.trim().is_empty() {
            self.skipping = false;
            return self.blank(document, take);
        }
        if let Some(time) = time_line(row) {
            return self.begin(time, line, document, take);
        }
        let first = self.before.is_empty() && self.cue.as_ref().is_none_or(|_| self.parted);
        if notes && first && !self.skipping {
            self.note(row);
        }
        if self.skipping {
            return ControlFlow::Continue(());
        }
        match &mut self.cue {
            Some(cue) if !self.parted => {
                if cue.rows.is_empty() {
                    cue.line = line;
                }
                self.held += row.len();
                if self.held > MOST {
                    let next = Cue { rows: Vec::new(), ..cue.clone() };
                    self.hand_on(document, take)?;
                    self.held = row.len();
                    self.cue = Some(next);
                }
                if let Some(cue) = &mut self.cue {
                    cue.rows.push(row.to_owned());
                }
            }
            _ if self.before.len() < MOST_BEFORE => self.before.push((line, row.to_owned())),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    /// Sees whether a block is none of cues.
    fn note(&mut self, row: &str) {
        self.skipping = ["NOTE", "STYLE", "REGION", "WEBVTT"].iter().any(|word| {
            row.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', ':']))
        });
        let told = row.strip_prefix("NOTE").map(|note| note.trim_start().to_ascii_lowercase());
        let sure = told.as_deref().and_then(|note| note.strip_prefix("confidence:")).map(str::trim);
        self.confidence = sure.and_then(|number| number.parse().ok()).or(self.confidence);
    }

    fn begin(&mut self, time: Time, line: u64, document: &mut Document, take: Take) -> ControlFlow<()> {
        // Where no blank line parts two cues, the number of the second looks like a word of the first.
        if let Some(cue) = &mut self.cue
            && !self.parted
            && cue.rows.last().is_some_and(|row| row.bytes().all(|b| b.is_ascii_digit()))
        {
            cue.rows.pop();
        }
        // What stands before a time line is the cue's id.
        self.before.pop();
        self.lost(document)?;
        self.hand_on(document, take)?;
        self.skipping = false;
        self.parted = false;
        self.held = 0;
        let confidence = self.confidence.take();
        self.cue = Some(Cue { time, line, rows: Vec::new(), confidence });
        ControlFlow::Continue(())
    }

    fn blank(&mut self, document: &mut Document, take: Take) -> ControlFlow<()> {
        let waiting = self.cue.as_ref().is_some_and(|cue| cue.rows.is_empty());
        match &mut self.cue {
            // One service writes a blank line between times and words.
            Some(cue) if waiting && !self.before.is_empty() => {
                cue.line = self.before[0].0;
                cue.rows = std::mem::take(&mut self.before).into_iter().map(|(_, row)| row).collect();
                self.hand_on(document, take)
            }
            Some(_) if waiting => {
                self.parted = true;
                ControlFlow::Continue(())
            }
            _ => {
                self.hand_on(document, take)?;
                self.lost(document)
            }
        }
    }

    fn end(&mut self, document: &mut Document, take: Take) -> ControlFlow<()> {
        self.blank(document, take)?;
        self.hand_on(document, take)?;
        self.lost(document)
    }

    /// Says that lines are no cue. A number alone was to be one's.
    fn lost(&mut self, document: &mut Document) -> ControlFlow<()> {
        let lost = std::mem::take(&mut self.before);
        match &lost[..] {
            [] => ControlFlow::Continue(()),
            [(_, row)] if row.bytes().all(|b| b.is_ascii_digit()) => ControlFlow::Continue(()),
            [(line, _), ..] => {
                let message = "no time line such as 00:00:01.000 --> 00:00:02.000; left out up to the next blank line";
                document.failure(Some(*line), "no-cue", message.to_owned())
            }
        }
    }

    fn hand_on(&mut self, document: &mut Document, take: Take) -> ControlFlow<()> {
        match self.cue.take() {
            Some(cue) if !cue.rows.is_empty() => take(cue, document),
            _ => ControlFlow::Continue(()),
        }
    }
}
