//! The summary as a table.

use std::io::{self, Write};

use super::{Text, count, role_name, visible};
use crate::layer::{Layer, Role};
use crate::report::shape;

/// What the summary speaks of: which sources, and what was kept of them.
#[derive(Debug, Default)]
pub(super) struct Scope {
    speaker: Option<Role>,
    some_layers: bool,
    first: Option<String>,
    several: bool,
    other_threshold: bool,
    /// How many files were scanned, where that was done.
    pub(super) files: Option<u64>,
}

/// Of a layer's facets, at most this many are named.
const TOP_FACETS: usize = 3;
const BAR: usize = 10;
const CLOSING: &str =
    "A cue is a place to look, not a diagnosis, and “no cue found” does not mean that the layer was not there.";

impl Scope {
    pub(super) fn of(header: &shape::Header) -> Self {
        Scope {
            speaker: header.settings.speaker,
            some_layers: header.settings.layers.is_some(),
            other_threshold: header.settings.threshold.is_some(),
            ..Scope::default()
        }
    }

    /// How much of a layer is found at all, so that nobody takes "no cue" for "not there"; measured at its own threshold.
    fn finds(&self, layer: &Layer) -> String {
        match layer.finds.filter(|_| !self.other_threshold).map(|share| (share * 10.0).round()) {
            None => String::new(),
            Some(tenths) if tenths < 1.0 => " (finds less than 1 in 10)".to_owned(),
            Some(tenths) => format!(" (finds about {tenths} in 10)"),
        }
    }

    pub(super) fn meet(&mut self, passage: &shape::Passage) {
        match &self.first {
            None => self.first = Some(passage.source.to_string()),
            Some(first) => self.several |= *first != passage.source,
        }
    }

    fn title(&self, passages: u64) -> String {
        let mut title = format!("Layers in {}", count(passages, "passage"));
        match &self.first {
            _ if self.files.is_some() => title = format!("{title} of {}", count(self.files.unwrap_or(0), "file")),
            Some(_) if self.several => title.push_str(" of several sources"),
            Some(first) => title = format!("{title} of {}", visible(first)),
            None => {}
        }
        let speaker = self.speaker.map(|role| format!("only the {}'s", role_name(role)));
        let layers = self.some_layers.then(|| "only the layers asked for".to_owned());
        let only: Vec<String> = speaker.into_iter().chain(layers).collect();
        if only.is_empty() { title } else { format!("{title} ({})", only.join("; ")) }
    }
}

pub(super) fn write<W: Write>(text: &mut Text<W>, summary: &shape::Summary) -> io::Result<()> {
    title(text, summary.passages)?;
    body(text, summary)?;
    writeln!(text.out)?;
    closing(text)
}

pub(super) fn title<W: Write>(text: &mut Text<W>, passages: u64) -> io::Result<()> {
    let bold = text.style(anstyle::Style::new().bold());
    writeln!(text.out, "{bold}{}{bold:#}", text.header.title(passages))
}

pub(super) fn body<W: Write>(text: &mut Text<W>, summary: &shape::Summary) -> io::Result<()> {
    if summary.passages == 0 {
        return Ok(());
    }
    writeln!(text.out)?;
    rows(text, summary)?;
    overlap(text, summary)
}

/// What could not be read, and what nobody should conclude.
pub(super) fn closing<W: Write>(text: &mut Text<W>) -> io::Result<()> {
    if text.failures > 0 {
        let failures = match text.failures {
            1 => "1 input or record".to_owned(),
            more => format!("{more} inputs or records"),
        };
        let are = if text.failures == 1 { "is" } else { "are" };
        writeln!(text.out, "{failures} could not be read and {are} not in these numbers.")?;
    }
    for line in super::wrap(CLOSING, &[], text.layout.width, false, |_, _| String::new()) {
        writeln!(text.out, "{line}")?;
    }
    Ok(())
}

fn rows<W: Write>(text: &mut Text<W>, summary: &shape::Summary) -> io::Result<()> {
    let name = |row: &shape::Row| visible(&text.pack.layers[row.place].name).into_owned();
    let names: Vec<String> = summary.layers.iter().map(name).collect();
    let wide = names.iter().map(|name| super::wrap::columns(name)).max().unwrap_or(0);
    let known = summary.layers.iter().any(|row| row.by_speaker.therapist + row.by_speaker.client > 0);
    let speakers = if known { "  therapist  client  unknown" } else { "" };
    let dim = text.style(anstyle::Style::new().dimmed());
    writeln!(text.out, "{dim}  {:wide$}  {:BAR$}  share  passages  mean score{speakers}{dim:#}", "", "")?;
    for (row, name) in summary.layers.iter().zip(&names) {
        let pad = " ".repeat(wide - super::wrap::columns(name));
        let style = text.style(super::layer_style(row.place).bold());
        write!(text.out, "  {style}{name}{style:#}{pad}  ")?;
        let Some(mean) = row.mean_score else {
            writeln!(text.out, "{dim}no cue found{}{dim:#}", text.header.finds(&text.pack.layers[row.place]))?;
            continue;
        };
        let share = percent(row.share);
        write!(text.out, "{}  {share:>5}  {:>8}  {mean:>10.2}", bar(row.share), row.passages)?;
        if known {
            let by = row.by_speaker;
            write!(text.out, "  {:>9}  {:>6}  {:>7}", by.therapist, by.client, by.unknown)?;
        }
        writeln!(text.out)?;
        facets(text, row)?;
    }
    Ok(())
}

fn facets<W: Write>(text: &mut Text<W>, row: &shape::Row) -> io::Result<()> {
    let mut facets: Vec<_> = row.facets.iter().collect();
    facets.sort_by_key(|facet| (std::cmp::Reverse(facet.passages), facet.place));
    let named = facets.iter().take(TOP_FACETS).map(|facet| {
        let name = &text.pack.layers[row.place].facets[facet.place].name;
        format!("{} {}", visible(name), facet.passages)
    });
    let line = named.collect::<Vec<_>>().join(" · ");
    let dim = text.style(anstyle::Style::new().dimmed());
    for line in super::wrap(&line, &[], text.layout.width.saturating_sub(4), false, |_, _| String::new()) {
        writeln!(text.out, "    {dim}{line}{dim:#}")?;
    }
    Ok(())
}

fn overlap<W: Write>(text: &mut Text<W>, summary: &shape::Summary) -> io::Result<()> {
    if summary.overlap.is_empty() {
        return Ok(());
    }
    writeln!(text.out, "\nLayers that meet in one passage")?;
    let mut pairs: Vec<_> = summary.overlap.iter().collect();
    pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.passages), pair.places));
    for pair in pairs {
        let [a, b] = pair.places.map(|place| visible(&text.pack.layers[place].name));
        writeln!(text.out, "  {a} and {b}: {}", count(pair.passages, "passage"))?;
    }
    Ok(())
}

fn bar(share: f64) -> String {
    // A layer that is there at all is seen to be there.
    let full = ((share * BAR as f64).round() as usize).clamp(1, BAR);
    "█".repeat(full) + &"░".repeat(BAR - full)
}

fn percent(share: f64) -> String {
    match share * 100.0 {
        little if little < 1.0 => "<1 %".to_owned(),
        more => format!("{more:.0} %"),
    }
}
