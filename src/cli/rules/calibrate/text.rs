//! What came of it, for reading.

use layers::agreement::{Agreement, Figure, named};
use layers::calibrate::held_out::precision_at;
use layers::output::escape::{visible, visible_lines};

use super::changes::What;
use super::{Both, End, Held, Results};
use crate::cli::rules::count;

/// The whole.
pub fn text(results: &Results) -> String {
    let all = results.passages as f64;
    let share = results.pack.layers.iter().zip(&results.layers).map(|(layer, of)| {
        let share = percent(of.coded as f64 / all);
        format!("{} {share}", layer.name)
    });
    let mut out = format!(
        "Rests on {} of {}; prevalence in them: {}\n",
        count(results.passages, "coded passage"),
        count(results.sessions, "session"),
        share.collect::<Vec<_>>().join(", ")
    );
    match &results.held {
        Some(held) => out += &held_out(held, results),
        None => out += "\nThere is one session only, so nobody can know whether it helps on others\n",
    }
    out += &few(results);
    out += &changes(results);
    out += &end(results);
    visible_lines(&out)
}

fn held_out(held: &Held, results: &Results) -> String {
    let wide = wide(results.pack.layers.iter().map(|layer| layer.name.as_str()));
    let mut out = format!(
        "\nOn sessions left out ({} parts, each tagged with what the others taught)\n\n\
         {:wide$}  before               after                precision at\n\
         {:wide$}  prec. recall   F1    prec. recall   F1    share  before  after\n",
        held.folds, "", ""
    );
    let both = &held.both;
    for (at, (layer, of)) in results.pack.layers.iter().zip(&results.layers).enumerate() {
        let (before, after) = (&both.before.layers[at], &both.after.layers[at]);
        let elsewhere = |counts| precision_at(of.elsewhere, counts).map_or("–".to_owned(), number);
        let line = format!(
            "{:wide$}  {}    {}    {:>5}  {:>6}  {:>5}",
            layer.name,
            figures(&before.figures),
            figures(&after.figures),
            percent(of.elsewhere),
            elsewhere(&before.counts),
            elsewhere(&after.counts)
        );
        out += &format!("{line}\n");
    }
    let means = |agreement: &Agreement| figures(&agreement.means);
    out += &format!("{:wide$}  {}    {}\n", "Mean", means(&both.before), means(&both.after));
    out +=
        "\nPrecision at a share: how many of a layer's tags are right where so many passages have it (--prevalence)\n";
    out += &format!(
        "How far scores are from codings (mean log loss, less is better): {:.3} before, {:.3} after\n",
        held.loss.0, held.loss.1
    );
    out + &sources(held, results)
}

/// F1 by source.
fn sources(held: &Held, results: &Results) -> String {
    if held.sources.is_empty() {
        return String::new();
    }
    let first = wide(held.sources.iter().map(|(name, _)| name.as_str()));
    let widths: Vec<usize> = results.pack.layers.iter().map(|layer| layer.name.chars().count().max(11)).collect();
    let mut out = format!("\nF1 by source, before → after\n\n{:first$}  passages", "");
    for (layer, width) in results.pack.layers.iter().zip(&widths) {
        out += &format!("  {:>width$}", layer.name);
    }
    out += "         mean\n";
    for (name, both) in &held.sources {
        let Both { passages, before, after } = both;
        out += &format!("{:first$}  {passages:>8}", visible(name));
        for (at, width) in widths.iter().enumerate() {
            out += &format!("  {:>width$}", pair(&before.layers[at].figures, &after.layers[at].figures));
        }
        out += &format!("  {:>11}\n", pair(&before.means, &after.means));
    }
    out
}

/// Layers that too few passages have.
fn few(results: &Results) -> String {
    let few = results.pack.layers.iter().zip(&results.layers).filter(|(_, of)| !of.enough);
    let names: Vec<String> = few.map(|(layer, of)| format!("{} ({})", layer.name, of.coded)).collect();
    match names.is_empty() {
        true => String::new(),
        false => format!("\nToo few passages have them to move their bias and threshold: {}\n", names.join(", ")),
    }
}

fn changes(results: &Results) -> String {
    if results.changes.is_empty() {
        return String::new();
    }
    let pack = results.pack;
    let names = results.changes.iter().map(|change| {
        let (kind, name) = change.named(pack);
        match change.what {
            What::Adds(rule) => format!("{name} ({})", pack.rules[rule].strength.name()),
            What::Grade(_) | What::Bias(_) | What::Threshold(_) => format!("{kind} {name}"),
        }
    });
    let names: Vec<String> = names.collect();
    let wide = wide(names.iter().map(String::as_str));
    let mut out = format!("\n{:wide$}  before  after  passages\n", "What changes");
    for (name, change) in names.iter().zip(&results.changes) {
        out += &format!("{name:wide$}  {:>6.2} {:>6.2}  {:>8}\n", change.before, change.after, change.passages);
    }
    out + "Passages: those in which the rule, or a rule of that strength, fired; for biases and thresholds those with the layer\n"
}

fn end(results: &Results) -> String {
    let known = results.held.is_some();
    match &results.end {
        End::Written(names) => format!("\nWritten: {}\n", names.join(", ")),
        End::Dry(names) => format!("\nNothing is written (--dry-run); these would change: {}\n", names.join(", ")),
        End::NoChange if results.layers.iter().all(|of| !of.enough) => "\nNothing changes\n".to_owned(),
        End::NoChange => "\nNothing changes: the numbers are what these passages speak for\n".to_owned(),
        End::NoHelp if known => {
            "\nNothing is written: the mean F1 on sessions left out is not better. More coded sessions may help; \
                                 --force writes it all the same\n"
                .to_owned()
        }
        End::NoHelp => "\nNothing is written; --force writes it all the same\n".to_owned(),
    }
}

fn wide<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.map(|name| visible(name).chars().count()).max().unwrap_or(0)
}

/// Precision, recall and F1.
fn figures(figures: &[Figure]) -> String {
    let [precision, recall, f1] = ["precision", "recall", "f1"].map(|name| value(named(figures, name)));
    format!("{precision:>5}  {recall:>5} {f1:>4}")
}

fn pair(before: &[Figure], after: &[Figure]) -> String {
    match [before, after].map(|figures| named(figures, "f1")) {
        [before, after] if before.value.is_err() && after.value.is_err() => value(before),
        [before, after] => format!("{} → {}", value(before), value(after)),
    }
}

fn value(figure: &Figure) -> String {
    figure.value.map_or("–".to_owned(), number)
}

fn number(value: f64) -> String {
    format!("{value:.2}")
}

fn percent(share: f64) -> String {
    format!("{} %", (share * 1000.0).round() / 10.0)
}
