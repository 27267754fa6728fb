//! Passages into evidence: which rules' words stand where, who is meant, and what takes a cue's meaning away.
//!
//! Patterns work on words. A word is looked up once ([`lexicon`]); a pattern is tried only at its rarest word ([`walk`]). Who is
//! meant is settled before ([`roles`]), conditions and contexts are read afterwards from what fired ([`judge`]).

pub(crate) mod judge;
pub(crate) mod lexicon;
mod quotes;
pub mod regexes;
mod roles;
pub(crate) mod walk;
pub(crate) mod words;

use crate::layer::Role;
use crate::passage::{Before, Genre, Passage};
use crate::program::{Program, Rules};
use crate::rules::{Kind, Near};
use lexicon::Lexicon;
use roles::Frame;
pub use roles::Reading;
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
    /// Conditions on the passage before that a role alone fulfils, with the roles.
    role_conditions: Vec<(u32, u16)>,
    pub(crate) lexicon: Lexicon<'a>,
    /// Of the text read last: its words, what fired in it, and the conditions that fired in the one before it.
    pub(crate) words: words::Words,
    pub(crate) hits: Hits,
    pub(crate) fired_before: Vec<u32>,
    before: Previous,
    /// Whether all matches of a rule in a sentence are told that share no words, and not only the one that counts.
    pub every: bool,
    /// People by name, as the user told.
    names: Vec<(String, Role)>,
}

/// What is kept of the passage before.
#[derive(Default)]
struct Previous {
    /// Conditions that fired in it.
    fired: Vec<u32>,
    /// Whose voice it was, so that a writer known once stays known.
    frame: Option<Frame>,
    speaker: Option<Role>,
    findings: Vec<Finding>,
}

impl<'a> Finder<'a> {
    /// A finder for rules.
    pub fn new(rules: &'a Rules) -> Finder<'a> {
        let program = &rules.program;
        Finder {
            program,
            regexes: program.regexes.iter().map(|(rule, regex)| (*rule, compiled(regex))).collect(),
            role_conditions: (program.conditions.iter().flatten())
                .filter(|condition| condition.roles != 0 && condition.place == Near::Before)
                .map(|condition| (condition.id, condition.roles))
                .collect(),
            lexicon: Lexicon::new(program),
            words: words::Words::default(),
            hits: Hits::default(),
            fired_before: Vec::new(),
            before: Previous::default(),
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
            Before::Nothing => self.before = Previous::default(),
            Before::Previous => {}
            Before::Given { text, speaker } => {
                self.before = Previous::default();
                self.find_in(text, *speaker, passage);
            }
        }
        let before = Preceding { findings: std::mem::take(&mut self.before.findings), speaker: self.before.speaker };
        self.find_in(&passage.text, passage.speaker, passage);
        Found { findings: self.before.findings.clone(), before }
    }

    /// Finds evidence in a text, and keeps what the next passage may want to know of it.
    fn find_in(&mut self, text: &str, speaker: Option<Role>, passage: &Passage) {
        self.walk(text, passage.genre, speaker, passage);
        std::mem::swap(&mut self.fired_before, &mut self.before.fired);
        self.before.findings =
            judge::judge(self.program, &self.scene(text), passage.genre, self.words.frame.voice, self.every);
        self.before.speaker = speaker;
        self.before.fired.clear();
        self.before.fired.extend(self.hits.conditions());
        let alone = self.role_conditions.iter().filter(|(_, roles)| self.words.mean(*roles, None));
        self.before.fired.extend(alone.map(|(id, _)| id));
        self.before.frame = Some(self.words.frame.clone());
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

    fn walk(&mut self, text: &str, genre: Genre, speaker: Option<Role>, passage: &Passage) {
        self.words.read(text, &mut self.lexicon);
        let frame = roles::frame(text, genre, speaker, &self.words, self.before.frame.as_ref());
        let names = roles::Names {
            told: &self.names,
            client: passage.session.client.as_deref(),
            therapist: passage.session.therapist.as_deref(),
        };
        roles::settle(text, &mut self.words, frame, names);
        walk::walk(self.program, &self.lexicon, &mut self.words, &mut self.hits);
        walk::find_regexes(&self.regexes, &self.words, &mut self.hits, text);
        walk::settle(&mut self.hits);
    }
}

fn compiled(text: &str) -> regex::Regex {
    let size = crate::rules::REGEX_SIZE;
    let built = regex::RegexBuilder::new(text).case_insensitive(true).size_limit(size).build();
    built.expect("checked when it was read")
}
