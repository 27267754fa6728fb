//! JSON documents: what speech recognition writes, and lists of messages.
//!
//! There are many shapes of them and all are alike in one thing: somewhere there is a list whose entries have a text. So no
//! program's names are looked for, but that list. Where there are several, as where the raw segments stand beside those that
//! were aligned with speakers, one is read.

use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::decode::Decoder;
use super::document::Document;
use super::format::Format;
use super::record::{Fields, without_nan};
use super::segment::{self, Scale, Segment};
use super::sniff::Head;
use super::{jsonl, spoken};
use crate::passage::Session;
use crate::passage::turns::Utterance;

/// The longest document that is held as a whole, in bytes: some thousand hours of talk.
const MOST: usize = 256 << 20;
/// How deep a list of talk may lie: `{"results": {"items": [{"conversation": [` is four.
const DEPTH: usize = 5;
/// How many entries tell what a list is.
const SAMPLE: usize = 50;

pub(super) static FORMAT: Format = Format {
    name: "json",
    about: "JSON: WhisperX, whisper, whisper.cpp, APIs, lists of messages",
    endings: &["json"],
    looks,
    read,
};

/// A brace and a name, or a bracket and a brace: `[` alone begins many a line of a transcript.
fn looks(head: &Head) -> bool {
    let inside = |text: &str| text.trim_start().chars().next();
    match (head.text.strip_prefix('{'), head.text.strip_prefix('[')) {
        (Some(rest), _) => matches!(inside(rest), None | Some('"')),
        (_, Some(rest)) => rest.trim_start().strip_prefix('{').is_some_and(|rest| inside(rest) == Some('"')),
        _ => false,
    }
}

fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    let Some(text) = whole(bytes, document)? else {
        return ControlFlow::Continue(());
    };
    let mut text = Cow::Borrowed(text.as_str());
    if text.trim().is_empty() {
        return ControlFlow::Continue(());
    }
    let parsed = |text: &str| serde_json::from_str::<&RawValue>(text).map(drop);
    if let Err(error) = parsed(&text) {
        match without_nan(&text).filter(|mended| parsed(mended).is_ok()) {
            Some(mended) => text = Cow::Owned(mended),
            // JSON Lines are often called .json as well.
            None if error.to_string().starts_with("trailing characters") => {
                return (jsonl::FORMAT.read)(&mut text.as_bytes(), document);
            }
            None => return not_json(&error, document),
        }
    }
    let Ok(root) = serde_json::from_str::<&RawValue>(&text) else {
        return ControlFlow::Continue(());
    };
    let talks = talks(root, DEPTH);
    if talks.is_empty() {
        return alone(&text, root, document);
    }
    talks.into_iter().try_for_each(|talk| say(talk, &text, document))
}

fn not_json(error: &serde_json::Error, document: &mut Document) -> ControlFlow<()> {
    let message = match error.is_eof() {
        true => "the JSON ends before it is complete; make it anew".to_owned(),
        false => format!("not JSON (column {})", error.column()),
    };
    document.failure(Some(error.line() as u64), "not-json", message)
}

/// All of a source as text; none where it cannot be read, which is then said.
fn whole(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<(), Option<String>> {
    let mut decoder = Decoder::new(bytes, false);
    let mut text = String::new();
    loop {
        match decoder.next() {
            Ok(Some(piece)) if text.len() + piece.len() > MOST => {
                let message = format!("JSON of more than {} MiB, which is held as a whole; split it", MOST >> 20);
                document.failure(None, "too-long", message)?;
                return ControlFlow::Continue(None);
            }
            Ok(Some(piece)) => text.push_str(piece),
            Ok(None) => break,
            Err(fault) => {
                document.fault(&fault)?;
                return ControlFlow::Continue(None);
            }
        }
    }
    if decoder.guessed() {
        document.guessed()?;
    }
    document.replaced(decoder.replaced())?;
    ControlFlow::Continue(Some(text))
}

/// A document without a list: one record, or nothing that is known.
fn alone(text: &str, root: &RawValue, document: &mut Document) -> ControlFlow<()> {
    let record = fields(root).is_some_and(|fields| fields.iter().any(|(name, _)| name == "text"));
    if record {
        // A line break in JSON is never a letter of a text.
        return (jsonl::FORMAT.read)(&mut text.replace('\n', " ").as_bytes(), document);
    }
    let message = "no talk found: a list of entries with \"text\" (or \"content\") is looked for".to_owned();
    document.failure(None, "no-text", message)
}

/// A talk within a document.
struct Talk<'a> {
    said: Said<'a>,
    session: Session,
}

enum Said<'a> {
    /// Entries, each with its text.
    Segments(Vec<&'a RawValue>),
    /// A text, and its words with their times.
    Words(String, Vec<&'a RawValue>),
    /// What each speaker said.
    Lists(Vec<(String, Vec<String>)>),
}

impl Talk<'_> {
    /// Which of two to read: rather that which names speakers, then that which knows times.
    fn worth(&self) -> (bool, bool) {
        match &self.said {
            Said::Segments(items) => {
                let sample: Vec<Segment> = items.iter().take(SAMPLE).filter_map(|item| segment::read(item)).collect();
                (sample.iter().any(Segment::named), sample.iter().any(Segment::timed))
            }
            Said::Words(..) => (false, false),
            Said::Lists(_) => (false, false),
        }
    }
}

fn fields<'a>(raw: &'a RawValue) -> Option<Vec<(Cow<'a, str>, &'a RawValue)>> {
    raw.get().starts_with('{').then(|| serde_json::from_str::<Fields>(raw.get()).ok()).flatten().map(|fields| fields.0)
}

fn items(raw: &RawValue) -> Option<Vec<&RawValue>> {
    raw.get().starts_with('[').then(|| serde_json::from_str(raw.get()).ok()).flatten()
}

/// The talks in a value: of a list all, of an object the one that is worth most.
fn talks(raw: &RawValue, depth: usize) -> Vec<Talk<'_>> {
    if depth == 0 {
        return Vec::new();
    }
    if let Some(items) = items(raw) {
        if items.iter().take(SAMPLE).any(|item| segment::read(item).is_some()) {
            return vec![Talk { said: Said::Segments(items), session: Session::default() }];
        }
        return items.into_iter().flat_map(|item| talks(item, depth - 1)).collect();
    }
    let Some(fields) = fields(raw) else {
        return Vec::new();
    };
    let mut best: Vec<Talk> = Vec::new();
    for (_, value) in &fields {
        let found = talks(value, depth - 1);
        let more = |talk: &Talk| best.first().is_none_or(|best| talk.worth() > best.worth());
        if found.first().is_some_and(more) {
            best = found;
        }
    }
    if best.is_empty() {
        best.extend(words(&fields).or_else(|| lists(&fields)).map(|said| Talk { said, session: Session::default() }));
    }
    let session = session(&fields);
    for talk in &mut best {
        let inner = &mut talk.session;
        inner.session = inner.session.take().or_else(|| session.session.clone());
        inner.client = inner.client.take().or_else(|| session.client.clone());
        inner.date = inner.date.take().or_else(|| session.date.clone());
    }
    best
}

type Named<'a> = [(Cow<'a, str>, &'a RawValue)];

/// A text with a list of its words beside it, where there are no segments.
fn words<'a>(fields: &Named<'a>) -> Option<Said<'a>> {
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
    let text: String = serde_json::from_str(field("text")?.get()).ok()?;
    Some(Said::Words(text, items(field("words")?)?))
}

/// Lists of what each speaker said, under their names.
fn lists<'a>(fields: &Named<'a>) -> Option<Said<'a>> {
    let list = |(name, value): &(Cow<str>, &RawValue)| {
        Some((name.clone().into_owned(), serde_json::from_str::<Vec<String>>(value.get()).ok()?))
    };
    let lists: Vec<_> = fields.iter().map(list).collect::<Option<_>>()?;
    (!lists.is_empty()).then_some(Said::Lists(lists))
}

/// What an object says of the session that is in it.
fn session(fields: &Named) -> Session {
    let field = |names: &[&str]| -> Option<Arc<str>> {
        let (_, value) = fields.iter().find(|(name, _)| names.contains(&name.as_ref()))?;
        segment::word(value).map(Arc::from)
    };
    Session {
        session: field(&["session", "session_id", "conversation_id", "dialogue_id", "transcript_id"]),
        client: field(&["client", "client_id"]),
        date: field(&["date", "session_date"]),
    }
}

fn say(talk: Talk, text: &str, document: &mut Document) -> ControlFlow<()> {
    let Talk { said, session } = talk;
    match said {
        Said::Segments(items) => segments(&items, &session, text, document),
        Said::Words(text, words) => {
            let words = words.iter().filter_map(|word| spoken::read(word)).collect();
            spoken::sentences(&text, words)
                .into_iter()
                .try_for_each(|said| document.say(Utterance { session: session.clone(), ..said }))
        }
        Said::Lists(lists) => lists.into_iter().try_for_each(|(name, said)| {
            said.into_iter().try_for_each(|text| {
                let label = Some(name.clone());
                document.say(Utterance { label, text, begins: true, session: session.clone(), ..Utterance::default() })
            })
        }),
    }
}

fn segments(items: &[&RawValue], session: &Session, text: &str, document: &mut Document) -> ControlFlow<()> {
    let timed = items.iter().take(SAMPLE).filter_map(|item| segment::read(item)).any(|segment| segment.timed());
    let scale = Scale::of(items.last().and_then(|item| segment::read(item)).as_ref());
    let mut changed = false;
    for item in items {
        let Some(segment) = segment::read(item) else {
            // Items are slices of the text, so their place in it is their line.
            let before = (item.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len());
            let line = 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..before]).count() as u64;
            document.failure(Some(line), "no-text", "the entry has no text; left out".to_owned())?;
            continue;
        };
        let next_changes = segment.changes;
        for (at, said) in segment.utterances(scale, !timed).into_iter().enumerate() {
            let begins = said.begins || changed && at == 0;
            document.say(Utterance { session: within(&said.session, session), begins, ..said })?;
        }
        changed = next_changes;
    }
    ControlFlow::Continue(())
}

/// What an entry says of its session, and for the rest what stands around it.
fn within(own: &Session, around: &Session) -> Session {
    let one = |own: &Option<Arc<str>>, around: &Option<Arc<str>>| own.clone().or_else(|| around.clone());
    Session {
        client: one(&own.client, &around.client),
        session: one(&own.session, &around.session),
        date: one(&own.date, &around.date),
    }
}

#[cfg(test)]
mod tests {
    use crate::input::tests::talk;

    #[test]
    fn whisperx_cuts_a_turn_where_a_word_has_another_speaker() {
        let text = r#"{"segments":[
            {"start":0.031,"end":2.5,"text":" How was it? Fine,","avg_logprob":-0.2,"speaker":"SPEAKER_00","words":[
                {"word":"How","start":0.031,"end":0.2,"score":0.9,"speaker":"SPEAKER_00"},
                {"word":"was","start":0.3,"end":0.5,"score":0.31,"speaker":"SPEAKER_00"},
                {"word":"it?","start":0.6,"end":0.9,"score":0.9,"speaker":"SPEAKER_00"},
                {"word":"Fine,","start":1.5,"end":2.5,"score":0.8,"speaker":"SPEAKER_01"}]},
            {"start":2.6,"end":4.0,"text":" all 7.","words":[{"word":"all","start":2.6,"end":3,"score":NaN},{"word":"7."}],"speaker":"SPEAKER_01"},
            {"start":4.0,"end":5.0,"text":" "},
            {"start":5.0,"end":6.0,"text":"Mm."}],
            "word_segments":[{"word":"How","start":0.031,"end":0.2}],"language":"en"}"#;
        let expected =
            ["1 SPEAKER_00 31-900| How was it? ?4..7", "2 SPEAKER_01 1500-4000| Fine, all 7.", "3 - 5000-6000| Mm."];
        assert_eq!(talk("", text), expected);
        assert_eq!(talk("", &text.replace('\n', " ")), expected);
    }

    #[test]
    fn whisper_doubts_segments_and_words() {
        let text = r#"{"text":" I hated it. Did I? So.","segments":[
            {"id":0,"seek":0,"start":0.0,"end":1.0,"text":" I hated it.","tokens":[50364,286],"avg_logprob":-1.4,"no_speech_prob":0.1},
            {"id":1,"seek":0,"start":1.0,"end":2.0,"text":" Did I?","avg_logprob":-0.1,"no_speech_prob":0.1,
             "words":[{"word":" Did","start":1.0,"end":1.4,"probability":0.2},{"word":" I?","start":1.4,"end":2.0,"probability":0.98}]},
            {"id":2,"start":4.5,"end":5.0,"text":" So.","avg_logprob":-0.1,"no_speech_prob":0.9}],"language":"en"}"#;
        assert_eq!(talk("json", text), ["1 - 0-2000| I hated it. Did I? ?0..11 ?12..15", "2 - 4500-5000| So. ?0..3"]);
    }

    #[test]
    fn whisper_cpp_counts_milliseconds_and_hears_changes() {
        let text = r#"{"result":{"language":"en"},"params":{"model":"m"},"transcription":[
            {"timestamps":{"from":"00:00:00,000","to":"00:00:01,500"},"offsets":{"from":0,"to":1500},"text":" Hello there","speaker_turn_next":true,
             "tokens":[{"text":"[_BEG_]","offsets":{"from":0,"to":0},"id":50363,"p":0.1},{"text":" Hello","id":1,"p":0.9},{"text":" there","id":2,"p":0.2}]},
            {"timestamps":{"from":"00:00:01,500","to":"00:00:02,000"},"offsets":{"from":1500,"to":2000},"text":" Hi."}]}"#;
        assert_eq!(talk("", text), ["1 - 0-1500| Hello there ?6..11", "2 - 1500-2000| Hi."]);
    }

    #[test]
    fn other_dialects() {
        let words = r#"{"task":"transcribe","duration":3.1,"text":"I did. You know?","words":[{"word":"I","start":0.1,"end":0.2},
            {"word":"did","start":0.2,"end":0.5},{"word":"You","start":2.9,"end":3},{"word":"know","start":3,"end":3.1}]}"#;
        assert_eq!(talk("", words), ["1 - 100-500| I did.", "2 - 2900-3100| You know?"]);
        let chunks =
            r#"{"text":" a. b","chunks":[{"timestamp":[0.0,1.5],"text":" a."},{"timestamp":[9.0,null],"text":" b"}]}"#;
        assert_eq!(talk("", chunks), ["1 - 0-1500| a.", "2 - 9000-| b"]);
        let millis = r#"{"utterances":[{"speaker":"A","text":"a","start":100,"end":900},{"speaker":"B","text":"b","start":3599100,"end":3600000}]}"#;
        assert_eq!(talk("json", millis), ["1 A 100-900| a", "2 B 3599100-3600000| b"]);
    }

    #[test]
    fn lists_of_messages() {
        let list = r#"[{"role":"system","content":"Be kind."},{"role":"user","content":"Hi.\r\nSo."},
            {"role":"user","content":[{"type":"text","text":"Again."}]},{"role":"assistant","content":null}]"#;
        assert_eq!(talk("", list), ["1 user| Hi.\nSo.", "3 user| Again."]);
        let inside = r#"{"metrics":["x"],"conversation":[{"speaker":"Therapist","text":"Hello."},{"speaker":"Patient","text":"Hi."}]}"#;
        assert_eq!(talk("", inside), ["1 Therapist| Hello.", "2 Patient| Hi."]);
        assert_eq!(talk("", r#"{"Speaker":["One.","Two."]}"#), ["1 Speaker| One.", "2 Speaker| Two."]);
    }

    #[test]
    fn what_a_file_holds_twice_is_read_once() {
        let text = r#"{"segments":[{"start":0,"end":1,"text":"raw"}],
            "aligned":{"segments":[{"start":0,"end":1,"text":"aligned","speaker":"SPEAKER_01"}]}}"#;
        assert_eq!(talk("", text), ["1 SPEAKER_01 0-1000| aligned"]);
    }

    #[test]
    fn several_talks_are_several_sessions() {
        let text = r#"[{"conversation_id":1,"conversation":[{"role":"patient","text":"a"}]},
            {"conversation_id":2,"conversation":[{"role":"patient","text":"b"}]}]"#;
        let items = crate::input::tests::items(text.as_bytes(), &crate::input::tests::options());
        let passage = |item| match item {
            crate::input::Item::Piece(crate::passage::Piece::Passage(passage)) => Some(passage),
            _ => None,
        };
        let seen: Vec<_> =
            items.into_iter().filter_map(passage).map(|p| (p.session.session, p.before, p.start)).collect();
        use crate::passage::Before::Nothing;
        assert_eq!(seen, [(Some("1".into()), Nothing, 9), (Some("2".into()), Nothing, 20)]);
    }

    #[test]
    fn what_is_no_talk_is_said_without_a_word_of_it() {
        let cases = [
            ("{\n\"a\": secret}", "failure 2 not-json not JSON (column 6)"),
            ("[{\"text\":\"a\"}", "failure 1 not-json the JSON ends before it is complete; make it anew"),
            (
                "{\"a\":1}",
                "failure  no-text no talk found: a list of entries with \"text\" (or \"content\") is looked for",
            ),
            ("[{\"text\":\"\"},\n{\"txt\":1}]", "failure 2 no-text the entry has no text; left out"),
        ];
        for (text, said) in cases {
            assert_eq!(talk("json", text), [said], "{text}");
        }
    }

    #[test]
    fn records_and_lines_may_be_called_json() {
        assert_eq!(talk("json", "{\n\"text\": \"a\"\n}"), ["1 -| a"]);
        assert_eq!(talk("json", "{\"text\":\"a\"}\n{\"role\":\"user\",\"content\":\"b\"}\n"), ["1 -| a", "2 user| b"]);
    }
}
