//! What changes, and on how many passages it rests.

use layers::calibrate::{Case, Cues, ENOUGH, GRADES, Weights, coded, fired};
use layers::rules::Pack;

/// A number that changes.
pub struct Change {
    /// What it is.
    pub what: What,
    /// As it was: a rule without a weight of its own had its grade's.
    pub before: f64,
    /// As it is.
    pub after: f64,
    /// The passages that it rests on: those in which rules of the grade, or the rule, fired; those coded with the layer.
    pub passages: usize,
}

/// Kinds of numbers.
pub enum What {
    /// What a grade is worth: its place in [`GRADES`].
    Grade(usize),
    /// Of a layer.
    Bias(usize),
    /// Of a layer.
    Threshold(usize),
    /// A rule's own weight.
    Adds(usize),
}

/// All that changes.
pub fn changes(pack: &Pack, cases: &[Case], cues: &Cues, before: &Weights, after: &Weights) -> Vec<Change> {
    let mut all = Vec::new();
    let told: Vec<bool> = (0..pack.layers.len()).map(|layer| coded(cases, layer) >= ENOUGH.coded).collect();
    for at in (0..GRADES.len()).rev() {
        let graded = |rule: &usize| cues.0[*rule].grade == at && told[cues.0[*rule].layer];
        let passages = cases.iter().filter(|case| case.fired.iter().any(graded)).count();
        all.push(Change { what: What::Grade(at), before: before.grades[at], after: after.grades[at], passages });
    }
    for at in 0..pack.layers.len() {
        let (old, new, passages) = (before.levels[at], after.levels[at], coded(cases, at));
        all.push(Change { what: What::Bias(at), before: old.bias, after: new.bias, passages });
        all.push(Change { what: What::Threshold(at), before: old.threshold, after: new.threshold, passages });
    }
    all.retain(|change| change.before != change.after);
    let fired = fired(cases, cues);
    for rule in (0..pack.rules.len()).filter(|&rule| before.own[rule] != after.own[rule]) {
        let (old, new) = (before.adds(rule, cues), after.adds(rule, cues));
        all.push(Change { what: What::Adds(rule), before: old, after: new, passages: fired[rule].0 });
    }
    all
}

impl Change {
    /// Its kind and name: a grade, or the id of a layer or rule.
    pub fn named<'a>(&self, pack: &'a Pack) -> (&'static str, &'a str) {
        match self.what {
            What::Grade(at) => ("strength", GRADES[at].name()),
            What::Bias(at) => ("bias", &pack.layers[at].id),
            What::Threshold(at) => ("threshold", &pack.layers[at].id),
            What::Adds(at) => ("adds", &pack.rules[at].id),
        }
    }
}
