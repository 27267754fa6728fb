//! A scan as text: a row for each file, session or client with its layers at a glance, then all together.

use std::io::{self, Write};

use super::{Layout, Text, count, table};
use crate::report::{Writer, rows, shape};
use crate::rules::Pack;
use crate::summary::group::By;

mod cells;
mod glance;
mod trend;

/// Writes a scan as text.
pub struct ScanText<'a, W> {
    text: Text<'a, W>,
}

impl<'a, W: Write> ScanText<'a, W> {
    /// `pack` gives the layers and facets their names.
    pub fn new(out: W, pack: &'a Pack, layout: Layout) -> Self {
        ScanText { text: Text::new(out, pack, layout) }
    }
}

impl<W: Write> Writer for ScanText<'_, W> {
    fn begin(&mut self, header: &shape::Header) -> io::Result<()> {
        self.text.begin(header)
    }

    fn passage(&mut self, _passage: &shape::Passage) -> io::Result<()> {
        Ok(())
    }

    fn failure(&mut self, failure: &shape::Failure) -> io::Result<()> {
        self.text.failure(failure)
    }

    fn finish(&mut self, totals: &shape::Totals) -> io::Result<()> {
        let text = &mut self.text;
        if totals.summary.passages > 0 {
            if let Some((by, rows)) = &totals.table {
                glance::write(text, *by, rows)?;
                glance::legend(text)?;
                if *by != By::Client && totals.clients.iter().any(|client| client.client.is_some()) {
                    glance::write(text, By::Client, &totals.clients)?;
                    writeln!(text.out)?;
                }
            }
            if let Some(trends) = &totals.trends {
                trend::write(text, trends)?;
            }
        }
        let files = totals.scan.map_or(0, |scan| scan.files.len() as u64);
        text.header.files = Some(files);
        table::title(text, totals.summary.passages)?;
        table::body(text, &totals.summary)?;
        writeln!(text.out)?;
        if let Some(scan) = totals.scan {
            went_through(text, scan)?;
        }
        table::closing(text)?;
        text.out.flush()
    }

    fn wants_sources(&self) -> bool {
        true
    }
}

/// What was left out or taken over, and whether it is all.
fn went_through<W: Write>(text: &mut Text<W>, scan: &rows::Scan) -> io::Result<()> {
    let mut lines = Vec::new();
    if scan.interrupted {
        let read = scan.files.len() as u64;
        lines.push(format!("Interrupted: {read} of {} are in these numbers.", count(scan.found, "file")));
    }
    if scan.unchanged > 0 {
        let them = if scan.unchanged == 1 { "is" } else { "are" };
        lines.push(format!(
            "{} {them} as in the earlier report and {them} taken from there.",
            count(scan.unchanged, "file")
        ));
    }
    if scan.gone > 0 {
        let them = if scan.gone == 1 { "is" } else { "are" };
        lines.push(format!("{} of the earlier report {them} not there any more.", count(scan.gone, "file")));
    }
    if !scan.left_out.is_empty() {
        lines.push(format!("Left out: {}.", left_out(&scan.left_out)));
    }
    for line in lines {
        for line in super::wrap(&line, &[], text.layout.width, false, |_, _| String::new()) {
            writeln!(text.out, "{line}")?;
        }
    }
    Ok(())
}

/// Each reason in words, with how many it keeps out.
fn left_out(all: &[rows::LeftOut]) -> String {
    let mut reasons: Vec<String> = Vec::new();
    let of = |reason: &str| -> u64 { all.iter().filter(|one| one.reason == reason).map(|one| one.files).sum() };
    for (reason, words) in REASONS {
        if of(reason) > 0 {
            reasons.push(format!("{} {words}", of(reason)));
        }
    }
    let endings: Vec<String> = all
        .iter()
        .filter_map(|one| one.ending.as_ref().map(|ending| format!("{} {}", super::visible(ending), one.files)))
        .collect();
    if !endings.is_empty() {
        reasons.push(format!("{} in a format that layers does not read ({})", of("format"), endings.join(", ")));
    }
    reasons.join("; ")
}

/// The reasons for leaving a file out, and what a reader is told.
const REASONS: [(&str, &str); 6] = [
    ("hidden", "hidden"),
    ("temporary", "temporary or the system's own"),
    ("ignored", "by .layersignore or layers-folder.toml"),
    ("link", "links, which are not followed"),
    ("special", "no regular files"),
    ("own", "written by layers itself"),
];
