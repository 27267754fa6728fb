//! One walk over a passage's words: each form is tried where its rarest word stands, and nowhere else.
//!
//! First only the rules' words are looked for; what decides whether they count, conditions and contexts, where some were found.

use std::cmp::Reverse;
use std::ops::Range;

use super::form::Text;
use super::kinds::{Kinds, Try};
use super::sieve::{ANYBODY, Sieve};
use super::words::{PhraseHit, Words};
use crate::program::people::People;
use crate::program::{Condition, Program, Target};
use crate::rules::Near;

/// A form found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub target: Target,
    pub sentence: u32,
    /// Index of its first word.
    pub first: u32,
    /// Index of its last word.
    pub last: u32,
    /// Bit i: word `first + i` is one of its own, not in a gap.
    pub own: u128,
}

/// What a walk found; memory is used again for the next.
#[derive(Default)]
pub struct Hits {
    /// Sorted by target, sentence, first, longest first.
    pub list: Vec<Hit>,
    /// Parts of patterns of several parts, with the pattern's joint.
    parts: Vec<(u32, Hit)>,
}

impl Hits {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.list.clear();
        self.parts.clear();
    }

    /// The hits of one target in one sentence, in order of place.
    pub fn within(&self, target: Target, sentence: u32) -> &[Hit] {
        let all = self.of(target);
        let from = all.partition_point(|hit| hit.sentence < sentence);
        let length = all[from..].partition_point(|hit| hit.sentence == sentence);
        &all[from..from + length]
    }

    /// The hits of one target, in order of place.
    pub fn of(&self, target: Target) -> &[Hit] {
        let from = self.list.partition_point(|hit| hit.target < target);
        let to = self.list.partition_point(|hit| hit.target <= target);
        &self.list[from..to]
    }
}

/// Marks the phrases of classes.
pub fn phrases(program: &Program, kinds: &Kinds, words: &mut Words) {
    let list = &words.list;
    for (at, two) in list.windows(2).enumerate() {
        if two[0].kind == 0 || two[1].kind == 0 {
            continue;
        }
        kinds.phrases(two[0].kind, two[1].kind, |anchor| {
            let phrase = program.phrase_words.of(anchor.phrase as usize);
            let Some(first) = at.checked_sub(anchor.word as usize) else { return };
            let Some(run) = list.get(first..first + phrase.len()) else { return };
            let mut pairs = run.iter().zip(phrase);
            if pairs.all(|(word, &term)| word.sentence == two[0].sentence && kinds.get(word.kind).is(term)) {
                words.phrases.push(PhraseHit { first: first as u32, words: run.len() as u8, phrase: anchor.phrase });
            }
        });
    }
    words.phrases.sort_unstable_by_key(|hit| (hit.first, hit.words, hit.phrase));
    words.phrases.dedup();
    for hit in &words.phrases {
        words.list[hit.first as usize].phrase_starts = true;
        words.list[hit.first as usize + hit.words as usize - 1].phrase_ends = true;
    }
}

/// Finds the words of rules; phrases are marked.
pub fn rules(text: Text, hits: &mut Hits) {
    everywhere(text, |kind| text.kinds.tries(kind), |term| text.kinds.tries_of(term), hits);
    join(text, hits);
}

/// Finds contexts and what ends their scopes.
pub fn contexts(text: Text, hits: &mut Hits) {
    everywhere(text, |kind| text.kinds.late(kind), |term| text.kinds.late_of(term), hits);
    join(text, hits);
}

/// Finds the conditions that a rule sets on the passage, where its words stand in these (sorted) hits.
pub fn conditions(text: Text, conditions: &[Condition], sentences: &[Hit], hits: &mut Hits) {
    for condition in conditions {
        match condition.place {
            Near::Before => {}
            Near::Passage => seek(text, condition, 0..text.words.list.len(), hits),
            Near::Sentence => {
                for of_sentence in sentences.chunk_by(|a, b| a.sentence == b.sentence) {
                    seek(text, condition, text.words.within(of_sentence[0].sentence), hits);
                }
            }
        }
    }
    join(text, hits);
}

/// Whether a condition is met anywhere in a passage.
pub fn met(text: Text, condition: &Condition) -> bool {
    let mut hits = Hits::default();
    seek(text, condition, 0..text.words.list.len(), &mut hits);
    join(text, &mut hits);
    !hits.list.is_empty() || condition.roles != 0 && text.words.mean(condition.roles, None)
}

fn seek(text: Text, condition: &Condition, within: Range<usize>, hits: &mut Hits) {
    for form in condition.forms.0..condition.forms.1 {
        if text.program.first(form) {
            text.seek(form, within.clone(), |hit| take(text.program, form, hit, hits));
        }
    }
}

/// What one sentence holds: its words as indices, the terms that may be among them, whom they mean.
struct Sentence {
    within: Range<usize>,
    sieve: Sieve,
    roles: People,
}

impl Sentence {
    fn read(text: Text, sentence: u32, phrases: &[PhraseHit]) -> Sentence {
        let within = text.words.within(sentence);
        let (mut sieve, mut roles) = (Sieve::default(), ANYBODY);
        for word in &text.words.list[within.clone()] {
            // Also for words that no rule knows: to leave them out would be a branch that nobody can foresee.
            sieve.add_all(text.kinds.sieve(word.kind));
            roles |= word.roles | word.roles_two;
        }
        for phrase in phrases {
            let terms = text.program.phrase_terms.of(phrase.phrase as usize);
            terms.iter().for_each(|&term| sieve.add(text.kinds.bit(term)));
        }
        Sentence { within, sieve, roles }
    }

    /// Whether what a form needs may be in the sentence.
    #[inline]
    fn may_hold(&self, found: &Try) -> bool {
        let [one, two] = found.needs;
        self.sieve.has(one) & self.sieve.has(two) & (self.roles & found.roles != 0)
    }

    /// Whether the other parts of a pattern may be in the sentence.
    fn may_join(&self, text: Text, joint: u32) -> bool {
        text.program.joints.of(joint as usize).iter().filter(|part| !part.first).all(|part| {
            let term = |form: u32| {
                let step = text.program.forms[form as usize].anchor;
                text.program.steps.of(form as usize)[step as usize].term
            };
            self.roles & part.roles != 0
                || (part.forms.0..part.forms.1)
                    .any(|form| term(form).is_some_and(|term| self.sieve.has(text.kinds.bit(term))))
        })
    }
}

/// Tries at each word and phrase the forms of its kind or terms.
fn everywhere<'a>(
    text: Text<'a>,
    tries: impl Fn(u32) -> &'a [Try],
    at_phrase: impl Fn(u32) -> &'a [Try],
    hits: &mut Hits,
) {
    let mut phrases = &text.words.phrases[..];
    for sentence in 0..text.words.sentences() {
        let end = text.words.within(sentence).end;
        let of_sentence;
        (of_sentence, phrases) = phrases.split_at(phrases.partition_point(|hit| (hit.first as usize) < end));
        let sentence = Sentence::read(text, sentence, of_sentence);
        for at in sentence.within.clone() {
            for found in tries(text.words.list[at].kind) {
                if sentence.may_hold(found) {
                    attempt(text, &sentence, found, at, 1, hits);
                }
            }
        }
        for phrase in of_sentence {
            for &term in text.program.phrase_terms.of(phrase.phrase as usize) {
                for found in at_phrase(term) {
                    if sentence.may_hold(found) {
                        attempt(text, &sentence, found, phrase.first as usize, phrase.words as usize, hits);
                    }
                }
            }
        }
    }
}

fn attempt(text: Text, sentence: &Sentence, found: &Try, at: usize, length: usize, hits: &mut Hits) {
    if text.beside(&found.beside, at, at + length, &sentence.within)
        && let Some(hit) = text.attempt(found.form, at, length)
    {
        match text.program.forms[found.form as usize].joint {
            Some((joint, _)) if !sentence.may_join(text, joint) => {}
            _ => take(text.program, found.form, hit, hits),
        }
    }
}

fn take(program: &Program, form: u32, hit: Hit, hits: &mut Hits) {
    match program.forms[form as usize].joint {
        None => hits.list.push(hit),
        Some((joint, _)) => hits.parts.push((joint, hit)),
    }
}

/// Brings hits in order, each once.
pub fn settle(hits: &mut Hits) {
    hits.list.sort_unstable_by_key(|hit| (hit.target, hit.sentence, hit.first, Reverse(hit.last), Reverse(hit.own)));
    hits.list.dedup_by_key(|hit| (hit.target, hit.first, hit.last));
}

/// The users' raw regular expressions. They see the text as it is; the words they touch count as theirs.
pub fn find_regexes(regexes: &[(u32, regex::Regex)], words: &Words, hits: &mut Hits, text: &str) {
    for (rule, regex) in regexes {
        for found in regex.find_iter(text) {
            let first = words.list.partition_point(|word| (word.end as usize) <= found.start());
            let last = words.list.partition_point(|word| (word.start as usize) < found.end());
            if first < last {
                let sentence = words.list[first].sentence;
                let own = if last - first >= 128 { u128::MAX } else { (1 << (last - first)) - 1 };
                hits.list.push(Hit {
                    target: Target::Rule(*rule),
                    sentence,
                    first: first as u32,
                    last: last as u32 - 1,
                    own,
                });
            }
        }
    }
}

/// The leftmost, longest comes first.
fn order(hit: &Hit) -> (u32, Reverse<u32>, Reverse<u128>) {
    (hit.first, Reverse(hit.last), Reverse(hit.own))
}

/// Patterns of several parts: found where each part stands in one sentence; of several, the leftmost of each part. The rarest part
/// was found; the others are looked for now.
fn join(text: Text, hits: &mut Hits) {
    hits.parts.sort_unstable_by_key(|(joint, hit)| (*joint, hit.sentence, order(hit)));
    for group in hits.parts.chunk_by(|a, b| a.0 == b.0 && a.1.sentence == b.1.sentence) {
        let (joint, first) = group[0];
        let whole =
            text.program.joints.of(joint as usize).iter().filter(|part| !part.first).try_fold(first, |hit, part| {
                let mut best: Option<Hit> = None;
                for form in part.forms.0..part.forms.1 {
                    text.seek(form, text.words.within(hit.sentence), |found| {
                        best = Some(best.map_or(found, |best| if order(&found) < order(&best) { found } else { best }));
                    });
                }
                match best {
                    Some(best) => Some(merge(hit, best)),
                    None => (part.roles != 0 && text.words.mean(part.roles, Some(hit.sentence))).then_some(hit),
                }
            });
        hits.list.extend(whole);
    }
    hits.parts.clear();
}

fn merge(a: Hit, b: Hit) -> Hit {
    let first = a.first.min(b.first);
    let shift = |hit: Hit| {
        if hit.first - first < 128 { hit.own << (hit.first - first) } else { 0 }
    };
    Hit { first, last: a.last.max(b.last), own: shift(a) | shift(b), ..a }
}
