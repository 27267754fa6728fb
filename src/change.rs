//! What other rules make of a passage: the layers it gains and loses, and the rules that did it.

use crate::passage::Passage;
use crate::rules::Pack;
use crate::span::Span;
use crate::tag::{Evidence, Tag, Tagged};

/// A layer that a passage gains or loses.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The layer's id.
    pub layer: String,
    /// Whether it is gained; else it is lost.
    pub gained: bool,
    /// The score before, 0 to 1; none where nothing spoke for the layer.
    pub old: Option<f64>,
    /// The score now.
    pub new: Option<f64>,
    /// The rules that did it, in the order of the tag's evidence; none where the same rules fire and only weights, facets or
    /// thresholds differ.
    pub by: Vec<Cause>,
}

/// A rule that moved a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// Its full id.
    pub rule: String,
    /// Whether it speaks against the layer.
    pub against: bool,
    /// What happened to it.
    pub how: How,
    /// Its words, where it has some.
    pub span: Option<Span>,
}

/// What happened to a rule.
#[derive(Debug, Clone, PartialEq)]
pub enum How {
    /// It did not fire, and does now.
    Fires,
    /// It fired, and does not now.
    Silent,
    /// It fired, and this context voids it now.
    Voided(String),
    /// This context voided it, and does not now.
    Freed(String),
    /// It is worth something else: what it added, and what it adds, in log odds.
    Worth(f64, f64),
}

/// A passage with all that was weighed in it, also below the threshold, and the rules that did.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// What was weighed.
    pub weighed: &'a Tagged,
    /// With these rules.
    pub pack: &'a Pack,
}

impl<'a> Side<'a> {
    fn tag(&self, layer: &str) -> Option<&'a Tag> {
        self.weighed.tags.iter().find(|tag| self.pack.layers[tag.layer].id == layer)
    }

    /// The evidence that a tag counts, else all it has: of one rule only the first.
    fn evidence(&self, layer: &str) -> Vec<(&'a str, &'a Evidence)> {
        let mut all: Vec<(&str, &Evidence)> = Vec::new();
        for evidence in self.tag(layer).iter().flat_map(|tag| &tag.evidence) {
            let id = self.pack.rules[evidence.rule].id.as_str();
            match all.iter_mut().find(|(known, _)| *known == id) {
                Some(known) if evidence.counted && !known.1.counted => known.1 = evidence,
                Some(_) => {}
                None => all.push((id, evidence)),
            }
        }
        all
    }

    /// The context that voids a rule.
    fn voided(&self, rule: &str) -> Option<String> {
        let voided = self.weighed.voided.iter().find(|voided| self.pack.rules[voided.evidence.rule].id == rule);
        voided.map(|voided| voided.by.clone())
    }

    fn adds(&self, evidence: &Evidence) -> f64 {
        self.pack.rules[evidence.rule].adds
    }
}

/// What changes in a passage, in the order of the old layers, then of those that only the new rules have.
pub fn changes(old: Side, new: Side) -> Vec<Change> {
    debug_assert!(same(&old.weighed.passage, &new.weighed.passage));
    let ids = layers(old.pack, new.pack);
    ids.into_iter().filter_map(|layer| change(layer, old, new)).collect()
}

/// The ids of the layers of both packs: the old ones in their order, then those that only the new one has.
pub fn layers<'a>(old: &'a Pack, new: &'a Pack) -> Vec<&'a str> {
    let mut ids: Vec<&str> = old.layers.iter().map(|layer| layer.id.as_str()).collect();
    for layer in &new.layers {
        if !ids.contains(&layer.id.as_str()) {
            ids.push(&layer.id);
        }
    }
    ids
}

fn same(one: &Passage, other: &Passage) -> bool {
    (&one.source, one.number) == (&other.source, other.number)
}

fn change(layer: &str, old: Side, new: Side) -> Option<Change> {
    let (before, now) = (old.tag(layer), new.tag(layer));
    let gained = now.is_some_and(Tag::stands);
    if gained == before.is_some_and(Tag::stands) {
        return None;
    }
    let (old_score, new_score) = (before.map(|tag| tag.score), now.map(|tag| tag.score));
    Some(Change {
        layer: layer.to_owned(),
        gained,
        old: old_score,
        new: new_score,
        by: causes(layer, gained, old, new),
    })
}

/// The rules that moved the score the way it went: those whose evidence counts, else all.
fn causes(layer: &str, gained: bool, old: Side, new: Side) -> Vec<Cause> {
    let (was, is) = (old.evidence(layer), new.evidence(layer));
    let find =
        |all: &[(&str, &Evidence)], id: &str| all.iter().find(|(known, _)| *known == id).map(|(_, e)| (*e).clone());
    let mut moved: Vec<(f64, bool, Cause)> = Vec::new();
    for (id, evidence) in &is {
        let adds = new.adds(evidence);
        let (how, by) = match find(&was, id) {
            Some(before) => (How::Worth(old.adds(&before), adds), adds - old.adds(&before)),
            None => (old.voided(id).map_or(How::Fires, How::Freed), adds),
        };
        moved.push((by, evidence.counted, cause(id, evidence, adds, how)));
    }
    for (id, evidence) in was.iter().filter(|(id, _)| find(&is, id).is_none()) {
        let adds = old.adds(evidence);
        let how = new.voided(id).map_or(How::Silent, How::Voided);
        moved.push((-adds, evidence.counted, cause(id, evidence, adds, how)));
    }
    moved.retain(|(by, _, _)| if gained { *by > 0.0 } else { *by < 0.0 });
    let any = moved.iter().any(|(_, counted, _)| *counted);
    moved.into_iter().filter(|(_, counted, _)| *counted || !any).map(|(_, _, cause)| cause).collect()
}

fn cause(id: &str, evidence: &Evidence, adds: f64, how: How) -> Cause {
    Cause { rule: id.to_owned(), against: adds < 0.0, how, span: evidence.span }
}
