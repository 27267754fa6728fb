//! What is known of each distinct word: which terms of the rules it is, settled once and remembered.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;

use super::kinds::{Kind, KindId, Kinds};
use super::spelling::{Key, SHORT, Spelling, key, key_text};
use super::words::Word;
use crate::program::traits::Traits;
use crate::program::{Program, TermId};
use crate::rules::words::{bare_contraction, clitic_cuts, matches};

/// So many distinct words are remembered; then it starts anew, so that memory stays bounded on endless input.
const MOST_REMEMBERED: usize = 1 << 16;
/// Longer words are not words of any rule.
const LONGEST_WORD: usize = 64;

/// What is remembered of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub kind: KindId,
    pub traits: Traits,
    /// Whether it is a contraction, with or without its apostrophe, that counts as other words.
    pub cut: bool,
}

/// Words as the rules see them.
pub struct Lexicon<'a> {
    program: &'a Program,
    short: Table,
    long: HashMap<Box<str>, Known, RandomState>,
    pub kinds: Kinds,
}

impl<'a> Lexicon<'a> {
    /// Knows no word yet.
    pub fn new(program: &'a Program) -> Lexicon<'a> {
        Lexicon { program, short: Table::new(), long: HashMap::default(), kinds: Kinds::new(program) }
    }

    /// What is known of a word.
    #[inline]
    pub fn look(&mut self, word: &Spelling) -> Known {
        match word.key() {
            Some(key) => self.look_short(key),
            None => self.look_long(word.text(&mut [0; SHORT])),
        }
    }

    /// The same of a word of up to [`SHORT`] bytes.
    #[inline]
    pub fn look_short(&mut self, key: Key) -> Known {
        match self.short.get(key) {
            Some(known) => known,
            None => self.learn(key),
        }
    }

    #[cold]
    fn learn(&mut self, key: Key) -> Known {
        let known = self.settle(key_text(key, &mut [0; SHORT]));
        self.short.insert(key, known);
        known
    }

    fn look_long(&mut self, word: &str) -> Known {
        if let Some(&known) = self.long.get(word) {
            return known;
        }
        if word.len() > LONGEST_WORD {
            return Known { kind: 0, traits: Traits::default(), cut: clitic_cuts(word).is_some() };
        }
        let known = self.settle(word);
        if self.long.len() >= MOST_REMEMBERED {
            self.long.clear();
        }
        self.long.insert(word.into(), known);
        known
    }

    /// What is known of a folded word.
    fn look_text(&mut self, word: &str) -> Known {
        match key(word) {
            [0, 0] => self.look_long(word),
            key => self.look_short(key),
        }
    }

    /// The kind of a folded word.
    pub fn kind_of(&mut self, word: &str) -> KindId {
        self.look_text(word).kind
    }

    /// A word that stands where `place` does, with what is known of it.
    pub fn known(&mut self, word: &str, place: Word) -> Word {
        let Known { kind, traits, .. } = self.look_text(word);
        Word { kind, traits, ..place }
    }

    /// What is known of a kind.
    pub fn kind(&self, id: KindId) -> &Kind {
        self.kinds.get(id)
    }

    fn settle(&mut self, word: &str) -> Known {
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
            let base = self.look_text(base);
            traits = traits.or(Traits(base.traits.0 & Traits::NOUNS.0));
        }
        let cut = bare_contraction(word).is_some() || clitic_cuts(word).is_some();
        Known { kind: self.kinds.of(terms), traits, cut }
    }
}

/// What is known of short words: open addressing, a word's entry and its key in one place, so that nearly every look is one.
struct Table {
    entries: Vec<Entry>,
    filled: usize,
    /// So that nobody can write a text whose words all fall on one place.
    seed: [u64; 2],
}

#[derive(Clone, Copy)]
struct Entry {
    key: Key,
    kind: KindId,
    traits: Traits,
    cut: bool,
}

const EMPTY: Entry = Entry { key: [0, 0], kind: 0, traits: Traits(0), cut: false };

impl Table {
    fn new() -> Table {
        let seed = || RandomState::default().build_hasher().finish() | 1;
        Table { entries: vec![EMPTY; 1 << 10], filled: 0, seed: [seed(), seed()] }
    }

    /// Where the search for a key begins.
    #[inline]
    fn place(&self, key: Key) -> usize {
        let product = u128::from(key[0] ^ self.seed[0]) * u128::from(key[1] ^ self.seed[1]);
        (product as u64 ^ (product >> 64) as u64) as usize
    }

    #[inline]
    fn get(&self, key: Key) -> Option<Known> {
        let mask = self.entries.len() - 1;
        let mut at = self.place(key) & mask;
        loop {
            let Entry { key: there, kind, traits, cut } = self.entries[at];
            if there == key {
                return Some(Known { kind, traits, cut });
            }
            if there == EMPTY.key {
                return None;
            }
            at = (at + 1) & mask;
        }
    }

    /// Remembers a word that is not yet known; at most half of the places are ever filled.
    fn insert(&mut self, key: Key, known: Known) {
        if self.filled >= MOST_REMEMBERED {
            self.entries.fill(EMPTY);
            self.filled = 0;
        } else if self.filled * 2 >= self.entries.len() {
            let larger = vec![EMPTY; self.entries.len() * 2];
            for entry in std::mem::replace(&mut self.entries, larger) {
                if entry.key != EMPTY.key {
                    self.put(entry);
                }
            }
        }
        self.put(Entry { key, kind: known.kind, traits: known.traits, cut: known.cut });
        self.filled += 1;
    }

    fn put(&mut self, entry: Entry) {
        let mask = self.entries.len() - 1;
        let mut at = self.place(entry.key) & mask;
        while self.entries[at].key != EMPTY.key {
            at = (at + 1) & mask;
        }
        self.entries[at] = entry;
    }
}
