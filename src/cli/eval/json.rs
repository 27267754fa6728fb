//! What came of it, as JSON.

use layers::agreement::{Agreement, Counts, Figure, Layer, Value};
use layers::passage::Passage;
use layers::rules::Pack;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::Results;
use super::near::{Error, Part};
use crate::cli::json::{line, round};
use crate::cli::near::NearShape;

/// The whole, on one line. Keys stand in a fixed order; what is undefined is null, with the reason in `undefined`.
pub fn json(results: &Results, errors: Option<&[Error]>, pack: &Pack) -> String {
    let whole = Whole {
        tags: Measures::of(&results.tags, pack),
        groups: results
            .groups
            .iter()
            .map(|group| GroupShape { value: &group.value, agreement: Measures::of(&group.agreement, pack) })
            .collect(),
        coders: results
            .pairs
            .iter()
            .map(|pair| Coder { a: &pair.a, b: &pair.b, agreement: Measures::of(&pair.agreement, pack) })
            .collect(),
        coders_alpha_masi: results.coders.and_then(Value::ok).map(round),
        coders_alpha_undefined: results.coders.and_then(Value::err).map(|why| why.to_string()),
        errors: errors.map(|errors| errors.iter().map(|error| ErrorShape::of(error, pack)).collect()),
    };
    line(&whole) + "\n"
}

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    tags: Measures<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<GroupShape<'a>>,
    coders: Vec<Coder<'a>>,
    coders_alpha_masi: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coders_alpha_undefined: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<Vec<ErrorShape<'a>>>,
}

#[derive(Serialize)]
struct GroupShape<'a> {
    value: &'a str,
    #[serde(flatten)]
    agreement: Measures<'a>,
}

#[derive(Serialize)]
struct Coder<'a> {
    a: &'a str,
    b: &'a str,
    #[serde(flatten)]
    agreement: Measures<'a>,
}

#[derive(Serialize)]
struct Measures<'a> {
    n: u64,
    sessions: u64,
    layers: Vec<LayerShape<'a>>,
    r#macro: Figures<'a>,
    sets: Figures<'a>,
}

impl<'a> Measures<'a> {
    fn of(agreement: &'a Agreement, pack: &'a Pack) -> Self {
        let layer = |(layer, of): (&'a layers::layer::Layer, &'a Layer)| {
            let Counts { both, only_tagged, only_coded, .. } = of.counts;
            let figures = Figures(&of.figures);
            LayerShape { layer: &layer.id, n: of.counts.n(), tp: both, fp: only_tagged, r#fn: only_coded, figures }
        };
        Measures {
            n: agreement.n,
            sessions: agreement.sessions,
            layers: pack.layers.iter().zip(&agreement.layers).map(layer).collect(),
            r#macro: Figures(&agreement.means),
            sets: Figures(&agreement.sets),
        }
    }
}

#[derive(Serialize)]
struct LayerShape<'a> {
    layer: &'a str,
    n: u64,
    tp: u64,
    fp: u64,
    r#fn: u64,
    #[serde(flatten)]
    figures: Figures<'a>,
}

/// Figures by name, then their intervals, then why some are undefined.
struct Figures<'a>(&'a [Figure]);

impl Serialize for Figures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for figure in self.0 {
            map.serialize_entry(figure.name, &figure.value.ok().map(round))?;
        }
        map.serialize_entry("intervals", &Intervals(self.0))?;
        if self.0.iter().any(|figure| figure.value.is_err()) {
            map.serialize_entry("undefined", &Reasons(self.0))?;
        }
        map.end()
    }
}

struct Intervals<'a>(&'a [Figure]);

impl Serialize for Intervals<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let interval = |figure: &Figure| Some((figure.name, figure.interval?));
        let all = self.0.iter().filter_map(interval);
        serializer.collect_map(all.map(|(name, (low, high))| (name, [round(low), round(high)])))
    }
}

struct Reasons<'a>(&'a [Figure]);

impl Serialize for Reasons<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reason = |figure: &Figure| Some((figure.name, figure.value.err()?.to_string()));
        serializer.collect_map(self.0.iter().filter_map(reason))
    }
}

/// A passage whose tags are not its coding.
#[derive(Serialize)]
struct ErrorShape<'a> {
    id: String,
    source: &'a str,
    line: u64,
    text: &'a str,
    missed: Vec<PartShape<'a>>,
    wrong: Vec<PartShape<'a>>,
}

impl<'a> ErrorShape<'a> {
    fn of(error: &'a Error, pack: &'a Pack) -> Self {
        let Error { passage, missed, wrong } = error;
        let parts = |parts: &'a [Part]| parts.iter().map(|part| PartShape::of(part, passage, pack)).collect();
        let (id, source, text) = (passage.id_text(), &*passage.source, passage.text.as_str());
        ErrorShape { id, source, line: passage.line, text, missed: parts(missed), wrong: parts(wrong) }
    }
}

#[derive(Serialize)]
struct PartShape<'a> {
    layer: &'a str,
    score: Option<f64>,
    threshold: f64,
    rules: &'a [&'a str],
    voided: Vec<VoidedShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<Vec<NearShape<'a>>>,
}

#[derive(Serialize)]
struct VoidedShape<'a> {
    rule: &'a str,
    by: &'a str,
}

impl<'a> PartShape<'a> {
    fn of(part: &'a Part, passage: &Passage, pack: &'a Pack) -> Self {
        let layer = &pack.layers[part.layer];
        PartShape {
            layer: &layer.id,
            score: part.score.map(round),
            threshold: layer.threshold,
            rules: &part.rules,
            voided: part.voided.iter().map(|(rule, by)| VoidedShape { rule, by }).collect(),
            nearest: part.nearest.map(|all| all.iter().map(|near| NearShape::of(near, passage, pack)).collect()),
        }
    }
}
