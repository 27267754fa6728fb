//! Kinds of words: all words that are the same terms of the rules share one, with what is to be tried where such a word stands.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::pairs::Pairs;
use super::sieve::{ALWAYS, ANYBODY, Bit, SIEVE_BITS, Sieve};
use crate::program::people::People;
use crate::program::tables::Lists;
use crate::program::{Anchor, Beside, PhraseAnchor, Program, Target, TermId};

/// Words that are the same terms share a kind; 0 is the kind of all words that no rule knows.
pub type KindId = u32;

/// So many terms are looked through one by one.
const FEW: usize = 12;
/// What words of one kind have in common.
#[derive(Debug, Default)]
pub struct Kind {
    /// The terms it is, sorted.
    pub terms: Vec<TermId>,
    /// The same as bits, where there are more than [`FEW`].
    all: Vec<u64>,
}

impl Kind {
    /// Whether it is this term.
    #[inline]
    pub fn is(&self, term: TermId) -> bool {
        if self.all.is_empty() {
            self.terms.contains(&term)
        } else {
            self.all.get(term as usize / 64).is_some_and(|bits| bits & 1 << (term % 64) != 0)
        }
    }
}

/// All kinds met so far. What the walk reads at every word stands close together: a few numbers a kind, and all lists end to end.
pub struct Kinds {
    by_terms: HashMap<Vec<TermId>, KindId, RandomState>,
    list: Vec<Kind>,
    places: Vec<Places>,
    tries: Vec<Try>,
    /// By term: the forms of rules to try, and those of contexts and terminators.
    by_term: Lists<Try>,
    late_by_term: Lists<Try>,
    words: Vec<TermId>,
    pairs: Pairs,
    /// By term: its bit in sieves; 0 where no step asks for it.
    bits: Vec<Bit>,
    /// By kind: which terms it may be.
    sieves: Vec<Sieve>,
}

/// Where a kind's lists stand.
#[derive(Debug, Clone, Copy, Default)]
struct Places {
    tries: (u32, u32),
    late: (u32, u32),
    /// Words that phrases are tried at, as the left and the right of two.
    lefts: (u32, u32),
    rights: (u32, u32),
}

/// A form to try where a word of some kind stands.
#[derive(Debug, Clone, Copy)]
pub struct Try {
    pub form: u32,
    /// What else has to be somewhere in the sentence: most tries end with that.
    pub needs: [Bit; 2],
    pub roles: People,
    /// What has to stand beside it: nearly all others end with that.
    pub beside: Beside,
}

impl Kinds {
    /// Only the kind of words that no rule knows.
    pub fn new(program: &Program) -> Kinds {
        let mut by_terms = HashMap::default();
        by_terms.insert(Vec::new(), 0);
        let bits = bits(program);
        let tries = |anchors: &Lists<Anchor>| {
            Lists::new(anchors.iter().map(|list| list.iter().map(|anchor| as_try(program, &bits, anchor)).collect()))
        };
        Kinds {
            by_terms,
            list: vec![Kind::default()],
            places: vec![Places::default()],
            tries: Vec::new(),
            by_term: tries(&program.anchors),
            late_by_term: tries(&program.late_anchors),
            words: Vec::new(),
            pairs: Pairs::new(program),
            bits,
            sieves: vec![Sieve::default()],
        }
    }

    /// What is known of a kind.
    #[inline]
    pub fn get(&self, id: KindId) -> &Kind {
        &self.list[id as usize]
    }

    /// The forms of rules to try where it stands.
    #[inline]
    pub fn tries(&self, id: KindId) -> &[Try] {
        &self.tries[range(self.places[id as usize].tries)]
    }

    /// Those of contexts and terminators.
    #[inline]
    pub fn late(&self, id: KindId) -> &[Try] {
        &self.tries[range(self.places[id as usize].late)]
    }

    /// The forms of rules to try where a phrase is this term.
    pub fn tries_of(&self, term: TermId) -> &[Try] {
        self.by_term.of(term as usize)
    }

    /// Those of contexts and terminators.
    pub fn late_of(&self, term: TermId) -> &[Try] {
        self.late_by_term.of(term as usize)
    }

    /// The phrases to try where words of these two kinds stand side by side.
    #[inline]
    pub fn phrases(&self, left: KindId, right: KindId, mut each: impl FnMut(&PhraseAnchor)) {
        let (lefts, rights) = (range(self.places[left as usize].lefts), range(self.places[right as usize].rights));
        for &left in &self.words[lefts] {
            for &right in &self.words[rights.clone()] {
                if self.pairs.may_be(left, right) {
                    self.pairs.of(left, right).iter().for_each(&mut each);
                }
            }
        }
    }

    /// The bit of a term in sieves.
    #[inline]
    pub fn bit(&self, term: TermId) -> Bit {
        self.bits[term as usize]
    }

    /// Which terms it may be.
    #[inline]
    pub fn sieve(&self, id: KindId) -> &Sieve {
        &self.sieves[id as usize]
    }

    /// The kind of words that are these terms, sorted.
    pub fn of(&mut self, terms: Vec<TermId>) -> KindId {
        if let Some(&kind) = self.by_terms.get(&terms) {
            return kind;
        }
        let id = self.list.len() as KindId;
        let tries = add(&mut self.tries, &self.by_term, &terms);
        let late = add(&mut self.tries, &self.late_by_term, &terms);
        let from = self.words.len() as u32;
        self.words.extend(terms.iter().filter(|&&term| self.pairs.is_left(term)));
        let middle = self.words.len() as u32;
        self.words.extend(terms.iter().filter(|&&term| self.pairs.is_right(term)));
        let (lefts, rights) = ((from, middle), (middle, self.words.len() as u32));
        self.places.push(Places { tries, late, lefts, rights });
        let mut sieve = Sieve::default();
        terms.iter().for_each(|&term| sieve.add(self.bit(term)));
        self.sieves.push(sieve);
        self.list.push(Kind { all: bits_of(&terms), terms: terms.clone() });
        self.by_terms.insert(terms, id);
        id
    }
}

/// Adds the tries of some terms to the list of all; returns where they stand.
fn add(all: &mut Vec<Try>, by_term: &Lists<Try>, terms: &[TermId]) -> (u32, u32) {
    let from = all.len() as u32;
    all.extend(terms.iter().flat_map(|&term| by_term.of(term as usize)));
    (from, all.len() as u32)
}

/// A form's anchor as a try.
fn as_try(program: &Program, bits: &[Bit], anchor: &Anchor) -> Try {
    let steps = program.steps.of(anchor.form as usize);
    let others = || steps.iter().enumerate().filter(|(at, _)| *at != anchor.step as usize).map(|(_, step)| step);
    let mut terms = others().filter_map(|step| step.term).map(|term| bits[term as usize]);
    let needs = [terms.next().unwrap_or(ALWAYS), terms.next().unwrap_or(ALWAYS)];
    let roles = others().find(|step| step.term.is_none()).map_or(ANYBODY, |step| step.roles);
    Try { form: anchor.form, needs, roles, beside: anchor.beside }
}

/// By term, its bit in sieves: all that are looked for beside an anchor, or as a further part of a pattern, share them out.
fn bits(program: &Program) -> Vec<Bit> {
    let mut bits = vec![ALWAYS; program.anchors.iter().count()];
    let mut next = 0;
    for (form, steps) in program.steps.iter().enumerate() {
        let anchor = program.forms[form].anchor as usize;
        let condition = matches!(program.forms[form].target, Target::Condition(_));
        let wanted = |at: usize| at != anchor || condition || !program.first(form as u32);
        let terms = steps.iter().enumerate().filter(|(at, _)| wanted(*at)).filter_map(|(_, step)| step.term);
        for term in terms {
            if bits[term as usize] == ALWAYS {
                bits[term as usize] = 1 + (next % (SIEVE_BITS - 1)) as Bit;
                next += 1;
            }
        }
    }
    bits
}

fn range((from, to): (u32, u32)) -> Range<usize> {
    from as usize..to as usize
}

/// The terms of a common word as bits, so that a look is one look; a rare word's few are looked through.
fn bits_of(terms: &[TermId]) -> Vec<u64> {
    if terms.len() <= FEW {
        return Vec::new();
    }
    let mut all = vec![0; terms.last().map_or(0, |&last| last as usize / 64 + 1)];
    for &term in terms {
        all[term as usize / 64] |= 1 << (term % 64);
    }
    all
}
