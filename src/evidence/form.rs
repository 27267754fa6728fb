//! One form tried at one place of a passage's words: where it begins and ends there, and which words are its own.

use super::kinds::Kinds;
use super::walk::Hit;
use super::words::Words;
use crate::program::{Beside, Form, Program, Step, Wants};
use crate::rules::pattern::MOST_STEPS;

/// A passage in which forms are tried.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    pub program: &'a Program,
    pub kinds: &'a Kinds,
    pub words: &'a Words,
}

/// Positions reachable after each step, as bits relative to the anchor. The pattern language allows no form of more steps.
type Reach = [u128; MOST_STEPS + 1];

impl Text<'_> {
    /// Whether what an anchor wants beside it may stand there: never false where it does, true now and then where it does not.
    pub fn beside(&self, beside: &Beside, first: usize, end: usize, sentence: &std::ops::Range<usize>) -> bool {
        let list = &self.words.list;
        let gap = beside.gap as usize;
        let window = match beside.after {
            true => end..(end + gap + 1).min(sentence.end),
            false => sentence.start.max(first.saturating_sub(gap + 1))..first,
        };
        match beside.wants {
            Wants::Nothing => true,
            Wants::Term(term) => {
                let bit = self.kinds.bit(term);
                list[window].iter().any(|word| {
                    let phrase = if beside.after { word.phrase_starts } else { word.phrase_ends };
                    self.kinds.sieve(word.kind).has(bit) || beside.phrases && phrase
                })
            }
            // Two words together may mean somebody too: the first of them says so.
            Wants::Roles(roles) => {
                let from = window.start.saturating_sub(usize::from(!beside.after));
                list[from..window.end].iter().any(|word| (word.roles | word.roles_two) & roles != 0)
            }
        }
    }

    /// Tries the form of an anchor with its step at words `at..at + length`.
    pub fn attempt(&self, form: u32, at: usize, length: usize) -> Option<Hit> {
        let Form { target, anchor, .. } = self.program.forms[form as usize];
        let steps = self.program.steps.of(form as usize);
        let step = anchor as usize;
        let sentence = self.words.list[at].sentence;
        if steps.len() == 1 {
            let (first, last) = (at as u32, (at + length) as u32 - 1);
            return Some(Hit { target, sentence, first, last, own: (1 << length) - 1 });
        }
        if !self.neighbours(steps, step, at, at + length, sentence) {
            return None;
        }
        let (end, right) = self.right(&steps[step + 1..], at + length, sentence)?;
        let (start, left) = self.left(&steps[..step], steps[step].gap, at, sentence)?;
        let mut own = left;
        let shift = (at - start) as u32;
        let anchor_bits = (1u128 << length) - 1;
        if shift < 128 {
            own |= anchor_bits << shift;
        }
        if shift + (length as u32) < 128 {
            own |= right << (shift + length as u32);
        }
        Some(Hit { target, sentence, first: start as u32, last: end as u32 - 1, own })
    }

    /// Tries a form wherever its anchor stands in a stretch of words.
    pub fn seek(&self, form: u32, within: std::ops::Range<usize>, mut each: impl FnMut(Hit)) {
        let step = &self.program.steps.of(form as usize)[self.program.forms[form as usize].anchor as usize];
        let Some(term) = step.term else { return };
        let bit = self.kinds.bit(term);
        for at in within.clone() {
            let kind = self.words.list[at].kind;
            if self.kinds.sieve(kind).has(bit) && self.kinds.get(kind).is(term) {
                self.attempt(form, at, 1).into_iter().for_each(&mut each);
            }
        }
        if step.phrases {
            let phrases = &self.words.phrases;
            let from = phrases.partition_point(|hit| (hit.first as usize) < within.start);
            for phrase in phrases[from..].iter().take_while(|hit| (hit.first as usize) < within.end) {
                if self.program.phrase_terms.of(phrase.phrase as usize).contains(&term) {
                    self.attempt(form, phrase.first as usize, phrase.words as usize).into_iter().for_each(&mut each);
                }
            }
        }
    }

    /// Whether the steps next to the anchor can match: most tries end here.
    fn neighbours(&self, steps: &[Step], step: usize, first: usize, end: usize, sentence: u32) -> bool {
        let right = steps
            .get(step + 1)
            .is_none_or(|next| (end..=end + next.gap as usize).any(|at| self.lengths_from(next, at, sentence) != 0));
        let gap = steps[step].gap as usize;
        right
            && step.checked_sub(1).is_none_or(|before| {
                (first.saturating_sub(gap)..=first).any(|end| self.lengths_to(&steps[before], end, sentence) != 0)
            })
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
        let Some(word) = self.words.list.get(at).filter(|word| word.sentence == sentence) else {
            return 0;
        };
        let mut lengths = 0;
        match step.term {
            Some(term) => {
                lengths |= u32::from(self.kinds.get(word.kind).is(term)) << 1;
                if step.phrases && word.phrase_starts {
                    let from = self.words.phrases.partition_point(|hit| (hit.first as usize) < at);
                    for hit in self.words.phrases[from..].iter().take_while(|hit| hit.first as usize == at) {
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
            if length > 1 && step.term.is_some() && !(step.phrases && self.words.list[end - 1].phrase_ends) {
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
