//! The stats as a table: one row a rule, those that never fired too. Ids are letters, digits and hyphens, so no cell can be a
//! formula or steer a terminal.

use layers::agreement::by_rule::Worth;
use layers::agreement::wilson;
use layers::rules::Pack;

use super::Stats;
use crate::cli::json::round;

/// The columns. Later ones come after these.
const COLUMNS: [&str; 14] = [
    "rule",
    "layer",
    "facet",
    "strength",
    "against",
    "fired",
    "right",
    "wrong",
    "precision",
    "low",
    "high",
    "decided",
    "decided_right",
    "decided_wrong",
];

/// The table.
pub fn csv(stats: &Stats, pack: &Pack) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail.
    let _ = out.write_record(COLUMNS);
    for (at, worth) in &stats.rules {
        let _ = out.write_record(row(*at, worth, pack));
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn row(at: usize, worth: &Worth, pack: &Pack) -> [String; 14] {
    let Worth { fired, decided } = worth;
    let rule = &pack.rules[at];
    let layer = &pack.layers[rule.layer];
    let share = |value: Option<f64>| value.map_or_else(String::new, |value| round(value).to_string());
    let interval = wilson::interval(fired.right, fired.all);
    [
        rule.id.clone(),
        layer.id.clone(),
        layer.facets[rule.facet].id.clone(),
        rule.strength.name().to_owned(),
        (rule.adds < 0.0).to_string(),
        fired.all.to_string(),
        fired.right.to_string(),
        fired.wrong().to_string(),
        share(fired.precision()),
        share(interval.map(|(low, _)| low)),
        share(interval.map(|(_, high)| high)),
        decided.all.to_string(),
        decided.right.to_string(),
        decided.wrong().to_string(),
    ]
}
