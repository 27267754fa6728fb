//! How the talk goes, as places to look.

use std::io::{self, Write};

use super::escape::inline;
use super::table::Table;
use crate::report::process::{Process, Strain, Transition};
use crate::report::shape::BySpeaker;
use crate::rules::Pack;

/// At most this many strains are listed.
const STRAINS: usize = 20;

pub(super) fn write(out: &mut impl Write, process: &Process, pack: &Pack) -> io::Result<()> {
    let mut body = Vec::new();
    balance(&mut body, process)?;
    opens(&mut body, process, pack)?;
    transitions(&mut body, process, pack)?;
    strains(&mut body, &process.strains)?;
    if body.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## How the talk goes: places to look")?;
    out.write_all(&body)
}

fn balance(out: &mut impl Write, process: &Process) -> io::Result<()> {
    let balance = process.balance;
    if balance.therapist.passages + balance.client.passages == 0 {
        return Ok(());
    }
    writeln!(out)?;
    let mut table = Table::new(&["Speaker", "Passages", "Words"], 1);
    for (name, said) in [("Therapist", balance.therapist), ("Client", balance.client), ("Unknown", balance.unknown)] {
        table.row(&[name.to_owned(), said.passages.to_string(), said.words.to_string()]);
    }
    write!(out, "{table}")
}

fn opens(out: &mut impl Write, process: &Process, pack: &Pack) -> io::Result<()> {
    let sum = |by: BySpeaker| by.therapist + by.client;
    if process.opens.iter().all(|row| sum(row.opened) == 0) {
        return Ok(());
    }
    writeln!(
        out,
        "\nWho opens a layer, where none of the three passages before shows it (in brackets: first in a session)\n"
    )?;
    let mut table = Table::new(&["Layer", "Therapist", "Client"], 1);
    for row in process.opens.iter().filter(|row| sum(row.opened) > 0) {
        let (opened, first) = (row.opened, row.first);
        table.row(&[
            inline(&pack.layers[row.place].name),
            format!("{} ({})", opened.therapist, first.therapist),
            format!("{} ({})", opened.client, first.client),
        ]);
    }
    write!(out, "{table}")
}

/// Only those that chance does not make so: what stands outside the middle 95 % of the shuffles.
fn transitions(out: &mut impl Write, process: &Process, pack: &Pack) -> io::Result<()> {
    let outside = |row: &&Transition| row.times < row.low || row.times > row.high;
    let rows: Vec<&Transition> = process.transitions.iter().filter(outside).collect();
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\nWhich layer follows which in the next passage, more or less often than in {} shuffles of each speaker's passages. \
With {} pairs looked at, some stand out by chance.\n",
        process.shuffles,
        process.transitions.len()
    )?;
    let mut table = Table::new(&["First", "Then", "Times", "Expected"], 2);
    for row in &rows {
        let [from, to] = row.places.map(|place| inline(&pack.layers[place].name));
        let expected = format!("{:.1} ({} to {})", row.expected, row.low, row.high);
        table.row(&[from, to, row.times.to_string(), expected]);
    }
    write!(out, "{table}")?;
    if rows.iter().any(|row| row.from == row.to) && pack.rules.iter().any(|rule| rule.continues) {
        writeln!(out, "\nA layer that follows itself is in part made by rules that go on from turn to turn.")?;
    }
    Ok(())
}

fn strains(out: &mut impl Write, strains: &[Strain]) -> io::Result<()> {
    if strains.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nStrain in the working alliance, and the next sign that it may be mended\n")?;
    for strain in strains.iter().take(STRAINS) {
        let at = inline(&strain.strain.id.text());
        match (&strain.repair, strain.apart) {
            (Some(repair), Some(0)) if repair.passage == strain.strain.passage => {
                writeln!(out, "- {at}: in the same passage")?;
            }
            (Some(repair), Some(apart)) => {
                let later = match apart {
                    0 => "the next passage".to_owned(),
                    1 => "1 passage between".to_owned(),
                    more => format!("{more} passages between"),
                };
                writeln!(out, "- {at}: {}, {later}", inline(&repair.id.text()))?;
            }
            _ => writeln!(out, "- {at}: no such sign found")?,
        }
    }
    if strains.len() > STRAINS {
        writeln!(out, "- … and {} more", strains.len() - STRAINS)?;
    }
    Ok(())
}
