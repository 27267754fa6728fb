//! Excerpts, ready to quote: as text, Markdown or a document for a word processor.

mod docx;
mod markdown;
mod text;

use crate::excerpts::Excerpt;
use crate::layer::Role;
use crate::passage::Passage;
use crate::rules::Pack;

pub use docx::docx;
pub use markdown::markdown;
pub use text::text;

/// The excerpts of one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter<'a> {
    /// The layer's place in the pack.
    pub layer: usize,
    /// The excerpts, the best first.
    pub excerpts: Vec<Excerpt<'a>>,
}

/// What stands below all excerpts.
const CLOSING: &str = "A cue is a place to look, not a diagnosis. These are words of a session: before others read them, ask whether \
you may, and change what tells who it is.";

/// What stands where a layer has no excerpt.
const NOTHING: &str = "No cue found; that does not mean that the layer was not there.";

/// The layer with its pages.
fn title(chapter: &Chapter, pack: &Pack) -> String {
    let layer = &pack.layers[chapter.layer];
    format!("{} (Clarkson 2003, pp. {})", layer.name, layer.pages)
}

/// Where the passage stands: source, line, number, session and date.
fn place(excerpt: &Excerpt) -> String {
    let passage = &excerpt.passages[excerpt.at].passage;
    let session = &passage.session;
    let number = session.session.as_deref().map(|session| format!("session {session}"));
    let known = [
        session.client.as_deref().map(|client| format!("client {client}")),
        number,
        session.date.as_deref().map(str::to_owned),
    ];
    let time = passage.time.map_or(String::new(), |time| format!("{time}, "));
    let mut place = format!("{}, {time}line {} (#{})", passage.source, passage.line, passage.number);
    for more in known.into_iter().flatten() {
        place = format!("{place}, {more}");
    }
    place
}

/// Who speaks, as a quotation names them.
fn speaker(passage: &Passage) -> Option<String> {
    let role = passage.speaker.map(|role| match role {
        Role::Therapist => "Therapist",
        Role::Client => "Client",
    });
    match (role, &passage.label) {
        (Some(role), Some(label)) if !role.eq_ignore_ascii_case(label) => Some(format!("{role} ({label})")),
        (Some(role), _) => Some(role.to_owned()),
        (None, Some(label)) => Some(label.to_string()),
        (None, None) => None,
    }
}

/// What speaks for the layer, a piece a line: the words, then what they may be a sign of.
fn cues(excerpt: &Excerpt, pack: &Pack) -> Vec<String> {
    let pieces = excerpt.tag.evidence.iter().filter(|piece| piece.counted && piece.adds > 0.0);
    let cue = |piece: &crate::tag::Evidence| {
        let words = match &piece.text {
            Some(text) => format!("“{}”", text.split_whitespace().collect::<Vec<_>>().join(" ")),
            None => "(the passage before)".to_owned(),
        };
        let rule = &pack.rules[piece.rule];
        format!("{words} — {} ({})", rule.why, rule.id)
    };
    pieces.map(cue).collect()
}
