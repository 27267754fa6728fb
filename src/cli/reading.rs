//! Sources read passage by passage, for commands that print as they read.

use std::io;
use std::ops::ControlFlow;

use layers::input::{self, Item, Options};
use layers::passage::{Passage, Piece};

use super::out::{Out, Tied};
use super::sources::Source;
use super::{Outcome, say};

/// How far a command wants to read.
pub type Wanted = io::Result<ControlFlow<()>>;

/// Gives each passage to `take`, until it has enough. What cannot be read is told on stderr; the rest is read.
pub fn passages(sources: &[Source], options: &Options, out: &Out, take: &mut dyn FnMut(Passage) -> Wanted) -> Outcome {
    let mut outcome = Outcome::Done;
    let mut written = Ok(ControlFlow::Continue(()));
    for source in sources {
        let bytes = match source.open() {
            Ok(bytes) => Tied::new(bytes, out.clone()),
            Err(failure) => {
                outcome = told(&failure);
                continue;
            }
        };
        if source.waits() {
            say::about("stdin", None, say::WAITING);
        }
        let _ = input::read(&source.name, source.path(), bytes, &source.options(options), &mut |item| {
            match item {
                Item::Piece(Piece::Passage(passage)) => written = take(passage),
                Item::Piece(Piece::Structure { .. }) => {}
                Item::Failure(failure) => outcome = told(&failure),
                Item::Notice(notice) => say::about(&notice.source, None, &notice.message),
            }
            written.as_ref().map_or(ControlFlow::Break(()), |flow| *flow)
        });
        if !matches!(written, Ok(ControlFlow::Continue(()))) {
            break;
        }
    }
    match say::written("stdout", written.map(|_| ())) {
        Outcome::Done => outcome,
        failed => failed,
    }
}

/// Says what cannot be read.
pub fn told(failure: &input::Failure) -> Outcome {
    say::about(&failure.source, failure.line, &failure.message);
    Outcome::SomeFailed
}

/// Where a passage stands, the time where it has one, its number, and who speaks.
pub fn place(passage: &Passage) -> String {
    let Passage { source, line, number, .. } = passage;
    let time = passage.time.map_or(String::new(), |time| format!("  {time}"));
    format!("{source}:{line}{time}  #{number}  {}", speaker(passage))
}

/// Who speaks: the role where it is known, else the label, else the kind of text.
fn speaker(passage: &Passage) -> &str {
    use layers::layer::Role;
    use layers::passage::Genre;
    match (passage.speaker, &passage.label, passage.genre) {
        (Some(Role::Therapist), _, _) => "therapist",
        (Some(Role::Client), _, _) => "client",
        (None, Some(label), _) => label,
        (None, None, Genre::Note) => "note",
        (None, None, Genre::Letter) => "letter",
        (None, None, Genre::Transcript) => "transcript",
    }
}
