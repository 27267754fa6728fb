//! Names before a colon in cues: `Anna: …`, `[SPEAKER_00]: …`, `- …` for a change of voice.
//!
//! A colon is as good as speech ("one thing: no"), so the first cues are held until it is seen which words are names.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::document::Document;
use super::{DOUBT, Options};
use crate::passage::label;
use crate::passage::turns::Utterance;
use crate::passage::{Time, label::Label};

/// How many cues tell which words are names: about twenty minutes of talk.
const ENOUGH: usize = 300;
/// The share of cues that begin with a name where a service names the speaker in each; a few may be cut or silent.
const EACH: f64 = 0.8;
/// The longest name that no other rule holds, in bytes: services let people call themselves anything.
const NAME: usize = 64;

/// A cue, or the part of it that one voice speaks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Voice {
    /// The speaker, where the format itself tells.
    pub label: Option<String>,
    pub rows: Vec<String>,
    pub time: Time,
    /// Line of the source.
    pub line: u64,
    /// How sure speech recognition was, 0 to 1.
    pub confidence: Option<f64>,
}

/// Finds the speakers of cues.
pub(super) struct Named {
    held: Option<Vec<Voice>>,
    /// Names that are believed.
    names: Vec<String>,
    /// Each cue begins with a name.
    each: bool,
    /// The first line of each cue is the name, as Teams once wrote it.
    above: bool,
    /// Who spoke last: whoever is not named goes on.
    last: Option<String>,
}

impl Named {
    pub(super) fn new(options: &Options) -> Self {
        let names = options.therapist.iter().chain(&options.client).cloned().collect();
        // A live stream cannot wait, so it believes what looks most like a name.
        let held = (!options.live).then(Vec::new);
        Named { held, names, each: options.live, above: false, last: None }
    }

    /// Takes the next voice, and hands on what is ready.
    pub(super) fn push(&mut self, voice: Voice, document: &mut Document) -> ControlFlow<()> {
        let Some(held) = &mut self.held else {
            return self.hand_on(voice, document);
        };
        held.push(voice);
        if held.len() < ENOUGH { ControlFlow::Continue(()) } else { self.finish(document) }
    }

    /// Hands on what is held.
    pub(super) fn finish(&mut self, document: &mut Document) -> ControlFlow<()> {
        let held = self.held.take().unwrap_or_default();
        self.learn(&held);
        held.into_iter().try_for_each(|voice| self.hand_on(voice, document))
    }

    fn learn(&mut self, held: &[Voice]) {
        let unnamed: Vec<&Voice> = held.iter().filter(|voice| voice.label.is_none()).collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for row in unnamed.iter().flat_map(|voice| &voice.rows) {
            if let Some(found) = name(row) {
                *counts.entry(found.name).or_default() += 1;
            }
        }
        let again = |name: &str| counts.get(name).is_some_and(|times| *times > 1);
        let named = |voice: &&&Voice| {
            voice.rows.first().and_then(|row| name(row)).is_some_and(|found| strict(found.name) || again(found.name))
        };
        let share = unnamed.iter().filter(named).count() as f64 / unnamed.len().max(1) as f64;
        self.each = self.each || share >= EACH;
        let above = |voice: &&&Voice| voice.rows.len() > 1 && strict(&voice.rows[0]);
        let over = unnamed.iter().filter(above).count();
        self.above = over > 1 && over as f64 / unnamed.len() as f64 >= EACH;
        // What looks like a name only loosely counts where every cue is to have one.
        let believed = |name: &&str| again(name) && (self.each || strict(name));
        let names: Vec<String> = counts.keys().copied().filter(believed).map(str::to_owned).collect();
        self.names.extend(names);
    }

    fn hand_on(&mut self, voice: Voice, document: &mut Document) -> ControlFlow<()> {
        if voice.label.is_some() {
            let text = voice.rows.join(" ");
            return document.say(utterance(&voice, voice.label.clone(), text, false));
        }
        if self.above && voice.rows.len() > 1 && strict(&voice.rows[0]) {
            let text = voice.rows[1..].join(" ");
            return document.say(utterance(&voice, Some(voice.rows[0].trim().to_owned()), text, false));
        }
        let mut part = (self.goes_on(), String::new(), false);
        for (at, row) in voice.rows.iter().enumerate() {
            let (dashed, rest) = undashed(row);
            let found = self.label(rest, at == 0);
            if dashed || found.is_some() {
                let (label, text, begins) = std::mem::take(&mut part);
                document.say(utterance(&voice, label, text, begins))?;
                self.last = found.map(|found| found.name.to_owned());
                part = (self.last.clone(), String::new(), dashed);
            }
            let words = &rest[found.map_or(0, |found| found.end)..];
            if !part.1.is_empty() {
                part.1.push(' ');
            }
            part.1.push_str(words.trim());
        }
        document.say(utterance(&voice, part.0, part.1, part.2))
    }

    /// The speaker of words that name none: the last one, but for a recogniser's, which names whomever it knows.
    fn goes_on(&self) -> Option<String> {
        self.last.clone().filter(|name| !name.starts_with("SPEAKER"))
    }

    /// The label that a row begins with, if it is believed.
    fn label<'a>(&self, row: &'a str, first: bool) -> Option<Label<'a>> {
        let strict = label::parse(row);
        let found = strict.or_else(|| loose(row))?;
        let known = self.names.iter().any(|name| name.eq_ignore_ascii_case(found.name));
        let said = strict.is_some() && (label::role_of(found.name).is_some() || found.name.starts_with("SPEAKER"));
        let new = strict.is_some() && self.each && first && !found.name.contains(". ");
        (known || said || new || strict.is_some() && abbreviated(found.name)).then_some(found)
    }
}

/// A row without the dash that says that another voice speaks.
fn undashed(row: &str) -> (bool, &str) {
    match row.trim_start().strip_prefix(['-', '–', '—']) {
        Some(rest) if rest.starts_with([' ', '\u{a0}']) => (true, rest.trim_start()),
        _ => (false, row),
    }
}

/// Whether a name begins with a title, so that its full stop ends no sentence.
fn abbreviated(name: &str) -> bool {
    ["Dr. ", "Mr. ", "Mrs. ", "Ms. ", "Prof. "].iter().any(|title| name.starts_with(title))
}

/// The words of a row that may be a name.
fn name(row: &str) -> Option<Label<'_>> {
    let (_, row) = undashed(row);
    label::parse(row).or_else(|| loose(row))
}

/// Whether words look like a name in any text.
fn strict(name: &str) -> bool {
    label::parse(&format!("{name}:")).is_some()
}

/// Words before a colon that may be what somebody calls themselves: `anna k`, `Müller, Jane (she/her)`.
fn loose(row: &str) -> Option<Label<'_>> {
    let end = row.find(": ").or_else(|| row.ends_with(':').then(|| row.len() - 1))?;
    let name = row[..end].trim();
    let begins = name.chars().next()?.is_alphabetic();
    let speech = name.contains(['?', '!', ';', ':', '"', '“']) || name.contains(". ") || label::no_name(name);
    let lead = row.len() - row.trim_start().len();
    (begins && !speech && name.len() <= NAME && lead == 0).then_some(Label { name, end: end + 1, time: None })
}

fn utterance(voice: &Voice, label: Option<String>, text: String, begins: bool) -> Utterance {
    let doubted = voice.confidence.is_some_and(|sure| sure < DOUBT);
    let doubtful = if doubted { std::iter::once(0..text.len()).collect() } else { Vec::new() };
    Utterance { label, text, time: Some(voice.time), doubtful, begins, line: Some(voice.line), ..Utterance::default() }
}
