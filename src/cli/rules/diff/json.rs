//! The difference for programs.

use layers::change::{Cause, Change, How};
use layers::passage::Passage;
use layers::report::shape::Rules;
use layers::rules::Pack;
use serde::Serialize;

use super::{Changed, Counts, Diff};
use crate::cli::json::{Place, line, round};
use crate::cli::quote::bytes;

/// The whole, on one line.
pub fn json(diff: &Diff) -> String {
    line(&Whole {
        old: rules(diff.old),
        new: rules(diff.new),
        passages: diff.passages,
        layers: diff.layers.iter().map(CountsShape::of).collect(),
        changes: diff.changed.iter().flat_map(shapes).collect(),
    }) + "\n"
}

fn rules(pack: &Pack) -> Rules<'_> {
    Rules { name: &pack.name, version: &pack.version, sha256: &pack.sha256 }
}

#[derive(Serialize)]
struct Whole<'a> {
    old: Rules<'a>,
    new: Rules<'a>,
    passages: u64,
    layers: Vec<CountsShape<'a>>,
    changes: Vec<ChangeShape<'a>>,
}

#[derive(Serialize)]
struct CountsShape<'a> {
    layer: &'a str,
    kept: u64,
    gained: u64,
    lost: u64,
}

impl<'a> CountsShape<'a> {
    fn of(counts: &'a Counts) -> Self {
        let Counts { layer, kept, gained, lost } = counts;
        CountsShape { layer, kept: *kept, gained: *gained, lost: *lost }
    }
}

#[derive(Serialize)]
struct ChangeShape<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    layer: &'a str,
    change: &'static str,
    old_score: Option<f64>,
    new_score: Option<f64>,
    by: Vec<CauseShape<'a>>,
}

fn shapes(changed: &Changed) -> impl Iterator<Item = ChangeShape<'_>> {
    let passage = &changed.passage;
    changed.changes.iter().map(move |change| {
        let Change { layer, gained, old, new, by } = change;
        ChangeShape {
            place: Place::of(passage),
            layer,
            change: if *gained { "gained" } else { "lost" },
            old_score: old.map(round),
            new_score: new.map(round),
            by: by.iter().map(|cause| CauseShape::of(cause, passage)).collect(),
        }
    })
}

#[derive(Serialize)]
struct CauseShape<'a> {
    rule: &'a str,
    against: bool,
    /// `fires`, `silent`, `voided`, `freed` or `worth`.
    how: &'static str,
    /// The context that voids it, or did.
    context: Option<&'a str>,
    /// What it added and adds, where that is what changed.
    adds: Option<[f64; 2]>,
    start: Option<u64>,
    end: Option<u64>,
    text: Option<&'a str>,
}

impl<'a> CauseShape<'a> {
    fn of(cause: &'a Cause, passage: &'a Passage) -> Self {
        let (how, context, adds) = match &cause.how {
            How::Fires => ("fires", None, None),
            How::Silent => ("silent", None, None),
            How::Voided(by) => ("voided", Some(by.as_str()), None),
            How::Freed(by) => ("freed", Some(by.as_str()), None),
            How::Worth(old, new) => ("worth", None, Some([round(*old), round(*new)])),
        };
        CauseShape {
            rule: &cause.rule,
            against: cause.against,
            how,
            context,
            adds,
            start: cause.span.map(|span| span.start),
            end: cause.span.map(|span| span.end),
            text: cause.span.map(|span| &passage.text[bytes(passage, span)]),
        }
    }
}
