//! What is known of each distinct word: which terms of the rules it is, settled once and remembered.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::words::Word;
use crate::program::traits::Traits;
use crate::program::{Anchor, Program, TermId};
use crate::rules::words::{bare_contraction, matches};

/// Words that are the same terms share a kind; 0 is the kind of all words that no rule knows.
pub type KindId = u32;

/// So many distinct words are remembered; then it starts anew, so that memory stays bounded on endless input.
const MOST_REMEMBERED: usize = 1 << 16;
/// So many terms are looked through one by one.
const FEW: usize = 12;
/// Longer words are not words of any rule.
const LONGEST_WORD: usize = 64;

/// What is remembered of a word.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    pub kind: KindId,
    /// The folded words it stands for, where it is a contraction without its apostrophe.
    pub bare: Option<(&'static str, &'static str)>,
}

/// What words of one kind have in common.
#[derive(Debug, Default)]
pub struct Kind {
    /// The terms it is, sorted.
    pub terms: Vec<TermId>,
    /// The same as bits, where there are more than [`FEW`].
    all: Vec<u64>,
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
        if self.all.is_empty() {
            self.terms.contains(&term)
        } else {
            self.all.get(term as usize / 64).is_some_and(|bits| bits & 1 << (term % 64) != 0)
        }
    }
}

/// Words as the rules see them.
pub struct Lexicon<'a> {
    program: &'a Program,
    remembered: HashMap<Box<str>, Known, RandomState>,
    by_terms: HashMap<(Vec<TermId>, Traits), KindId, RandomState>,
    kinds: Vec<Kind>,
}

impl<'a> Lexicon<'a> {
    /// Knows no word yet.
    pub fn new(program: &'a Program) -> Lexicon<'a> {
        let mut by_terms = HashMap::default();
        by_terms.insert((Vec::new(), Traits::default()), 0);
        Lexicon { program, remembered: HashMap::default(), by_terms, kinds: vec![Kind::default()] }
    }

    /// What is known of a folded word.
    pub fn look(&mut self, word: &str) -> Known {
        if let Some(&known) = self.remembered.get(word) {
            return known;
        }
        if word.len() > LONGEST_WORD {
            return Known { kind: 0, bare: None };
        }
        let known = Known { kind: self.settle(word), bare: bare_contraction(word) };
        if self.remembered.len() >= MOST_REMEMBERED {
            self.remembered.clear();
        }
        self.remembered.insert(word.into(), known);
        known
    }

    /// The kind of a folded word.
    pub fn kind_of(&mut self, word: &str) -> KindId {
        self.look(word).kind
    }

    /// A word that stands where `place` does, with what is known of it.
    pub fn known(&mut self, word: &str, place: Word) -> Word {
        let kind = self.kind_of(word);
        Word { kind, traits: self.kind(kind).traits, ..place }
    }

    /// What is known of a kind.
    pub fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[id as usize]
    }

    fn settle(&mut self, word: &str) -> KindId {
        let program = self.program;
        let mut terms: Vec<TermId> = program.words.of(word).to_vec();
        for length in program.stem_lengths.iter().map(|&n| n as usize).take_while(|&length| length <= word.len()) {
            if let Some(stem) = word.get(..length) {
                terms.extend(program.stems.of(stem));
            }
        }
        terms.extend(program.wild.iter().filter(|(pattern, _)| matches(pattern, word)).map(|(_, term)| *term));
        terms.sort_unstable();
        terms.dedup();
        let mut traits = program.trait_words.of(word).first().copied().unwrap_or_default();
        for (term, more) in &program.trait_terms {
            if terms.binary_search(term).is_ok() {
                traits = traits.or(*more);
            }
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
            anchors: terms.iter().flat_map(|&term| program.anchors.of(term as usize).iter().copied()).collect(),
            phrases: terms.iter().flat_map(|&term| program.phrase_anchors.of(term as usize).iter().copied()).collect(),
            all: bits(&terms),
            terms: terms.clone(),
            traits,
        });
        self.by_terms.insert((terms, traits), id);
        id
    }
}

/// The terms of a common word as bits, so that a look is one look; a rare word's few are looked through.
fn bits(terms: &[TermId]) -> Vec<u64> {
    if terms.len() <= FEW {
        return Vec::new();
    }
    let mut all = vec![0; terms.last().map_or(0, |&last| last as usize / 64 + 1)];
    for &term in terms {
        all[term as usize / 64] |= 1 << (term % 64);
    }
    all
}
