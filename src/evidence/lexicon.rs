//! What is known of each distinct word: which terms of the rules it is, settled once and remembered.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::compile::Anchor;
use crate::rules::words::matches;

/// A word, class or set of alternatives that some step asks for.
pub type TermId = u32;
/// Words that are the same terms share a kind; 0 is the kind of all words that no rule knows.
pub type KindId = u32;

/// So many distinct words are remembered; then it starts anew, so that memory stays bounded on endless input.
const MOST_REMEMBERED: usize = 1 << 16;
/// Longer words are not words of any rule.
const LONGEST_WORD: usize = 64;

/// What words of one kind have in common.
#[derive(Debug, Default)]
pub struct Kind {
    /// The terms it is, sorted.
    pub terms: Vec<TermId>,
    /// The forms to try where it stands.
    pub anchors: Vec<Anchor>,
    /// The phrases to try where it stands, and which of their words it is.
    pub phrases: Vec<(u32, u8)>,
    /// What it is for settling who is meant.
    pub traits: Traits,
}

impl Kind {
    /// Whether it is this term.
    pub fn is(&self, term: TermId) -> bool {
        if self.terms.len() <= 16 { self.terms.contains(&term) } else { self.terms.binary_search(&term).is_ok() }
    }
}

/// What matters of a word for settling who is meant, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Traits(pub u32);

impl Traits {
    pub const I: Traits = Traits(1);
    pub const MY: Traits = Traits(1 << 1);
    pub const YOU: Traits = Traits(1 << 2);
    pub const YOUR: Traits = Traits(1 << 3);
    pub const WE: Traits = Traits(1 << 4);
    pub const OUR: Traits = Traits(1 << 5);
    pub const HE: Traits = Traits(1 << 6);
    pub const SHE: Traits = Traits(1 << 7);
    pub const THEY: Traits = Traits(1 << 8);
    /// his, her, their
    pub const POSSESSIVE: Traits = Traits(1 << 9);
    /// "her" and "his" as an object or by itself
    pub const OBJECT: Traits = Traits(1 << 10);
    pub const THERAPIST_NOUN: Traits = Traits(1 << 11);
    pub const CLIENT_NOUN: Traits = Traits(1 << 12);
    pub const FEMALE: Traits = Traits(1 << 13);
    pub const MALE: Traits = Traits(1 << 14);
    /// somebody else, of either sex
    pub const SOMEONE: Traits = Traits(1 << 15);
    /// Nouns that mean a person.
    pub const NOUNS: Traits = Traits(0b111111 << 11);
    pub const SUPERVISOR: Traits = Traits(1 << 16);
    pub const REPORTING: Traits = Traits(1 << 17);
    /// the, this, my, our: before a noun that means one of the two
    pub const DEFINITE: Traits = Traits(1 << 18);
    /// a, another, other, previous, his: before a noun that means somebody else
    pub const INDEFINITE: Traits = Traits(1 << 19);
    /// known to the rules or a common word: no name
    pub const KNOWN: Traits = Traits(1 << 20);
    pub const KNOW: Traits = Traits(1 << 21);

    pub fn has(self, other: Traits) -> bool {
        self.0 & other.0 != 0
    }

    pub fn or(self, other: Traits) -> Traits {
        Traits(self.0 | other.0)
    }
}

/// Words as the rules see them.
#[derive(Default)]
pub struct Lexicon {
    /// Whole words: their terms.
    pub(super) words: HashMap<Box<str>, Vec<TermId>, RandomState>,
    /// `stem*`: by stem.
    pub(super) stems: HashMap<Box<str>, Vec<TermId>, RandomState>,
    /// Lengths of stems that occur, in bytes, ascending.
    pub(super) stem_lengths: Vec<usize>,
    /// Other words with wildcards.
    pub(super) wild: Vec<(Box<str>, TermId)>,
    /// By term: the forms it anchors.
    pub(super) anchors: Vec<Vec<Anchor>>,
    /// By term: the phrases whose rarest word it is.
    pub(super) phrase_anchors: Vec<Vec<(u32, u8)>>,
    /// Words and classes that settle who is meant: by term.
    pub(super) trait_terms: HashMap<TermId, Traits, RandomState>,
    /// The same for pronouns and other words of the grammar.
    pub(super) trait_words: HashMap<&'static str, Traits, RandomState>,
    remembered: HashMap<Box<str>, KindId, RandomState>,
    by_terms: HashMap<(Vec<TermId>, Traits), KindId, RandomState>,
    kinds: Vec<Kind>,
}

impl Lexicon {
    /// The kind of a folded word.
    pub fn kind_of(&mut self, word: &str) -> KindId {
        if let Some(&kind) = self.remembered.get(word) {
            return kind;
        }
        if word.len() > LONGEST_WORD {
            return 0;
        }
        let kind = self.settle(word);
        if self.remembered.len() >= MOST_REMEMBERED {
            self.remembered.clear();
        }
        self.remembered.insert(word.into(), kind);
        kind
    }

    /// What is known of a kind.
    pub fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[id as usize]
    }

    pub(super) fn start(&mut self) {
        self.kinds.push(Kind::default());
        self.by_terms.insert((Vec::new(), Traits::default()), 0);
    }

    fn settle(&mut self, word: &str) -> KindId {
        let mut terms: Vec<TermId> = self.words.get(word).cloned().unwrap_or_default();
        for &length in self.stem_lengths.iter().take_while(|&&length| length <= word.len()) {
            if let Some(found) = word.get(..length).and_then(|stem| self.stems.get(stem)) {
                terms.extend(found);
            }
        }
        terms.extend(self.wild.iter().filter(|(pattern, _)| matches(pattern, word)).map(|(_, term)| *term));
        terms.sort_unstable();
        terms.dedup();
        let mut traits = self.trait_words.get(word).copied().unwrap_or_default();
        for term in &terms {
            traits = traits.or(self.trait_terms.get(term).copied().unwrap_or_default());
        }
        if !terms.is_empty() {
            traits = traits.or(Traits::KNOWN);
        }
        // "My therapist's house": the possessive of a noun means whom the noun means.
        if let Some(base) = word.strip_suffix("'s").or_else(|| word.strip_suffix('\'')) {
            let base = self.kind_of(base);
            traits = traits.or(Traits(self.kind(base).traits.0 & Traits::NOUNS.0));
        }
        if let Some(&kind) = self.by_terms.get(&(terms.clone(), traits)) {
            return kind;
        }
        let id = self.kinds.len() as KindId;
        self.kinds.push(Kind {
            anchors: terms.iter().flat_map(|&term| self.anchors[term as usize].iter().copied()).collect(),
            phrases: terms.iter().flat_map(|&term| self.phrase_anchors[term as usize].iter().copied()).collect(),
            terms: terms.clone(),
            traits,
        });
        self.by_terms.insert((terms, traits), id);
        id
    }
}
