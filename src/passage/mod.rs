//! A document cut into passages: paragraphs of notes and letters, turns of transcripts.

mod cut;
mod facts;
pub(crate) mod label;
mod letter;
pub(crate) mod line;
pub(crate) mod opening;
mod pending;
pub mod sentence;
pub(crate) mod speakers;
pub(crate) mod split;
mod talk;
pub(crate) mod turns;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::layer::Role;
use crate::span::{Span, chars};

/// What kind of text a passage stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Genre {
    /// A therapist's note of a session, unless the words say that a client wrote it.
    #[default]
    Note,
    /// A client's or helper's own writing to or about the other.
    Letter,
    /// Speech written down, turn by turn.
    Transcript,
}

/// A paragraph of a note or one speaker's turn: the unit that is tagged.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Name of the source, as given on the command line or in the record.
    pub source: Arc<str>,
    /// Its number within the source, from 1.
    pub number: u64,
    /// The id that the input gave, as JSON text (a string or a number), or none.
    pub id: Option<Box<str>>,
    /// The kind of text.
    pub genre: Genre,
    /// Who speaks, where that is known.
    pub speaker: Option<Role>,
    /// The speaker as the source names them, such as `T` or `Dr. M`; without the colon.
    pub label: Option<Arc<str>>,
    /// Line where the passage begins, from 1: of the source, or of its canonical text where the source is JSON.
    pub line: u64,
    /// Where it begins in the source's canonical text, in Unicode scalar values from 0.
    pub start: u64,
    /// The passage itself, exactly as the canonical text has it, without its label.
    pub text: String,
    /// What stands before it.
    pub before: Before,
    /// Client, session, date and therapist, where known.
    pub session: Session,
    /// When it was said, where the source tells.
    pub time: Option<Time>,
    /// Words that speech recognition was not sure of: their bytes in `text`, in order.
    pub doubtful: Vec<Range<usize>>,
    /// Fields of a record or columns of a table that `layers` does not know, in their order: name, value as JSON text.
    pub extra: Vec<(String, Box<str>)>,
}

impl Passage {
    /// The passage's place in the canonical text.
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.start + chars(&self.text) }
    }

    /// Whether speech recognition was not sure of some of the words at these bytes of the text.
    pub fn doubts(&self, bytes: &Range<usize>) -> bool {
        let next = self.doubtful.partition_point(|doubt| doubt.end <= bytes.start);
        self.doubtful.get(next).is_some_and(|doubt| doubt.start < bytes.end)
    }

    /// About how many bytes of memory it takes: a record may be all fields and no text.
    pub(crate) fn bytes(&self) -> usize {
        let before = if let Before::Given { text, .. } = &self.before { text.len() } else { 0 };
        let field = |(name, value): &(String, Box<str>)| size_of::<(String, Box<str>)>() + name.len() + value.len();
        size_of::<Passage>() + self.text.len() + before + self.extra.iter().map(field).sum::<usize>()
    }

    /// The passage's id as text: the input's own, else `source#number`.
    pub fn id_text(&self) -> String {
        match &self.id {
            Some(json) => serde_json::from_str::<String>(json).unwrap_or_else(|_| json.to_string()),
            None => format!("{}#{}", self.source, self.number),
        }
    }
}

/// The passage before a passage, as context.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Before {
    /// There is none.
    #[default]
    Nothing,
    /// The passage that came before this one in the stream, of the same source and session.
    Previous,
    /// What a JSON Lines record gave as `before`.
    Given {
        /// Its words.
        text: String,
        /// Who spoke them, where known.
        speaker: Option<Role>,
    },
}

/// A stretch of a recording, in milliseconds from its start; written in seconds, or shown as a player shows it:
/// `1:05–1:12`, `1:02:03–1:02:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Time {
    /// When it begins.
    #[serde(serialize_with = "seconds")]
    #[schemars(with = "f64")]
    pub start: u64,
    /// When it ends, where the source tells.
    #[serde(serialize_with = "seconds_if_told")]
    #[schemars(with = "Option<f64>")]
    pub end: Option<u64>,
}

fn seconds<S: Serializer>(millis: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(*millis as f64 / 1000.0)
}

fn seconds_if_told<S: Serializer>(millis: &Option<u64>, serializer: S) -> Result<S::Ok, S::Error> {
    millis.map(|millis| millis as f64 / 1000.0).serialize(serializer)
}

impl fmt::Display for Time {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let one = |millis: u64| {
            let seconds = millis / 1000;
            let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
        };
        out.write_str(&one(self.start))?;
        self.end.map_or(Ok(()), |end| write!(out, "–{}", one(end)))
    }
}

/// Which session a passage belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Session {
    /// The client's name or code.
    pub client: Option<Arc<str>>,
    /// The session's number or name.
    pub session: Option<Arc<str>>,
    /// Its date: as ISO 8601 writes it where it was found and sure, else as given.
    pub date: Option<Arc<str>>,
    /// The therapist's name, or several.
    pub therapist: Option<Arc<str>>,
}

impl Session {
    /// What this lacks taken from another.
    pub fn or(self, other: Session) -> Session {
        Session {
            client: self.client.or(other.client),
            session: self.session.or(other.session),
            date: self.date.or(other.date),
            therapist: self.therapist.or(other.therapist),
        }
    }
}

// Nearly all pieces are passages, and none is kept for long: a box each would cost more than it saves.
#[allow(clippy::large_enum_variant)]
/// A stretch of a document, in order: every non-space character belongs to one of the two.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A passage to tag.
    Passage(Passage),
    /// A label, heading or front matter: structure, never tagged.
    Structure {
        /// What it is.
        kind: Structure,
        /// Where, in the canonical text.
        span: Span,
    },
}

/// What kind of structure stands between passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Structure {
    /// Who speaks: `T:`.
    Label,
    /// A Markdown heading, or a heading line with nothing under it.
    Heading,
    /// YAML between `---` lines at the start of a file.
    FrontMatter,
    /// A line of marks that only separates.
    Separator,
    /// A stage direction alone on its line, between turns: `(long silence)`.
    Direction,
}
