//! Rules that just failed to fire in a passage: those whose words stand there but of which a condition does not hold, and those
//! of which most of a pattern's words stand in one sentence. For looking at one passage, not for reading many.

mod partial;
mod pattern;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::ops::Range;

use crate::evidence::Finder;
use crate::evidence::judge::{speaks, unmet, written};
use crate::evidence::walk::Hit;
use crate::layer::Role;
use crate::passage::Passage;
use crate::program::frequency::COMMON;
use crate::program::{Program, Rules, Step, Target};
use crate::rules::Pack;
use partial::{Missing, Places};

/// The most rules that are named for a layer.
pub const MOST_NAMED: usize = 3;

/// More than this share of a pattern has to stand in a sentence for its rule to be near: with less, other rules' words do as well.
const LEAST_SHARE: f64 = 0.5;

/// What a word that means somebody tells, in bits: about as much as a pronoun.
const ROLE_TELLS: f64 = 4.0;

/// How often a word occurs in 100,000 that is not among the commonest.
const RARE: f64 = 2.0;

/// A rule that did not fire in a passage, and what it lacked.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The rule's place in [`Pack::rules`].
    pub rule: usize,
    /// How much of it stood there, 0 to 1: each word counts as much as it tells, so rare ones more than common ones. 1 where
    /// only a condition failed.
    pub share: f64,
    /// Which words stood there: byte offsets in the passage's text, in order.
    pub words: Vec<Range<usize>>,
    /// The first thing that was missing.
    pub lacks: Lacks,
}

/// What a rule lacked to fire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lacks {
    /// Somebody else speaks than it wants to hear.
    Speaker,
    /// The text is of another kind.
    Genre,
    /// The condition at this place among the rule's does not hold.
    Condition(usize),
    /// A word of a pattern is not there.
    Word {
        /// The pattern's place among the rule's.
        pattern: usize,
        /// What would have done, as patterns write it.
        wanted: Vec<String>,
    },
    /// A word of a pattern stands too far behind the one before it.
    Distance {
        /// The pattern's place among the rule's.
        pattern: usize,
        /// Which word, as patterns write it.
        wanted: Vec<String>,
        /// How many words stand between the two.
        between: u32,
        /// How many may.
        at_most: u32,
    },
}

/// Finds the rules that came nearest.
pub struct Nearest<'a> {
    pack: &'a Pack,
    finder: Finder<'a>,
    /// By term: what it tells, in bits.
    tells: Vec<f64>,
    /// By rule: its forms.
    forms: Vec<Range<u32>>,
}

impl<'a> Nearest<'a> {
    /// Over these rules.
    pub fn new(rules: &'a Rules) -> Nearest<'a> {
        let mut finder = Finder::new(rules);
        let tells = tells(&mut finder);
        Nearest { pack: &rules.pack, finder, tells, forms: forms(&rules.program) }
    }

    /// Says who somebody is, by name, as the text may name them.
    pub fn name(&mut self, name: &str, role: Role) {
        self.finder.name(name, role);
    }

    /// Up to [`MOST_NAMED`] rules that speak for each of these layers and did not fire, the nearest first. The passages of a
    /// source come in their order, also those of which no layer is asked, as each is context for the next.
    pub fn of(&mut self, passage: &Passage, layers: &[usize]) -> Vec<Vec<Near>> {
        let fired: Vec<usize> = self.finder.find(passage).findings.iter().map(|finding| finding.rule).collect();
        if layers.is_empty() {
            return Vec::new();
        }
        let places = Places::new(&self.finder);
        layers.iter().map(|&layer| self.in_layer(passage, layer, &fired, &places)).collect()
    }

    fn in_layer(&self, passage: &Passage, layer: usize, fired: &[usize], places: &Places) -> Vec<Near> {
        let rules = self.pack.rules.iter().enumerate();
        // What speaks against a layer would not have helped, and what fired or was voided is told as such.
        let silent = rules.filter(|(at, rule)| rule.layer == layer && rule.adds > 0.0 && !fired.contains(at));
        let mut near: Vec<(f64, Near)> = silent.filter_map(|(at, _)| self.rule(passage, at, places)).collect();
        near.sort_by(|a, b| {
            let order = b.1.share.total_cmp(&a.1.share).then(b.0.total_cmp(&a.0));
            order.then(a.1.rule.cmp(&b.1.rule))
        });
        near.into_iter().take(MOST_NAMED).map(|(_, near)| near).collect()
    }

    /// How near a rule that did not fire came, with what the words that stood there tell.
    fn rule(&self, passage: &Passage, rule: usize, places: &Places) -> Option<(f64, Near)> {
        let program = self.finder.program;
        let head = &program.rules[rule];
        let hits = self.finder.hits.of(Target::Rule(rule as u32));
        let heard = speaks(&head.speaker, passage.genre, self.finder.words.frame.voice);
        let kind = written(&head.genre, passage.genre);
        let Some(hit) = hits.iter().min_by_key(|hit| (hit.first, Reverse(hit.last))) else {
            // A pattern that half stands there, of a rule that would not listen, is not near.
            return if heard && kind { self.pattern(rule, places) } else { None };
        };
        let lacks = match (heard, kind) {
            (false, _) => Lacks::Speaker,
            (true, false) => Lacks::Genre,
            (true, true) => Lacks::Condition(unmet(program, &self.finder.scene(&passage.text), rule as u32, hit)?),
        };
        let words = self.own(hit);
        Some((words.len() as f64, Near { rule, share: 1.0, words, lacks }))
    }

    /// The words of a hit that are its own.
    fn own(&self, hit: &Hit) -> Vec<Range<usize>> {
        let own = (hit.first..=hit.last).filter(|at| at - hit.first < 128 && hit.own & 1 << (at - hit.first) != 0);
        own.map(|at| self.bytes(at, at + 1)).collect()
    }

    fn bytes(&self, first: u32, end: u32) -> Range<usize> {
        let list = &self.finder.words.list;
        list[first as usize].start as usize..list[end as usize - 1].end as usize
    }

    /// The pattern of a rule of which most stands in one sentence.
    fn pattern(&self, rule: usize, places: &Places) -> Option<(f64, Near)> {
        let tells = |step: &Step| step.term.map_or(ROLE_TELLS, |term| self.tells[term as usize]);
        let best = pattern::best(self.finder.program, self.forms[rule].clone(), places, &tells, &self.finder.words)?;
        if best.share() <= LEAST_SHARE || !best.has_word {
            return None;
        }
        let (form, missing) = best.missing?;
        let (pattern, steps) = pattern::readable(&self.pack.rules[rule], form - self.forms[rule].start)?;
        let wanted = |step: usize| steps.get(step).cloned().unwrap_or_default();
        let lacks = match missing {
            Missing::Word(step) => Lacks::Word { pattern, wanted: wanted(step) },
            Missing::Distance { step, between, at_most } => {
                Lacks::Distance { pattern, wanted: wanted(step), between, at_most }
            }
        };
        let words = best.words.iter().map(|&(first, end)| self.bytes(first, end)).collect();
        Some((best.kept, Near { rule, share: best.share(), words, lacks }))
    }
}

/// By term, what it tells that one of its words stands somewhere: the rarer they are, the more. In bits.
fn tells(finder: &mut Finder) -> Vec<f64> {
    let mut often = vec![RARE; finder.program.anchors.iter().count()];
    for (word, times) in COMMON {
        let kind = finder.lexicon.kind_of(word);
        for &term in &finder.lexicon.kind(kind).terms {
            often[term as usize] += f64::from(*times);
        }
    }
    often.into_iter().map(|often| (1e5 / often).log2().max(1.0)).collect()
}

/// By rule, its forms, which stand together as they were compiled.
fn forms(program: &Program) -> Vec<Range<u32>> {
    let mut forms = vec![0..0; program.rules.len()];
    for (at, form) in program.forms.iter().enumerate() {
        if let Target::Rule(rule) = form.target {
            let range = &mut forms[rule as usize];
            if range.start == range.end {
                *range = at as u32..at as u32;
            }
            range.end = at as u32 + 1;
        }
    }
    forms
}
