//! One entry of a list of talk in JSON: a recogniser's segment or somebody's message.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::clock;
use super::record::Fields;
use super::spoken::{self, Word};
use crate::passage::turns::Utterance;
use crate::passage::{Session, Time};

/// Mean log probability under which whisper itself takes a segment to have failed.
const LOGPROB: f64 = -1.0;
/// Probability of silence above which whisper itself takes a segment to be none.
const NO_SPEECH: f64 = 0.6;
/// Seconds in a day: what lies beyond are milliseconds.
const DAY: f64 = 86_400.0;

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Segment {
    text: String,
    speaker: Option<String>,
    /// The speaker is a role that talks to a machine and not to a person.
    machine: bool,
    start: Option<f64>,
    end: Option<f64>,
    /// Start and end as clocks or in milliseconds.
    time: Option<Time>,
    words: Vec<Word>,
    doubted: bool,
    /// Somebody else speaks after it.
    pub changes: bool,
    session: Session,
    id: Option<Box<str>>,
    extra: Vec<(String, Box<str>)>,
}

/// What a list's numbers of time count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    Seconds,
    Millis,
}

impl Scale {
    /// Told from the last entry of a list.
    pub(super) fn of(last: Option<&Segment>) -> Scale {
        match last.and_then(|last| last.end.or(last.start)) {
            Some(number) if number > DAY => Scale::Millis,
            _ => Scale::Seconds,
        }
    }

    pub(super) fn time(self, start: Option<f64>, end: Option<f64>) -> Option<Time> {
        let millis = |number: f64| clock::seconds(if self == Scale::Millis { number / 1000.0 } else { number });
        Some(Time { start: millis(start?)?, end: end.and_then(millis) })
    }
}

/// Reads an entry; none where it has no text.
pub(super) fn read(raw: &RawValue) -> Option<Segment> {
    let fields: Fields = raw.get().starts_with('{').then(|| serde_json::from_str(raw.get()).ok()).flatten()?;
    let mut segment = Segment::default();
    let mut text = None;
    let mut speaker: Option<(usize, String)> = None;
    for (name, value) in fields.0 {
        let rank = SPEAKERS.iter().position(|known| *known == name);
        match (name.as_ref(), rank) {
            (_, Some(rank)) => {
                let who = word(value).filter(|who| !who.trim().is_empty());
                segment.machine |= name == "role" && who.as_deref().is_some_and(|who| MACHINES.contains(&who));
                if let Some(who) = who.filter(|_| speaker.as_ref().is_none_or(|(best, _)| rank < *best)) {
                    speaker = Some((rank, who));
                }
            }
            (name, None) => match TEXTS.iter().position(|known| *known == name) {
                Some(rank) if text.is_none() => text = words_of(value).map(|text| (rank, text)),
                _ => segment.field(name, value),
            },
        }
    }
    segment.speaker = speaker.map(|(_, who)| who);
    let (rank, text) = text?;
    segment.text = text;
    // Settings and the like have values and messages too; talk has somebody who says it.
    (rank < SURE || segment.speaker.is_some()).then_some(segment)
}

/// Names of the field that holds the words.
pub(super) const TEXTS: [&str; 7] = ["text", "content", "utterance", "utterance_text", "message", "sentence", "value"];
/// So many of them say by themselves that an entry is talk.
const SURE: usize = 4;
/// Names of the field that says who speaks; the first that is there counts.
pub(super) const SPEAKERS: [&str; 7] =
    ["speaker", "speaker_name", "speaker_label", "interlocutor", "role", "from", "author"];
/// Roles in chats whose words no person hears.
const MACHINES: [&str; 4] = ["system", "developer", "tool", "function"];

impl Segment {
    pub(super) fn named(&self) -> bool {
        self.speaker.is_some() || self.words.iter().any(|word| word.speaker.is_some())
    }

    pub(super) fn timed(&self) -> bool {
        self.start.is_some() || self.time.is_some()
    }

    fn field(&mut self, name: &str, value: &RawValue) {
        match name {
            "start" | "start_time" | "begin" => self.start = number(value).or_else(|| clocked(value)),
            "end" | "end_time" => self.end = number(value).or_else(|| clocked(value)),
            "timestamp" => match serde_json::from_str::<(Option<f64>, Option<f64>)>(value.get()) {
                Ok((start, end)) => (self.start, self.end) = (start, end),
                Err(_) => self.start = number(value).or_else(|| clocked(value)).or(self.start),
            },
            "offsets" => {
                let offsets = serde_json::from_str::<Offsets>(value.get()).ok();
                self.time = offsets.map(|Offsets { from, to }| Time { start: from, end: Some(to) });
            }
            "words" | "tokens" => {
                let list: Vec<&RawValue> = serde_json::from_str(value.get()).unwrap_or_default();
                let words: Vec<Word> = list.into_iter().filter_map(spoken::read).collect();
                if !words.is_empty() {
                    self.words = words;
                }
            }
            "avg_logprob" => self.doubted |= number(value).is_some_and(|number| number < LOGPROB),
            "no_speech_prob" => self.doubted |= number(value).is_some_and(|number| number > NO_SPEECH),
            "speaker_turn_next" => self.changes = value.get() == "true",
            "session" | "session_id" | "conversation_id" => self.session.session = word(value).map(Into::into),
            "client" => self.session.client = word(value).map(Into::into),
            "date" => self.session.date = word(value).map(Into::into),
            "id" if word(value).is_some() => self.id = Some(value.get().into()),
            _ => self.extra.push((name.to_owned(), value.get().into())),
        }
    }

    /// What was said: mostly one thing; where words have other speakers, one for each. A `message` is a turn of its own.
    pub(super) fn utterances(self, scale: Scale, message: bool) -> Vec<Utterance> {
        if self.machine {
            return Vec::new();
        }
        let placed = spoken::place(&self.text, self.words);
        let whole = self.time.or_else(|| scale.time(self.start, self.end));
        let known = self.speaker.or_else(|| placed.iter().find_map(|(_, word)| word.speaker.clone()));
        let sure = placed.iter().any(|(_, word)| word.is_measured());
        let mut said = Vec::new();
        let mut from = 0;
        while from < placed.len() || said.is_empty() {
            let who = placed.get(from).and_then(|(_, word)| word.speaker.clone()).or_else(|| known.clone());
            let other = |(_, word): &(_, Word)| word.speaker.is_some() && word.speaker != who;
            let to = placed[from..].iter().position(other).map_or(placed.len(), |more| from + more);
            let begin = if from == 0 { 0 } else { placed[from].0.start };
            let end = placed.get(to).map_or(self.text.len(), |(bytes, _)| bytes.start);
            let part = &placed[from..to];
            let alone = part.len() == placed.len();
            let mut doubtful: Vec<_> =
                spoken::doubtful(part).into_iter().map(|range| range.start - begin..range.end - begin).collect();
            if self.doubted && !sure {
                doubtful = std::iter::once(0..end - begin).collect();
            }
            said.push(Utterance {
                label: who,
                text: self.text[begin..end].to_owned(),
                time: whole.filter(|_| alone).or_else(|| spoken::time(part, scale)).or(whole),
                doubtful,
                begins: message,
                line: None,
                session: self.session.clone(),
                id: self.id.clone().filter(|_| message),
                extra: if message { self.extra.clone() } else { Vec::new() },
            });
            from = to.max(from + 1);
        }
        said
    }
}

/// Milliseconds, as whisper.cpp writes them.
#[derive(Deserialize)]
struct Offsets {
    from: u64,
    to: u64,
}

/// A string or a number, as words.
pub(super) fn word(value: &RawValue) -> Option<String> {
    let json = value.get();
    match json.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        true => Some(json.to_owned()),
        false => serde_json::from_str(json).ok(),
    }
}

/// A number, which some write as a string.
pub(super) fn number(value: &RawValue) -> Option<f64> {
    word(value)?.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

/// Seconds, from a clock.
fn clocked(value: &RawValue) -> Option<f64> {
    clock::read(word(value)?.trim()).map(|millis| millis as f64 / 1000.0)
}

/// A text: a string, nothing for null, or the texts of the parts that chats send messages in.
fn words_of(value: &RawValue) -> Option<String> {
    #[derive(Deserialize)]
    struct Part {
        #[serde(default)]
        text: String,
    }
    match value.get().as_bytes().first()? {
        b'"' => serde_json::from_str(value.get()).ok(),
        b'n' => Some(String::new()),
        b'[' => {
            let parts: Vec<Part> = serde_json::from_str(value.get()).ok()?;
            Some(parts.into_iter().map(|part| part.text).collect::<Vec<_>>().join("\n"))
        }
        _ => None,
    }
}
