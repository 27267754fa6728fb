//! The stats for programs.

use layers::agreement::by_rule::{Times, Worth};
use layers::agreement::wilson;
use layers::rules::{Pack, Strength};
use serde::Serialize;

use super::{Facet, Stats};
use crate::cli::json::{line, round};

/// The whole, on one line.
pub fn json(stats: &Stats, pack: &Pack) -> String {
    line(&Whole {
        n: stats.passages,
        sessions: stats.sessions,
        rules: stats.rules.iter().map(|(at, worth)| RuleShape::of(*at, worth, pack)).collect(),
        facets: stats.facets.iter().map(|facet| FacetShape::of(facet, pack)).collect(),
    }) + "\n"
}

#[derive(Serialize)]
struct Whole<'a> {
    n: u64,
    sessions: u64,
    rules: Vec<RuleShape<'a>>,
    facets: Vec<FacetShape<'a>>,
}

#[derive(Serialize)]
struct RuleShape<'a> {
    rule: &'a str,
    layer: &'a str,
    facet: &'a str,
    strength: Strength,
    against: bool,
    fired: TimesShape,
    decided: TimesShape,
}

impl<'a> RuleShape<'a> {
    fn of(at: usize, worth: &Worth, pack: &'a Pack) -> Self {
        let rule = &pack.rules[at];
        let layer = &pack.layers[rule.layer];
        RuleShape {
            rule: &rule.id,
            layer: &layer.id,
            facet: &layer.facets[rule.facet].id,
            strength: rule.strength,
            against: rule.adds < 0.0,
            fired: TimesShape::of(worth.fired),
            decided: TimesShape::of(worth.decided),
        }
    }
}

/// How often, how often right and wrong, and the share that was right.
#[derive(Serialize)]
struct TimesShape {
    n: u64,
    right: u64,
    wrong: u64,
    precision: Option<f64>,
    interval: Option<[f64; 2]>,
}

impl TimesShape {
    fn of(times: Times) -> Self {
        TimesShape {
            n: times.all,
            right: times.right,
            wrong: times.wrong(),
            precision: times.precision().map(round),
            interval: wilson::interval(times.right, times.all).map(|(low, high)| [round(low), round(high)]),
        }
    }
}

#[derive(Serialize)]
struct FacetShape<'a> {
    layer: &'a str,
    facet: &'a str,
    rules: u64,
    fired: u64,
    true_hit: u64,
}

impl<'a> FacetShape<'a> {
    fn of(facet: &Facet, pack: &'a Pack) -> Self {
        let layer = &pack.layers[facet.layer];
        let Facet { rules, fired, true_hit, .. } = *facet;
        FacetShape { layer: &layer.id, facet: &layer.facets[facet.facet].id, rules, fired, true_hit }
    }
}
