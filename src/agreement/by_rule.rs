//! What single rules are worth: how often each fired, was right, and decided.

use super::Set;
use crate::rules::Pack;
use crate::tag::{Tag, Tagged};

/// How often a rule did something, and how often it was right to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Times {
    /// In so many passages.
    pub all: u64,
    /// Those in which the coding has its layer; of a rule that speaks against the layer, those in which it has not.
    pub right: u64,
}

impl Times {
    /// In how many it was wrong to.
    pub fn wrong(self) -> u64 {
        self.all - self.right
    }

    /// The share in which it was right; none of nothing.
    pub fn precision(self) -> Option<f64> {
        (self.all > 0).then(|| self.right as f64 / self.all as f64)
    }

    fn count(&mut self, right: bool) {
        self.all += 1;
        self.right += u64::from(right);
    }
}

/// One rule over all passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Worth {
    /// It had evidence that was not voided, counted or not.
    pub fired: Times,
    /// It decided: without it the layer would not be tagged, or, where it speaks against the layer, would be.
    pub decided: Times,
}

/// What each rule is worth, in the pack's order. Takes passages with all that was weighed in them, also below the threshold, and
/// the layers coded.
pub fn by_rule<'a>(passages: impl Iterator<Item = (&'a Tagged, Set)>, pack: &Pack) -> Vec<Worth> {
    let mut worth = vec![Worth::default(); pack.rules.len()];
    for (weighed, coded) in passages {
        for tag in &weighed.tags {
            let has = coded >> tag.layer & 1 == 1;
            for rule in rules(tag) {
                let right = has == (pack.rules[rule].adds >= 0.0);
                worth[rule].fired.count(right);
                if tag.without(rule, pack).is_some_and(|tag| tag.stands()) != tag.stands() {
                    worth[rule].decided.count(right);
                }
            }
        }
    }
    worth
}

/// The rules of a tag's evidence, each once.
fn rules(tag: &Tag) -> Vec<usize> {
    let mut rules: Vec<usize> = tag.evidence.iter().map(|evidence| evidence.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}
