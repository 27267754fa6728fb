//! The whole report as one JSON object, a passage a line.
//!
//! Passages go out as they come; only failures and notices, which stand after them, are kept until the end.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::escape::is_tricky;
use crate::report::{Writer, shape};

/// Writes a report as JSON.
pub struct Json<W> {
    out: W,
    only_summary: bool,
    passages: u64,
    failures: Vec<shape::Failure>,
    notices: Vec<shape::Notice>,
}

impl<W: Write> Json<W> {
    /// `only_summary` leaves the passages out.
    pub fn new(out: W, only_summary: bool) -> Self {
        Json { out, only_summary, passages: 0, failures: Vec::new(), notices: Vec::new() }
    }

    fn key(&mut self, start: &str, key: &str, value: &impl Serialize) -> io::Result<()> {
        write!(self.out, "{start}\"{key}\":")?;
        write_json(&mut self.out, value)
    }
}

impl<W: Write> Writer for Json<W> {
    fn begin(&mut self, header: &shape::Header) -> io::Result<()> {
        self.key("{", "schema", &header.schema)?;
        self.key(",\n", "tool", &header.tool)?;
        self.key(",\n", "rules", &header.rules)?;
        self.key(",\n", "settings", &header.settings)?;
        self.key(",\n", "layers", &header.layers)?;
        self.out.write_all(b",\n\"passages\":[")
    }

    fn passage(&mut self, passage: &shape::Passage) -> io::Result<()> {
        if self.only_summary {
            return Ok(());
        }
        let start: &[u8] = if self.passages == 0 { b"\n" } else { b",\n" };
        self.passages += 1;
        self.out.write_all(start)?;
        write_json(&mut self.out, passage)
    }

    fn failure(&mut self, failure: &shape::Failure) -> io::Result<()> {
        self.failures.push(failure.clone());
        Ok(())
    }

    fn notice(&mut self, notice: &shape::Notice) -> io::Result<()> {
        self.notices.push(notice.clone());
        Ok(())
    }

    fn finish(&mut self, totals: &shape::Totals) -> io::Result<()> {
        let (failures, notices) = (std::mem::take(&mut self.failures), std::mem::take(&mut self.notices));
        self.key("],\n", "errors", &failures)?;
        self.key(",\n", "notices", &notices)?;
        self.key(",\n", "sources", &totals.sources)?;
        self.key(",\n", "sessions", &totals.sessions)?;
        self.key(",\n", "clients", &totals.clients)?;
        if let Some(trends) = &totals.trends {
            self.key(",\n", "trends", trends)?;
        }
        if let Some(scan) = totals.scan {
            self.key(",\n", "scan", scan)?;
        }
        self.key(",\n", "summary", &totals.summary)?;
        if let Some(process) = &totals.process {
            self.key(",\n", "process", process)?;
        }
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }

    fn wants_sources(&self) -> bool {
        true
    }

    fn wants_process(&self) -> bool {
        true
    }
}

/// Writes `value` as compact JSON in which nothing can steer a terminal.
pub fn write_json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Inert)).map_err(io::Error::from)
}

/// JSON lets the characters from U+007F on stand as they are; here those that a terminal obeys are escaped as well, which
/// changes no value.
struct Inert;

impl Formatter for Inert {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        write_inert(out, fragment)
    }

    fn write_raw_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // White space between the tokens of the input's own JSON may be a tab or line break; a record stays one line.
        let mut rest = fragment;
        while let Some(at) = rest.find(['\n', '\r', '\t']) {
            write_inert(out, &rest[..at])?;
            out.write_all(b" ")?;
            rest = &rest[at + 1..];
        }
        write_inert(out, rest)
    }
}

fn write_inert<W: ?Sized + Write>(out: &mut W, fragment: &str) -> io::Result<()> {
    // Most text is plain ASCII, which many bytes at a time tell.
    if fragment.bytes().fold(true, |plain, byte| plain & (0x20..0x7F).contains(&byte)) {
        return out.write_all(fragment.as_bytes());
    }
    let mut written = 0;
    for (at, c) in fragment.char_indices().filter(|(_, c)| is_tricky(*c)) {
        out.write_all(&fragment.as_bytes()[written..at])?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        written = at + c.len_utf8();
    }
    out.write_all(&fragment.as_bytes()[written..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_reads_back_the_same() {
        let text = "a\u{9b}b\x7f\u{202e}c\u{e0001}\x1b ü";
        let mut out = Vec::new();
        write_json(&mut out, &text).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert_eq!(json, "\"a\\u009bb\\u007f\\u202ec\\udb40\\udc01\\u001b ü\"");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
