//! The supervision sheet: a process recording, with each passage's cues beside it and room to write.

use std::io::{self, Write};

use super::super::text::excerpt::marks;
use super::{Block, Face, Page, Run, Table, document};
use crate::layer::Role;
use crate::report::{Writer, shape};
use crate::rules::Pack;

/// The columns and their widths: together the width of a page on its side.
const COLUMNS: [(&str, u32); 5] =
    [("Time", 1000), ("Verbatim", 5400), ("Layer cues", 3300), ("My reflection", 2900), ("Supervisor", 2500)];

const ABOUT: &str = "Underlined words are cues: places to look, not a diagnosis and not a score. Where no cue was found, the layer may \
be there all the same. This sheet holds words of a session: keep it as you keep your notes.";

/// Passages of a source by number, from 1; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first.
    pub first: u64,
    /// The last.
    pub last: u64,
}

impl Default for Range {
    /// All passages.
    fn default() -> Self {
        Range { first: 1, last: u64::MAX }
    }
}

/// Writes a supervision sheet.
pub struct Sheet<'a, W> {
    out: W,
    pack: &'a Pack,
    range: Range,
    made: String,
    /// For each source its name and rows.
    sources: Vec<(String, Vec<Row>)>,
}

/// A row's cells.
type Row = Vec<Vec<Vec<Run>>>;

impl<'a, W: Write> Sheet<'a, W> {
    /// `pack` gives the layers their names and pages; only passages in `range` are shown.
    pub fn new(out: W, pack: &'a Pack, range: Range) -> Self {
        Sheet { out, pack, range, made: String::new(), sources: Vec::new() }
    }

    /// What speaks for each layer: its name and pages, then the words.
    fn cues(&self, passage: &shape::Passage) -> Vec<Vec<Run>> {
        let mut cell = Vec::new();
        for tag in &passage.tags {
            let layer = &self.pack.layers[tag.place];
            let pages = format!(" Clarkson 2003, pp. {}", layer.pages);
            cell.push(vec![Run::new(layer.name.as_str(), Face::Bold), Run::new(pages, Face::Small)]);
            cell.push(vec![Run::new(self.words(tag).join(", "), Face::Plain)]);
        }
        cell
    }

    /// The words that speak for a layer, each once; those that count come first.
    fn words(&self, tag: &shape::Tag) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let (counted, others): (Vec<_>, Vec<_>) = tag.evidence.iter().partition(|piece| piece.counted);
        let speaks = |piece: &&&shape::Evidence| self.pack.rules[piece.place].adds > 0.0;
        for text in counted.iter().chain(&others).filter(speaks).filter_map(|piece| piece.text) {
            let quoted = format!("“{}”", text.split_whitespace().collect::<Vec<_>>().join(" "));
            if !words.contains(&quoted) {
                words.push(quoted);
            }
        }
        if counted.iter().any(|piece| piece.start.is_none()) {
            words.push("goes on from the passage before".to_owned());
        }
        words
    }
}

impl<W: Write> Writer for Sheet<'_, W> {
    fn begin(&mut self, header: &shape::Header) -> io::Result<()> {
        let (tool, rules) = (&header.tool, &header.rules);
        self.made = format!("Made by {} {}, rules {} {}.", tool.name, tool.version, rules.name, rules.version);
        Ok(())
    }

    fn passage(&mut self, passage: &shape::Passage) -> io::Result<()> {
        if passage.passage < self.range.first || passage.passage > self.range.last {
            return Ok(());
        }
        let row = vec![place(passage), vec![verbatim(passage)], self.cues(passage), Vec::new(), Vec::new()];
        match self.sources.last_mut().filter(|(name, _)| *name == passage.source) {
            Some((_, rows)) => rows.push(row),
            None => self.sources.push((passage.source.to_string(), vec![row])),
        }
        Ok(())
    }

    fn failure(&mut self, _failure: &shape::Failure) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, _totals: &shape::Totals) -> io::Result<()> {
        let mut blocks = vec![
            Block::Heading(1, "Supervision sheet".to_owned()),
            Block::Paragraph(vec![Run::new(format!("{ABOUT} {}", self.made), Face::Small)]),
        ];
        if self.sources.is_empty() {
            blocks.push(Block::Paragraph(vec![Run::new("There is no such passage.", Face::Plain)]));
        }
        for (name, rows) in self.sources.drain(..) {
            blocks.push(Block::Heading(2, name));
            blocks.push(Block::Table(Table { columns: COLUMNS.to_vec(), rows }));
        }
        self.out.write_all(&document(&blocks, Page::Wide)?)?;
        self.out.flush()
    }
}

/// When it was said, where the source tells; number and line.
fn place(passage: &shape::Passage) -> Vec<Vec<Run>> {
    let time = passage.time.map(|time| vec![Run::new(time.to_string(), Face::Plain)]);
    let number = vec![Run::new(format!("#{}", passage.passage), Face::Plain)];
    let line = vec![Run::new(format!("line {}", passage.line), Face::Small)];
    time.into_iter().chain([number, line]).collect()
}

/// Who speaks, and the words with the cues underlined.
fn verbatim(passage: &shape::Passage) -> Vec<Run> {
    let mut runs = Vec::new();
    let who = match (&passage.label, passage.speaker) {
        (Some(label), _) => Some(label.to_string()),
        (None, Some(Role::Therapist)) => Some("Therapist".to_owned()),
        (None, Some(Role::Client)) => Some("Client".to_owned()),
        (None, None) => None,
    };
    if let Some(who) = who {
        runs.push(Run::new(format!("{who}: "), Face::Bold));
    }
    let text = passage.text.unwrap_or_default();
    let mut at = 0;
    for mark in marks(text, passage) {
        runs.push(Run::new(&text[at..mark.start], Face::Plain));
        runs.push(Run::new(&text[mark.start..mark.end], Face::Cue));
        at = mark.end;
    }
    runs.push(Run::new(&text[at..], Face::Plain));
    runs.retain(|run| !run.text.is_empty());
    runs
}
