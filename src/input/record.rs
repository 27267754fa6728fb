//! One line of JSON Lines, read into what `layers` knows and what it only keeps.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::segment::{SPEAKERS, TEXTS};
use crate::passage::Genre;
use crate::passage::opening::genre_named;

/// A record, its values checked.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Record {
    pub text: String,
    pub id: Option<Box<str>>,
    pub speaker: Option<String>,
    pub genre: Option<Genre>,
    pub before: Given,
    pub before_speaker: Option<String>,
    pub source: Option<Arc<str>>,
    pub session: Option<Arc<str>>,
    pub client: Option<Arc<str>>,
    pub date: Option<Arc<str>>,
    pub extra: Vec<(String, Box<str>)>,
}

/// What a record says of the passage before it.
#[derive(Debug, Default, PartialEq)]
pub(super) enum Given {
    /// There is no such field.
    #[default]
    Unsaid,
    /// There is none: null, or no words.
    Nothing,
    Text(String),
}

/// Why a line is no record: code and message.
pub(super) type Fault = (&'static str, String);

/// Reads one line.
pub(super) fn read(line: &[u8]) -> Result<Record, Fault> {
    let line = std::str::from_utf8(line).map_err(|_| ("not-utf8", "the line is not UTF-8".to_string()))?;
    let line = line.trim();
    match serde_json::from_str::<Fields>(line) {
        Ok(fields) => record(fields),
        Err(error) => {
            let mended = without_nan(line).unwrap_or_default();
            if let Ok(fields) = serde_json::from_str::<Fields>(&mended) {
                return record(fields);
            }
            if serde_json::from_str::<IgnoredAny>(line).is_ok() {
                return Err(("bad-record", "the line is not a JSON object".to_string()));
            }
            let column = error.column();
            Err(("not-json", format!("the line is not JSON (column {column})")))
        }
    }
}

fn record(fields: Fields<'_>) -> Result<Record, Fault> {
    let mut record = Record::default();
    let mut text = None;
    for (name, value) in fields.0 {
        let null = value.get() == "null";
        match name.as_ref() {
            "before" => {
                record.before = match string("before", value)? {
                    Some(text) if !text.trim().is_empty() => Given::Text(text),
                    _ => Given::Nothing,
                }
            }
            "text" => text = string("text", value)?,
            "id" => {
                let number = value.get().starts_with(|c: char| c == '-' || c.is_ascii_digit());
                if !number && !null {
                    string("id", value)?;
                }
                record.id = (!null).then(|| value.get().into());
            }
            "speaker" => record.speaker = string("speaker", value)?,
            "before_speaker" => record.before_speaker = string("before_speaker", value)?,
            "genre" => {
                record.genre =
                    match string("genre", value)? {
                        Some(word) => Some(genre_named(&word).ok_or_else(|| {
                            ("bad-record", "\"genre\" is none of note, letter, transcript".to_string())
                        })?),
                        None => None,
                    }
            }
            "source" => record.source = word("source", value)?,
            "session" => record.session = word("session", value)?,
            "client" => record.client = word("client", value)?,
            "date" => record.date = word("date", value)?,
            _ => record.extra.push((name.into_owned(), value.get().into())),
        }
    }
    record.text =
        text.or_else(|| message(&mut record)).ok_or_else(|| ("no-text", "the record has no \"text\"".to_string()))?;
    Ok(record)
}

/// The text of a record that names it as chats do: `{"role": …, "content": …}`.
fn message(record: &mut Record) -> Option<String> {
    let mut take = |names: &[&str]| {
        let string = |(_, value): &(String, Box<str>)| value.starts_with('"');
        let found = |name: &&str| record.extra.iter().position(|field| field.0 == **name && string(field));
        let at = names.iter().find_map(found)?;
        serde_json::from_str::<String>(&record.extra.remove(at).1).ok()
    };
    let text = take(&TEXTS)?;
    let speaker = take(&SPEAKERS);
    record.speaker = record.speaker.take().or(speaker);
    Some(text)
}

/// A string, or none for null.
fn string(name: &str, value: &RawValue) -> Result<Option<String>, Fault> {
    serde_json::from_str(value.get()).map_err(|_| ("bad-record", format!("\"{name}\" is not a string")))
}

/// A string or a number, as words; none for null.
fn word(name: &str, value: &RawValue) -> Result<Option<Arc<str>>, Fault> {
    let json = value.get();
    if json.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        return Ok(Some(json.into()));
    }
    let text: Option<String> = serde_json::from_str(json)
        .map_err(|_| ("bad-record", format!("\"{name}\" is neither a string nor a number")))?;
    Ok(text.map(Arc::from))
}

/// JSON with NaN and infinities as null, as Python writes what is missing; none where there are none.
pub(super) fn without_nan(line: &str) -> Option<String> {
    if !line.contains("NaN") && !line.contains("Infinity") {
        return None;
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(quote) = rest.find('"') {
        let bytes = rest.as_bytes();
        let mut end = quote + 1;
        while end < bytes.len() && bytes[end] != b'"' {
            end += 1 + usize::from(bytes[end] == b'\\');
        }
        let end = rest.len().min(end + 1);
        out.push_str(&nulls(&rest[..quote]));
        out.push_str(rest.get(quote..end)?);
        rest = rest.get(end..)?;
    }
    out.push_str(&nulls(rest));
    Some(out)
}

fn nulls(json: &str) -> Cow<'_, str> {
    if json.contains(['N', 'I']) {
        json.replace("-Infinity", "null").replace("Infinity", "null").replace("NaN", "null").into()
    } else {
        json.into()
    }
}

/// The fields of an object in their order, values as they came.
pub(super) struct Fields<'a>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Fields<'de>;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::with_capacity(8);
                while let Some(Name(name)) = map.next_key()? {
                    fields.push((name, map.next_value()?));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

/// A name, borrowed where it has no escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(line: &str) -> (&'static str, String) {
        read(line.as_bytes()).unwrap_err()
    }

    #[test]
    fn what_is_unknown_is_kept_as_it_came() {
        let record =
            read(br#" {"z": {"a" : [1, 2e3]}, "text":"a\u00e9", "id": 7, "y":null, "session": 4, "caf\u00e9":"\/" } "#)
                .unwrap();
        assert_eq!(record.text, "aé");
        assert_eq!((record.id.as_deref(), record.session.as_deref()), (Some("7"), Some("4")));
        let extra: Vec<_> = record.extra.iter().map(|(name, value)| (name.as_str(), &**value)).collect();
        assert_eq!(extra, [("z", r#"{"a" : [1, 2e3]}"#), ("y", "null"), ("café", r#""\/""#)]);
    }

    #[test]
    fn faults_say_what_is_wrong_and_not_what_is_said() {
        assert_eq!(fault("{\"text\": secret}"), ("not-json", "the line is not JSON (column 10)".into()));
        assert_eq!(fault("[1]"), ("bad-record", "the line is not a JSON object".into()));
        assert_eq!(fault("{}"), ("no-text", "the record has no \"text\"".into()));
        assert_eq!(fault("{\"text\":null}").0, "no-text");
        assert_eq!(fault("{\"text\":1}"), ("bad-record", "\"text\" is not a string".into()));
        assert_eq!(fault("{\"text\":\"\",\"id\":[1]}"), ("bad-record", "\"id\" is not a string".into()));
        assert_eq!(
            fault("{\"text\":\"\",\"date\":{}}"),
            ("bad-record", "\"date\" is neither a string nor a number".into())
        );
        assert_eq!(fault("{\"text\":\"\",\"genre\":\"poem\"}").1, "\"genre\" is none of note, letter, transcript");
        assert_eq!(read(b"{\"text\":\"\xFF\"}").unwrap_err().0, "not-utf8");
    }

    #[test]
    fn messages_of_chats_are_records_too() {
        let record = read(br#"{"role":"user","content":"hi","n":1}"#).unwrap();
        assert_eq!((record.text.as_str(), record.speaker.as_deref()), ("hi", Some("user")));
        assert_eq!(record.extra, [("n".into(), "1".into())]);
        let record = read(br#"{"text":"hi","content":"kept"}"#).unwrap();
        assert_eq!(record.extra, [("content".into(), "\"kept\"".into())]);
    }

    #[test]
    fn nan_is_null() {
        let record = read(br#"{"text":"NaN \" Infinity","score":NaN,"l":[-Infinity]}"#).unwrap();
        assert_eq!(record.text, "NaN \" Infinity");
        assert_eq!(record.extra, [("score".into(), "null".into()), ("l".into(), "[null]".into())]);
    }

    #[test]
    fn before_may_be_unsaid_or_nothing() {
        let before = |line: &[u8]| read(line).unwrap().before;
        assert_eq!(before(br#"{"text":""}"#), Given::Unsaid);
        assert_eq!(before(br#"{"text":"","before":null}"#), Given::Nothing);
        assert_eq!(before(br#"{"text":"","before":""}"#), Given::Nothing);
        assert_eq!(before(br#"{"text":"","before":"x"}"#), Given::Text("x".into()));
    }
}
