//! `layers rules list`.

use clap::ValueEnum;
use layers::evidence::regexes;
use layers::output::escape::visible_lines;
use layers::rules::{Pack, Rule, Strength};
use serde::Serialize;

use super::{count, facet, version};
use crate::cli::{Outcome, say};

/// A form of output.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    /// For reading
    Text,
    /// For programs
    Json,
}

#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    layer: &'a str,
    facet: &'a str,
    strength: Strength,
    patterns: Vec<ListedPattern<'a>>,
}

#[derive(Serialize)]
struct ListedPattern<'a> {
    pattern: &'a str,
    regex: String,
}

/// Lists them.
pub fn list(pack: &Pack, format: Format) -> Outcome {
    match format {
        Format::Json => list_json(pack),
        Format::Text => list_text(pack),
    }
}

fn list_json(pack: &Pack) -> Outcome {
    let rules: Vec<Listed> = pack
        .rules
        .iter()
        .map(|rule| Listed {
            id: &rule.id,
            layer: &pack.layers[rule.layer].id,
            facet: facet(pack, rule),
            strength: rule.strength,
            patterns: rule
                .patterns
                .iter()
                .map(|pattern| ListedPattern { pattern: &pattern.text, regex: regexes::regex(pattern, pack) })
                .chain(rule.regex.iter().map(|regex| ListedPattern { pattern: regex, regex: regex.clone() }))
                .collect(),
        })
        .collect();
    let mut text = serde_json::to_string(&rules).expect("plain data can be written");
    text.push('\n');
    say::print(&text)
}

fn list_text(pack: &Pack) -> Outcome {
    let mut out = String::new();
    let width = pack.rules.iter().map(|rule| rule.id.chars().count()).max().unwrap_or(0);
    let facets = pack.rules.iter().map(|rule| facet(pack, rule).chars().count()).max().unwrap_or(0);
    for (at, layer) in pack.layers.iter().enumerate() {
        let rules: Vec<&Rule> = pack.rules.iter().filter(|rule| rule.layer == at).collect();
        out += &format!("{} ({}; pp. {})\n", layer.full_name, count(rules.len(), "rule"), layer.pages);
        for rule in rules {
            let patterns = rule.patterns.len() + rule.regex.len();
            let first = match rule.patterns.first().map(|pattern| &pattern.text).or(rule.regex.first()) {
                None => "(goes on from the turn before)",
                Some(text) => text,
            };
            let more = if patterns > 1 { format!("  (+{} more)", patterns - 1) } else { String::new() };
            out += &format!(
                "  {:width$}  {:facets$}  {:<6}  {first}{more}\n",
                rule.id,
                facet(pack, rule),
                rule.strength.name()
            );
        }
        out.push('\n');
    }
    out += &format!("{}, {}. One rule whole: layers rules show ID\n", version(pack), count(pack.rules.len(), "rule"));
    say::print(&visible_lines(&out))
}
