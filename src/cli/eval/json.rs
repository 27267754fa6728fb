//! What came of it, as JSON.

use layers::agreement::{Agreement, Counts, Figure, Layer, Set, Value};
use layers::rules::Pack;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::Results;
use super::near::Near;
use crate::cli::coded::Coded;

/// The whole, on one line. Keys stand in a fixed order; what is undefined is null, with the reason in `undefined`.
pub fn json(results: &Results, wrong: Option<&[&Coded]>, pack: &Pack) -> String {
    let whole = Whole {
        tags: Measures::of(&results.tags, pack),
        coders: results
            .pairs
            .iter()
            .map(|pair| Coder { a: &pair.a, b: &pair.b, agreement: Measures::of(&pair.agreement, pack) })
            .collect(),
        coders_alpha_masi: results.coders.and_then(Value::ok).map(round),
        coders_alpha_undefined: results.coders.and_then(Value::err).map(|why| why.to_string()),
        errors: wrong.map(|wrong| wrong.iter().map(|one| Wrong::of(one, pack)).collect()),
    };
    // Only numbers and strings: nothing in it can fail.
    serde_json::to_string(&whole).unwrap_or_default() + "\n"
}

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    tags: Measures<'a>,
    coders: Vec<Coder<'a>>,
    coders_alpha_masi: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coders_alpha_undefined: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<Vec<Wrong<'a>>>,
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
struct Wrong<'a> {
    id: String,
    source: &'a str,
    line: u64,
    text: &'a str,
    missed: Vec<NearShape<'a>>,
    wrong: Vec<NearShape<'a>>,
}

#[derive(Serialize)]
struct NearShape<'a> {
    layer: &'a str,
    score: Option<f64>,
    threshold: f64,
    rules: Vec<&'a str>,
    voided: Vec<VoidedShape<'a>>,
}

#[derive(Serialize)]
struct VoidedShape<'a> {
    rule: &'a str,
    by: &'a str,
}

impl<'a> Wrong<'a> {
    fn of(one: &'a Coded, pack: &'a Pack) -> Self {
        let near = |set: Set| {
            let layers = (0..pack.layers.len()).filter(move |layer| set >> layer & 1 == 1);
            layers.map(|layer| NearShape::of(Near::of(one, layer, pack), pack)).collect()
        };
        let passage = &one.weighed.passage;
        let (coded, tagged) = (one.most(), one.tagged());
        Wrong {
            id: passage.id_text(),
            source: &passage.source,
            line: passage.line,
            text: &passage.text,
            missed: near(coded & !tagged),
            wrong: near(tagged & !coded),
        }
    }
}

impl<'a> NearShape<'a> {
    fn of(near: Near<'a>, pack: &'a Pack) -> Self {
        let layer = &pack.layers[near.layer];
        NearShape {
            layer: &layer.id,
            score: near.score.map(round),
            threshold: layer.threshold,
            rules: near.rules,
            voided: near.voided.into_iter().map(|(rule, by)| VoidedShape { rule, by }).collect(),
        }
    }
}

/// To six decimals, as elsewhere in output, and no minus before nothing.
fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}
