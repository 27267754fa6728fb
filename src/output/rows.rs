//! The rows of a scan's table: as JSON Lines, and as CSV in long format, one row for each layer.

use std::io::{self, Write};

use serde::Serialize;

use super::csv::io_error;
use super::escape::{guard, visible};
use super::json::write_json;
use super::jsonl::ErrorLine;
use crate::report::rows::Group;
use crate::report::{Writer, shape};
use crate::summary::group::By;

/// The name of what rows are put together by, in options and output.
pub fn by_name(by: By) -> &'static str {
    match by {
        By::File => "file",
        By::Session => "session",
        By::Client => "client",
        By::Therapist => "therapist",
        By::Speaker => "speaker",
    }
}

/// Writes the rows as JSON Lines, then a line for each failure.
pub struct RowsJsonl<W> {
    out: W,
    failures: Vec<shape::Failure>,
}

impl<W: Write> RowsJsonl<W> {
    /// Over `out`.
    pub fn new(out: W) -> Self {
        RowsJsonl { out, failures: Vec::new() }
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        write_json(&mut self.out, value)?;
        self.out.write_all(b"\n")
    }
}

#[derive(Serialize)]
struct Line<'a> {
    by: &'static str,
    #[serde(flatten)]
    group: &'a Group<'a>,
}

impl<W: Write> Writer for RowsJsonl<W> {
    fn begin(&mut self, _header: &shape::Header) -> io::Result<()> {
        Ok(())
    }

    fn passage(&mut self, _passage: &shape::Passage) -> io::Result<()> {
        Ok(())
    }

    fn failure(&mut self, failure: &shape::Failure) -> io::Result<()> {
        self.failures.push(failure.clone());
        Ok(())
    }

    fn finish(&mut self, totals: &shape::Totals) -> io::Result<()> {
        if let Some((by, rows)) = &totals.table {
            rows.iter().try_for_each(|group| self.line(&Line { by: by_name(*by), group }))?;
        }
        let failures = std::mem::take(&mut self.failures);
        failures.iter().try_for_each(|failure| self.line(&ErrorLine::of(failure)))?;
        self.out.flush()
    }

    fn wants_sources(&self) -> bool {
        true
    }
}

/// The columns of the table.
pub const COLUMNS: [&str; 15] = [
    "by",
    "source",
    "client",
    "session",
    "date",
    "therapist",
    "speaker",
    "sources",
    "sessions",
    "passages",
    "layer",
    "tagged",
    "share",
    "mean_score",
    "facets",
];

/// Writes the rows as CSV.
pub struct RowsCsv<W: Write> {
    out: csv::Writer<W>,
    terminal: bool,
}

impl<W: Write> RowsCsv<W> {
    /// `terminal` makes control characters visible; a file has them as they are.
    pub fn new(out: W, terminal: bool) -> Self {
        RowsCsv { out: csv::Writer::from_writer(out), terminal }
    }

    fn group(&mut self, by: By, group: &Group) -> io::Result<()> {
        let name = |name: &Option<std::borrow::Cow<str>>| name.as_deref().unwrap_or_default().to_owned();
        for layer in &group.summary.layers {
            let facets: Vec<String> =
                layer.facets.iter().map(|facet| format!("{} {}", facet.facet, facet.passages)).collect();
            let cells = [
                by_name(by).to_owned(),
                name(&group.source),
                name(&group.client),
                name(&group.session),
                name(&group.date),
                name(&group.therapist),
                group.speaker.unwrap_or_default().to_owned(),
                group.sources.to_string(),
                group.sessions.to_string(),
                group.passages.to_string(),
                layer.layer.to_owned(),
                layer.passages.to_string(),
                layer.share.to_string(),
                layer.mean_score.map_or(String::new(), |score| score.to_string()),
                facets.join(super::csv::BETWEEN),
            ];
            let terminal = self.terminal;
            let shown = cells.iter().map(|cell| {
                let cell = guard(cell);
                if terminal { visible(&cell).into_owned() } else { cell.into_owned() }
            });
            self.out.write_record(shown.collect::<Vec<_>>()).map_err(io_error)?;
        }
        Ok(())
    }
}

impl<W: Write> Writer for RowsCsv<W> {
    fn begin(&mut self, _header: &shape::Header) -> io::Result<()> {
        self.out.write_record(COLUMNS).map_err(io_error)
    }

    fn passage(&mut self, _passage: &shape::Passage) -> io::Result<()> {
        Ok(())
    }

    fn failure(&mut self, _failure: &shape::Failure) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, totals: &shape::Totals) -> io::Result<()> {
        if let Some((by, rows)) = &totals.table {
            rows.iter().try_for_each(|group| self.group(*by, group))?;
        }
        self.out.flush()
    }

    fn wants_sources(&self) -> bool {
        true
    }
}
