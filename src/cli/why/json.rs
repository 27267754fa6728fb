//! A passage explained, for programs.

use layers::passage::Passage;
use layers::rules::{Pack, Strength};
use layers::tag::{Evidence, Voided};
use serde::Serialize;

use super::{Explained, Layer};
use crate::cli::json::{Place, line, round};
use crate::cli::near::NearShape;

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
