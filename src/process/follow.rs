//! Which layer follows which, against what chance alone would give.

use std::collections::HashMap;

use crate::layer::Role;
use crate::random::SplitMix;

/// How many times the passages are shuffled.
pub const SHUFFLES: usize = 200;

/// Where the shuffling starts: any number, but always the same, so that the same input gives the same bytes.
pub const SEED: u64 = 20_030_187;

/// How often a layer follows another in the very next passage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transition {
    /// The layer of the passage before: its place in the pack.
    pub from: usize,
    /// The layer of the passage.
    pub to: usize,
    /// How often.
    pub times: u64,
    /// How often on average when the tags of a session are shuffled among the passages of the same speaker: who carries which
    /// layer how often stays, what follows what is left to chance.
    pub expected: f64,
    /// The middle 95 % of the shuffles lie from here …
    pub low: u64,
    /// … to here.
    pub high: u64,
}

/// Sets of layers, each kept once.
#[derive(Debug, Clone)]
pub(super) struct Sets {
    sets: Vec<Vec<usize>>,
    numbers: HashMap<Vec<usize>, u32>,
}

impl Default for Sets {
    /// The empty set is number 0.
    fn default() -> Self {
        Sets { sets: vec![Vec::new()], numbers: HashMap::from([(Vec::new(), 0)]) }
    }
}

impl Sets {
    pub(super) fn number(&mut self, layers: Vec<usize>) -> u32 {
        let next = self.sets.len() as u32;
        if let Some(number) = self.numbers.get(&layers) {
            return *number;
        }
        self.sets.push(layers.clone());
        self.numbers.insert(layers, next);
        next
    }
}

/// Passages that follow one another in one session.
#[derive(Debug, Clone, Default)]
pub(super) struct Stretch {
    speakers: Vec<Option<Role>>,
    sets: Vec<u32>,
}

impl Stretch {
    pub(super) fn len(&self) -> usize {
        self.sets.len()
    }

    pub(super) fn push(&mut self, speaker: Option<Role>, set: u32) {
        self.speakers.push(speaker);
        self.sets.push(set);
    }

    /// Whether a layer can follow another at all.
    pub(super) fn can_follow(&self) -> bool {
        self.sets.iter().filter(|set| **set != 0).count() > 1
    }

    /// Shuffles the tags among the passages of the same speaker.
    fn shuffle(&mut self, random: &mut SplitMix) {
        for speaker in [None, Some(Role::Therapist), Some(Role::Client)] {
            let places: Vec<usize> = (0..self.len()).filter(|at| self.speakers[*at] == speaker).collect();
            for last in (1..places.len()).rev() {
                self.sets.swap(places[last], places[random.below(last + 1)]);
            }
        }
    }
}

/// All pairs of layers that follow one another, or would be expected to once.
pub(super) fn transitions(stretches: &[Stretch], sets: &Sets, layers: usize) -> Vec<Transition> {
    let times = count(stretches, sets, layers);
    let mut random = SplitMix(SEED);
    let mut shuffled: Vec<Stretch> = stretches.to_vec();
    let mut drawn: Vec<Vec<u64>> = vec![Vec::with_capacity(SHUFFLES); layers * layers];
    for _ in 0..SHUFFLES {
        shuffled.iter_mut().for_each(|stretch| stretch.shuffle(&mut random));
        for (drawn, times) in drawn.iter_mut().zip(count(&shuffled, sets, layers)) {
            drawn.push(times);
        }
    }
    let row = |(at, (times, mut drawn)): (usize, (u64, Vec<u64>))| {
        drawn.sort_unstable();
        let expected = drawn.iter().sum::<u64>() as f64 / SHUFFLES as f64;
        // Of 200, five lie outside on each side.
        let outside = SHUFFLES / 40;
        let (low, high) = (drawn[outside], drawn[SHUFFLES - 1 - outside]);
        Transition { from: at / layers, to: at % layers, times, expected, low, high }
    };
    let rows = times.into_iter().zip(drawn).enumerate().map(row);
    rows.filter(|row| row.times > 0 || row.expected >= 1.0).collect()
}

/// For each pair of layers, how often the second follows the first.
fn count(stretches: &[Stretch], sets: &Sets, layers: usize) -> Vec<u64> {
    let mut times = vec![0; layers * layers];
    let pairs = stretches.iter().flat_map(|stretch| stretch.sets.windows(2));
    for pair in pairs.filter(|pair| pair[0] != 0 && pair[1] != 0) {
        for from in &sets.sets[pair[0] as usize] {
            for to in &sets.sets[pair[1] as usize] {
                times[from * layers + to] += 1;
            }
        }
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(sets: &mut Sets, passages: &[(Option<Role>, &[usize])]) -> Stretch {
        let mut stretch = Stretch::default();
        passages.iter().for_each(|(speaker, layers)| stretch.push(*speaker, sets.number(layers.to_vec())));
        stretch
    }

    #[test]
    fn every_layer_of_a_passage_follows_every_layer_of_the_one_before() {
        let mut sets = Sets::default();
        let stretch = stretch(&mut sets, &[(None, &[0]), (None, &[0, 1]), (None, &[]), (None, &[1])]);
        assert_eq!(count(&[stretch], &sets, 2), [1, 1, 0, 0]);
    }

    #[test]
    fn the_expected_number_is_that_of_all_orders() {
        // Of n passages a have the one layer and b the other, none both: a·b/n of the neighbours are such a pair.
        let mut sets = Sets::default();
        let mut passages: Vec<(Option<Role>, &[usize])> = vec![(None, &[0][..]); 20];
        passages.extend(vec![(None, &[1][..]); 30]);
        passages.extend(vec![(None, &[][..]); 50]);
        let stretch = stretch(&mut sets, &passages);
        let rows = transitions(&[stretch], &sets, 2);
        let row = rows.iter().find(|row| (row.from, row.to) == (0, 1)).unwrap();
        assert_eq!(row.times, 1);
        assert!((row.expected - 6.0).abs() < 0.5, "{}", row.expected);
        assert!(row.low < 6 && row.high > 6 && row.times < row.low);
    }

    #[test]
    fn shuffling_leaves_each_speaker_the_same_layers() {
        let (t, c) = (Some(Role::Therapist), Some(Role::Client));
        let mut sets = Sets::default();
        let mut stretch = stretch(&mut sets, &[(t, &[0]), (c, &[1]), (t, &[0]), (c, &[1]), (t, &[0]), (c, &[1])]);
        let before = stretch.sets.clone();
        stretch.shuffle(&mut SplitMix(1));
        assert_eq!(stretch.sets, before);
    }
}
