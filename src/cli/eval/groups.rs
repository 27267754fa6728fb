//! The same figures for parts of the passages: by genre, source, or any other field that they share.

use std::collections::BTreeMap;

use layers::agreement::{Agreement, Unit};
use layers::layer::Role;
use layers::passage::{Genre, Passage};

use crate::cli::coded::Coded;

/// Passages that have one value of a field in common.
pub struct Group {
    /// The value; `-` where the field is missing.
    pub value: String,
    /// Tags against codings of these passages.
    pub agreement: Agreement,
}

/// The groups, in the order of their values.
pub fn by(field: &str, passages: &[Coded], unit: impl Fn(&Coded) -> Unit, layers: usize) -> Vec<Group> {
    let mut groups: BTreeMap<String, Vec<Unit>> = BTreeMap::new();
    for one in passages {
        groups.entry(value(field, &one.weighed.passage)).or_default().push(unit(one));
    }
    groups.into_iter().map(|(value, units)| Group { value, agreement: Agreement::of(&units, layers) }).collect()
}

fn value(field: &str, passage: &Passage) -> String {
    let session = &passage.session;
    let found = match field {
        "genre" => Some(match passage.genre {
            Genre::Note => "note".to_owned(),
            Genre::Letter => "letter".to_owned(),
            Genre::Transcript => "transcript".to_owned(),
        }),
        "speaker" => passage.speaker.map(|role| match role {
            Role::Therapist => "therapist".to_owned(),
            Role::Client => "client".to_owned(),
        }),
        "source" => Some(passage.source.to_string()),
        "session" => session.session.as_ref().map(ToString::to_string),
        "client" => session.client.as_ref().map(ToString::to_string),
        "date" => session.date.as_ref().map(ToString::to_string),
        _ => passage
            .extra
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, json)| serde_json::from_str::<String>(json).unwrap_or_else(|_| json.to_string())),
    };
    found.unwrap_or_else(|| "-".to_owned())
}
