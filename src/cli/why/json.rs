//! A passage explained, for programs.

use layers::nearest::{Lacks, Near};
use layers::passage::Passage;
use layers::rules::{Pack, Strength};
use layers::tag::{Evidence, Voided};
use serde::Serialize;

use super::{Explained, Layer};
use crate::cli::json::{Place, line, round};
use crate::cli::near;

/// One passage, on one line.
pub fn json(explained: &Explained, pack: &Pack) -> String {
    let Explained { passage, layers } = explained;
    line(&Whole {
        place: Place::of(passage),
        text: &passage.text,
        layers: layers.iter().map(|layer| LayerShape::of(layer, passage, pack)).collect(),
    })
}

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
    layers: Vec<LayerShape<'a>>,
}

#[derive(Serialize)]
struct LayerShape<'a> {
    layer: &'a str,
    tagged: bool,
    score: f64,
    threshold: f64,
    bias: f64,
    /// How far the score stays below the threshold, in log odds.
    lacks: Option<f64>,
    evidence: Vec<EvidenceShape<'a>>,
    voided: Vec<VoidedShape<'a>>,
    nearest: Vec<NearShape<'a>>,
}

impl<'a> LayerShape<'a> {
    fn of(layer: &'a Layer, passage: &Passage, pack: &'a Pack) -> Self {
        let Layer { weighed, tagged, voided, lacks, nearest } = layer;
        LayerShape {
            layer: &pack.layers[weighed.layer].id,
            tagged: *tagged,
            score: round(weighed.score),
            threshold: round(weighed.threshold),
            bias: round(weighed.bias),
            lacks: lacks.map(round),
            evidence: weighed.evidence.iter().map(|evidence| EvidenceShape::of(evidence, pack)).collect(),
            voided: voided.iter().map(|voided| VoidedShape::of(voided, pack)).collect(),
            nearest: nearest.iter().map(|near| NearShape::of(near, passage, pack)).collect(),
        }
    }
}

#[derive(Serialize)]
struct EvidenceShape<'a> {
    rule: &'a str,
    facet: &'a str,
    strength: Strength,
    why: &'a str,
    adds: f64,
    counted: bool,
    start: Option<u64>,
    end: Option<u64>,
    text: Option<&'a str>,
}

impl<'a> EvidenceShape<'a> {
    fn of(evidence: &'a Evidence, pack: &'a Pack) -> Self {
        let rule = &pack.rules[evidence.rule];
        EvidenceShape {
            rule: &rule.id,
            facet: &pack.layers[rule.layer].facets[rule.facet].id,
            strength: rule.strength,
            why: &rule.why,
            adds: round(evidence.adds),
            counted: evidence.counted,
            start: evidence.span.map(|span| span.start),
            end: evidence.span.map(|span| span.end),
            text: evidence.text.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct VoidedShape<'a> {
    rule: &'a str,
    start: Option<u64>,
    end: Option<u64>,
    text: Option<&'a str>,
    reason: &'a str,
    by: &'a str,
}

impl<'a> VoidedShape<'a> {
    fn of(voided: &'a Voided, pack: &'a Pack) -> Self {
        let Voided { evidence, reason, by } = voided;
        VoidedShape {
            rule: &pack.rules[evidence.rule].id,
            start: evidence.span.map(|span| span.start),
            end: evidence.span.map(|span| span.end),
            text: evidence.text.as_deref(),
            reason: reason.name(),
            by,
        }
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
            words: near::stretches(found, passage),
            lacks: near::kind(found, rule),
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
