//! Passages into evidence: which rules' words stand where, who is meant, and what takes a cue's meaning away.
//!
//! Patterns work on words. A word is looked up once ([`lexicon`]); a pattern is tried only at its rarest word ([`walk`], [`form`]).
//! Who is meant is settled before ([`roles`]); conditions and contexts are looked for where rules' words were found, and read by
//! [`judge`].

mod ends;
mod form;
pub(crate) mod judge;
mod kinds;
pub(crate) mod lexicon;
mod pairs;
mod quotes;
pub mod regexes;
mod roles;
mod sieve;
mod spelling;
pub(crate) mod walk;
pub(crate) mod words;

#[cfg(test)]
mod oracle;

use crate::layer::Role;
use crate::passage::{Before, Genre, Passage};
use crate::program::{Program, Rules, Target};
use crate::rules::{Kind, Near};
use form::Text;
use lexicon::Lexicon;
use roles::Frame;
pub use roles::{Carried, Reading};
use walk::Hits;

/// A rule's words in a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's place in [`Pack::rules`](crate::rules::Pack).
    pub rule: usize,
    /// Byte offsets in the passage's text.
    pub bytes: std::ops::Range<usize>,
    /// Why it does not count, and the id of what says so.
    pub voided: Option<(Reason, String)>,
}

/// What a passage holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Its own evidence, in order of place.
    pub findings: Vec<Finding>,
    /// The passage before it.
    pub before: Preceding,
}

/// What the passage before holds; nothing where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preceding {
    /// Its own evidence.
    pub findings: Vec<Finding>,
    /// Who spoke it.
    pub speaker: Option<Role>,
}

/// Why evidence does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A context of the rule files.
    Context(Kind),
    /// It stands in a heading with nothing under it.
    Heading,
}

impl Reason {
    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Context(kind) => kind.name(),
            Reason::Heading => "heading",
        }
    }
}

/// Finds evidence. Holds compiled rules and memory that is used again from passage to passage; one for each thread.
pub struct Finder<'a> {
    pub(crate) program: &'a Program,
    regexes: Vec<(u32, regex::Regex)>,
    pub(crate) lexicon: Lexicon<'a>,
    /// Of the text read last: its words, what fired in it, and the conditions that were met in the one before it.
    pub(crate) words: words::Words,
    pub(crate) hits: Hits,
    pub(crate) fired_before: Vec<u32>,
    /// Conditions and contexts around what fired.
    around: Hits,
    /// The words of the text read before that, for conditions on it and because a writer known once stays known.
    previous: words::Words,
    /// Whether the text read last is what comes before the next.
    follows: bool,
    before: Preceding,
    /// Whether all matches of a rule in a sentence are told that share no words, and not only the one that counts.
    pub every: bool,
    /// People by name, as the user told.
    names: Vec<(String, Role)>,
}

impl<'a> Finder<'a> {
    /// A finder for rules.
    pub fn new(rules: &'a Rules) -> Finder<'a> {
        let program = &rules.program;
        Finder {
            program,
            regexes: program.regexes.iter().map(|(rule, regex)| (*rule, compiled(regex))).collect(),
            lexicon: Lexicon::new(program),
            words: words::Words::default(),
            hits: Hits::default(),
            fired_before: Vec::new(),
            around: Hits::default(),
            previous: words::Words::default(),
            follows: false,
            before: Preceding::default(),
            every: false,
            names: Vec::new(),
        }
    }

    /// Says who somebody is, by name; the words of a name count one by one.
    pub fn name(&mut self, name: &str, role: Role) {
        self.names.push((name.to_string(), role));
    }

    /// The evidence in a passage, and in the one before it. The passages of a source come in their order, as
    /// [`Before::Previous`] means the one that this was called with last.
    pub fn find(&mut self, passage: &Passage) -> Found {
        match &passage.before {
            Before::Nothing => self.forget(),
            Before::Previous => {}
            Before::Given { text, speaker } => {
                self.forget();
                self.find_in(text, *speaker, passage);
            }
        }
        let before = std::mem::take(&mut self.before);
        self.find_in(&passage.text, passage.speaker, passage);
        Found { findings: self.before.findings.clone(), before }
    }

    /// What the passage read last tells the next of whose voice it is.
    pub fn carried(&self) -> Carried {
        self.words.frame.carried()
    }

    /// Goes on in the middle of a source, after a passage that told so much.
    pub fn resume(&mut self, carried: Carried) {
        self.words.clear();
        self.words.frame = Frame::telling(carried);
        self.follows = true;
        self.before = Preceding::default();
    }

    fn forget(&mut self) {
        self.follows = false;
        self.before = Preceding::default();
    }

    /// Finds evidence in a text, and keeps what the next passage may want to know of it.
    fn find_in(&mut self, text: &str, speaker: Option<Role>, passage: &Passage) {
        self.read(text, speaker, passage);
        let voice = self.words.frame.voice;
        let findings = match self.walk(text, passage.genre) {
            true => judge::judge(self.program, &self.scene(text), passage.genre, voice, self.every),
            false => Vec::new(),
        };
        self.before = Preceding { findings, speaker };
    }

    /// The text read last, after the walk.
    pub(crate) fn scene<'s>(&'s self, text: &'s str) -> judge::Scene<'s> {
        judge::Scene { text, words: &self.words, hits: &self.hits, fired_before: &self.fired_before }
    }

    /// Each word of the passage with whom it means: what the rules are matched on.
    pub fn read_roles(&mut self, passage: &Passage) -> Vec<Reading> {
        self.find(passage);
        roles::readings(&self.words)
    }

    /// Reads a text's words and settles who is meant.
    fn read(&mut self, text: &str, speaker: Option<Role>, passage: &Passage) {
        std::mem::swap(&mut self.words, &mut self.previous);
        let follows = std::mem::replace(&mut self.follows, true);
        if !follows {
            self.previous.clear();
        }
        self.words.read(text, &mut self.lexicon);
        let before = follows.then_some(&self.previous.frame);
        let frame = roles::frame(text, passage.genre, speaker, &self.words, before);
        let names = roles::Names {
            told: &self.names,
            client: passage.session.client.as_deref(),
            therapist: passage.session.therapist.as_deref(),
        };
        roles::settle(text, &mut self.words, frame, names);
    }

    /// Finds rules' words, and conditions and contexts around those of rules that listen to this voice; whether there are any.
    fn walk(&mut self, text: &str, genre: Genre) -> bool {
        let (program, kinds) = (self.program, &self.lexicon.kinds);
        self.hits.clear();
        self.around.clear();
        self.fired_before.clear();
        walk::phrases(program, kinds, &mut self.words);
        let here = Text { program, kinds, words: &self.words };
        walk::rules(here, &mut self.hits);
        walk::find_regexes(&self.regexes, &self.words, &mut self.hits, text);
        walk::settle(&mut self.hits);
        let there = Text { words: &self.previous, ..here };
        let mut any = false;
        for of_rule in self.hits.list.chunk_by(|a, b| a.target == b.target) {
            let Target::Rule(id) = of_rule[0].target else { continue };
            let rule = &program.rules[id as usize];
            if !judge::speaks(&rule.speaker, genre, self.words.frame.voice) || !judge::written(&rule.genre, genre) {
                continue;
            }
            any = true;
            let conditions = program.conditions.of(id as usize);
            walk::conditions(here, conditions, of_rule, &mut self.around);
            let before = conditions.iter().filter(|condition| condition.place == Near::Before);
            self.fired_before
                .extend(before.filter(|condition| walk::met(there, condition)).map(|condition| condition.id));
        }
        if any {
            walk::contexts(here, &mut self.around);
            self.hits.list.append(&mut self.around.list);
            walk::settle(&mut self.hits);
        }
        any
    }
}

fn compiled(text: &str) -> regex::Regex {
    let size = crate::rules::limits::REGEX;
    let mut builder = regex::RegexBuilder::new(text);
    let built = builder.case_insensitive(true).size_limit(size).dfa_size_limit(size).build();
    built.expect("checked when it was read")
}
