//! Rules: what the rule files say, read, checked and merged into one [`Pack`].
//!
//! `read` takes files to drafts and `merge` drafts to a pack; both go on after a fault, so that all faults are told at once.
//! The build script includes this module and does the same for the built-in files, so that start-up need not.

mod classes;
mod cost;
pub mod fault;
pub(crate) mod forms;
mod layers;
pub mod limits;
mod merge;
pub mod pattern;
mod read;
pub(crate) mod table;
pub(crate) mod words;

use serde::{Deserialize, Serialize};

pub use merge::{Loaded, load};

use crate::layer::Layer;
use fault::Place;
use pattern::Pattern;

/// Everything that decides a tag, as plain data: layers, rules, word classes, contexts, weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// The pack's name; several packs are joined with ` + `.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of all that was read, in hex.
    pub sha256: String,
    /// The layers, in the order in which output shows them.
    pub layers: Vec<Layer>,
    /// The rules, by layer, then in the order of their files.
    pub rules: Vec<Rule>,
    /// The word classes, by name.
    pub classes: Vec<Class>,
    /// What changes a cue's meaning.
    pub contexts: Vec<Context>,
    /// What ends the scope of a context.
    pub terminators: Vec<Pattern>,
}

/// Words that are a sign of a layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// `layer/rule`.
    pub id: String,
    /// Its layer's place in [`Pack::layers`].
    pub layer: usize,
    /// Its facet's place in that layer.
    pub facet: usize,
    /// What it is worth: one of the pack's grades.
    pub strength: Strength,
    /// What it adds to the score, in log odds; below 0 where it speaks against the layer.
    pub adds: f64,
    /// The clause of the codebook it stands for.
    pub why: String,
    /// Any of these fires the rule.
    pub patterns: Vec<Pattern>,
    /// Raw regular expressions that fire it too.
    pub regex: Vec<String>,
    /// Who must speak; anyone where empty.
    pub speaker: Vec<Speaker>,
    /// In which kinds of text; any where empty.
    pub genre: Vec<Genre>,
    /// What must or must not stand nearby; all must hold.
    pub conditions: Vec<Condition>,
    /// Contexts that do not void it.
    pub survives: Vec<Kind>,
    /// Whether it marks strain in the working alliance or its repair.
    pub marks: Option<Mark>,
    /// Instead of patterns: fires where a turn holds a cue of the layer and the other's turn before it has the layer.
    pub continues: bool,
}

/// The grades of strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// A cue that needs company.
    Weak,
    /// Right two times in three.
    Medium,
    /// A careful reader would nearly always agree.
    Strong,
}

impl Strength {
    /// The name in rule files and output.
    pub fn name(self) -> &'static str {
        match self {
            Strength::Weak => "weak",
            Strength::Medium => "medium",
            Strength::Strong => "strong",
        }
    }
}

/// Whom a rule wants to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// A turn or letter of the therapist.
    Therapist,
    /// A turn or letter of the client, or their own account.
    Client,
    /// Whoever wrote a note or letter.
    Author,
    /// Nobody knows.
    Unknown,
}

/// The kinds of text, as rules name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Genre {
    /// A note.
    Note,
    /// A letter, diary or post.
    Letter,
    /// Talk.
    Transcript,
}

/// What must or must not stand near a rule's words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// Where to look.
    pub place: Near,
    /// Whether one of the patterns must stand there, or none may.
    pub wanted: bool,
    /// What to look for.
    pub patterns: Vec<Pattern>,
}

/// Where a condition looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Near {
    /// The sentence in which the rule's words stand.
    Sentence,
    /// The passage.
    Passage,
    /// The passage before.
    Before,
}

/// What a rule says of the working alliance besides that it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// A rupture.
    Strain,
    /// Its mending.
    Repair,
}

/// A named set of words and phrases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// Its name, as patterns write it in `< >`.
    pub name: String,
    /// What its words mean.
    pub meaning: String,
    /// Its words and phrases, folded, those of classes in it included; a phrase's words are parted by one space.
    pub words: Vec<String>,
}

/// What voids evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// Its id.
    pub id: String,
    /// Why it voids.
    pub kind: Kind,
    /// How far it reaches.
    pub scope: Scope,
    /// In words, for `after` and `before`.
    pub limit: u8,
    /// What triggers it.
    pub patterns: Vec<Pattern>,
    /// Places in [`Pack::layers`] of the layers it concerns; all where empty.
    pub layers: Vec<usize>,
}

/// Why evidence is voided, or that it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It is said not to be so.
    Negated,
    /// General theory with no tie to this client.
    Theory,
    /// About other people, another therapist or another time.
    Elsewhere,
    /// A turn of phrase.
    Idiom,
    /// Looks like a trigger and is none.
    Pseudo,
}

impl Kind {
    /// The name in rule files and output.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Negated => "negated",
            Kind::Theory => "theory",
            Kind::Elsewhere => "elsewhere",
            Kind::Idiom => "idiom",
            Kind::Pseudo => "pseudo",
        }
    }
}

/// How far a context reaches, within its sentence but for `Passage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Words after the trigger, up to a terminator.
    After,
    /// Words before it, back to a terminator.
    Before,
    /// The sentence.
    Sentence,
    /// The passage.
    Passage,
    /// Evidence that shares a word with it.
    Inside,
}

/// An example in a rule file: must the rule fire on it or be silent?
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The rule's place in [`Pack::rules`].
    pub rule: usize,
    /// Whether the rule must fire.
    pub fires: bool,
    /// The example as written, with its `T: ` or `C: `.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}
