//! The formats that are read: a new one is a file of its own and a line in [`FORMATS`].

use std::fmt;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use super::document::Document;
use super::sniff::Head;
use super::{chat, json, jsonl, labels, otter, srt, table, text, vtt};

/// A format of input.
pub struct Format {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// How names of such files end, in lower case.
    pub(super) endings: &'static [&'static str],
    /// Whether the begin of a source looks like it.
    pub(super) looks: fn(&Head) -> bool,
    /// Reads a source to its end.
    pub(super) read: fn(&mut dyn Read, &mut Document) -> ControlFlow<()>,
}

/// Every format, in the order in which a source without a telling name is held against them; the last takes anything.
pub static FORMATS: [&Format; 10] = [
    &vtt::FORMAT,
    &srt::FORMAT,
    &chat::FORMAT,
    &jsonl::FORMAT,
    &json::FORMAT,
    &table::FORMAT,
    &otter::FORMAT,
    &labels::FORMAT,
    &text::MARKDOWN,
    &text::FORMAT,
];

impl Format {
    /// Its name in options and reports.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it is, in a few words.
    pub fn about(&self) -> &'static str {
        self.about
    }

    /// The format of this name.
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.into_iter().find(|format| format.name == name)
    }

    /// The format that a file's name tells.
    pub fn of_name(name: &Path) -> Option<&'static Format> {
        let ending = name.extension()?.to_str()?.to_ascii_lowercase();
        FORMATS.into_iter().find(|format| format.endings.contains(&ending.as_str()))
    }

    /// The format that a source looks like.
    pub(super) fn of_content(head: &Head) -> &'static Format {
        FORMATS.into_iter().find(|format| (format.looks)(head)).unwrap_or(&text::FORMAT)
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Format) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_endings_are_of_one_format_each() {
        let mut all: Vec<&str> =
            FORMATS.iter().flat_map(|format| [&[format.name][..], format.endings].concat()).collect();
        // A format may be called like its ending.
        let endings: usize = FORMATS.iter().filter(|format| format.endings.contains(&format.name)).count();
        let whole = all.len() - endings;
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), whole);
    }

    #[test]
    fn names_of_files_tell() {
        let told = |name: &str| Format::of_name(Path::new(name)).map(Format::name);
        assert_eq!(told("a.MD"), Some("markdown"));
        assert_eq!(told("folder.md/a"), None);
        assert_eq!(told("a.txt"), None);
    }
}
