//! Words for a rule that came near: what of it stood there, and what it lacked.

use layers::nearest::{Lacks, Near};
use layers::passage::Passage;
use layers::rules::{Condition, Genre, Near as Where, Pack, Rule, Speaker};
use serde::Serialize;

use super::json::round;

/// How many of the words that would have done are named.
pub const MOST_WORDS: usize = 4;

/// How much of it stood there, in per cent.
pub fn share(near: &Near) -> String {
    format!("{:.0} %", near.share * 100.0)
}

/// The words that stood there, in quotation marks; those not side by side parted by dots.
pub fn words(near: &Near, passage: &Passage) -> String {
    format!("“{}”", stretches(near, passage).join(" … "))
}

/// The words that stood there; those side by side together.
fn stretches(near: &Near, passage: &Passage) -> Vec<String> {
    let mut stretches: Vec<std::ops::Range<usize>> = Vec::new();
    for word in &near.words {
        match stretches.last_mut() {
            Some(last) if !passage.text[last.end.min(word.start)..word.start].contains(char::is_alphanumeric) => {
                last.end = word.end.max(last.end);
            }
            _ => stretches.push(word.clone()),
        }
    }
    stretches.into_iter().map(|stretch| one_line(&passage.text[stretch])).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What it lacked, as a clause; `most` words are named where several would have done.
pub fn lacked(near: &Near, rule: &Rule, most: usize) -> String {
    match &near.lacks {
        Lacks::Speaker => format!("counts only where {} speaks", either(rule.speaker.iter().map(|one| speaker(*one)))),
        Lacks::Genre => format!("counts only in {}", either(rule.genre.iter().map(|one| genre(*one)))),
        Lacks::Condition(at) => condition(&rule.conditions[*at], most),
        Lacks::Word { wanted, .. } => match wanted.len() {
            1 => format!("lacks {}", listed(wanted, most)),
            _ => format!("lacks one of {}", listed(wanted, most)),
        },
        Lacks::Distance { wanted, between, at_most, .. } => {
            let (word, lie) = if *between == 1 { ("word", "lies") } else { ("words", "lie") };
            match at_most {
                0 => format!("{} must follow at once, {between} {word} {lie} between", listed(wanted, most)),
                _ => format!("{} may follow after {at_most} words at most, not {between}", listed(wanted, most)),
            }
        }
    }
}

/// The key of the condition that failed, or what else it was that a rule lacked.
fn kind(near: &Near, rule: &Rule) -> &'static str {
    match near.lacks {
        Lacks::Speaker => "speaker",
        Lacks::Genre => "genre",
        Lacks::Condition(at) => key(&rule.conditions[at]),
        Lacks::Word { .. } => "word",
        Lacks::Distance { .. } => "distance",
    }
}

/// A condition's key in rule files.
pub fn key(condition: &Condition) -> &'static str {
    match (condition.place, condition.wanted) {
        (Where::Sentence, true) => "with",
        (Where::Sentence, false) => "without",
        (Where::Passage, true) => "with_passage",
        (Where::Passage, false) => "without_passage",
        (Where::Before, true) => "with_before",
        (Where::Before, false) => "without_before",
    }
}

fn condition(condition: &Condition, most: usize) -> String {
    let place = match condition.place {
        Where::Sentence => "the sentence",
        Where::Passage => "the passage",
        Where::Before => "the passage before",
    };
    let patterns: Vec<String> = condition.patterns.iter().map(|pattern| pattern.text.clone()).collect();
    let one = if patterns.len() == 1 { "" } else { "one of " };
    let patterns = listed(&patterns, most);
    match condition.wanted {
        true => format!("{place} lacks {one}{patterns} ({})", key(condition)),
        false => format!("{place} must not hold {one}{patterns} ({})", key(condition)),
    }
}

fn listed(all: &[String], most: usize) -> String {
    let named: Vec<String> = all.iter().take(most).map(|one| format!("`{one}`")).collect();
    let more = if all.len() > most { ", …" } else { "" };
    named.join(", ") + more
}

fn either<'a>(all: impl Iterator<Item = &'a str>) -> String {
    all.collect::<Vec<_>>().join(" or ")
}

fn speaker(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Therapist => "the therapist",
        Speaker::Client => "the client",
        Speaker::Author => "the writer of a note or letter",
        Speaker::Unknown => "somebody unknown",
    }
}

fn genre(genre: Genre) -> &'static str {
    match genre {
        Genre::Note => "a note",
        Genre::Letter => "a letter",
        Genre::Transcript => "a transcript",
    }
}

/// A rule that came near.
#[derive(Serialize)]
pub struct NearShape<'a> {
    rule: &'a str,
    /// How much of it stood there, 0 to 1.
    share: f64,
    /// The words that stood there.
    words: Vec<String>,
    /// `speaker`, `genre`, the key of a condition, `word` or `distance`.
    lacks: &'static str,
    /// The pattern that half stood there.
    pattern: Option<&'a str>,
    /// What would have done, as patterns write it.
    wanted: Vec<&'a str>,
    /// How many words stand before it, and how many may.
    between: Option<u32>,
    at_most: Option<u32>,
}

impl<'a> NearShape<'a> {
    /// Its shape.
    pub fn of(found: &'a Near, passage: &Passage, pack: &'a Pack) -> Self {
        let rule = &pack.rules[found.rule];
        let (pattern, wanted, distance) = match &found.lacks {
            Lacks::Speaker | Lacks::Genre => (None, Vec::new(), None),
            Lacks::Condition(at) => {
                let patterns = rule.conditions[*at].patterns.iter();
                (None, patterns.map(|pattern| pattern.text.as_str()).collect(), None)
            }
            Lacks::Word { pattern, wanted } => (Some(pattern), strs(wanted), None),
            Lacks::Distance { pattern, wanted, between, at_most } => {
                (Some(pattern), strs(wanted), Some((*between, *at_most)))
            }
        };
        NearShape {
            rule: &rule.id,
            share: round(found.share),
            words: stretches(found, passage),
            lacks: kind(found, rule),
            pattern: pattern.map(|at| rule.patterns[*at].text.as_str()),
            wanted,
            between: distance.map(|(between, _)| between),
            at_most: distance.map(|(_, at_most)| at_most),
        }
    }
}

fn strs(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_side_by_side_stand_together() {
        let mut passage = layers::examples::passage("I want, so much, you\nto like me.");
        passage.text = "I want, so much, you\nto like me.".to_owned();
        let near = Near { rule: 0, share: 0.5, words: vec![0..1, 2..6, 17..20, 21..23], lacks: Lacks::Speaker };
        assert_eq!(words(&near, &passage), "“I want … you to”");
    }
}
