//! What other programs rely on: the JSON shapes of a report, and of a passage in it.
//!
//! Keys come out in the order of the fields here. More keys may be added, none taken away. Every writer is given these
//! shapes and nothing else, so that text that is to be left out cannot reach one.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::process::Process;
use super::rows::{Group, Scan, Trend};
use crate::layer::{Facet, Role};
use crate::passage::{Genre, Time};
use crate::summary::group::By;

/// The name and version of the report's shape.
pub const SCHEMA: &str = "layers-report/1";

/// What stands before the passages of a report.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Header<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The program.
    pub tool: Tool,
    /// The rules that decided.
    pub rules: Rules<'a>,
    /// Every option that changes the result.
    pub settings: Settings<'a>,
    /// The layers that were looked for.
    pub layers: Vec<Layer<'a>>,
}

/// The program that made a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// Which rules decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rules<'a> {
    /// The pack's name.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// SHA-256 of all that was read, in hex.
    pub sha256: &'a str,
}

/// Every option that changes the result, as it was in force.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Settings<'a> {
    /// What replaces the layers' own thresholds.
    pub threshold: Option<f64>,
    /// The layers kept; null for all.
    pub layers: Option<Vec<&'a str>>,
    /// The role whose passages are kept; null for all.
    pub speaker: Option<Role>,
    /// Whether untagged passages are left out. They are counted all the same.
    pub tagged: bool,
    /// Whether voided evidence is shown.
    pub voided: bool,
    /// Whether the text is left out.
    pub no_text: bool,
    /// Whether names of sources, ids and clients stay though the text is left out.
    pub keep_names: bool,
    /// The format of the input, where it was told.
    pub input_format: Option<&'static str>,
    /// What a passage is.
    pub unit: &'static str,
    /// The kind of text, where it was told.
    pub genre: Option<Genre>,
    /// Labels told to be therapists.
    pub therapist: Vec<Cow<'a, str>>,
    /// Labels told to be clients.
    pub client: Vec<Cow<'a, str>>,
    /// The most bytes one passage may have.
    pub max_passage: usize,
    /// Whether passages were handed on before it was known who speaks.
    pub line_buffered: bool,
    /// Columns of tables, where they were told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Columns<'a>>,
}

/// Which columns of a table were told to hold what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Columns<'a> {
    /// The words.
    pub text: Option<&'a str>,
    /// Who says them.
    pub speaker: Option<&'a str>,
    /// Their session.
    pub session: Option<&'a str>,
    /// Their time.
    pub time: Option<&'a str>,
}

/// One layer, as a report explains it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Layer<'a> {
    /// Its place in the pack.
    #[serde(skip)]
    pub place: usize,
    /// Its id.
    pub id: &'a str,
    /// Its short name.
    pub name: &'a str,
    /// Where Clarkson (2003) describes it.
    pub pages: &'a str,
    /// What it means.
    pub definition: &'a str,
    /// How much of it is found at all, 0 to 1, where somebody measured it.
    pub finds: Option<f64>,
    /// Its facets.
    pub facets: &'a [Facet],
}

/// A tagged passage.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Passage<'a> {
    /// The input's id, else `source#passage`.
    pub id: Id<'a>,
    /// The source's name.
    pub source: Cow<'a, str>,
    /// Its number in the source, from 1.
    pub passage: u64,
    /// The kind of text.
    pub genre: Genre,
    /// Who speaks, where that is known.
    pub speaker: Option<Role>,
    /// The speaker as the source names them.
    pub label: Option<Cow<'a, str>>,
    /// The line where it begins, from 1.
    pub line: u64,
    /// Where it begins in the source's canonical text, in Unicode scalar values from 0.
    pub start: u64,
    /// One past its end.
    pub end: u64,
    /// Exactly that slice; null where the text is left out.
    pub text: Option<&'a str>,
    /// The tags, in the layers' order.
    pub tags: Vec<Tag<'a>>,
    /// The client, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Cow<'a, str>>,
    /// The session, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<Cow<'a, str>>,
    /// The date, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Cow<'a, str>>,
    /// When it was said, in seconds, where the source tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// The passage before, where the input gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<&'a str>,
    /// Who spoke it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before_speaker: Option<Role>,
    /// Voided evidence, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voided: Option<Vec<Voided<'a>>>,
    /// What the input gave and `layers` does not know, as it came.
    #[serde(flatten)]
    pub extra: Extra<'a>,
}

/// A passage's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Id<'a> {
    /// As the input gave it: JSON text of a string or number.
    Given(&'a str),
    /// Made by `layers`.
    Made(String),
}

/// One layer seen in a passage.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Tag<'a> {
    /// The layer's place in the pack.
    #[serde(skip)]
    pub place: usize,
    /// The layer's id.
    pub layer: &'a str,
    /// logistic(bias + the sum of the evidence's `adds`).
    pub score: f64,
    /// What the score starts from, in log odds.
    pub bias: f64,
    /// What it had to reach.
    pub threshold: f64,
    /// What made it.
    pub evidence: Vec<Evidence<'a>>,
}

/// Words that speak for a layer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Evidence<'a> {
    /// The rule's place in the pack.
    #[serde(skip)]
    pub place: usize,
    /// The rule's full id.
    pub rule: &'a str,
    /// The facet's id.
    pub facet: &'a str,
    /// What it adds to the score, in log odds.
    pub adds: f64,
    /// Where the words begin; null where it rests on the passage before.
    pub start: Option<u64>,
    /// One past their end.
    pub end: Option<u64>,
    /// The words; null where it rests on the passage before, or the text is left out.
    pub text: Option<&'a str>,
    /// False where another piece of the same facet counts instead.
    pub counted: bool,
    /// True where speech recognition was not sure of the words, so that one should listen; else left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub doubtful: bool,
}

/// Evidence that its context took away.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Voided<'a> {
    /// The layer's id.
    pub layer: &'a str,
    /// The rule's full id.
    pub rule: &'a str,
    /// The facet's id.
    pub facet: &'a str,
    /// Where the words begin.
    pub start: Option<u64>,
    /// One past their end.
    pub end: Option<u64>,
    /// The words.
    pub text: Option<&'a str>,
    /// Why it does not count.
    pub reason: &'a str,
    /// The context trigger that says so.
    pub by: &'a str,
}

/// Fields of the input that `layers` does not know: name, and value as JSON text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extra<'a>(pub Vec<(&'a str, &'a str)>);

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Failure {
    /// The source's name.
    pub source: String,
    /// The line, where there is one to name.
    pub line: Option<u64>,
    /// A short code for programs.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

/// Something worth knowing, though nothing failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Notice {
    /// The source's name.
    pub source: String,
    /// What it is.
    pub message: String,
}

/// What stands after the passages.
#[derive(Debug, Clone, PartialEq)]
pub struct Totals<'a> {
    /// One row a source; empty where the writer did not want them.
    pub sources: Vec<Source<'a>>,
    /// One row for each session of each source.
    pub sessions: Vec<Group<'a>>,
    /// One row a client.
    pub clients: Vec<Group<'a>>,
    /// The rows of the table that was asked for, with what they are put together by.
    pub table: Option<(By, Vec<Group<'a>>)>,
    /// Each client's sessions in their order, where that was asked for.
    pub trends: Option<Vec<Trend<'a>>>,
    /// What a scan went through.
    pub scan: Option<&'a Scan>,
    /// Over everything.
    pub summary: Summary<'a>,
    /// How the talk goes; none where the writer did not want it.
    pub process: Option<Process<'a>>,
}

/// One source's summary.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Source<'a> {
    /// Its name.
    pub source: Cow<'a, str>,
    /// How many passages it has.
    pub passages: u64,
    /// Its summary.
    pub summary: Summary<'a>,
}

/// Counts over some passages.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Summary<'a> {
    /// All passages, tagged or not.
    pub passages: u64,
    /// One row for each layer that was looked for.
    pub layers: Vec<Row<'a>>,
    /// Every pair of layers that meets in a passage.
    pub overlap: Vec<Overlap<'a>>,
    /// All passages by who speaks.
    pub by_speaker: BySpeaker,
    /// The role whose passages alone were counted, where only one's were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<Role>,
}

/// One layer's counts.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Row<'a> {
    /// The layer's place in the pack.
    #[serde(skip)]
    pub place: usize,
    /// The layer's id.
    pub layer: &'a str,
    /// Passages that carry it.
    pub passages: u64,
    /// Their share of all passages, 0 to 1.
    pub share: f64,
    /// Their mean score; null where there are none.
    pub mean_score: Option<f64>,
    /// Who spoke them.
    pub by_speaker: BySpeaker,
    /// The facets that counted, in the layer's order.
    pub facets: Vec<FacetCount<'a>>,
    /// The sums of the scores in millionths, in the rows from which a later scan goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scores: Option<BySpeaker>,
}

/// Passages by who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BySpeaker {
    /// By the therapist.
    pub therapist: u64,
    /// By the client.
    pub client: u64,
    /// By nobody who is known.
    pub unknown: u64,
}

/// Passages in which a facet counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FacetCount<'a> {
    /// The facet's place in its layer.
    #[serde(skip)]
    pub place: usize,
    /// The facet's id.
    pub facet: &'a str,
    /// How many.
    pub passages: u64,
}

/// Passages that carry both of two layers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Overlap<'a> {
    /// The layers' places in the pack.
    #[serde(skip)]
    pub places: [usize; 2],
    /// The layers' ids.
    pub layers: [&'a str; 2],
    /// How many.
    pub passages: u64,
}

impl Id<'_> {
    /// The id as plain text.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Id::Given(json) => match serde_json::from_str::<String>(json) {
                Ok(text) => Cow::Owned(text),
                Err(_) => Cow::Borrowed(json),
            },
            Id::Made(text) => Cow::Borrowed(text),
        }
    }
}

impl Serialize for Id<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Id::Given(json) => raw(json)?.serialize(serializer),
            Id::Made(text) => serializer.serialize_str(text),
        }
    }
}

impl Serialize for Extra<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, json) in &self.0 {
            map.serialize_entry(name, raw(json)?)?;
        }
        map.end()
    }
}

fn raw<E: serde::ser::Error>(json: &str) -> Result<&RawValue, E> {
    serde_json::from_str(json).map_err(|_| E::custom("a field of the input is not JSON"))
}
