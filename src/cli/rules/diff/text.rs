//! The difference for reading.

use layers::change::{Cause, Change, How};
use layers::output::escape::visible;
use layers::passage::Passage;

use super::Diff;
use crate::cli::quote::{bytes, quoted};
use crate::cli::reading;
use crate::cli::rules::count;

/// Counts per layer, then each passage.
pub fn text(diff: &Diff) -> String {
    let wide = diff.layers.iter().map(|counts| diff.name(&counts.layer).chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for counts in &diff.layers {
        let (gained, lost) = (format!("+{}", counts.gained), format!("−{}", counts.lost));
        let name = diff.name(&counts.layer);
        let kept = format!("{} as before", counts.kept);
        out += &visible(&format!("{name:wide$}  {gained:>5} {lost:>5}   {kept}"));
        out.push('\n');
    }
    for changed in &diff.changed {
        out += &format!("\n{}\n", visible(&reading::place(&changed.passage)));
        changed.changes.iter().for_each(|change| out += &layer(change, &changed.passage, diff));
    }
    let (some, all) = (diff.changed.len(), count(diff.passages as usize, "passage"));
    out + &match some {
        0 => format!("\nnothing changes in {all}\n"),
        1 => format!("\n1 of {all} changes\n"),
        _ => format!("\n{some} of {all} change\n"),
    }
}

fn layer(change: &Change, passage: &Passage, diff: &Diff) -> String {
    let score = |score: Option<f64>| score.map_or("–".to_owned(), |score| format!("{score:.2}"));
    let sign = if change.gained { "+" } else { "−" };
    let (old, new) = (score(change.old), score(change.new));
    let mut out = format!("  {sign} {}  {old} → {new}\n", visible(diff.name(&change.layer)));
    if change.by.is_empty() {
        out += "      the same rules fire; weights, facets or the threshold are not the same\n";
    }
    for cause in &change.by {
        let words =
            cause.span.map_or("the turn before".to_owned(), |span| quoted(&passage.text, &bytes(passage, span)));
        out += &format!("      {}\n", visible(&format!("{words}  {}: {}", cause.rule, how(cause))));
    }
    out
}

fn how(cause: &Cause) -> String {
    let against = if cause.against { " against it" } else { "" };
    match &cause.how {
        How::Fires => format!("fires now{against}"),
        How::Silent => format!("no longer fires{against}"),
        How::Voided(by) => format!("voided now by {by}"),
        How::Freed(by) => format!("fires now{against}, no longer voided by {by}"),
        How::Worth(old, new) => format!("adds {new:+.2} now, {old:+.2} before"),
    }
}
