//! The table of a scan: who or what, how many passages, and a bar for each layer.

use std::io::{self, Write};

use super::super::{Text, layer_style, visible, wrap};
use super::cells::{bar, head, percent, shortened};
use crate::report::rows::Group;
use crate::summary::group::By;

/// Columns for a layer: a bar, a blank, per cent; and without room for a bar.
const WIDE: usize = 10;
const NARROW: usize = 5;
/// Columns for the number of passages.
const PASSAGES: usize = 8;
/// Labels get at least this many columns before bars get theirs.
const LABEL: usize = 24;

/// Writes the table.
pub(super) fn write<W: Write>(text: &mut Text<W>, by: By, rows: &[Group]) -> io::Result<()> {
    let Some(first) = rows.first() else { return Ok(()) };
    let layers: Vec<usize> = first.summary.layers.iter().map(|row| row.place).collect();
    let room = |cell: usize| text.layout.width.saturating_sub(2 + PASSAGES + layers.len() * (cell + 2));
    let cell = if room(WIDE) >= LABEL { WIDE } else { NARROW };
    let labels: Vec<String> = rows.iter().map(|row| label(by, row)).collect();
    let longest = labels.iter().map(|label| wrap::columns(label)).max().unwrap_or(0);
    let wide = longest.max(title(by).len()).min(room(cell).max(12));
    heads(text, by, &layers, wide, cell)?;
    for (row, label) in rows.iter().zip(&labels) {
        let label = shortened(label, wide);
        let pad = " ".repeat(wide.saturating_sub(wrap::columns(&label)));
        write!(text.out, "  {label}{pad}{:>PASSAGES$}", row.passages)?;
        for layer in &row.summary.layers {
            let style = text.style(layer_style(layer.place));
            let bars = if cell == WIDE { format!("{} ", bar(layer.share, WIDE - 6)) } else { String::new() };
            write!(text.out, "  {style}{bars}{style:#}{:>NARROW$}", percent(layer.share))?;
        }
        writeln!(text.out)?;
    }
    Ok(())
}

/// What the signs mean.
pub(super) fn legend<W: Write>(text: &mut Text<W>) -> io::Result<()> {
    let dim = text.style(anstyle::Style::new().dimmed());
    writeln!(text.out, "  {dim}share of the passages that show the layer; – no cue found{dim:#}\n")
}

/// The heads: the layers' names, in as many lines as they need.
fn heads<W: Write>(text: &mut Text<W>, by: By, layers: &[usize], wide: usize, cell: usize) -> io::Result<()> {
    let names: Vec<Vec<String>> =
        layers.iter().map(|place| head(&visible(&text.pack.layers[*place].name), cell)).collect();
    let height = names.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let bold = text.style(anstyle::Style::new().bold());
    for line in 0..height {
        let last = line + 1 == height;
        let (what, passages) = if last { (title(by), "passages") } else { ("", "") };
        let mut row = format!("  {bold}{what:wide$}{bold:#}{passages:>PASSAGES$}");
        for (place, name) in layers.iter().zip(&names) {
            // The last lines stand side by side.
            let name = (line + name.len()).checked_sub(height).map_or("", |at| &name[at]);
            let style = text.style(layer_style(*place).bold());
            row += &format!("  {style}{name:cell$}{style:#}");
        }
        writeln!(text.out, "{}", row.trim_end())?;
    }
    Ok(())
}

fn title(by: By) -> &'static str {
    match by {
        By::File => "File",
        By::Session => "Session",
        By::Client => "Client",
        By::Therapist => "Therapist",
        By::Speaker => "Speaker",
    }
}

fn label(by: By, row: &Group) -> String {
    let text = |part: &Option<std::borrow::Cow<str>>| part.as_deref().map(|text| visible(text).into_owned());
    let sessions = |name: Option<String>, unknown: &str| {
        let plural = if row.sessions == 1 { "" } else { "s" };
        format!("{} ({} session{plural})", name.unwrap_or_else(|| unknown.to_owned()), row.sessions)
    };
    match by {
        By::File => text(&row.source).unwrap_or_default(),
        By::Session => {
            let number = text(&row.session).map(|number| format!("session {number}"));
            let known: Vec<String> = [text(&row.client), number, text(&row.date)].into_iter().flatten().collect();
            match row.session.is_some() || row.date.is_some() {
                true => known.join(" · "),
                false => text(&row.source).unwrap_or_default(),
            }
        }
        By::Client => sessions(text(&row.client), "not known"),
        By::Therapist => sessions(text(&row.therapist), "not known"),
        By::Speaker => match row.speaker {
            Some("unknown") | None => "nobody known, notes".to_owned(),
            Some(role) => role.to_owned(),
        },
    }
}
