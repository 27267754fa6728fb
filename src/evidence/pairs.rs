//! Phrases of classes by two of their words that stand side by side: the rarest and the rarer one beside it.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::program::{PhraseAnchor, Program, TermId};

/// Bits of the filter for each phrase: with 16, one pair of words in sixteen that begins no phrase passes.
const FILTER_BITS: usize = 16;

/// Phrases by pairs of words. Most pairs of words in a text are none, which a few kilobytes of bits tell.
pub struct Pairs {
    filter: Vec<u64>,
    list: Vec<PhraseAnchor>,
    places: HashMap<(TermId, TermId), (u32, u32), RandomState>,
    lefts: Vec<bool>,
    rights: Vec<bool>,
}

impl Pairs {
    /// The phrases of a program.
    pub fn new(program: &Program) -> Pairs {
        let list = program.phrase_anchors.clone();
        let bits = (list.len() * FILTER_BITS).next_power_of_two().max(64);
        let terms = program.anchors.iter().count();
        let (mut lefts, mut rights) = (vec![false; terms], vec![false; terms]);
        let (mut filter, mut places) = (vec![0; bits / 64], HashMap::default());
        let mut from = 0;
        for group in list.chunk_by(|a, b| (a.left, a.right) == (b.left, b.right)) {
            let PhraseAnchor { left, right, .. } = group[0];
            (lefts[left as usize], rights[right as usize]) = (true, true);
            let bit = bit(left, right, bits);
            filter[bit / 64] |= 1 << (bit % 64);
            places.insert((left, right), (from, from + group.len() as u32));
            from += group.len() as u32;
        }
        Pairs { filter, list, places, lefts, rights }
    }

    /// Whether some phrase is tried with this as the left of two words.
    pub fn is_left(&self, term: TermId) -> bool {
        self.lefts[term as usize]
    }

    /// Whether some phrase is tried with this as the right of two words.
    pub fn is_right(&self, term: TermId) -> bool {
        self.rights[term as usize]
    }

    /// Whether phrases may be tried at these two words: true wherever there are some, now and then where there are none.
    #[inline]
    pub fn may_be(&self, left: TermId, right: TermId) -> bool {
        let bit = bit(left, right, self.filter.len() * 64);
        self.filter[bit / 64] & 1 << (bit % 64) != 0
    }

    /// The phrases to try at these two words.
    pub fn of(&self, left: TermId, right: TermId) -> &[PhraseAnchor] {
        let place = self.places.get(&(left, right));
        place.map_or(&[], |&(from, to)| &self.list[from as usize..to as usize])
    }
}

/// The filter's bit for two words; `bits` is a power of two.
#[inline]
fn bit(left: TermId, right: TermId, bits: usize) -> usize {
    let mixed = (u64::from(left) << 32 | u64::from(right)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 40) as usize & (bits - 1)
}
