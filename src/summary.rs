//! Tagged passages counted: per layer, by speaker and facet, and how the layers overlap.
//!
//! Counting takes a passage at a time and keeps a few numbers a layer, never a passage. All sums are whole numbers, so
//! that parts counted apart add up to the same as the whole, whatever the order.

use std::collections::HashMap;
use std::sync::Arc;

use crate::layer::Role;
use crate::rules::Pack;
use crate::tag::{Tag, Tagged};

/// What was counted over some passages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// All passages, tagged or not.
    pub passages: u64,
    /// One row a layer, in the layers' order.
    pub layers: Vec<Row>,
    /// Passages that carry both layers, for each pair in the order (0,1), (0,2) … (1,2) …
    overlap: Vec<u64>,
}

/// One layer's counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Passages that carry the layer.
    pub passages: u64,
    /// Of these, spoken by the therapist.
    pub therapist: u64,
    /// Of these, spoken by the client.
    pub client: u64,
    /// Of these, by nobody who is known.
    pub unknown: u64,
    /// For each facet, passages in which it counted for the layer.
    pub facets: Vec<u64>,
    /// The scores' sum, in millionths.
    score: u64,
}

impl Summary {
    /// Nothing counted yet, for the layers of `pack`.
    pub fn new(pack: &Pack) -> Self {
        let count = pack.layers.len();
        let row = |facets| Row { facets: vec![0; facets], ..Row::default() };
        Summary {
            passages: 0,
            layers: pack.layers.iter().map(|layer| row(layer.facets.len())).collect(),
            overlap: vec![0; count * count.saturating_sub(1) / 2],
        }
    }

    /// Counts one passage.
    pub fn count(&mut self, tagged: &Tagged, pack: &Pack) {
        self.passages += 1;
        for (at, tag) in tagged.tags.iter().enumerate() {
            self.layers[tag.layer].count(tag, tagged.passage.speaker, pack);
            for other in &tagged.tags[at + 1..] {
                let pair = self.pair(tag.layer, other.layer);
                self.overlap[pair] += 1;
            }
        }
    }

    /// Adds what was counted elsewhere with the same pack.
    pub fn add(&mut self, other: &Summary) {
        self.passages += other.passages;
        for (row, more) in self.layers.iter_mut().zip(&other.layers) {
            row.add(more);
        }
        for (pair, more) in self.overlap.iter_mut().zip(&other.overlap) {
            *pair += more;
        }
    }

    /// The share of all passages that carry the layer, 0 to 1.
    pub fn share(&self, layer: usize) -> f64 {
        match self.passages {
            0 => 0.0,
            all => self.layers[layer].passages as f64 / all as f64,
        }
    }

    /// How many passages carry both layers.
    pub fn both(&self, a: usize, b: usize) -> u64 {
        if a == b { self.layers[a].passages } else { self.overlap[self.pair(a, b)] }
    }

    fn pair(&self, a: usize, b: usize) -> usize {
        let (low, high) = (a.min(b), a.max(b));
        let before: usize = (0..low).map(|row| self.layers.len() - 1 - row).sum();
        before + high - low - 1
    }
}

impl Row {
    /// The mean score of the passages that carry the layer.
    pub fn mean_score(&self) -> Option<f64> {
        (self.passages > 0).then(|| self.score as f64 / 1e6 / self.passages as f64)
    }

    fn count(&mut self, tag: &Tag, speaker: Option<Role>, pack: &Pack) {
        self.passages += 1;
        self.score += (tag.score * 1e6).round() as u64;
        match speaker {
            Some(Role::Therapist) => self.therapist += 1,
            Some(Role::Client) => self.client += 1,
            None => self.unknown += 1,
        }
        let mut seen = vec![false; self.facets.len()];
        for piece in tag.evidence.iter().filter(|piece| piece.counted && piece.adds > 0.0) {
            seen[pack.rules[piece.rule].facet] = true;
        }
        for (facet, seen) in self.facets.iter_mut().zip(seen) {
            *facet += u64::from(seen);
        }
    }

    fn add(&mut self, other: &Row) {
        self.passages += other.passages;
        self.therapist += other.therapist;
        self.client += other.client;
        self.unknown += other.unknown;
        self.score += other.score;
        for (facet, more) in self.facets.iter_mut().zip(&other.facets) {
            *facet += more;
        }
    }
}

/// The summary of a report, and of each of its sources where that is wanted.
#[derive(Debug, Clone)]
pub struct Totals {
    /// Over everything.
    pub all: Summary,
    /// One row a source, in the order of their first passage; empty where sources are not told apart.
    pub sources: Vec<(Arc<str>, Summary)>,
    place: Option<HashMap<Arc<str>, usize>>,
}

impl Totals {
    /// Nothing counted yet. `by_source` costs one small row a source.
    pub fn new(pack: &Pack, by_source: bool) -> Self {
        Totals { all: Summary::new(pack), sources: Vec::new(), place: by_source.then(HashMap::new) }
    }

    /// Counts one passage.
    pub fn count(&mut self, tagged: &Tagged, pack: &Pack) {
        self.all.count(tagged, pack);
        if let Some(row) = self.source(&tagged.passage.source, pack) {
            row.count(tagged, pack);
        }
    }

    /// The source's row, begun if need be; none where sources are not told apart.
    pub fn source(&mut self, name: &Arc<str>, pack: &Pack) -> Option<&mut Summary> {
        let place = self.place.as_mut()?;
        let at = match place.get(name) {
            Some(at) => *at,
            None => {
                place.insert(name.clone(), self.sources.len());
                self.sources.push((name.clone(), Summary::new(pack)));
                self.sources.len() - 1
            }
        };
        Some(&mut self.sources[at].1)
    }
}
