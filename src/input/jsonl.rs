//! JSON Lines: one passage a line, each its own text.

use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::Options;
use super::document::Document;
use super::format::Format;
use super::lines::{Line, Lines};
use super::record::{self, Given, Record};
use super::sniff::Head;
use crate::layer::Role;
use crate::passage::speakers::Names;
use crate::passage::{Before, Genre, Passage, Session};

/// One JSON object a line.
pub(super) static FORMAT: Format =
    Format { name: "jsonl", about: "One JSON object a line", endings: &["jsonl", "ndjson"], looks, read };

/// The first line is an object that has a `text`, or a message as chats have it, and not a whole talk.
fn looks(head: &Head) -> bool {
    let line = head.text.lines().next();
    let Some(object) = line.and_then(|line| serde_json::from_str::<Map<String, Value>>(line).ok()) else {
        return false;
    };
    let lists = ["segments", "chunks", "words", "transcription"];
    let talk = lists.iter().any(|name| object.get(*name).is_some_and(Value::is_array));
    let has = |name: &str| object.get(name).is_some_and(Value::is_string);
    object.contains_key("text") && !talk || has("role") && has("content")
}

/// Reads JSON Lines to their end. A line that is no record is a failure of its own; the others go on.
///
/// A passage's number is its record's place among the records of the input, those that failed counted: unique without
/// remembering every source's name.
fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    let options = document.options.clone();
    let most = options.max_passage;
    let mut lines = match Lines::new(bytes, most) {
        Ok(lines) => lines,
        Err(fault) => return document.fault(&fault),
    };
    let mut records = Records { names: Names::new(&options), options: &options, number: 0, last: None };
    let mut row = 0;
    loop {
        let line = match lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => return ControlFlow::Continue(()),
            Err(fault) => return document.fault(&fault),
        };
        row += 1;
        let read = match line {
            Line::Whole(bytes) if bytes.trim_ascii().is_empty() => continue,
            Line::Whole(bytes) => record::read(bytes),
            Line::TooLong => {
                Err(("too-long", format!("the line has more than {most} bytes: raise --max-passage to read it")))
            }
        };
        match read {
            Ok(record) => document.passage(records.passage(record, &document.source, row))?,
            Err((code, message)) => {
                records.failed();
                document.failure(Some(row), code, message)?;
            }
        }
    }
}

/// Records into passages, each knowing the one before.
struct Records<'a> {
    names: Names,
    options: &'a Options,
    number: u64,
    /// Source and session of the record before.
    last: Option<(Arc<str>, Session)>,
}

impl Records<'_> {
    fn failed(&mut self) {
        self.number += 1;
        self.last = None;
    }

    fn passage(&mut self, record: Record, file: &Arc<str>, line: u64) -> Passage {
        self.number += 1;
        let default = || {
            if record.speaker.is_some() { Genre::Transcript } else { Genre::Note }
        };
        let genre = record.genre.or(self.options.genre).unwrap_or_else(default);
        let (speaker, label) = match &record.speaker {
            Some(name) => self.who(name),
            None => (None, None),
        };
        let source = match record.source {
            // Names that come again and again are kept once.
            Some(source) => match &self.last {
                Some((last, _)) if *last == source => last.clone(),
                _ => source,
            },
            None => file.clone(),
        };
        let session = Session { client: record.client, session: record.session, date: record.date };
        let before = match record.before {
            Given::Text(text) => {
                let other = || speaker.filter(|_| genre == Genre::Transcript).map(Role::other);
                let speaker = record.before_speaker.as_deref().map_or_else(other, |name| self.who(name).0);
                Before::Given { text, speaker }
            }
            Given::Nothing => Before::Nothing,
            Given::Unsaid => match &self.last {
                Some((last, then)) if *last == source && *then == session => Before::Previous,
                _ => Before::Nothing,
            },
        };
        self.last = Some((source.clone(), session.clone()));
        Passage {
            source,
            number: self.number,
            id: record.id,
            genre,
            speaker,
            label,
            line,
            start: 0,
            text: record.text,
            before,
            session,
            time: None,
            doubtful: Vec::new(),
            extra: record.extra,
        }
    }

    /// Role and label of a speaker, who is given as a role or by name.
    fn who(&self, name: &str) -> (Option<Role>, Option<Arc<str>>) {
        let name = name.trim();
        match name {
            "" => (None, None),
            _ if name.eq_ignore_ascii_case("therapist") => (Some(Role::Therapist), None),
            _ if name.eq_ignore_ascii_case("client") => (Some(Role::Client), None),
            _ => (self.names.role(name), Some(name.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Item;
    use crate::input::tests::{items, options};
    use crate::passage::Piece;

    fn read(text: &str, options: &Options) -> Vec<Item> {
        items(text.as_bytes(), &Options { format: Some(&FORMAT), ..options.clone() })
    }

    fn passages(text: &str) -> Vec<Passage> {
        let passage = |item| match item {
            Item::Piece(Piece::Passage(passage)) => passage,
            other => panic!("{other:?}"),
        };
        read(text, &options()).into_iter().map(passage).collect()
    }

    #[test]
    fn speakers_are_roles_or_names() {
        let who = |speaker: &str| {
            let passage = passages(&format!("{{\"text\":\"a\",\"speaker\":{speaker}}}")).remove(0);
            (passage.speaker, passage.label.as_deref().map(str::to_owned), passage.genre)
        };
        assert_eq!(who("\"CLIENT\""), (Some(Role::Client), None, Genre::Transcript));
        assert_eq!(who("\"T\""), (Some(Role::Therapist), Some("T".into()), Genre::Transcript));
        assert_eq!(who("\"Anna\""), (None, Some("Anna".into()), Genre::Transcript));
        assert_eq!(who("null"), (None, None, Genre::Note));
        let told = Options { client: vec!["anna".into()], ..options() };
        let Item::Piece(Piece::Passage(passage)) = read("{\"text\":\"a\",\"speaker\":\"Anna\"}", &told).remove(0)
        else {
            panic!()
        };
        assert_eq!(passage.speaker, Some(Role::Client));
    }

    #[test]
    fn before_is_given_or_the_record_before() {
        let passages = passages(concat!(
            "{\"text\":\"a\",\"source\":\"s\"}\n",
            "{\"text\":\"b\",\"source\":\"s\"}\n\n",
            "{\"text\":\"c\",\"source\":\"s\",\"session\":2}\n",
            "{\"text\":\"d\",\"speaker\":\"client\",\"before\":\"x\"}\n",
            "{\"text\":\"e\",\"speaker\":\"client\",\"before\":\"x\",\"before_speaker\":\"client\"}\n",
        ));
        let given = |speaker| Before::Given { text: "x".into(), speaker: Some(speaker) };
        let before: Vec<_> = passages.iter().map(|p| p.before.clone()).collect();
        let expected =
            [Before::Nothing, Before::Previous, Before::Nothing, given(Role::Therapist), given(Role::Client)];
        assert_eq!(before, expected);
        assert_eq!(passages.iter().map(|p| p.line).collect::<Vec<_>>(), [1, 2, 4, 5, 6]);
        assert_eq!(
            passages.iter().map(Passage::id_text).collect::<Vec<_>>(),
            ["s#1", "s#2", "s#3", "test#4", "test#5"]
        );
    }

    #[test]
    fn bad_lines_are_failures_and_the_others_go_on() {
        let small = Options { max_passage: 20, ..options() };
        let items = read("{\"text\":\"a\"}\nsecret\n{\"text\":\"a long line it is\"}\n{\"text\":\"b\"}", &small);
        let said: Vec<_> = items
            .iter()
            .map(|item| match item {
                Item::Piece(Piece::Passage(passage)) => (passage.line, passage.id_text()),
                Item::Failure(failure) => (failure.line.unwrap(), format!("{}: {}", failure.code, failure.message)),
                other => panic!("{other:?}"),
            })
            .collect();
        let expected = [
            (1, "test#1"),
            (2, "not-json: the line is not JSON (column 1)"),
            (3, "too-long: the line has more than 20 bytes: raise --max-passage to read it"),
            (4, "test#4"),
        ];
        assert_eq!(said, expected.map(|(line, text)| (line, text.to_string())));
    }
}
