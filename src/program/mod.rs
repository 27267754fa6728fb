//! Rules as tables that a walk over words reads: terms, forms, and the rarest word of each form, where it is tried.
//!
//! Compiling takes some hundredths of a second, so the build script does it for the built-in rules.

mod compile;
pub(crate) mod frequency;
pub(crate) mod people;
pub(crate) mod tables;
pub(crate) mod traits;

use serde::{Deserialize, Serialize};

use crate::rules::{Genre, Kind, Near, Pack, Scope, Speaker};
use people::People;
use tables::{Lists, WordLists};
use traits::Traits;

/// Rules ready to be used: the pack, and the program made of its patterns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    /// The layers and rules. Thresholds, biases and weights may be changed; patterns are those of the program.
    pub pack: Pack,
    pub(crate) program: Program,
}

impl Rules {
    /// Compiles a pack.
    pub fn new(pack: Pack) -> Rules {
        let program = compile::compile(&pack);
        Rules { pack, program }
    }
}

/// A word, class or set of alternatives that some step asks for.
pub(crate) type TermId = u32;

/// The tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Program {
    /// Whole words: their terms.
    pub words: WordLists<TermId>,
    /// `stem*`: by stem.
    pub stems: WordLists<TermId>,
    /// Lengths of stems that occur, in bytes, ascending.
    pub stem_lengths: Vec<u32>,
    /// Other words with wildcards.
    pub wild: Vec<(String, TermId)>,
    /// By term: where the forms of rules are tried.
    pub anchors: Lists<Anchor>,
    /// By term: where those of contexts and terminators are, once a rule's words were found.
    pub late_anchors: Lists<Anchor>,
    /// Where phrases are tried, by left and right.
    pub phrase_anchors: Vec<PhraseAnchor>,
    pub forms: Vec<Form>,
    /// By form: its steps.
    pub steps: Lists<Step>,
    /// Patterns of several parts.
    pub joints: Lists<Part>,
    /// By phrase: its words, and the terms it is.
    pub phrase_words: Lists<TermId>,
    pub phrase_terms: Lists<TermId>,
    /// Terms whose words settle who is meant, sorted.
    pub trait_terms: Vec<(TermId, Traits)>,
    /// Words of the grammar.
    pub trait_words: WordLists<Traits>,
    /// By rule.
    pub rules: Vec<RuleHead>,
    /// By rule.
    pub conditions: Lists<Condition>,
    /// Raw regular expressions, with their rules.
    pub regexes: Vec<(u32, String)>,
    pub contexts: Vec<ContextHead>,
}

/// Whose pattern it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Target {
    Rule(u32),
    /// A condition of a rule.
    Condition(u32),
    Context(u32),
    /// What ends a context's scope.
    Terminator,
}

/// Where a form is tried: the form, which of its steps the word is, and what has to stand beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Anchor {
    pub beside: Beside,
    pub form: u32,
    pub step: u8,
}

/// What has to stand beside an anchor for its form to be there: looked at first, as nearly all tries end with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Beside {
    pub wants: Wants,
    /// On which side.
    pub after: bool,
    /// Words that may stand between.
    pub gap: u8,
    /// Whether a phrase may stand there too.
    pub phrases: bool,
}

/// A term or roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Wants {
    Nothing,
    Term(TermId),
    Roles(People),
}

/// Where a phrase is tried: at its rarest word and the rarer word beside that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct PhraseAnchor {
    pub left: TermId,
    pub right: TermId,
    pub phrase: u32,
    /// Which of its words `left` is.
    pub word: u8,
}

/// One way to match one part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Form {
    pub target: Target,
    /// For a pattern of several parts: which of the joints, and which part.
    pub joint: Option<(u32, u8)>,
    /// The step at which it is tried: the rarest.
    pub anchor: u8,
}

/// One part of a pattern of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// The roles that will do instead of its words.
    pub roles: People,
    /// Whether it is the rarest: the others are looked for only where it stands.
    pub first: bool,
    /// Its forms: from, to.
    pub forms: (u32, u32),
}

/// What one step of a form asks for: a term or roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    /// Words that may stand before it.
    pub gap: u8,
    pub term: Option<TermId>,
    /// Whether phrases can stand here too.
    pub phrases: bool,
    pub roles: People,
}

/// What of a rule is wanted when its words were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RuleHead {
    pub layer: u32,
    pub speaker: Vec<Speaker>,
    pub genre: Vec<Genre>,
    pub survives: Vec<Kind>,
}

/// A rule's condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Condition {
    pub place: Near,
    pub wanted: bool,
    pub id: u32,
    /// The roles, where a pattern of it is nothing but a role.
    pub roles: People,
    /// Its forms: from, to.
    pub forms: (u32, u32),
}

/// A context without its patterns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ContextHead {
    pub id: String,
    pub kind: Kind,
    pub scope: Scope,
    pub limit: u8,
    pub layers: Vec<u32>,
}

impl Program {
    /// Whether a form is the whole of its pattern, or of the part that is looked for first.
    pub fn first(&self, form: u32) -> bool {
        let joint = self.forms[form as usize].joint;
        joint.is_none_or(|(joint, part)| self.joints.of(joint as usize)[part as usize].first)
    }
}
