//! How much of a form stands in each sentence of a passage: words in order, some missing, some too far apart.

use std::collections::HashMap;

use crate::evidence::Finder;
use crate::evidence::words::{Word, Words};
use crate::program::people::People;
use crate::program::{Step, TermId};
use crate::rules::pattern::WIDEST_GAP;
use crate::rules::words::MOST_PHRASE;

/// So many words farther off than a gap allows, a word is no longer taken to be the one that was meant.
const TOO_FAR: u32 = WIDEST_GAP as u32;

/// A word that stands too far off counts for half.
const FAR_COUNTS: f64 = 0.5;

/// Where a step of a form can stand: word indices, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    first: u32,
    end: u32,
    sentence: u32,
}

/// Where each word, class and role of the rules stands in a passage.
pub struct Places<'a> {
    words: &'a Words,
    terms: HashMap<TermId, Vec<Place>>,
}

impl<'a> Places<'a> {
    /// In the passage that the finder read last.
    pub fn new(finder: &'a Finder) -> Places<'a> {
        let words = &finder.words;
        let mut terms: HashMap<TermId, Vec<Place>> = HashMap::new();
        let place = |first: u32, length: u32| Place {
            first,
            end: first + length,
            sentence: words.list[first as usize].sentence,
        };
        for (at, word) in words.list.iter().enumerate() {
            for &term in &finder.lexicon.kind(word.kind).terms {
                terms.entry(term).or_default().push(place(at as u32, 1));
            }
        }
        for phrase in &words.phrases {
            for &term in finder.program.phrase_terms.of(phrase.phrase as usize) {
                terms.entry(term).or_default().push(place(phrase.first, phrase.words.into()));
            }
        }
        terms.values_mut().for_each(|places| places.sort_unstable());
        Places { words, terms }
    }

    fn of(&self, step: &Step) -> Vec<Place> {
        match step.term {
            Some(term) => self.terms.get(&term).cloned().unwrap_or_default(),
            None => self.people(step.roles),
        }
    }

    fn people(&self, roles: People) -> Vec<Place> {
        let mut places = Vec::new();
        for (at, word) in self.words.list.iter().enumerate() {
            let Word { sentence, .. } = *word;
            let first = at as u32;
            places.extend((word.roles & roles != 0).then_some(Place { first, end: first + 1, sentence }));
            places.extend((word.roles_two & roles != 0).then_some(Place { first, end: first + 2, sentence }));
        }
        places
    }
}

/// What of a form stands in one sentence.
#[derive(Debug, Clone)]
pub struct Partial {
    /// The sentence's number in the passage.
    pub sentence: u32,
    /// What the words that stand there tell, in bits.
    pub kept: f64,
    /// What all words of the form would tell.
    pub total: f64,
    /// Whether one of them is a word or class, not only roles.
    pub has_word: bool,
    /// The words that stand there: indices, end exclusive, in order.
    pub words: Vec<(u32, u32)>,
    /// The first step that is missing or too far off; none where all is there.
    pub missing: Option<Missing>,
}

/// A step that is not where it has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It is not there.
    Word(usize),
    /// It stands too far behind the step before.
    Distance {
        /// Which step.
        step: usize,
        /// Words between.
        between: u32,
        /// How many there may be.
        at_most: u32,
    },
}

/// A step taken to stand at a place, after the best way to get there.
#[derive(Clone, Copy)]
struct State {
    step: usize,
    place: Place,
    kept: f64,
    before: Option<usize>,
    /// Words between it and the step before, and how many there may be, where those are fewer.
    far: Option<(u32, u32)>,
}

/// What of a form stands in each sentence that holds any of it; nothing where no sentence can hold `least` bits of it.
pub fn partials(steps: &[Step], places: &Places, tells: &dyn Fn(&Step) -> f64, least: f64) -> Vec<Partial> {
    let worth: Vec<f64> = steps.iter().map(tells).collect();
    let there =
        steps.iter().zip(&worth).filter(|(step, _)| step.term.is_none_or(|term| places.terms.contains_key(&term)));
    if there.map(|(_, worth)| worth).sum::<f64>() < least {
        return Vec::new();
    }
    let mut states: Vec<State> = Vec::new();
    // Where each step's states begin.
    let mut begins: Vec<usize> = Vec::new();
    for (step, tells) in worth.iter().enumerate() {
        begins.push(states.len());
        let reached: Vec<State> =
            places.of(&steps[step]).iter().map(|place| reach(steps, step, *place, *tells, &states, &begins)).collect();
        states.extend(reached);
    }
    let mut best: HashMap<u32, usize> = HashMap::new();
    for (at, state) in states.iter().enumerate() {
        let known = best.entry(state.place.sentence).or_insert(at);
        if states[*known].kept < state.kept {
            *known = at;
        }
    }
    let mut partials: Vec<Partial> = best.into_values().map(|at| partial(steps, &worth, &states, at)).collect();
    partials.sort_unstable_by_key(|partial| partial.sentence);
    partials
}

/// The best way to have a step at a place.
fn reach(steps: &[Step], step: usize, place: Place, tells: f64, states: &[State], begins: &[usize]) -> State {
    let mut best = State { step, place, kept: tells, before: None, far: None };
    let mut at_most = u32::from(steps[step].gap);
    for earlier in (0..step).rev() {
        let own = begins[earlier]..begins[earlier + 1];
        let reach = place.first.saturating_sub(at_most + TOO_FAR + MOST_PHRASE as u32);
        let from = own.start + states[own.clone()].partition_point(|state| state.place.first < reach);
        for (at, state) in states[..own.end].iter().enumerate().skip(from) {
            if state.place.first >= place.first {
                break;
            }
            if state.place.end > place.first || state.place.sentence != place.sentence {
                continue;
            }
            let between = place.first - state.place.end;
            let far = between > at_most;
            let kept = state.kept + if far { tells * FAR_COUNTS } else { tells };
            if between <= at_most + TOO_FAR && kept > best.kept {
                best = State { kept, before: Some(at), far: far.then_some((between, at_most)), ..best };
            }
        }
        // Another word may stand where a step is missing.
        at_most += u32::from(steps[earlier].gap) + 1;
    }
    best
}

/// The way to a state, read back.
fn partial(steps: &[Step], worth: &[f64], states: &[State], last: usize) -> Partial {
    let mut way: Vec<&State> =
        std::iter::successors(Some(&states[last]), |state| state.before.map(|at| &states[at])).collect();
    way.reverse();
    let missing = (0..steps.len()).find_map(|step| match way.iter().find(|state| state.step == step) {
        None => Some(Missing::Word(step)),
        Some(State { far: Some((between, at_most)), .. }) => {
            Some(Missing::Distance { step, between: *between, at_most: *at_most })
        }
        Some(_) => None,
    });
    Partial {
        sentence: states[last].place.sentence,
        kept: states[last].kept,
        total: worth.iter().sum(),
        has_word: way.iter().any(|state| steps[state.step].term.is_some()),
        words: way.iter().map(|state| (state.place.first, state.place.end)).collect(),
        missing,
    }
}
