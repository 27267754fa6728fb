//! A source as plain text, and the stretches of it that are coded.

use uuid::Uuid;

use super::super::xml::clean;
use super::guid;
use crate::report::shape;
use crate::span::chars;

/// A source.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Its name in the report.
    pub name: String,
    /// Its name in the project.
    pub shown: String,
    /// What is written of it: its canonical text, or its passages one below the other where they are no slices of that, as
    /// those of records are not. Like the names of selections it has U+FFFD for what XML cannot hold.
    pub text: String,
    /// Whether it is made of the passages.
    made: bool,
    /// How many characters it has so far, where it is made.
    chars: u64,
    /// What is coded in it.
    pub selections: Vec<Selection>,
}

/// A stretch of a source, in Unicode code points from 0, end exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Selection {
    /// Where it begins.
    pub start: u64,
    /// One past its end.
    pub end: u64,
    /// The codes on it, each once.
    pub codes: Vec<Uuid>,
    /// What made them.
    pub notes: Vec<String>,
}

impl Selection {
    pub(super) fn add(&mut self, code: Uuid, note: String) {
        if !self.codes.contains(&code) {
            self.codes.push(code);
        }
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

impl Source {
    /// A source with its canonical text and its first passage, which tells whether that text holds the passages.
    pub(super) fn begin(name: &str, text: String, first: &shape::Passage) -> Source {
        let length = usize::try_from(first.end - first.start).unwrap_or(usize::MAX);
        let slice = text.chars().skip(usize::try_from(first.start).unwrap_or(usize::MAX)).take(length);
        let made = !slice.eq(first.text.unwrap_or_default().chars());
        let text = if made { String::new() } else { clean(&text).into_owned() };
        Source { name: name.to_owned(), shown: String::new(), text, made, chars: 0, selections: Vec::new() }
    }

    /// The next passage, with what is coded in it.
    pub(super) fn passage(&mut self, passage: &shape::Passage, selections: Vec<Selection>) {
        let shift = if self.made { self.append(passage) } else { passage.start };
        self.selections.extend(selections.into_iter().map(|selection| Selection {
            start: selection.start - passage.start + shift,
            end: selection.end - passage.start + shift,
            ..selection
        }));
    }

    /// Appends a passage to a text that is made; gives where it begins.
    fn append(&mut self, passage: &shape::Passage) -> u64 {
        let before = if self.text.is_empty() { "" } else { "\n\n" };
        let label = passage.label.as_deref().map_or(String::new(), |label| format!("{label}: "));
        let text = passage.text.unwrap_or_default();
        let start = self.chars + chars(before) + chars(&label);
        self.text += &clean(&format!("{before}{label}{text}"));
        self.chars = start + chars(text);
        start
    }

    pub(super) fn guid(&self) -> Uuid {
        guid::source(&self.name, &self.text)
    }
}
