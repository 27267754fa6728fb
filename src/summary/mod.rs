//! Tagged passages counted: per layer, by speaker and facet, and how the layers overlap.
//!
//! Counting takes a passage at a time and keeps a few numbers a layer, never a passage. All sums are whole numbers, so
//! that parts counted apart add up to the same as the whole, whatever the order.

pub mod group;
mod totals;

pub use totals::{Part, Totals};

use crate::layer::Role;
use crate::rules::Pack;
use crate::tag::{Tag, Tagged};

/// What was counted over some passages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// All passages, tagged or not.
    pub passages: u64,
    /// The same by who speaks.
    pub speakers: Speakers,
    /// One row a layer, in the layers' order.
    pub layers: Vec<Row>,
    /// Passages that carry both layers, for each pair in the order (0,1), (0,2) … (1,2) …
    pub(crate) overlap: Vec<u64>,
}

/// One layer's counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Passages that carry the layer.
    pub passages: u64,
    /// The same by who speaks.
    pub speakers: Speakers,
    /// For each facet, passages in which it counted for the layer.
    pub facets: Vec<u64>,
    /// The scores' sums, in millionths, by who speaks.
    pub scores: Speakers,
}

/// A number for each who may speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Speakers {
    /// For the therapist.
    pub therapist: u64,
    /// For the client.
    pub client: u64,
    /// For nobody who is known.
    pub unknown: u64,
}

impl Speakers {
    /// The number for one.
    pub fn of(&self, role: Option<Role>) -> u64 {
        match role {
            Some(Role::Therapist) => self.therapist,
            Some(Role::Client) => self.client,
            None => self.unknown,
        }
    }

    /// All together.
    pub fn all(&self) -> u64 {
        self.therapist + self.client + self.unknown
    }

    fn of_mut(&mut self, role: Option<Role>) -> &mut u64 {
        match role {
            Some(Role::Therapist) => &mut self.therapist,
            Some(Role::Client) => &mut self.client,
            None => &mut self.unknown,
        }
    }

    fn add(&mut self, other: &Speakers) {
        self.therapist += other.therapist;
        self.client += other.client;
        self.unknown += other.unknown;
    }
}

impl Summary {
    /// Nothing counted yet, for the layers of `pack`.
    pub fn new(pack: &Pack) -> Self {
        let count = pack.layers.len();
        let row = |facets| Row { facets: vec![0; facets], ..Row::default() };
        Summary {
            passages: 0,
            speakers: Speakers::default(),
            layers: pack.layers.iter().map(|layer| row(layer.facets.len())).collect(),
            overlap: vec![0; count * count.saturating_sub(1) / 2],
        }
    }

    /// Counts one passage.
    pub fn count(&mut self, tagged: &Tagged, pack: &Pack) {
        self.passages += 1;
        *self.speakers.of_mut(tagged.passage.speaker) += 1;
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
        self.speakers.add(&other.speakers);
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

    /// Only what one role says. Which facets and layers met is not kept by role.
    pub fn only(&self, role: Option<Role>) -> Summary {
        let one = |number: u64| {
            let mut only = Speakers::default();
            *only.of_mut(role) = number;
            only
        };
        let row = |row: &Row| Row {
            passages: row.speakers.of(role),
            speakers: one(row.speakers.of(role)),
            facets: vec![0; row.facets.len()],
            scores: one(row.scores.of(role)),
        };
        Summary {
            passages: self.speakers.of(role),
            speakers: one(self.speakers.of(role)),
            layers: self.layers.iter().map(row).collect(),
            overlap: vec![0; self.overlap.len()],
        }
    }

    /// Says how many passages carry both layers, where that was counted elsewhere.
    pub fn set_both(&mut self, a: usize, b: usize, passages: u64) {
        if a != b && a.max(b) < self.layers.len() {
            let pair = self.pair(a, b);
            self.overlap[pair] = passages;
        }
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
        (self.passages > 0).then(|| self.scores.all() as f64 / 1e6 / self.passages as f64)
    }

    fn count(&mut self, tag: &Tag, speaker: Option<Role>, pack: &Pack) {
        self.passages += 1;
        *self.scores.of_mut(speaker) += (tag.score * 1e6).round() as u64;
        *self.speakers.of_mut(speaker) += 1;
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
        self.speakers.add(&other.speakers);
        self.scores.add(&other.scores);
        for (facet, more) in self.facets.iter_mut().zip(&other.facets) {
            *facet += more;
        }
    }
}
