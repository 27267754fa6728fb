//! CSV in long format: one row a tag, what R, pandas or a pivot table wants.

use std::cell::Cell;
use std::io::{self, Write};
use std::rc::Rc;

use super::escape::{guard, visible};
use crate::layer::Role;
use crate::passage::Genre;
use crate::report::{Writer, shape};

/// The columns. Later ones come after these.
pub const COLUMNS: [&str; 20] = [
    "id",
    "source",
    "client",
    "session",
    "date",
    "passage",
    "genre",
    "speaker",
    "label",
    "line",
    "start",
    "end",
    "layer",
    "score",
    "rules",
    "words",
    "text",
    "time_start",
    "time_end",
    "doubtful",
];

/// What stands between two rules or two stretches of words in one cell.
pub const BETWEEN: &str = " | ";

/// Writes a report as CSV.
pub struct Csv<W: Write> {
    out: csv::Writer<Onward<W>>,
    ended: Rc<Cell<bool>>,
    terminal: bool,
}

impl<W: Write> Csv<W> {
    /// `terminal` makes control characters visible; a file has them as they are.
    pub fn new(out: W, terminal: bool) -> Self {
        let ended = Rc::new(Cell::new(false));
        Csv { out: csv::Writer::from_writer(Onward(out, ended.clone())), ended, terminal }
    }

    fn record(&mut self, cells: &[impl AsRef<[u8]>]) -> io::Result<()> {
        self.out.write_record(cells).map_err(io_error)?;
        self.out.flush()
    }

    fn row(&mut self, passage: &shape::Passage, tag: &shape::Tag) -> io::Result<()> {
        let terminal = self.terminal;
        let cells = cells(passage, tag);
        let shown = cells.iter().map(|cell| {
            let cell = guard(cell);
            if terminal { visible(&cell).into_owned() } else { cell.into_owned() }
        });
        self.record(&shown.collect::<Vec<_>>())
    }
}

/// The cells of a tag's row, as they are: [`COLUMNS`] in their order.
pub(super) fn cells(passage: &shape::Passage, tag: &shape::Tag) -> [String; COLUMNS.len()] {
    let number = |number: u64| number.to_string();
    let name = |name: &Option<std::borrow::Cow<str>>| name.as_deref().unwrap_or_default().to_owned();
    let seconds = |millis: Option<u64>| millis.map_or(String::new(), |millis| (millis as f64 / 1000.0).to_string());
    let evidence = |part: fn(&shape::Evidence) -> String| -> String {
        tag.evidence.iter().map(part).collect::<Vec<_>>().join(BETWEEN)
    };
    [
        passage.id.text().into_owned(),
        passage.source.to_string(),
        name(&passage.client),
        name(&passage.session),
        name(&passage.date),
        number(passage.passage),
        genre_name(passage.genre).to_owned(),
        passage.speaker.map_or("", role_name).to_owned(),
        name(&passage.label),
        number(passage.line),
        number(passage.start),
        number(passage.end),
        tag.layer.to_owned(),
        tag.score.to_string(),
        evidence(|piece| piece.rule.to_owned()),
        evidence(|piece| piece.text.unwrap_or_default().to_owned()),
        passage.text.unwrap_or_default().to_owned(),
        seconds(passage.time.map(|time| time.start)),
        seconds(passage.time.and_then(|time| time.end)),
        if tag.evidence.iter().any(|piece| piece.doubtful) { "true" } else { "" }.to_owned(),
    ]
}

impl<W: Write> Writer for Csv<W> {
    fn begin(&mut self, _header: &shape::Header) -> io::Result<()> {
        self.record(&COLUMNS)
    }

    fn passage(&mut self, passage: &shape::Passage) -> io::Result<()> {
        for tag in &passage.tags {
            self.row(passage, tag)?;
        }
        Ok(())
    }

    fn failure(&mut self, _failure: &shape::Failure) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, _totals: &shape::Totals) -> io::Result<()> {
        self.ended.set(true);
        self.out.flush()
    }
}

/// Takes each row on at once, but flushes what lies below only in the end: csv's own buffer would hold a row back, and
/// its flush would flush everything with each row.
struct Onward<W>(W, Rc<Cell<bool>>);

impl<W: Write> Write for Onward<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.1.get() { self.0.flush() } else { Ok(()) }
    }
}

/// csv's own conversion hides the kind, and with it that a pipe was closed.
pub(super) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn genre_name(genre: Genre) -> &'static str {
    match genre {
        Genre::Note => "note",
        Genre::Letter => "letter",
        Genre::Transcript => "transcript",
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Therapist => "therapist",
        Role::Client => "client",
    }
}
