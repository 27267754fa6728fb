//! How a talk goes: which layer follows which, who opens a layer, how much each one says, strain and what may mend it.
//!
//! Counts, to say where to look; none of them says that a therapist did well or badly. It takes passages one after the other
//! and keeps a few numbers of each.

mod follow;

use std::sync::Arc;

use crate::layer::Role;
use crate::passage::{Before, Passage, Session};
use crate::rules::{Mark, Pack};
use crate::tag::Tagged;

pub use follow::{SEED, SHUFFLES, Transition};
use follow::{Stretch, transitions};

/// A layer is opened where none of this many passages before carries it: the other's answer and one's own turn before.
pub const APART: usize = 3;

/// What was counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Process {
    /// Which layer follows which in the next passage, in the layers' order; those that neither happened nor were to be expected
    /// once are left out.
    pub transitions: Vec<Transition>,
    /// By layer.
    pub opens: Vec<Opens>,
    /// How much each one says.
    pub balance: By<Said>,
    /// Passages that show strain in the working alliance, in their order.
    pub strains: Vec<Strain>,
}

/// Something for each of those who may speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct By<T> {
    /// The therapist's.
    pub therapist: T,
    /// The client's.
    pub client: T,
    /// Of those of whom nobody knows.
    pub unknown: T,
}

/// Who opens a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Opens {
    /// Passages that carry it while none of the [`APART`] before does, by who speaks.
    pub opened: By<u64>,
    /// Of these, the first of their session.
    pub first: By<u64>,
}

/// How much somebody says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Said {
    /// Passages.
    pub passages: u64,
    /// Words: what stands between white space.
    pub words: u64,
}

/// Strain in the working alliance, and the next sign of its mending in the same session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strain {
    /// Where.
    pub at: Place,
    /// Where it may be mended; none where no such sign was found.
    pub repair: Option<Place>,
    /// How many passages lie between; 0 where both stand in one.
    pub apart: Option<u64>,
}

/// Which passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The source's name.
    pub source: Arc<str>,
    /// The passage's number in it.
    pub number: u64,
    /// The id that the input gave, as JSON text.
    pub id: Option<Box<str>>,
}

/// Counts as the passages come.
#[derive(Debug, Clone)]
pub struct Walk {
    process: Process,
    done: Vec<Stretch>,
    now: Stretch,
    sets: follow::Sets,
    /// The source and session of the stretch at hand.
    whose: Option<(Arc<str>, Session)>,
    /// By layer, where in the stretch it was seen last.
    seen: Vec<Option<usize>>,
    /// Strains of the stretch that wait for a repair: their place in `process.strains`, and in the stretch.
    open: Vec<(usize, usize)>,
    layers: usize,
}

impl Walk {
    /// Nothing counted yet, for the layers of `pack`.
    pub fn new(pack: &Pack) -> Walk {
        let layers = pack.layers.len();
        let process = Process {
            transitions: Vec::new(),
            opens: vec![Opens::default(); layers],
            balance: By::default(),
            strains: Vec::new(),
        };
        Walk {
            process,
            done: Vec::new(),
            now: Stretch::default(),
            sets: follow::Sets::default(),
            whose: None,
            seen: vec![None; layers],
            open: Vec::new(),
            layers,
        }
    }

    /// The next passage, with the tags that are kept.
    pub fn passage(&mut self, tagged: &Tagged, pack: &Pack) {
        let passage = &tagged.passage;
        if !self.goes_on(passage) {
            self.break_off();
            self.whose = Some((passage.source.clone(), passage.session.clone()));
        }
        let at = self.now.len();
        let layers: Vec<usize> = tagged.tags.iter().map(|tag| tag.layer).collect();
        for layer in &layers {
            self.open_layer(*layer, at, passage.speaker);
        }
        self.mark(tagged, at, pack);
        let said = self.process.balance.of(passage.speaker);
        said.passages += 1;
        said.words += passage.text.split_whitespace().count() as u64;
        self.now.push(passage.speaker, self.sets.number(layers));
    }

    /// All that was counted.
    pub fn end(mut self) -> Process {
        self.break_off();
        self.process.transitions = transitions(&self.done, &self.sets, self.layers);
        self.process
    }

    fn goes_on(&self, passage: &Passage) -> bool {
        let same = |(source, session): &(Arc<str>, Session)| *source == passage.source && *session == passage.session;
        passage.before == Before::Previous && self.whose.as_ref().is_some_and(same)
    }

    fn break_off(&mut self) {
        let stretch = std::mem::take(&mut self.now);
        if stretch.can_follow() {
            self.done.push(stretch);
        }
        self.seen.fill(None);
        self.open.clear();
    }

    fn open_layer(&mut self, layer: usize, at: usize, speaker: Option<Role>) {
        let opens = &mut self.process.opens[layer];
        let last = self.seen[layer].replace(at);
        if last.is_none_or(|last| at - last > APART) {
            *opens.opened.of(speaker) += 1;
        }
        if last.is_none() {
            *opens.first.of(speaker) += 1;
        }
    }

    fn mark(&mut self, tagged: &Tagged, at: usize, pack: &Pack) {
        let marks: Vec<Mark> = tagged.tags.iter().flat_map(|tag| tag.marks(pack)).collect();
        let Passage { source, number, id, .. } = &tagged.passage;
        let place = || Place { source: source.clone(), number: *number, id: id.clone() };
        if marks.contains(&Mark::Strain) {
            self.open.push((self.process.strains.len(), at));
            self.process.strains.push(Strain { at: place(), repair: None, apart: None });
        }
        if marks.contains(&Mark::Repair) {
            for (strain, from) in self.open.drain(..) {
                let strain = &mut self.process.strains[strain];
                strain.repair = Some(place());
                strain.apart = Some((at - from).saturating_sub(1) as u64);
            }
        }
    }
}

impl<T> By<T> {
    /// What is this one's.
    pub fn of(&mut self, speaker: Option<Role>) -> &mut T {
        match speaker {
            Some(Role::Therapist) => &mut self.therapist,
            Some(Role::Client) => &mut self.client,
            None => &mut self.unknown,
        }
    }
}
