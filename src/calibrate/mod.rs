//! What evidence is worth, estimated from coded passages: the grades of strength, each layer's bias and threshold, and a
//! weight of its own for a rule that fired often enough.
//!
//! Takes what fired in each passage and what was coded, gives [`Weights`]; [`held_out`] says whether they help on sessions
//! that they were not estimated on; [`edit`] puts them into rule files.
//!
//! The score is meant as a probability: biases, grades and weights are those that make it the share of such passages that was
//! coded. A threshold is then where F1 is best, drawn towards asking for as much evidence as before (on the project's coded
//! passages that was better on sessions left out than drawing it towards one half). What there is little data for stays near
//! where it was.

pub mod edit;
mod fit;
pub mod held_out;
mod newton;
#[cfg(test)]
mod tests;
mod threshold;

use crate::agreement::Set;
use crate::rules::{Loaded, Strength};
use crate::tag::counted;

pub use fit::fit;

/// The grades, from the least.
pub const GRADES: [Strength; 3] = [Strength::Weak, Strength::Medium, Strength::Strong];

/// A coded passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its session: any number that the passages of a session share.
    pub session: usize,
    /// The layers that it was coded with.
    pub coded: Set,
    /// The rules that fired in it and were not voided, each once: places in [`Pack::rules`](crate::rules::Pack), ascending. A
    /// rule that goes on from the turn before counts as the present weights have it.
    pub fired: Vec<usize>,
}

/// A rule, as far as its weight goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cue {
    /// Its layer's place in the pack.
    pub layer: usize,
    /// Its facet's place in the layer.
    pub facet: usize,
    /// Its grade's place in [`GRADES`].
    pub grade: usize,
    /// Whether it speaks against the layer.
    pub against: bool,
}

/// The rules, as far as their weights go, by their place in the pack.
#[derive(Debug, Clone, PartialEq)]
pub struct Cues(pub Vec<Cue>);

/// Where a layer's score starts and what it must reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// In log odds.
    pub bias: f64,
    /// 0 to 1.
    pub threshold: f64,
}

/// All that is estimated, or as it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// What each of [`GRADES`] is worth, in log odds.
    pub grades: [f64; 3],
    /// By layer.
    pub levels: Vec<Level>,
    /// By rule: its own weight, not negative, where it has one.
    pub own: Vec<Option<f64>>,
}

/// How much data what takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enough {
    /// The fewest passages in which a rule fired that gets a weight of its own.
    pub passages: usize,
    /// The fewest sessions that they come from.
    pub sessions: usize,
    /// The fewest passages with a layer that lets its bias and threshold move, and its rules tell what grades are worth.
    pub coded: usize,
}

/// What it takes unless somebody says otherwise.
pub const ENOUGH: Enough = Enough { passages: 20, sessions: 3, coded: 5 };

/// The rules and weights that a pack has now.
pub fn present(loaded: &Loaded) -> (Cues, Weights) {
    let grade = |strength| GRADES.iter().position(|&grade| grade == strength).unwrap_or_default();
    let cues = loaded.pack.rules.iter().map(|rule| Cue {
        layer: rule.layer,
        facet: rule.facet,
        grade: grade(rule.strength),
        against: rule.adds.is_sign_negative(),
    });
    let own = loaded.pack.rules.iter().zip(&loaded.own).map(|(rule, own)| own.then_some(rule.adds.abs()));
    let levels = loaded.pack.layers.iter().map(|layer| Level { bias: layer.bias, threshold: layer.threshold });
    let grades = GRADES.map(|strength| loaded.grades.get(&strength).copied().unwrap_or_default());
    (Cues(cues.collect()), Weights { grades, levels: levels.collect(), own: own.collect() })
}

impl Weights {
    /// What a rule adds, in log odds.
    pub fn adds(&self, rule: usize, cues: &Cues) -> f64 {
        let cue = cues.0[rule];
        let worth = self.own[rule].unwrap_or(self.grades[cue.grade]);
        if cue.against { -worth } else { worth }
    }

    /// The rules whose evidence for a layer counts, as [`tag`](crate::tag) has it.
    fn counted(&self, case: &Case, layer: usize, cues: &Cues) -> Vec<usize> {
        let fired: Vec<usize> = case.fired.iter().copied().filter(|&rule| cues.0[rule].layer == layer).collect();
        let sides: Vec<(usize, f64)> = fired.iter().map(|&rule| (cues.0[rule].facet, self.adds(rule, cues))).collect();
        counted(&sides).into_iter().map(|at| fired[at]).collect()
    }

    /// The score of a layer (0 to 1), and whether there is evidence, without which there is no tag.
    pub fn score(&self, case: &Case, layer: usize, cues: &Cues) -> (f64, bool) {
        let counted = self.counted(case, layer, cues);
        let sum = self.levels[layer].bias + counted.iter().map(|&rule| self.adds(rule, cues)).sum::<f64>();
        (1.0 / (1.0 + (-sum).exp()), !counted.is_empty())
    }

    /// The layers that a passage is tagged with.
    pub fn tagged(&self, case: &Case, cues: &Cues) -> Set {
        let stands = |layer: &usize| {
            let (score, evidence) = self.score(case, *layer, cues);
            evidence && score >= self.levels[*layer].threshold
        };
        (0..self.levels.len()).filter(stands).map(|layer| 1 << layer).sum()
    }
}

/// How many passages and sessions each rule fired in.
pub fn fired(cases: &[Case], cues: &Cues) -> Vec<(usize, usize)> {
    let mut sessions = vec![Vec::new(); cues.0.len()];
    for case in cases {
        for &rule in &case.fired {
            sessions[rule].push(case.session);
        }
    }
    let count = |mut sessions: Vec<usize>| {
        let passages = sessions.len();
        sessions.sort_unstable();
        sessions.dedup();
        (passages, sessions.len())
    };
    sessions.into_iter().map(count).collect()
}

/// How many passages were coded with a layer.
pub fn coded(cases: &[Case], layer: usize) -> usize {
    cases.iter().filter(|case| case.coded >> layer & 1 == 1).count()
}

/// To two decimals, as rule files have them, and no minus before nothing.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0
}
