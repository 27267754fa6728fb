//! What came of it, for programs.

use layers::agreement::{Counts, Figure, Layer, named};
use layers::calibrate::held_out::precision_at;
use serde::Serialize;

use super::{Both, End, Results};
use crate::cli::json::{line, round};

/// The whole, on one line. What is undefined is null.
pub fn json(results: &Results) -> String {
    let held = results.held.as_ref();
    let (written, would, why) = match &results.end {
        End::Written(names) => (names.as_slice(), true, None),
        End::Dry(names) => (names.as_slice(), false, Some("dry-run")),
        End::NoChange => (&[][..], false, Some("no-change")),
        End::NoHelp if held.is_some() => (&[][..], false, Some("no-help")),
        End::NoHelp => (&[][..], false, Some("one-session")),
    };
    line(&Whole {
        n: results.passages,
        sessions: results.sessions,
        parts: held.map(|held| held.folds),
        layers: layers(results, held.map(|held| &held.both), results.passages),
        r#macro: held.map(|held| macros(&held.both)),
        log_loss: held.map(|held| Pair { before: round(held.loss.0), after: round(held.loss.1) }),
        sources: held.map_or_else(Vec::new, |held| {
            let shape = |(name, both)| SourceShape::of(name, both, results);
            held.sources.iter().map(|(name, both)| shape((name, both))).collect()
        }),
        changes: results
            .changes
            .iter()
            .map(|change| {
                let (what, name) = change.named(results.pack);
                ChangeShape { what, name, before: round(change.before), after: round(change.after), n: change.passages }
            })
            .collect(),
        written: would,
        why_not: why,
        files: written,
    }) + "\n"
}

#[derive(Serialize)]
struct Whole<'a> {
    n: usize,
    sessions: usize,
    parts: Option<usize>,
    layers: Vec<LayerShape<'a>>,
    r#macro: Option<Pair<Shape>>,
    log_loss: Option<Pair<f64>>,
    sources: Vec<SourceShape<'a>>,
    changes: Vec<ChangeShape<'a>>,
    written: bool,
    why_not: Option<&'static str>,
    files: &'a [String],
}

#[derive(Serialize)]
struct Pair<T> {
    before: T,
    after: T,
}

#[derive(Serialize)]
struct LayerShape<'a> {
    layer: &'a str,
    coded: u64,
    prevalence: f64,
    stated_prevalence: f64,
    before: Option<Shape>,
    after: Option<Shape>,
}

/// Precision, recall and F1, and the precision where the layer is as common as stated.
#[derive(Serialize)]
struct Shape {
    precision: Option<f64>,
    recall: Option<f64>,
    f1: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision_at_stated: Option<Option<f64>>,
}

impl Shape {
    fn of(figures: &[Figure], stated: Option<(f64, &Counts)>) -> Shape {
        let [precision, recall, f1] =
            ["precision", "recall", "f1"].map(|name| named(figures, name).value.ok().map(round));
        let precision_at_stated = stated.map(|(share, counts)| precision_at(share, counts).map(round));
        Shape { precision, recall, f1, precision_at_stated }
    }
}

#[derive(Serialize)]
struct SourceShape<'a> {
    source: &'a str,
    n: usize,
    layers: Vec<LayerShape<'a>>,
    r#macro: Pair<Shape>,
}

impl<'a> SourceShape<'a> {
    fn of(source: &'a str, both: &Both, results: &Results<'a>) -> Self {
        let layers = layers(results, Some(both), both.passages);
        SourceShape { source, n: both.passages, layers, r#macro: macros(both) }
    }
}

#[derive(Serialize)]
struct ChangeShape<'a> {
    what: &'static str,
    name: &'a str,
    before: f64,
    after: f64,
    n: usize,
}

fn macros(both: &Both) -> Pair<Shape> {
    Pair { before: Shape::of(&both.before.means, None), after: Shape::of(&both.after.means, None) }
}

fn layers<'a>(results: &Results<'a>, both: Option<&Both>, n: usize) -> Vec<LayerShape<'a>> {
    let shape = |(at, layer): (usize, &'a layers::layer::Layer)| {
        let of = &results.layers[at];
        let counts = both.map(|both| both.before.layers[at].counts);
        let coded = counts.map_or(of.coded as u64, |counts| counts.both + counts.only_coded);
        let shape = |layer: &Layer| Shape::of(&layer.figures, Some((of.elsewhere, &layer.counts)));
        LayerShape {
            layer: &layer.id,
            coded,
            prevalence: round(coded as f64 / n as f64),
            stated_prevalence: round(of.elsewhere),
            before: both.map(|both| shape(&both.before.layers[at])),
            after: both.map(|both| shape(&both.after.layers[at])),
        }
    };
    results.pack.layers.iter().enumerate().map(shape).collect()
}
