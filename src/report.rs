//! A report as a stream: header, passages and failures in the order of the sources, last the summaries.
//!
//! A [`Report`] selects, counts and leaves out what is to be left out, then hands [`shape`]s to a [`Writer`]. Every
//! command fills a report, and every format writes one.

use std::io;
use std::sync::Arc;

use crate::input::{self, Unit};
use crate::layer::Role;
use crate::passage::Session;
use crate::process::Walk;
use crate::rules::Pack;
use crate::summary::{Part, Totals};
use crate::tag::Tagged;

mod count;
mod draw;
pub mod process;
pub mod redact;
pub mod rows;
pub mod schema;
pub mod shape;

use count::{Counts, Grouped};
pub use count::{Sort, Table};
use redact::Redactor;

/// What a format does with a report.
pub trait Writer {
    /// The report begins.
    fn begin(&mut self, header: &shape::Header) -> io::Result<()>;

    /// The next passage.
    fn passage(&mut self, passage: &shape::Passage) -> io::Result<()>;

    /// Something could not be read, at this place in the stream.
    fn failure(&mut self, failure: &shape::Failure) -> io::Result<()>;

    /// Something worth knowing. Only formats that keep everything keep it.
    fn notice(&mut self, _notice: &shape::Notice) -> io::Result<()> {
        Ok(())
    }

    /// The report ends.
    fn finish(&mut self, totals: &shape::Totals) -> io::Result<()>;

    /// The canonical text of a source, before its first passage; only where it [is wanted](Writer::wants_text).
    fn text(&mut self, _source: &str, _text: &str) -> io::Result<()> {
        Ok(())
    }

    /// Whether [`finish`](Writer::finish) wants a summary for each source: it costs a small row a source.
    fn wants_sources(&self) -> bool {
        false
    }

    /// Whether it wants to know how the talk goes: it costs some bytes a passage.
    fn wants_process(&self) -> bool {
        false
    }

    /// Whether it wants whole sources: each is held in memory while it is read.
    fn wants_text(&self) -> bool {
        false
    }
}

/// Every choice that changes what a report says.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How the sources are read.
    pub input: input::Options,
    /// What replaces the layers' own thresholds. The tagger applies it; the report only says so.
    pub threshold: Option<f64>,
    /// What is kept.
    pub select: Select,
    /// Show voided evidence.
    pub voided: bool,
    /// Leave the text out.
    pub no_text: bool,
    /// Though the text is left out, keep the names of sources, ids and clients.
    pub keep_names: bool,
}

/// Which passages and tags a report keeps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Select {
    /// Only these layers, by their place in the pack; none for all.
    pub layers: Option<Vec<usize>>,
    /// Only what this role says.
    pub speaker: Option<Role>,
    /// Only tagged passages. The others are counted all the same, since a share is a share of all.
    pub tagged: bool,
}

impl Select {
    /// Whether the layer is kept.
    pub fn keeps(&self, layer: usize) -> bool {
        self.layers.as_ref().is_none_or(|kept| kept.contains(&layer))
    }

    fn narrow(&self, tagged: &mut Tagged, pack: &Pack) {
        if self.layers.is_some() {
            tagged.tags.retain(|tag| self.keeps(tag.layer));
            tagged.voided.retain(|voided| self.keeps(pack.rules[voided.evidence.rule].layer));
        }
    }
}

/// A report on its way to a writer.
pub struct Report<'a> {
    pack: &'a Pack,
    settings: &'a Settings,
    writer: Box<dyn Writer + 'a>,
    redactor: Option<Redactor>,
    totals: Totals,
    table: Option<Table>,
    scan: Option<rows::Scan>,
    walk: Option<Walk>,
}

impl<'a> Report<'a> {
    /// Begins a report.
    pub fn begin(pack: &'a Pack, settings: &'a Settings, mut writer: Box<dyn Writer + 'a>) -> io::Result<Self> {
        let mut redactor = settings.no_text.then(|| Redactor::new(settings.keep_names));
        writer.begin(&draw::header(pack, settings, redactor.as_mut()))?;
        let totals = Totals::new(pack, writer.wants_sources());
        let walk = writer.wants_process().then(|| Walk::new(pack));
        Ok(Report { pack, settings, writer, redactor, totals, table: None, scan: None, walk })
    }

    /// The next passage: selected, counted, written.
    pub fn passage(&mut self, mut tagged: Tagged) -> io::Result<()> {
        let select = &self.settings.select;
        if !count(&mut self.totals, &mut tagged, select, self.pack) {
            return Ok(());
        }
        if let Some(walk) = &mut self.walk {
            walk.passage(&tagged, self.pack);
        }
        if select.tagged && tagged.tags.is_empty() {
            return Ok(());
        }
        let shown = draw::passage(&tagged, self.pack, self.settings.voided, self.redactor.as_mut());
        self.writer.passage(&shown)
    }

    /// Whether whole sources are wanted.
    pub fn wants_text(&self) -> bool {
        self.writer.wants_text() && !self.settings.no_text
    }

    /// The canonical text of a source, before its first passage.
    pub fn text(&mut self, source: &str, text: &str) -> io::Result<()> {
        if self.wants_text() { self.writer.text(source, text) } else { Ok(()) }
    }

    /// Something could not be read.
    pub fn failure(&mut self, failure: &input::Failure) -> io::Result<()> {
        self.writer.failure(&shape::Failure {
            source: self.name(&failure.source),
            line: failure.line,
            code: failure.code,
            message: failure.message.clone(),
        })
    }

    /// Something worth knowing.
    pub fn notice(&mut self, notice: &input::Notice) -> io::Result<()> {
        self.writer.notice(&shape::Notice { source: self.name(&notice.source), message: notice.message.clone() })
    }

    /// A source that was read and has no passage, so that it is listed all the same.
    pub fn source(&mut self, name: &Arc<str>) {
        self.totals.part(name, &Session::default(), self.pack);
    }

    /// What was counted elsewhere of a source's session.
    pub fn part(&mut self, part: &Part) {
        self.totals.add(part, self.pack);
    }

    /// What a scan went through, and the table that is to show it.
    pub fn scanned(&mut self, scan: rows::Scan, table: Table) {
        let name = |source: String| self.name(&source);
        let files = scan.files.into_iter().map(|file| rows::File { source: name(file.source), ..file }).collect();
        self.scan = Some(rows::Scan { files, ..scan });
        self.table = Some(table);
    }

    /// Writes the summaries and ends.
    pub fn finish(mut self) -> io::Result<()> {
        // A scan keeps no passages, thus nothing of their order.
        let gone = self.walk.take().filter(|_| self.scan.is_none()).map(Walk::end);
        let grouped = Grouped::of(&self.totals.parts, self.table);
        let counts = Counts { pack: self.pack, select: &self.settings.select, redactor: self.redactor.as_ref() };
        let mut totals = counts.totals(&self.totals.all, &grouped, self.scan.as_ref());
        totals.process = gone.as_ref().map(|gone| process::draw(gone, self.pack, counts.select, counts.redactor));
        self.writer.finish(&totals)
    }

    fn name(&self, source: &str) -> String {
        match &self.redactor {
            Some(redactor) => redactor.name(source).into_owned(),
            None => source.to_owned(),
        }
    }
}

/// What stands before the passages of a report that has its text.
pub fn header<'a>(pack: &'a Pack, settings: &'a Settings) -> shape::Header<'a> {
    draw::header(pack, settings, None)
}

/// Counts a passage as far as it is selected, with the tags that are; says whether it is.
pub fn count(totals: &mut Totals, tagged: &mut Tagged, select: &Select, pack: &Pack) -> bool {
    if select.speaker.is_some() && tagged.passage.speaker != select.speaker {
        totals.part(&tagged.passage.source, &tagged.passage.session, pack);
        return false;
    }
    select.narrow(tagged, pack);
    totals.count(tagged, pack);
    true
}

/// The unit's name in options and reports.
pub fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Auto => "auto",
        Unit::Paragraph => "paragraph",
        Unit::Turn => "turn",
        Unit::Sentence => "sentence",
    }
}
