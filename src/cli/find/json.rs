//! Matches for programs.

use layers::evidence::Finding;
use layers::passage::Passage;
use layers::span::chars;
use serde::Serialize;

use super::Count;
use crate::cli::json::{Place, line};
use crate::cli::quote::around;

/// What stands before the matches.
pub fn begin(pattern: &str) -> String {
    format!("{{\"pattern\":{},\n\"matches\":[", line(&pattern))
}

/// What stands after them.
pub fn end(count: &Count) -> String {
    let Count { matches, with, passages } = count;
    format!("],\n\"found\":{matches},\"in_passages\":{with},\"passages\":{passages}}}\n")
}

#[derive(Serialize)]
struct Match<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    start: u64,
    end: u64,
    text: &'a str,
    sentence: &'a str,
    /// Why a context would void it, and which.
    voided: Option<Voided<'a>>,
}

#[derive(Serialize)]
struct Voided<'a> {
    reason: &'static str,
    by: &'a str,
}

/// One match, on one line.
pub fn json(passage: &Passage, finding: &Finding) -> String {
    let text = &passage.text[finding.bytes.clone()];
    let start = passage.start + chars(&passage.text[..finding.bytes.start]);
    line(&Match {
        place: Place::of(passage),
        start,
        end: start + chars(text),
        text,
        sentence: passage.text[around(&passage.text, &finding.bytes)].trim(),
        voided: finding.voided.as_ref().map(|(reason, by)| Voided { reason: reason.name(), by }),
    })
}
