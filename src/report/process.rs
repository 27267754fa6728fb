//! The JSON shape of how a talk goes, and how it is drawn, with or without names.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use super::draw::{id_of, name, round};
use super::redact::Redactor;
use super::{Select, shape};
use crate::process::{self, By};
use crate::rules::Pack;

/// How the talk goes, counted over all sources: places to look, no judgement.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Process<'a> {
    /// Which layer follows which in the next passage of the session.
    pub transitions: Vec<Transition<'a>>,
    /// How many times the passages were shuffled to say what is expected.
    pub shuffles: usize,
    /// Where the shuffling started.
    pub seed: u64,
    /// Who opens each layer that was looked for.
    pub opens: Vec<Opens<'a>>,
    /// How much each one says.
    pub balance: Balance,
    /// Passages that show strain in the working alliance, and the next sign of its mending in the session.
    pub strains: Vec<Strain<'a>>,
}

/// How often a layer follows another.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Transition<'a> {
    /// The layers' places in the pack.
    #[serde(skip)]
    pub places: [usize; 2],
    /// The layer of the passage before.
    pub from: &'a str,
    /// The layer of the passage.
    pub to: &'a str,
    /// How often. A layer that follows itself is in part made by rules that go on from turn to turn.
    pub times: u64,
    /// How often on average when the tags of a session are shuffled among the passages of the same speaker.
    pub expected: f64,
    /// The middle 95 % of the shuffles lie from here …
    pub low: u64,
    /// … to here.
    pub high: u64,
}

/// Who opens a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Opens<'a> {
    /// The layer's place in the pack.
    #[serde(skip)]
    pub place: usize,
    /// The layer's id.
    pub layer: &'a str,
    /// Passages that carry it while none of the three before does.
    pub opened: shape::BySpeaker,
    /// Of these, the first of their session.
    pub first: shape::BySpeaker,
}

/// How much each one says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Balance {
    /// The therapist.
    pub therapist: Said,
    /// The client.
    pub client: Said,
    /// Those of whom nobody knows.
    pub unknown: Said,
}

/// How much somebody says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Said {
    /// Passages.
    pub passages: u64,
    /// Words: what stands between white space.
    pub words: u64,
}

/// Strain in the working alliance.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Strain<'a> {
    /// The source's name.
    pub source: Cow<'a, str>,
    /// Where.
    pub strain: Place<'a>,
    /// The next sign that it may be mended; null where none was found.
    pub repair: Option<Place<'a>>,
    /// How many passages lie between.
    pub apart: Option<u64>,
}

/// Which passage.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Place<'a> {
    /// Its id.
    pub id: shape::Id<'a>,
    /// Its number in the source, from 1.
    pub passage: u64,
}

pub(super) fn draw<'a>(
    process: &'a process::Process,
    pack: &'a Pack,
    select: &Select,
    redactor: Option<&Redactor>,
) -> Process<'a> {
    let id = |layer: usize| pack.layers[layer].id.as_str();
    let opens = process.opens.iter().enumerate().filter(|(layer, _)| select.keeps(*layer));
    let transition = |row: &process::Transition| Transition {
        places: [row.from, row.to],
        from: id(row.from),
        to: id(row.to),
        times: row.times,
        expected: round(row.expected),
        low: row.low,
        high: row.high,
    };
    let open = |(place, opens): (usize, &process::Opens)| Opens {
        place,
        layer: id(place),
        opened: by_speaker(opens.opened),
        first: by_speaker(opens.first),
    };
    let said = |said: process::Said| Said { passages: said.passages, words: said.words };
    let By { therapist, client, unknown } = process.balance;
    Process {
        transitions: process.transitions.iter().map(transition).collect(),
        shuffles: process::SHUFFLES,
        seed: process::SEED,
        opens: opens.map(open).collect(),
        balance: Balance { therapist: said(therapist), client: said(client), unknown: said(unknown) },
        strains: process.strains.iter().map(|found| strain(found, redactor)).collect(),
    }
}

fn strain<'a>(found: &'a process::Strain, redactor: Option<&Redactor>) -> Strain<'a> {
    let place = |place: &'a process::Place| Place {
        id: id_of(place.id.as_deref(), &place.source, place.number, redactor),
        passage: place.number,
    };
    Strain {
        source: name(&found.at.source, redactor),
        strain: place(&found.at),
        repair: found.repair.as_ref().map(place),
        apart: found.apart,
    }
}

fn by_speaker(by: By<u64>) -> shape::BySpeaker {
    shape::BySpeaker { therapist: by.therapist, client: by.client, unknown: by.unknown }
}
