//! A spreadsheet: a sheet with the summary, and one with a row a tag, whose columns are those of the CSV.

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::csv::{COLUMNS, cells};
use crate::report::{Writer, shape};
use crate::rules::Pack;

/// Rows of a sheet, the one with the columns' names left out. The format has room for 1,048,576.
const ROWS: u32 = 1_000_000;
/// The most characters (UTF-16 units) of a cell that the format has room for.
const CELL: usize = 32_767;
/// Columns that hold numbers.
const NUMBERS: [&str; 5] = ["passage", "line", "start", "end", "score"];

/// Writes a report as a spreadsheet.
pub struct Xlsx<'a, W> {
    out: W,
    pack: &'a Pack,
    book: Workbook,
    /// Sheets of tags that are full or being filled, and how many rows the last one has.
    tags: Vec<Worksheet>,
    rows: u32,
    about: Vec<(&'static str, String)>,
    failures: u64,
}

impl<'a, W: Write> Xlsx<'a, W> {
    /// `pack` gives the layers their names.
    pub fn new(out: W, pack: &'a Pack) -> Self {
        Xlsx { out, pack, book: Workbook::new(), tags: Vec::new(), rows: ROWS, about: Vec::new(), failures: 0 }
    }

    fn row(&mut self, passage: &shape::Passage, tag: &shape::Tag) -> Result<(), XlsxError> {
        if self.rows >= ROWS {
            self.tags.push(sheet(self.tags.len())?);
            self.rows = 0;
        }
        self.rows += 1;
        let Some(sheet) = self.tags.last_mut() else { return Ok(()) };
        for (column, (name, cell)) in (0..).zip(COLUMNS.iter().zip(cells(passage, tag))) {
            match cell.parse::<f64>().ok().filter(|_| NUMBERS.contains(name)) {
                Some(number) => sheet.write_number(self.rows, column, number)?,
                // A string is a string: nothing in it is computed, whatever it begins with.
                None => sheet.write_string(self.rows, column, fitted(&cell))?,
            };
        }
        Ok(())
    }

    fn summary(&self, totals: &shape::Totals) -> Result<Worksheet, XlsxError> {
        let mut sheet = Worksheet::new();
        let bold = Format::new().set_bold();
        sheet.set_name("Summary")?.set_column_width(0, 24)?.set_column_width(1, 20)?;
        sheet.set_column_range_width(2, 7, 11)?;
        let mut at = 0;
        for (name, value) in &self.about {
            sheet.write_string(at, 0, *name)?.write_string(at, 1, fitted(value))?;
            at += 1;
        }
        sheet.write_string(at, 0, "Passages")?.write_number(at, 1, totals.summary.passages as f64)?;
        sheet.write_string(at + 1, 0, "Not read")?.write_number(at + 1, 1, self.failures as f64)?;
        at += 3;
        at = self.layers(&mut sheet, at, &bold, "All sources", &totals.summary)?;
        at = self.overlap(&mut sheet, at, &bold, &totals.summary)?;
        for source in totals.sources.iter().filter(|_| totals.sources.len() > 1) {
            at = self.layers(&mut sheet, at, &bold, &source.source, &source.summary)?;
        }
        sheet.write_string(
            at,
            0,
            "A cue is a place to look, not a diagnosis, and no cue found does not mean that the layer was not there.",
        )?;
        Ok(sheet)
    }

    fn layers(
        &self,
        sheet: &mut Worksheet,
        mut at: u32,
        bold: &Format,
        name: &str,
        summary: &shape::Summary,
    ) -> Result<u32, XlsxError> {
        let heads = [name, "Clarkson (2003)", "Passages", "Share", "Mean score", "Therapist", "Client", "Unknown"];
        let right = bold.clone().set_align(FormatAlign::Right);
        for (column, head) in (0..).zip(heads) {
            sheet.write_string_with_format(at, column, fitted(head), if column < 2 { bold } else { &right })?;
        }
        let share = Format::new().set_num_format("0 %");
        let score = Format::new().set_num_format("0.00");
        for row in &summary.layers {
            at += 1;
            let layer = &self.pack.layers[row.place];
            sheet.write_string(at, 0, fitted(&layer.name))?.write_string(at, 1, fitted(&layer.pages))?;
            sheet.write_number(at, 2, row.passages as f64)?;
            sheet.write_number_with_format(at, 3, row.share, &share)?;
            if let Some(mean) = row.mean_score {
                sheet.write_number_with_format(at, 4, mean, &score)?;
            }
            let by = row.by_speaker;
            for (column, passages) in (5..).zip([by.therapist, by.client, by.unknown]) {
                sheet.write_number(at, column, passages as f64)?;
            }
        }
        Ok(at + 2)
    }

    fn overlap(
        &self,
        sheet: &mut Worksheet,
        mut at: u32,
        bold: &Format,
        summary: &shape::Summary,
    ) -> Result<u32, XlsxError> {
        if summary.overlap.is_empty() {
            return Ok(at);
        }
        sheet.write_string_with_format(at, 0, "Layers that meet in one passage", bold)?;
        for pair in &summary.overlap {
            at += 1;
            for (column, place) in (0..).zip(pair.places) {
                sheet.write_string(at, column, fitted(&self.pack.layers[place].name))?;
            }
            sheet.write_number(at, 2, pair.passages as f64)?;
        }
        Ok(at + 2)
    }

    fn book(&mut self, totals: &shape::Totals) -> Result<Vec<u8>, XlsxError> {
        // Else it would say when it was made. The format's own first day says nothing.
        let never = ExcelDateTime::from_ymd(1900, 1, 1)?;
        self.book.set_properties(&DocProperties::new().set_creation_datetime(&never));
        let summary = self.summary(totals)?;
        self.book.push_worksheet(summary);
        if self.tags.is_empty() {
            self.tags.push(sheet(0)?);
        }
        for sheet in self.tags.drain(..) {
            self.book.push_worksheet(sheet);
        }
        self.book.save_to_buffer()
    }
}

impl<W: Write> Writer for Xlsx<'_, W> {
    fn begin(&mut self, header: &shape::Header) -> io::Result<()> {
        let (tool, rules) = (&header.tool, &header.rules);
        self.about = vec![
            ("Made by", format!("{} {}", tool.name, tool.version)),
            ("Rules", format!("{} {}", rules.name, rules.version)),
            ("SHA-256 of the rules", rules.sha256.to_owned()),
        ];
        if let Some(speaker) = header.settings.speaker {
            self.about.push(("Only what is said by", format!("{speaker:?}").to_lowercase()));
        }
        Ok(())
    }

    fn passage(&mut self, passage: &shape::Passage) -> io::Result<()> {
        passage.tags.iter().try_for_each(|tag| self.row(passage, tag)).map_err(io::Error::other)
    }

    fn failure(&mut self, _failure: &shape::Failure) -> io::Result<()> {
        self.failures += 1;
        Ok(())
    }

    fn finish(&mut self, totals: &shape::Totals) -> io::Result<()> {
        let book = self.book(totals).map_err(io::Error::other)?;
        self.out.write_all(&book)?;
        self.out.flush()
    }

    fn wants_sources(&self) -> bool {
        true
    }
}

/// An empty sheet of tags, with the columns' names.
fn sheet(number: usize) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    let bold = Format::new().set_bold();
    sheet.set_name(if number == 0 { "Tags".to_owned() } else { format!("Tags {}", number + 1) })?;
    for (column, name) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(sheet)
}

/// What fits into a cell; what does not ends in `…`.
fn fitted(text: &str) -> String {
    let mut units = 0;
    let long = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > CELL
    });
    match long {
        None => text.to_owned(),
        Some((at, _)) => {
            let mut kept = text[..at].to_owned();
            kept.pop();
            kept + "…"
        }
    }
}
