//! A pack into tables.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::frequency::COMMON;
use super::people::{People, mask};
use super::tables::{Lists, WordLists};
use super::traits::{CLASSES, Traits, words};
use super::{
    Anchor, Beside, Condition, ContextHead, Form, Part, PhraseAnchor, Program, RuleHead, Step, Target, TermId, Wants,
};
use crate::rules::forms::{self, forms, is_roles};
use crate::rules::pattern::{Element, Pattern, Term};
use crate::rules::{Context, Pack, Rule};

/// How often a word that means somebody occurs in 100,000 words, about.
const ROLES_OFTEN: u32 = 15_000;

type Key = Vec<Term>;
type Parts = [Vec<Element>];

struct Compiler<'a> {
    pack: &'a Pack,
    classes: HashMap<&'a str, usize, RandomState>,
    frequency: HashMap<&'static str, u32, RandomState>,
    terms: HashMap<Key, TermId, RandomState>,
    /// By term: how often it occurs in 100,000 words, about.
    common: Vec<u32>,
    /// By term: whether a phrase is among its words.
    has_phrase: Vec<bool>,
    words: HashMap<Box<str>, Vec<TermId>, RandomState>,
    stems: HashMap<Box<str>, Vec<TermId>, RandomState>,
    wild: Vec<(String, TermId)>,
    phrase_anchors: Vec<PhraseAnchor>,
    phrase_ids: HashMap<Vec<String>, u32, RandomState>,
    phrase_words: Vec<Vec<TermId>>,
    phrase_terms: Vec<Vec<TermId>>,
    forms: Vec<Form>,
    steps: Vec<Vec<Step>>,
    joints: Vec<Vec<Part>>,
    trait_terms: Vec<(TermId, Traits)>,
    conditions: Vec<Vec<Condition>>,
    regexes: Vec<(u32, String)>,
}

/// Compiles a pack.
pub fn compile(pack: &Pack) -> Program {
    let mut compiler = Compiler {
        pack,
        classes: pack.classes.iter().enumerate().map(|(i, class)| (class.name.as_str(), i)).collect(),
        frequency: COMMON.iter().copied().collect(),
        terms: HashMap::default(),
        common: Vec::new(),
        has_phrase: Vec::new(),
        words: HashMap::default(),
        stems: HashMap::default(),
        wild: Vec::new(),
        phrase_anchors: Vec::new(),
        phrase_ids: HashMap::default(),
        phrase_words: Vec::new(),
        phrase_terms: Vec::new(),
        forms: Vec::new(),
        steps: Vec::new(),
        joints: Vec::new(),
        trait_terms: Vec::new(),
        conditions: Vec::new(),
        regexes: Vec::new(),
    };
    compiler.traits();
    compiler.patterns();
    compiler.finish()
}

impl Compiler<'_> {
    fn traits(&mut self) {
        for (name, traits) in CLASSES {
            if self.classes.contains_key(name) {
                let term = self.term(vec![Term::Class(name.to_string())]);
                self.trait_terms.push((term, traits));
            }
        }
        self.trait_terms.sort_unstable_by_key(|(term, _)| *term);
    }

    fn patterns(&mut self) {
        let pack = self.pack;
        let mut conditions = 0;
        for (at, rule) in pack.rules.iter().enumerate() {
            self.targets(&rule.patterns, Target::Rule(at as u32));
            self.regexes.extend(rule.regex.iter().map(|regex| (at as u32, regex.clone())));
            let mut own = Vec::new();
            for condition in &rule.conditions {
                let parts: Vec<_> = condition.patterns.iter().map(Pattern::parts).collect();
                let alone = parts.iter().filter(|parts| parts.len() == 1);
                let roles = alone.filter_map(|parts| role_forms(parts, 0)).fold(0, |all, one| all | one);
                let from = self.forms.len() as u32;
                self.targets(&condition.patterns, Target::Condition(conditions));
                let forms = (from, self.forms.len() as u32);
                own.push(Condition { place: condition.place, wanted: condition.wanted, id: conditions, roles, forms });
                conditions += 1;
            }
            self.conditions.push(own);
        }
        for (at, context) in pack.contexts.iter().enumerate() {
            self.targets(&context.patterns, Target::Context(at as u32));
        }
        self.targets(&pack.terminators, Target::Terminator);
    }

    fn targets(&mut self, patterns: &[Pattern], target: Target) {
        for pattern in patterns {
            let parts = pattern.parts();
            let joint = (parts.len() > 1).then_some(self.joints.len() as u32);
            let mut all = Vec::new();
            for (at, part) in parts.iter().enumerate() {
                let from = self.forms.len() as u32;
                for form in forms(part).iter().filter(|form| !is_roles(form)) {
                    self.form(form, target, joint.map(|joint| (joint, at as u8)));
                }
                let roles = role_forms(&parts, at).unwrap_or(0);
                all.push(Part { roles, first: false, forms: (from, self.forms.len() as u32) });
            }
            if joint.is_some() {
                let often = |part: &&mut Part| {
                    (part.forms.0..part.forms.1).map(|form| u64::from(self.anchor_of(form).1)).sum::<u64>()
                };
                // A part that a role alone fulfils would have to be looked for everywhere.
                let rarest = all.iter_mut().filter(|part| part.roles == 0).min_by_key(often);
                rarest.expect("a pattern has a part with words").first = true;
                self.joints.push(all);
            }
        }
    }

    fn form(&mut self, form: &[forms::Step], target: Target, joint: Option<(u32, u8)>) {
        let steps: Vec<Step> = form.iter().map(|step| self.step(step)).collect();
        let (_, _, anchor) = (steps.iter().enumerate())
            .filter_map(|(at, step)| step.term.map(|term| (self.common[term as usize], term, at)))
            .min()
            .expect("a form has a word beside its roles");
        self.forms.push(Form { target, joint, anchor: anchor as u8 });
        self.steps.push(steps);
    }

    /// The term at which a form is tried, and how often it occurs.
    fn anchor_of(&self, form: u32) -> (TermId, u32) {
        let step = self.forms[form as usize].anchor;
        let term = self.steps[form as usize][step as usize].term.expect("an anchor is a word");
        (term, self.common[term as usize])
    }

    /// By term, where forms are tried: those of rules, and those that are looked for only afterwards. Of a pattern of several parts
    /// only the rarest is tried, and conditions are looked for one by one.
    fn anchors(&self) -> [Vec<Vec<Anchor>>; 2] {
        let mut anchors = [vec![Vec::new(); self.common.len()], vec![Vec::new(); self.common.len()]];
        for (at, form) in self.forms.iter().enumerate() {
            let first = |(joint, part): (u32, u8)| self.joints[joint as usize][part as usize].first;
            let late = match form.target {
                Target::Rule(_) => 0,
                Target::Context(_) | Target::Terminator => 1,
                Target::Condition(_) => continue,
            };
            if form.joint.is_none_or(first) {
                let beside = self.beside(&self.steps[at], form.anchor as usize);
                let anchor = Anchor { beside, form: at as u32, step: form.anchor };
                anchors[late][self.anchor_of(at as u32).0 as usize].push(anchor);
            }
        }
        anchors
    }

    /// What is looked at first beside a form's anchor: the rarer of its neighbours.
    fn beside(&self, steps: &[Step], anchor: usize) -> Beside {
        let side = |step: &Step, gap: u8, after: bool| {
            let (wants, often) = match step.term {
                Some(term) => (Wants::Term(term), self.common[term as usize]),
                None => (Wants::Roles(step.roles), ROLES_OFTEN),
            };
            (often.saturating_mul(u32::from(gap) + 1), Beside { wants, after, gap, phrases: step.phrases })
        };
        let after = steps.get(anchor + 1).map(|next| side(next, next.gap, true));
        let before = anchor.checked_sub(1).map(|at| side(&steps[at], steps[anchor].gap, false));
        let rarer = after.into_iter().chain(before).min_by_key(|(often, _)| *often);
        rarer.map_or(Beside { wants: Wants::Nothing, after: false, gap: 0, phrases: false }, |(_, beside)| beside)
    }

    fn step(&mut self, step: &forms::Step) -> Step {
        let mut roles = 0;
        let mut key: Key = Vec::new();
        for term in &step.any {
            match term {
                Term::Role(role) => roles |= mask(*role),
                Term::Word(_) | Term::Class(_) | Term::Phrase(_) => key.push(term.clone()),
            }
        }
        key.sort();
        key.dedup();
        let term = (!key.is_empty()).then(|| self.term(key));
        Step { gap: step.gap, term, phrases: term.is_some_and(|term| self.has_phrase[term as usize]), roles }
    }

    fn term(&mut self, key: Key) -> TermId {
        if let Some(&id) = self.terms.get(&key) {
            return id;
        }
        let id = self.new_term(key.clone());
        for part in &key {
            match part {
                Term::Word(word) => self.word(id, word),
                Term::Class(name) => {
                    let Some(&class) = self.classes.get(name.as_str()) else {
                        continue;
                    };
                    for phrase in &self.pack.classes[class].words {
                        if phrase.contains(' ') {
                            let words: Vec<String> = phrase.split(' ').map(str::to_string).collect();
                            self.phrase(id, &words);
                        } else {
                            self.word(id, phrase);
                        }
                    }
                }
                Term::Phrase(words) => self.phrase(id, words),
                Term::Role(_) => {}
            }
        }
        id
    }

    fn new_term(&mut self, key: Key) -> TermId {
        let id = self.common.len() as TermId;
        self.terms.insert(key, id);
        self.common.push(0);
        self.has_phrase.push(false);
        id
    }

    fn word(&mut self, term: TermId, word: &str) {
        let common = match word.split_once('*') {
            // A stem takes all common words that begin with it.
            Some((stem, _)) => COMMON.iter().filter(|(w, _)| w.starts_with(stem)).map(|(_, n)| n).sum::<u32>() + 5,
            None => self.frequency.get(word).copied().unwrap_or(2),
        };
        self.common[term as usize] = self.common[term as usize].saturating_add(common);
        let stem = word.strip_suffix('*').filter(|stem| !stem.contains(['*', '?', '#']));
        if let Some(stem) = stem {
            self.stems.entry(stem.into()).or_default().push(term);
        } else if word.contains(['*', '?', '#']) {
            self.wild.push((word.to_string(), term));
        } else {
            self.words.entry(word.into()).or_default().push(term);
        }
    }

    fn phrase(&mut self, term: TermId, phrase: &[String]) {
        self.has_phrase[term as usize] = true;
        self.common[term as usize] += 5;
        if let Some(&id) = self.phrase_ids.get(phrase) {
            self.phrase_terms[id as usize].push(term);
            return;
        }
        let words: Vec<TermId> = phrase.iter().map(|word| self.term(vec![Term::Word(word.clone())])).collect();
        let often = |&word: &usize| self.common[words[word] as usize];
        let rarest = (0..words.len()).min_by_key(often).expect("a phrase has words");
        let sides = [rarest.checked_sub(1), Some(rarest + 1).filter(|&next| next < words.len())];
        let beside = sides.into_iter().flatten().min_by_key(often).expect("a phrase has more than one word");
        let id = self.phrase_words.len() as u32;
        let word = rarest.min(beside);
        let (left, right) = (words[word], words[word + 1]);
        self.phrase_anchors.push(PhraseAnchor { left, right, phrase: id, word: word as u8 });
        self.phrase_words.push(words);
        self.phrase_terms.push(vec![term]);
        self.phrase_ids.insert(phrase.to_vec(), id);
    }

    fn finish(mut self) -> Program {
        self.phrase_anchors.sort_unstable();
        let [anchors, late_anchors] = self.anchors();
        let mut stem_lengths: Vec<u32> = self.stems.keys().map(|stem| stem.len() as u32).collect();
        stem_lengths.sort_unstable();
        stem_lengths.dedup();
        Program {
            words: WordLists::new(self.words),
            stems: WordLists::new(self.stems),
            stem_lengths,
            wild: self.wild,
            anchors: Lists::new(anchors),
            late_anchors: Lists::new(late_anchors),
            phrase_anchors: self.phrase_anchors,
            forms: self.forms,
            steps: Lists::new(self.steps),
            joints: Lists::new(self.joints),
            phrase_words: Lists::new(self.phrase_words),
            phrase_terms: Lists::new(self.phrase_terms),
            trait_terms: self.trait_terms,
            trait_words: WordLists::new(words()),
            rules: self.pack.rules.iter().map(rule_head).collect(),
            conditions: Lists::new(self.conditions),
            regexes: self.regexes,
            contexts: self.pack.contexts.iter().map(context_head).collect(),
        }
    }
}

fn rule_head(rule: &Rule) -> RuleHead {
    RuleHead {
        layer: rule.layer as u32,
        speaker: rule.speaker.clone(),
        genre: rule.genre.clone(),
        survives: rule.survives.clone(),
    }
}

fn context_head(context: &Context) -> ContextHead {
    ContextHead {
        id: context.id.clone(),
        kind: context.kind,
        scope: context.scope,
        limit: context.limit,
        layers: context.layers.iter().map(|&layer| layer as u32).collect(),
    }
}

/// The roles of a part's forms that are nothing but a role.
fn role_forms(parts: &Parts, part: usize) -> Option<People> {
    let roles = forms(&parts[part]).into_iter().filter(is_roles).flatten().flat_map(|step| step.any);
    roles.map(|term| if let Term::Role(role) = term { mask(role) } else { 0 }).reduce(|all, one| all | one)
}
