//! The summary in Markdown, for a portfolio or a chat: counts and names, never a word that somebody said.

pub(crate) mod escape;
mod process;
mod table;

use std::io::{self, Write};

use crate::layer::Role;
use crate::report::{Writer, shape};
use crate::rules::Pack;
use escape::inline;
use table::Table;

/// How every summary begins.
pub const TITLE: &str = "# Layers of the therapeutic relationship";
/// What its first sentence says.
pub const COUNTED: &str = "counted by the words in them";
/// What closes every summary.
const CLOSING: &str =
    "A cue is a place to look, not a diagnosis, and “no cue found” does not mean that the layer was not there.";

/// Writes a summary.
pub struct Markdown<'a, W> {
    out: W,
    pack: &'a Pack,
    made: String,
    only: &'static str,
    failures: u64,
}

impl<'a, W: Write> Markdown<'a, W> {
    /// `pack` gives the layers and facets their names.
    pub fn new(out: W, pack: &'a Pack) -> Self {
        Markdown { out, pack, made: String::new(), only: "", failures: 0 }
    }

    fn layers(&mut self, summary: &shape::Summary) -> io::Result<()> {
        let mut table =
            Table::new(&["Layer", "Clarkson (2003)", "Passages", "Share", "Mean score", "Therapist", "Client"], 2);
        for row in &summary.layers {
            let layer = &self.pack.layers[row.place];
            let by = row.by_speaker;
            let mean = row.mean_score.map_or("–".to_owned(), |mean| format!("{mean:.2}"));
            let share = if row.passages == 0 { "no cue found".to_owned() } else { percent(row.share) };
            table.row(&[
                inline(&layer.name),
                format!("pp. {}", inline(&layer.pages)),
                row.passages.to_string(),
                share,
                mean,
                by.therapist.to_string(),
                by.client.to_string(),
            ]);
        }
        write!(self.out, "\n{table}")?;
        for row in summary.layers.iter().filter(|row| !row.facets.is_empty()) {
            let layer = &self.pack.layers[row.place];
            let facet =
                |count: &shape::FacetCount| format!("{} {}", inline(&layer.facets[count.place].name), count.passages);
            let facets: Vec<String> = row.facets.iter().map(facet).collect();
            let lead = if row.layer == first_with_facets(summary) { "\n" } else { "" };
            writeln!(self.out, "{lead}- {}: {}", inline(&layer.name), facets.join(", "))?;
        }
        Ok(())
    }

    fn overlap(&mut self, summary: &shape::Summary) -> io::Result<()> {
        if summary.overlap.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\n## Layers that meet in one passage\n")?;
        for pair in &summary.overlap {
            let [a, b] = pair.places.map(|place| inline(&self.pack.layers[place].name));
            writeln!(self.out, "- {a} and {b}: {}", pair.passages)?;
        }
        Ok(())
    }

    fn sources(&mut self, sources: &[shape::Source]) -> io::Result<()> {
        if sources.len() < 2 {
            return Ok(());
        }
        writeln!(self.out, "\n## Passages with a layer, by source\n")?;
        let names = sources[0].summary.layers.iter().map(|row| inline(&self.pack.layers[row.place].name));
        let heads: Vec<String> = ["Source", "Passages"].map(str::to_owned).into_iter().chain(names).collect();
        let mut table = Table::new(&heads.iter().map(String::as_str).collect::<Vec<_>>(), 1);
        for source in sources {
            let counts = source.summary.layers.iter().map(|row| row.passages.to_string());
            let cells = [inline(&source.source), source.passages.to_string()];
            table.row(&cells.into_iter().chain(counts).collect::<Vec<_>>());
        }
        write!(self.out, "{table}")
    }
}

impl<W: Write> Writer for Markdown<'_, W> {
    fn begin(&mut self, header: &shape::Header) -> io::Result<()> {
        let (tool, rules) = (&header.tool, &header.rules);
        let of = format!("{} {}, rules {} {}", tool.name, tool.version, rules.name, rules.version);
        self.made = format!("Made by {} (SHA-256 {}).", inline(&of), rules.sha256.get(..16).unwrap_or(rules.sha256));
        self.only = match header.settings.speaker {
            Some(Role::Therapist) => " Only what the therapist says was counted.",
            Some(Role::Client) => " Only what the client says was counted.",
            None => "",
        };
        Ok(())
    }

    fn passage(&mut self, _passage: &shape::Passage) -> io::Result<()> {
        Ok(())
    }

    fn failure(&mut self, _failure: &shape::Failure) -> io::Result<()> {
        self.failures += 1;
        Ok(())
    }

    fn finish(&mut self, totals: &shape::Totals) -> io::Result<()> {
        let title = match &totals.sources[..] {
            [one] => format!(" in {}", inline(&one.source)),
            _ => String::new(),
        };
        writeln!(self.out, "{TITLE}{title}\n")?;
        let summary = &totals.summary;
        let of = if totals.sources.len() > 1 { format!(" of {} sources", totals.sources.len()) } else { String::new() };
        writeln!(self.out, "In {}{of}, {COUNTED}.{} {CLOSING}", count(summary.passages, "passage"), self.only)?;
        match self.failures {
            0 => {}
            1 => writeln!(self.out, "\n1 input or record could not be read and is not in these numbers.")?,
            more => writeln!(self.out, "\n{more} inputs or records could not be read and are not in these numbers.")?,
        }
        self.layers(summary)?;
        self.overlap(summary)?;
        self.sources(&totals.sources)?;
        if let Some(process) = &totals.process {
            process::write(&mut self.out, process, self.pack)?;
        }
        writeln!(self.out, "\n---\n\n{}", self.made)?;
        self.out.flush()
    }

    fn wants_sources(&self) -> bool {
        true
    }

    fn wants_process(&self) -> bool {
        true
    }
}

fn first_with_facets<'a>(summary: &'a shape::Summary) -> &'a str {
    summary.layers.iter().find(|row| !row.facets.is_empty()).map_or("", |row| row.layer)
}

fn percent(share: f64) -> String {
    match share * 100.0 {
        little if little < 1.0 => "\\<1 %".to_owned(),
        more => format!("{more:.0} %"),
    }
}

fn count(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
