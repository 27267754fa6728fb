//! JSON as the commands write it: keys in a fixed order, numbers to six decimals, nothing that steers a terminal.

use layers::layer::Role;
use layers::output::json::write_json;
use layers::passage::{Genre, Passage};
use serde::Serialize;

/// A value on one line, without its line end.
pub fn line(value: &impl Serialize) -> String {
    let mut out = Vec::new();
    // Only plain data goes in: nothing in it can fail.
    let _ = write_json(&mut out, value);
    String::from_utf8(out).unwrap_or_default()
}

/// To six decimals, and no minus before nothing.
pub fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}

/// Which passage it is.
#[derive(Serialize)]
pub struct Place<'a> {
    id: String,
    source: &'a str,
    passage: u64,
    line: u64,
    genre: Genre,
    speaker: Option<Role>,
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
}

impl<'a> Place<'a> {
    /// The place of a passage.
    pub fn of(passage: &'a Passage) -> Place<'a> {
        Place {
            id: passage.id_text(),
            source: &passage.source,
            passage: passage.number,
            line: passage.line,
            genre: passage.genre,
            speaker: passage.speaker,
            label: passage.label.as_deref(),
            client: passage.session.client.as_deref(),
            session: passage.session.session.as_deref(),
            date: passage.session.date.as_deref(),
        }
    }
}
