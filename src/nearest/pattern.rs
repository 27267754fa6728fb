//! Patterns as wholes: the best of a rule's forms, parts joined by `&`, and the steps as people write them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::partial::{Missing, Partial, Places, partials};
use super::{LEAST_SHARE, ROLE_TELLS};
use crate::evidence::words::Words;
use crate::program::{Program, Step};
use crate::rules::Rule;
use crate::rules::forms::{forms, is_roles};
use crate::rules::pattern::{RoleTerm, Term};

/// What of a pattern stands in one sentence.
#[derive(Debug, Clone)]
pub struct Best {
    /// What the words that stand there tell, in bits.
    pub kept: f64,
    /// What all its words would tell.
    pub total: f64,
    /// Whether one of them is a word or class.
    pub has_word: bool,
    /// The words that stand there: indices, end exclusive, in order.
    pub words: Vec<(u32, u32)>,
    /// What is missing first, and of which form.
    pub missing: Option<(u32, Missing)>,
}

impl Best {
    /// How much of it stands there, 0 to 1.
    pub fn share(&self) -> f64 {
        self.kept / self.total
    }

    fn of(form: u32, partial: Partial) -> Best {
        let Partial { kept, total, has_word, words, missing, .. } = partial;
        Best { kept, total, has_word, words, missing: missing.map(|missing| (form, missing)) }
    }

    /// Two parts of one pattern. What is missing first is what the first part misses.
    fn and(self, other: Best) -> Best {
        let mut words = [self.words, other.words].concat();
        words.sort_unstable();
        words.dedup();
        Best {
            kept: self.kept + other.kept,
            total: self.total + other.total,
            has_word: self.has_word || other.has_word,
            words,
            missing: self.missing.or(other.missing),
        }
    }

    fn beats(&self, other: &Best) -> bool {
        (self.share(), self.kept) > (other.share(), other.kept)
    }
}

/// By sentence, the best of each part of a pattern.
type Parts = BTreeMap<u32, Vec<Option<Best>>>;

/// The pattern among a rule's forms of which the most stands in one sentence.
pub fn best(
    program: &Program,
    own: Range<u32>,
    places: &Places,
    tells: &dyn Fn(&Step) -> f64,
    words: &Words,
) -> Option<Best> {
    let mut best: Option<Best> = None;
    let mut joints: BTreeMap<u32, Parts> = BTreeMap::new();
    for form in own.clone() {
        let steps = program.steps.of(form as usize);
        let joint = program.forms[form as usize].joint;
        let total: f64 = steps.iter().map(tells).sum();
        // One part of several may be missing altogether.
        let least = if joint.is_some() { 0.0 } else { total * LEAST_SHARE };
        for partial in partials(steps, places, tells, least) {
            let known = match joint {
                None => &mut best,
                Some((joint, part)) => {
                    let parts = joints.entry(joint).or_default().entry(partial.sentence);
                    let all = || vec![None; program.joints.of(joint as usize).len()];
                    &mut parts.or_insert_with(all)[usize::from(part)]
                }
            };
            keep(known, Best::of(form, partial));
        }
    }
    for (joint, sentences) in joints {
        for (sentence, parts) in sentences {
            keep(&mut best, whole(program, own.clone(), (joint, sentence), parts, tells, words));
        }
    }
    best
}

/// Keeps the better of the two.
fn keep(known: &mut Option<Best>, new: Best) {
    if known.as_ref().is_none_or(|known| new.beats(known)) {
        *known = Some(new);
    }
}

/// A pattern of several parts in one sentence; a part that is missing counts as the shortest way to have it.
fn whole(
    program: &Program,
    own: Range<u32>,
    (joint, sentence): (u32, u32),
    parts: Vec<Option<Best>>,
    tells: &dyn Fn(&Step) -> f64,
    words: &Words,
) -> Best {
    let none = Best { kept: 0.0, total: 0.0, has_word: false, words: Vec::new(), missing: None };
    parts.into_iter().enumerate().fold(none, |all, (part, found)| {
        let roles = program.joints.of(joint as usize)[part].roles;
        if roles != 0 && words.mean(roles, Some(sentence)) {
            return all.and(Best {
                kept: ROLE_TELLS,
                total: ROLE_TELLS,
                has_word: false,
                words: Vec::new(),
                missing: None,
            });
        }
        let is_part = |form: &u32| program.forms[*form as usize].joint == Some((joint, part as u8));
        let total = |form: u32| program.steps.of(form as usize).iter().map(tells).sum::<f64>();
        let missing = || {
            let shortest = own.clone().filter(is_part).min_by(|a, b| total(*a).total_cmp(&total(*b)));
            let worth = shortest.map_or(ROLE_TELLS, total);
            let missing = shortest.map(|form| (form, Missing::Word(0)));
            Best { kept: 0.0, total: worth, has_word: false, words: Vec::new(), missing }
        };
        all.and(found.unwrap_or_else(missing))
    })
}

/// The pattern that a rule's form at this place among its forms is of, and the form's steps as patterns write them.
pub fn readable(rule: &Rule, form: u32) -> Option<(usize, Vec<Vec<String>>)> {
    let mut at = 0;
    for (pattern, read) in rule.patterns.iter().enumerate() {
        for part in read.parts() {
            for found in forms(&part).iter().filter(|form| !is_roles(form)) {
                if at == form {
                    let steps = found.iter().map(|step| step.any.iter().map(written).collect());
                    return Some((pattern, steps.collect()));
                }
                at += 1;
            }
        }
    }
    None
}

fn written(term: &Term) -> String {
    match term {
        Term::Word(word) => word.clone(),
        Term::Class(name) => format!("<{name}>"),
        Term::Role(RoleTerm { who, possessive, unsure }) => {
            let (tail, mark) = (if *possessive { "'s" } else { "" }, if *unsure { "?" } else { "" });
            format!("{{{}{tail}{mark}}}", who.name())
        }
        Term::Phrase(words) => words.join(" "),
    }
}
