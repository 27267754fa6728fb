//! The JSON shapes of what a report counts by file, session and client, and of a scan of folders.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use super::shape::Summary;

/// Counts over what belongs together. A key is null where its parts differ in it or nobody knows.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Group<'a> {
    /// The source, where there is only one.
    pub source: Option<Cow<'a, str>>,
    /// The client.
    pub client: Option<Cow<'a, str>>,
    /// The session.
    pub session: Option<Cow<'a, str>>,
    /// The date.
    pub date: Option<Cow<'a, str>>,
    /// The therapist.
    pub therapist: Option<Cow<'a, str>>,
    /// Who speaks, where it is grouped by that: `therapist`, `client` or `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<&'static str>,
    /// How many sources.
    pub sources: u64,
    /// How many sessions.
    pub sessions: u64,
    /// How many passages.
    pub passages: u64,
    /// The counts.
    pub summary: Summary<'a>,
}

/// What a scan went through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, Default)]
pub struct Scan {
    /// The files that were read, in their order; what tells next time whether they changed.
    pub files: Vec<File>,
    /// What was left out, by reason.
    pub left_out: Vec<LeftOut>,
    /// Of the files, those taken over from an earlier report.
    pub unchanged: u64,
    /// Files of the earlier report that are not there any more.
    pub gone: u64,
    /// How many files there are to read; more than were read where it was interrupted.
    pub found: u64,
    /// Whether it was interrupted.
    pub interrupted: bool,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct File {
    /// Its name in the report.
    pub source: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes and of what was known of its session beforehand, in hex.
    pub sha256: String,
}

/// Files that were left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOut {
    /// A short code for programs.
    pub reason: &'static str,
    /// The ending of the files' names, where that is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending: Option<String>,
    /// How many.
    pub files: u64,
}

/// One client's sessions, in their order.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Trend<'a> {
    /// The client; null for files whose client is not known.
    pub client: Option<Cow<'a, str>>,
    /// What the order goes by: `dates`, `numbers` or `names`.
    pub order: &'static str,
    /// The sessions.
    pub sessions: Vec<TrendSession<'a>>,
    /// One row for each layer that was looked for.
    pub layers: Vec<TrendLayer<'a>>,
}

/// One session of a trend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TrendSession<'a> {
    /// Its number or name.
    pub session: Option<Cow<'a, str>>,
    /// Its date.
    pub date: Option<Cow<'a, str>>,
    /// Its source, where there is only one.
    pub source: Option<Cow<'a, str>>,
    /// How many passages it has.
    pub passages: u64,
}

/// One layer across the sessions. Sessions are counted from 1.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TrendLayer<'a> {
    /// The layer's place in the pack.
    #[serde(skip)]
    pub place: usize,
    /// The layer's id.
    pub layer: &'a str,
    /// Passages that carry it, session by session.
    pub passages: Vec<u64>,
    /// Their share of the session's passages, 0 to 1.
    pub shares: Vec<f64>,
    /// The first session in which a cue was found.
    pub first: Option<usize>,
    /// The last one.
    pub last: Option<usize>,
    /// For how many sessions up to the last no cue was found.
    pub absent_for: usize,
    /// The largest change of the share from one session to the next; the first of several.
    pub largest_change: Option<Change>,
}

/// A change of a share from one session to the next.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    /// The session before, from 1.
    pub from: usize,
    /// The session after.
    pub to: usize,
    /// How much the share rose, -1 to 1.
    pub change: f64,
}
