//! The examples in rule files, run: does the rule fire where it must, and is it silent where it must be?

use std::sync::Arc;

use crate::evidence::Finder;
use crate::layer::Role;
use crate::passage::{Before, Genre, Passage, Session};
use crate::program::Rules;
use crate::rules::Example;
use crate::tag::Tagger;

/// What stands between the passage before and the passage, in an example.
const BEFORE: &str = " || ";

/// Reads an example: a note, unless it begins with `T: ` or `C: ` (a turn), `LT: ` or `LC: ` (a letter); what stands before
/// ` || ` is the passage before.
pub fn passage(example: &str) -> Passage {
    let (before, text) = match example.split_once(BEFORE) {
        Some((before, text)) => (Some(before), text),
        None => (None, example),
    };
    let (genre, speaker, text) = voice(text);
    let before = before.map_or(Before::Nothing, |before| {
        let (_, speaker, text) = voice(before);
        Before::Given { text: text.to_string(), speaker }
    });
    Passage {
        source: Arc::from("example"),
        number: 1,
        id: None,
        genre,
        speaker,
        label: None,
        line: 1,
        start: 0,
        text: text.to_string(),
        before,
        session: Session::default(),
        time: None,
        doubtful: Vec::new(),
        extra: Vec::new(),
    }
}

fn voice(text: &str) -> (Genre, Option<Role>, &str) {
    let voices = [
        ("T: ", Genre::Transcript, Role::Therapist),
        ("C: ", Genre::Transcript, Role::Client),
        ("LT: ", Genre::Letter, Role::Therapist),
        ("LC: ", Genre::Letter, Role::Client),
    ];
    for (prefix, genre, role) in voices {
        if let Some(rest) = text.strip_prefix(prefix) {
            return (genre, Some(role), rest);
        }
    }
    (Genre::Note, None, text)
}

/// An example that came out otherwise than its rule file says.
#[derive(Debug, Clone, PartialEq)]
pub struct Failed {
    /// The example.
    pub example: Example,
    /// What happened instead.
    pub why: String,
}

/// Runs examples; returns those that failed.
pub fn run(rules: &Rules, examples: &[Example]) -> Vec<Failed> {
    let (mut finder, mut tagger) = (Finder::new(rules), Tagger::new(rules));
    let continues = |example: &Example| rules.pack.rules[example.rule].continues;
    examples
        .iter()
        .filter_map(
            |example| {
                if continues(example) { goes_on(&mut tagger, example) } else { fails(&mut finder, example) }
            },
        )
        .collect()
}

/// A rule that goes on from the turn before fires as part of a tag.
fn goes_on(tagger: &mut Tagger, example: &Example) -> Option<Failed> {
    let tags = tagger.tag(passage(&example.text)).tags;
    let fired = tags.iter().flat_map(|tag| &tag.evidence).any(|evidence| evidence.rule == example.rule);
    let why = match (example.fires, fired) {
        (true, false) => "must fire, but the turn before has no tag of the layer, or this one no cue",
        (false, true) => "must be silent, but fires",
        _ => return None,
    };
    Some(Failed { example: example.clone(), why: why.to_string() })
}

fn fails(finder: &mut Finder, example: &Example) -> Option<Failed> {
    let passage = passage(&example.text);
    let findings = finder.find(&passage).findings;
    let own: Vec<_> = findings.iter().filter(|finding| finding.rule == example.rule).collect();
    let standing = own.iter().find(|finding| finding.voided.is_none());
    let why = match (example.fires, standing) {
        (true, Some(_)) | (false, None) => return None,
        (false, Some(finding)) => format!("must be silent, but fires on `{}`", &passage.text[finding.bytes.clone()]),
        (true, None) => match own.first().and_then(|finding| finding.voided.as_ref()) {
            Some((reason, by)) => format!("must fire, but is voided: {} ({by})", reason.name()),
            None => "must fire, but no pattern matches under its conditions".to_string(),
        },
    };
    Some(Failed { example: example.clone(), why })
}
