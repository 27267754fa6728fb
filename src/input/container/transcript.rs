//! Text of a container into the document: prose, or the transcript that a service put into it.

use std::ops::ControlFlow;

use super::super::document::Document;
use super::super::sniff::{HEAD, Head};
use super::super::{cues, otter, vtt};

/// Lines among which the first time has to be; a title, a date and a length may stand before it.
const TITLE: usize = 12;

/// Reads a text as what it looks like.
pub(super) fn read(text: &str, document: &mut Document) -> ControlFlow<()> {
    if let Some(cues) = cued(text) {
        return (vtt::FORMAT.read)(&mut cues.as_bytes(), document);
    }
    let head = Head { text: text[..text.floor_char_boundary(HEAD)].to_owned() };
    if (otter::FORMAT.looks)(&head) {
        let mut talk = String::with_capacity(text.len());
        text.lines().filter(|row| !notice(row)).for_each(|row| {
            talk.push_str(row);
            talk.push('\n');
        });
        return (otter::FORMAT.read)(&mut talk.as_bytes(), document);
    }
    document.text(text)
}

/// Lines of times and words in cues again, where a document has each line in a paragraph: as Teams once wrote them.
fn cued(text: &str) -> Option<String> {
    // Not as a list: of a hundred million short lines that alone would take gigabytes.
    let rows = || text.lines().filter(|row| !row.trim().is_empty());
    let times = |row: &&str| cues::time_line(row).is_some();
    let first = rows().take(TITLE).position(|row| times(&row))?;
    if rows().filter(times).take(2).count() < 2 {
        return None;
    }
    let mut out = String::from("WEBVTT\n");
    for row in rows().skip(first) {
        if times(&row) {
            out.push('\n');
        }
        out.push_str(row);
        out.push('\n');
    }
    Some(out)
}

/// What Teams says of itself.
fn notice(row: &str) -> bool {
    row.len() <= 100 && [" started transcription", " stopped transcription"].iter().any(|end| row.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::document::To;
    use crate::input::tests::options;
    use crate::input::{Item, Piece};

    fn talk(text: &str) -> Vec<String> {
        let mut rows = Vec::new();
        let mut each = |item| {
            match item {
                Item::Piece(Piece::Passage(passage)) => {
                    let time = passage.time.map_or(String::new(), |time| format!("{}-{:?}", time.start, time.end));
                    rows.push(format!("{} {time}| {}", passage.label.as_deref().unwrap_or("-"), passage.text));
                }
                Item::Piece(Piece::Structure { .. }) => {}
                other => rows.push(format!("{other:?}")),
            }
            ControlFlow::Continue(())
        };
        let mut document = Document::new(&"test".into(), &options(), To::Pieces(&mut each));
        assert!(read(text, &mut document).is_continue());
        assert!(document.finish().is_continue());
        rows
    }

    #[test]
    fn teams_names_and_times() {
        let text = "Dr. Ray started transcription\n\nDr. Ray   0:03\nHow was it? Let us stop at\t4:50\n\n\
            Anna Berg\t1:02:03\n\nHard. I cried.\n\nDr. Ray   1:02:09\nWe said   9:15\n\nDr. Ray stopped transcription\n";
        let expected = [
            "Dr. Ray 3000-None| How was it? Let us stop at\t4:50",
            "Anna Berg 3723000-None| Hard. I cried.",
            "Dr. Ray 3729000-None| We said   9:15",
        ];
        assert_eq!(talk(text), expected);
    }

    #[test]
    fn older_ones_have_both_times_each_in_a_paragraph() {
        let text = "Session 4\n\n0:0:0.0 --> 0:0:4.120\n\nRay Doe\n\nHow was it?\n\n0:0:4.200 --> 0:0:5.0\n\nAnna Berg\n\nHard.\n\n\
            0:0:5.0 --> 0:0:6.0\n\nRay Doe\n\nSo.\n";
        assert_eq!(
            talk(text),
            ["Ray Doe 0-Some(4120)| How was it?", "Anna Berg 4200-Some(5000)| Hard.", "Ray Doe 5000-Some(6000)| So."]
        );
    }

    #[test]
    fn prose_is_prose() {
        assert_eq!(
            talk("She came at 0:03\nlate.\n\nWe met at   10:30\n"),
            ["- | She came at 0:03\nlate.", "- | We met at   10:30"]
        );
    }
}
