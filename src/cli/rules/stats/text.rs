//! The stats for reading.

use layers::agreement::by_rule::{Times, Worth};
use layers::agreement::wilson;
use layers::output::escape::visible_lines;
use layers::rules::Pack;

use super::{Facet, Stats};
use crate::cli::rules::count;

/// The rules that fired, then what is not covered.
pub fn text(stats: &Stats, pack: &Pack) -> String {
    let Stats { passages, sessions, rules, facets } = stats;
    let fired = rules.iter().filter(|(_, worth)| worth.fired.all > 0);
    let mut out = format!(
        "{} of {} fired in {} of {}\n",
        fired.clone().count(),
        count(rules.len(), "rule"),
        count(*passages as usize, "coded passage"),
        count(*sessions as usize, "session")
    );
    if fired.clone().next().is_some() {
        out += "\n                                          it decided\n";
        out += "fired  right  wrong  precision          times  right  wrong  rule\n";
        fired.for_each(|(at, worth)| out += &row(worth, &pack.rules[*at].id, pack.rules[*at].adds < 0.0));
    }
    out += "\nFacets of the codebook      rules  fired  right once\n";
    let mut last = None;
    for facet in facets {
        if last.replace(facet.layer) != Some(facet.layer) {
            out += &format!("{}\n", pack.layers[facet.layer].name);
        }
        out += &covered(facet, pack);
    }
    out += &never_right(rules, pack);
    visible_lines(&out)
}

fn row(worth: &Worth, id: &str, against: bool) -> String {
    let Worth { fired, decided } = worth;
    let against = if against { "  (against)" } else { "" };
    format!(
        "{:>5}  {:>5}  {:>5}  {:<17}  {:>5}  {:>5}  {:>5}  {id}{against}\n",
        fired.all,
        fired.right,
        fired.wrong(),
        precision(*fired),
        decided.all,
        decided.right,
        decided.wrong()
    )
}

fn precision(times: Times) -> String {
    match (times.precision(), wilson::interval(times.right, times.all)) {
        (Some(value), Some((low, high))) => format!("{value:.2} [{low:.2} {high:.2}]"),
        _ => "–".to_owned(),
    }
}

fn covered(facet: &Facet, pack: &Pack) -> String {
    let name = &pack.layers[facet.layer].facets[facet.facet].name;
    let Facet { rules, fired, true_hit, .. } = facet;
    let lacks = match (rules, true_hit) {
        (0, _) => "  no rule",
        (_, 0) => "  no true hit",
        _ => "",
    };
    format!("  {name:<24}  {rules:>5}  {fired:>5}  {true_hit:>10}{lacks}\n")
}

/// The rules without a true hit: those that fired by name, the others counted.
fn never_right(rules: &[(usize, Worth)], pack: &Pack) -> String {
    let none = rules.iter().filter(|(_, worth)| worth.fired.right == 0);
    let (fired, silent): (Vec<_>, Vec<_>) = none.partition(|(_, worth)| worth.fired.all > 0);
    let mut out = String::from("\n");
    if !fired.is_empty() {
        out += &format!("Fired and never right: {}\n", count(fired.len(), "rule"));
        fired.iter().for_each(|(at, _)| out += &format!("  {}\n", pack.rules[*at].id));
    }
    if !silent.is_empty() {
        out += &format!("Never fired: {}; --format csv or json lists them\n", count(silent.len(), "rule"));
    }
    if fired.is_empty() && silent.is_empty() {
        out += "Every rule was right at least once\n";
    }
    out
}
