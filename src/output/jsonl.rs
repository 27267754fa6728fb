//! JSON Lines: one object a passage, in the order of the input; an error line where a record could not be read.

use std::io::{self, Write};

use serde::Serialize;

use super::json::write_json;
use crate::report::{Writer, shape};

/// Writes a report as JSON Lines.
pub struct Jsonl<W> {
    out: W,
    only_summary: bool,
}

impl<W: Write> Jsonl<W> {
    /// `only_summary` writes the summary as the one line there is.
    pub fn new(out: W, only_summary: bool) -> Self {
        Jsonl { out, only_summary }
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        write_json(&mut self.out, value)?;
        self.out.write_all(b"\n")
    }
}

/// A line for what could not be read.
#[derive(Serialize)]
pub(super) struct ErrorLine<'a> {
    source: &'a str,
    line: Option<u64>,
    error: Error<'a>,
}

#[derive(Serialize)]
struct Error<'a> {
    code: &'a str,
    message: &'a str,
}

impl<'a> ErrorLine<'a> {
    pub(super) fn of(failure: &'a shape::Failure) -> Self {
        let error = Error { code: failure.code, message: &failure.message };
        ErrorLine { source: &failure.source, line: failure.line, error }
    }
}

impl<W: Write> Writer for Jsonl<W> {
    fn begin(&mut self, _header: &shape::Header) -> io::Result<()> {
        Ok(())
    }

    fn passage(&mut self, passage: &shape::Passage) -> io::Result<()> {
        if self.only_summary {
            return Ok(());
        }
        self.line(passage)
    }

    fn failure(&mut self, failure: &shape::Failure) -> io::Result<()> {
        if self.only_summary {
            return Ok(());
        }
        self.line(&ErrorLine::of(failure))
    }

    fn finish(&mut self, totals: &shape::Totals) -> io::Result<()> {
        if self.only_summary {
            self.line(&totals.summary)?;
        }
        self.out.flush()
    }
}
