//! A pack into what the walk needs: terms, forms, and the rarest word of each to try it at.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::frequency::COMMON;
use super::lexicon::{Lexicon, TermId, Traits};
use super::roles::mask;
use crate::rules::pattern::{Pattern, Step, Term, is_roles};
use crate::rules::{Context, Pack, Rule};

/// Whose pattern it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A rule.
    Rule(u32),
    /// A condition of a rule.
    Condition(u32),
    /// A context.
    Context(u32),
    /// What ends a context's scope.
    Terminator,
}

/// Where a form is tried: the form and which of its steps the word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    pub form: u32,
    pub step: u8,
}

/// One way to match one part of a pattern.
#[derive(Debug)]
pub struct Form {
    pub target: Target,
    /// For a pattern of several parts: which of [`Program::joints`], and which part.
    pub joint: Option<(u32, u8)>,
    pub steps: Vec<Place>,
}

/// A pattern of several parts: by part, the roles that will do instead of its words.
pub type Joint = Vec<u16>;

/// What one step of a form asks for.
#[derive(Debug)]
pub struct Place {
    /// Words that may stand before it.
    pub gap: u8,
    /// The words.
    pub term: Option<TermId>,
    /// Whether phrases can stand here too.
    pub phrases: bool,
    /// The roles, as in [`mask`].
    pub roles: u16,
}

/// A phrase of a class: its words and the terms it is.
#[derive(Debug)]
pub struct Phrase {
    pub words: Vec<TermId>,
    pub terms: Vec<TermId>,
}

/// A rule's condition, ready to be read.
#[derive(Debug)]
pub struct Condition {
    pub place: crate::rules::Near,
    pub wanted: bool,
    pub id: u32,
    /// The roles, where a pattern of it is nothing but a role.
    pub roles: u16,
}

/// A pack, compiled.
pub struct Program {
    pub forms: Vec<Form>,
    pub joints: Vec<Joint>,
    pub phrases: Vec<Phrase>,
    pub rules: Vec<Rule>,
    /// By rule.
    pub conditions: Vec<Vec<Condition>>,
    /// By rule: raw regular expressions.
    pub regexes: Vec<(u32, regex::Regex)>,
    pub contexts: Vec<Context>,
    /// By term: where forms are tried.
    pub anchors: Vec<Vec<Anchor>>,
}

type Key = Vec<Term>;

struct Compiler<'a> {
    pack: &'a Pack,
    classes: HashMap<&'a str, usize, RandomState>,
    frequency: HashMap<&'static str, u32, RandomState>,
    terms: HashMap<Key, TermId, RandomState>,
    /// By term: how often it occurs in 100,000 words, about.
    common: Vec<u32>,
    /// By term: whether a phrase is among its words.
    has_phrase: Vec<bool>,
    phrase_ids: HashMap<Vec<String>, u32, RandomState>,
    lexicon: Lexicon,
    program: Program,
}

/// Compiles a pack.
pub fn compile(pack: &Pack) -> (Program, Lexicon) {
    let program = Program {
        forms: Vec::new(),
        joints: Vec::new(),
        phrases: Vec::new(),
        rules: pack.rules.clone(),
        conditions: Vec::new(),
        regexes: Vec::new(),
        contexts: pack.contexts.clone(),
        anchors: Vec::new(),
    };
    let mut compiler = Compiler {
        pack,
        classes: pack.classes.iter().enumerate().map(|(i, class)| (class.name.as_str(), i)).collect(),
        frequency: COMMON.iter().copied().collect(),
        terms: HashMap::default(),
        common: Vec::new(),
        has_phrase: Vec::new(),
        phrase_ids: HashMap::default(),
        lexicon: Lexicon::default(),
        program,
    };
    compiler.grammar();
    compiler.patterns();
    compiler.finish()
}

impl Compiler<'_> {
    fn patterns(&mut self) {
        let pack = self.pack;
        let mut conditions = 0;
        for (at, rule) in pack.rules.iter().enumerate() {
            self.targets(&rule.patterns, Target::Rule(at as u32));
            for regex in &rule.regex {
                let size = crate::rules::REGEX_SIZE;
                let built = regex::RegexBuilder::new(regex).case_insensitive(true).size_limit(size).build();
                self.program.regexes.push((at as u32, built.expect("checked when it was read")));
            }
            let mut own = Vec::new();
            for condition in &rule.conditions {
                let mut roles = 0;
                for pattern in &condition.patterns {
                    roles |= role_forms(pattern, 0).filter(|_| pattern.parts.len() == 1).unwrap_or(0);
                }
                self.targets(&condition.patterns, Target::Condition(conditions));
                own.push(Condition { place: condition.place, wanted: condition.wanted, id: conditions, roles });
                conditions += 1;
            }
            self.program.conditions.push(own);
        }
        for (at, context) in pack.contexts.iter().enumerate() {
            self.targets(&context.patterns, Target::Context(at as u32));
        }
        self.targets(&pack.terminators, Target::Terminator);
    }

    fn targets(&mut self, patterns: &[Pattern], target: Target) {
        for pattern in patterns {
            let parts = pattern.parts.len();
            let joint = self.program.joints.len() as u32;
            if parts > 1 {
                self.program.joints.push((0..parts).map(|part| role_forms(pattern, part).unwrap_or(0)).collect());
            }
            for part in 0..parts {
                for form in pattern.forms(part).iter().filter(|form| !is_roles(form)) {
                    self.form(form, target, (parts > 1).then_some((joint, part as u8)));
                }
            }
        }
    }

    fn form(&mut self, steps: &[Step], target: Target, joint: Option<(u32, u8)>) {
        let places: Vec<Place> = steps.iter().map(|step| self.place(step)).collect();
        let (_, term, at) = (places.iter().enumerate())
            .filter_map(|(at, place)| place.term.map(|term| (self.common[term as usize], term, at)))
            .min()
            .expect("a form has a word beside its roles");
        let id = self.program.forms.len() as u32;
        self.program.anchors[term as usize].push(Anchor { form: id, step: at as u8 });
        self.program.forms.push(Form { target, joint, steps: places });
    }

    fn place(&mut self, step: &Step) -> Place {
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
        Place { gap: step.gap, term, phrases: term.is_some_and(|term| self.has_phrase[term as usize]), roles }
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
                        match &phrase[..] {
                            [word] => self.word(id, word),
                            _ => self.phrase(id, phrase),
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
        self.program.anchors.push(Vec::new());
        self.lexicon.phrase_anchors.push(Vec::new());
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
            self.lexicon.stems.entry(stem.into()).or_default().push(term);
        } else if word.contains(['*', '?', '#']) {
            self.lexicon.wild.push((word.into(), term));
        } else {
            self.lexicon.words.entry(word.into()).or_default().push(term);
        }
    }

    fn phrase(&mut self, term: TermId, phrase: &[String]) {
        self.has_phrase[term as usize] = true;
        self.common[term as usize] += 5;
        if let Some(&id) = self.phrase_ids.get(phrase) {
            self.program.phrases[id as usize].terms.push(term);
            return;
        }
        let words: Vec<TermId> = phrase.iter().map(|word| self.term(vec![Term::Word(word.clone())])).collect();
        let rarest = (0..words.len()).min_by_key(|&i| self.common[words[i] as usize]).expect("a phrase has words");
        let id = self.program.phrases.len() as u32;
        self.lexicon.phrase_anchors[words[rarest] as usize].push((id, rarest as u8));
        self.program.phrases.push(Phrase { words, terms: vec![term] });
        self.phrase_ids.insert(phrase.to_vec(), id);
    }

    /// The words that settle who is meant.
    fn grammar(&mut self) {
        let classes: [(&str, Traits); 11] = [
            ("therapist-noun", Traits::THERAPIST_NOUN),
            ("client-noun", Traits::CLIENT_NOUN),
            ("kin-female", Traits::FEMALE),
            ("kin-male", Traits::MALE),
            ("kin-neutral", Traits::SOMEONE),
            ("other-female", Traits::FEMALE),
            ("other-male", Traits::MALE),
            ("other-neutral", Traits::SOMEONE),
            ("supervisor-noun", Traits::SUPERVISOR),
            ("reporting-verb", Traits::REPORTING),
            ("kin", Traits::SOMEONE),
        ];
        for (name, traits) in classes {
            if self.classes.contains_key(name) {
                let term = self.term(vec![Term::Class(name.to_string())]);
                self.lexicon.trait_terms.insert(term, traits);
            }
        }
        // Female and male kin are in <kin> too; that must not make them of either sex.
        let both = self.terms.get(&vec![Term::Class("kin".to_string())]).copied();
        if let Some(term) = both {
            self.lexicon.trait_terms.remove(&term);
        }
        let words: &[(&[&str], Traits)] = &[
            (&["i", "me", "myself"], Traits::I),
            (&["my", "mine"], Traits::MY),
            (&["you", "yourself", "u", "ya"], Traits::YOU),
            (&["your", "yours", "ur"], Traits::YOUR),
            (&["we", "us", "ourselves"], Traits::WE),
            (&["our", "ours"], Traits::OUR),
            (&["he", "him", "himself"], Traits::HE),
            (&["his"], Traits(Traits::HE.0 | Traits::POSSESSIVE.0)),
            (&["she", "herself"], Traits::SHE),
            (&["her"], Traits(Traits::SHE.0 | Traits::POSSESSIVE.0 | Traits::OBJECT.0)),
            (&["hers"], Traits(Traits::SHE.0 | Traits::POSSESSIVE.0)),
            (&["they", "them", "themselves", "themself"], Traits::THEY),
            (&["their", "theirs"], Traits(Traits::THEY.0 | Traits::POSSESSIVE.0)),
            (&["the", "this"], Traits::DEFINITE),
            (
                &[
                    "a",
                    "an",
                    "another",
                    "other",
                    "previous",
                    "former",
                    "some",
                    "any",
                    "many",
                    "most",
                    "all",
                    "last",
                    "first",
                    "old",
                    "new",
                    "ex",
                    "different",
                    "every",
                    "each",
                ],
                Traits::INDEFINITE,
            ),
            (&["know", "see"], Traits::KNOW),
        ];
        for (list, traits) in words {
            for word in *list {
                let known = self.lexicon.trait_words.entry(word).or_default();
                *known = known.or(*traits).or(Traits::KNOWN);
            }
        }
        for (word, _) in COMMON {
            let known = self.lexicon.trait_words.entry(word).or_default();
            *known = known.or(Traits::KNOWN);
        }
    }

    fn finish(mut self) -> (Program, Lexicon) {
        let mut lengths: Vec<usize> = self.lexicon.stems.keys().map(|stem| stem.len()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        self.lexicon.stem_lengths = lengths;
        self.lexicon.anchors = self.program.anchors.clone();
        self.lexicon.start();
        (self.program, self.lexicon)
    }
}

/// The roles of a part's forms that are nothing but a role.
fn role_forms(pattern: &Pattern, part: usize) -> Option<u16> {
    let roles = pattern.forms(part).into_iter().filter(is_roles).flatten().flat_map(|step| step.any);
    roles.map(|term| if let Term::Role(role) = term { mask(role) } else { 0 }).reduce(|all, one| all | one)
}
