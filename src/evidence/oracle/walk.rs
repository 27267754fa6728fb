//! Every form tried at every word of a passage, and everything found kept.

use std::cmp::Reverse;

use crate::evidence::kinds::Kinds;
use crate::evidence::walk::Hit;
use crate::evidence::words::{PhraseHit, Word, Words};
use crate::program::{Program, Step, TermId};
use crate::rules::pattern::MOST_STEPS;

#[derive(Default)]
struct Found {
    list: Vec<Hit>,
    joint: Vec<(u32, u8, Hit)>,
}

/// All that stands in the words, in no order; marks phrases on the way.
pub fn walk(program: &Program, kinds: &Kinds, words: &mut Words) -> Vec<Hit> {
    find_phrases(program, kinds, words);
    let walk = Walk { program, kinds, list: &words.list, phrases: &words.phrases };
    let mut hits = Found::default();
    for (id, form) in program.forms.iter().enumerate() {
        let Some(term) = program.steps.of(id)[form.anchor as usize].term else { continue };
        for (at, word) in words.list.iter().enumerate() {
            if kinds.get(word.kind).is(term) {
                walk.attempt(id as u32, at, 1, &mut hits);
            }
        }
        for phrase in &words.phrases {
            if program.phrase_terms.of(phrase.phrase as usize).contains(&term) {
                walk.attempt(id as u32, phrase.first as usize, phrase.words as usize, &mut hits);
            }
        }
    }
    join(program, words, &mut hits);
    hits.list
}

fn find_phrases(program: &Program, kinds: &Kinds, words: &mut Words) {
    for first in 0..words.list.len() {
        for phrase in 0..program.phrase_words.iter().count() {
            let terms = program.phrase_words.of(phrase);
            let run = words.list[first..].iter().take(terms.len());
            let sentence = words.list[first].sentence;
            let mut pairs = run.zip(terms);
            let mut fits = |(word, &term): (&Word, &TermId)| word.sentence == sentence && kinds.get(word.kind).is(term);
            if first + terms.len() <= words.list.len() && pairs.all(&mut fits) {
                words.phrases.push(PhraseHit { first: first as u32, words: terms.len() as u8, phrase: phrase as u32 });
            }
        }
    }
    words.phrases.sort_unstable_by_key(|hit| (hit.first, hit.words, hit.phrase));
    for hit in &words.phrases {
        words.list[hit.first as usize].phrase_starts = true;
        words.list[hit.first as usize + hit.words as usize - 1].phrase_ends = true;
    }
}

/// Patterns of several parts: found where each part stands in one sentence; of several, the leftmost of each part.
fn join(program: &Program, words: &Words, hits: &mut Found) {
    hits.joint.sort_unstable_by_key(|(joint, part, hit)| {
        (*joint, hit.sentence, *part, hit.first, Reverse(hit.last), Reverse(hit.own))
    });
    let mut at = 0;
    while at < hits.joint.len() {
        let (id, _, hit) = hits.joint[at];
        let end = at + hits.joint[at..].iter().take_while(|(j, _, h)| *j == id && h.sentence == hit.sentence).count();
        let group = &hits.joint[at..end];
        let joint = program.joints.of(id as usize);
        let mut found: Option<Hit> = None;
        let all = joint.iter().enumerate().all(|(part, of_part)| {
            let roles = of_part.roles;
            match group.iter().find(|(_, p, _)| usize::from(*p) == part) {
                Some((_, _, hit)) => {
                    found = Some(found.map_or(*hit, |one| merge(one, *hit)));
                    true
                }
                None => roles != 0 && words.mean(roles, Some(hit.sentence)),
            }
        });
        if all && let Some(hit) = found {
            hits.list.push(hit);
        }
        at = end;
    }
}

fn merge(a: Hit, b: Hit) -> Hit {
    let first = a.first.min(b.first);
    let shift = |hit: Hit| {
        if hit.first - first < 128 { hit.own << (hit.first - first) } else { 0 }
    };
    Hit { first, last: a.last.max(b.last), own: shift(a) | shift(b), ..a }
}

struct Walk<'a> {
    program: &'a Program,
    kinds: &'a Kinds,
    list: &'a [Word],
    phrases: &'a [PhraseHit],
}

/// Positions reachable after each step, as bits relative to the anchor. The pattern language allows no form of more steps.
type Reach = [u128; MOST_STEPS + 1];

impl Walk<'_> {
    /// Tries a form with its anchor step at words `at..at + length`.
    fn attempt(&self, form_id: u32, at: usize, length: usize, hits: &mut Found) {
        let form = &self.program.forms[form_id as usize];
        let steps = self.program.steps.of(form_id as usize);
        let step = form.anchor as usize;
        let sentence = self.list[at].sentence;
        let Some((end, right)) = self.right(&steps[step + 1..], at + length, sentence) else {
            return;
        };
        let Some((start, left)) = self.left(&steps[..step], steps[step].gap, at, sentence) else {
            return;
        };
        let mut own = left;
        let shift = (at - start) as u32;
        let anchor_bits = (1u128 << length) - 1;
        if shift < 128 {
            own |= anchor_bits << shift;
        }
        if shift + (length as u32) < 128 {
            own |= right << (shift + length as u32);
        }
        let hit = Hit { target: form.target, sentence, first: start as u32, last: end as u32 - 1, own };
        match form.joint {
            None => hits.list.push(hit),
            Some((joint, part)) => hits.joint.push((joint, part, hit)),
        }
    }

    /// Matches steps from word `from` on; returns one past the farthest end, and which words (relative to `from`) were used.
    fn right(&self, steps: &[Step], from: usize, sentence: u32) -> Option<(usize, u128)> {
        if steps.is_empty() {
            return Some((from, 0));
        }
        let mut reach: Reach = [0; MOST_STEPS + 1];
        reach[0] = 1;
        for (i, step) in steps.iter().enumerate() {
            let mut starts = reach[i];
            for _ in 0..step.gap {
                starts |= starts << 1;
            }
            let mut next = 0u128;
            for offset in ones(starts) {
                for length in ones(self.lengths_from(step, from + offset, sentence).into()) {
                    if offset + length < 128 {
                        next |= 1 << (offset + length);
                    }
                }
            }
            if next == 0 {
                return None;
            }
            reach[i + 1] = next;
        }
        let mut end = 127 - reach[steps.len()].leading_zeros() as usize;
        let farthest = end;
        let mut own = 0u128;
        // Back from the farthest end, with the smallest gaps.
        for (i, step) in steps.iter().enumerate().rev() {
            let (start, before) = (1..=end)
                .filter(|length| self.lengths_from(step, from + end - length, sentence) & 1 << length != 0)
                .find_map(|length| {
                    let start = end - length;
                    (0..=step.gap as usize)
                        .filter(|gap| *gap <= start)
                        .map(|gap| start - gap)
                        .find(|q| reach[i] & 1 << q != 0)
                        .map(|q| (start, q))
                })?;
            for word in start..end {
                own |= 1 << word;
            }
            end = before;
        }
        Some((from + farthest, own))
    }

    /// Matches steps backwards from word `from` (exclusive), with `gap` words before the anchor; returns the leftmost start,
    /// and which words (relative to that start) were used.
    fn left(&self, steps: &[Step], gap: u8, from: usize, sentence: u32) -> Option<(usize, u128)> {
        if steps.is_empty() {
            return Some((from, 0));
        }
        let mut reach: Reach = [0; MOST_STEPS + 1];
        let count = steps.len();
        reach[count] = 1;
        let gap_after = |i: usize| if i + 1 == count { gap } else { steps[i + 1].gap };
        for i in (0..count).rev() {
            let mut ends = reach[i + 1];
            for _ in 0..gap_after(i) {
                ends |= ends << 1;
            }
            let mut next = 0u128;
            for offset in ones(ends) {
                let Some(end) = from.checked_sub(offset) else { continue };
                for length in ones(self.lengths_to(&steps[i], end, sentence).into()) {
                    if offset + length < 128 {
                        next |= 1 << (offset + length);
                    }
                }
            }
            if next == 0 {
                return None;
            }
            reach[i] = next;
        }
        let farthest = 127 - reach[0].leading_zeros() as usize;
        let mut offset = farthest;
        let mut own = 0u128;
        for (i, step) in steps.iter().enumerate() {
            let start = from - offset;
            let mut lengths = self.lengths_from(step, start, sentence);
            let mut found = None;
            while lengths != 0 {
                let length = lengths.trailing_zeros() as usize;
                lengths &= lengths - 1;
                let Some(end) = offset.checked_sub(length) else {
                    continue;
                };
                let to = (0..=gap_after(i) as usize)
                    .filter(|gap| *gap <= end)
                    .map(|gap| end - gap)
                    .find(|q| reach[i + 1] & 1 << q != 0);
                if let Some(to) = to {
                    found = Some((length, to));
                    break;
                }
            }
            let (length, to) = found?;
            for word in 0..length {
                own |= 1 << (farthest - offset + word);
            }
            offset = to;
        }
        Some((from - farthest, own))
    }

    /// The lengths, as bits, with which a step matches from word `at` on.
    fn lengths_from(&self, step: &Step, at: usize, sentence: u32) -> u32 {
        let Some(word) = self.list.get(at).filter(|word| word.sentence == sentence) else {
            return 0;
        };
        let mut lengths = 0;
        match step.term {
            Some(term) => {
                lengths |= u32::from(self.kinds.get(word.kind).is(term)) << 1;
                if step.phrases && word.phrase_starts {
                    let from = self.phrases.partition_point(|hit| (hit.first as usize) < at);
                    for hit in self.phrases[from..].iter().take_while(|hit| hit.first as usize == at) {
                        if self.program.phrase_terms.of(hit.phrase as usize).contains(&term) {
                            lengths |= 1 << hit.words;
                        }
                    }
                }
            }
            None => {
                lengths |= u32::from(word.roles & step.roles != 0) << 1;
                lengths |= u32::from(word.roles_two & step.roles != 0) << 2;
            }
        }
        lengths
    }

    /// The lengths, as bits, with which a step matches up to word `end` (exclusive).
    fn lengths_to(&self, step: &Step, end: usize, sentence: u32) -> u32 {
        let mut lengths = 0;
        for length in 1..=crate::rules::words::MOST_PHRASE {
            let Some(at) = end.checked_sub(length) else { break };
            if length > 1 && step.term.is_some() && !(step.phrases && self.list[end - 1].phrase_ends) {
                break;
            }
            lengths |= self.lengths_from(step, at, sentence) & 1 << length;
        }
        lengths
    }
}

/// The places of the bits that are set, ascending.
fn ones(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(at)
    })
}
