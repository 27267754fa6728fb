//! SubRip subtitles. Speakers have no standard there: names before a colon, a recogniser's brackets, dashes.

use std::io::Read;
use std::ops::ControlFlow;

use super::cues::{self, Cue};
use super::document::Document;
use super::format::Format;
use super::named::{Named, Voice};
use super::sniff::Head;

pub(super) static FORMAT: Format = Format { name: "srt", about: "SubRip subtitles", endings: &["srt"], looks, read };

/// A number over a time line.
fn looks(head: &Head) -> bool {
    let mut lines = head.lines();
    let number = lines.next().is_some_and(|line| line.bytes().all(|b| b.is_ascii_digit()));
    number && lines.next().is_some_and(|line| cues::time_line(line).is_some())
}

fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    let mut named = Named::new(&document.options);
    cues::read(bytes, document, false, &mut |cue, document| named.push(voice(cue), document))?;
    named.finish(document)
}

fn voice(cue: Cue) -> Voice {
    let rows = cue.rows.iter().map(|row| plain(row)).filter(|row| !row.trim().is_empty()).collect();
    Voice { label: None, rows, time: cue.time, line: cue.line, confidence: cue.confidence }
}

/// A row without marks of how it is shown: `<i>`, `<font …>`, `{\an8}`.
fn plain(row: &str) -> String {
    let mut out = String::with_capacity(row.len());
    let mut rest = row;
    while let Some(at) = rest.find(['<', '{']) {
        out.push_str(&rest[..at]);
        let close = if rest[at..].starts_with('<') { '>' } else { '}' };
        let mark = rest[at..].find(close).map(|end| &rest[at..=at + end]).filter(|mark| shows(mark));
        let kept = if mark.is_some() { 0 } else { 1 };
        out.push_str(&rest[at..at + kept]);
        rest = &rest[at + mark.map_or(1, str::len)..];
    }
    out.push_str(rest);
    out
}

fn shows(mark: &str) -> bool {
    let inside = mark[1..mark.len() - 1].trim_start_matches('/').to_ascii_lowercase();
    let name = inside.split_whitespace().next().unwrap_or_default();
    if mark.starts_with('{') { inside.starts_with('\\') } else { matches!(name, "i" | "b" | "u" | "s" | "font") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::tests::talk;

    #[test]
    fn marks_and_places_are_no_words() {
        assert_eq!(
            plain(r#"{\an8}<i>So</i> <font color="red">it < was</font> {sic} <sigh>"#),
            "So it < was {sic} <sigh>"
        );
    }

    #[test]
    fn recognisers_bracket_their_speakers() {
        let text = "1\n00:00:01,000 --> 00:00:02,000 X1:40 Y2:20\n[SPEAKER_00]: How are\n\n2\n00:00:02.000 --> 00:00:03.000\n[SPEAKER_00]: you now?\n\n\
            3\n00:00:03,000 --> 00:00:04,000\n[SPEAKER_01]: Fine.\n\n4\n00:00:04,000 --> 00:00:05,000\nHm.\n";
        let expected =
            ["3 SPEAKER_00 1000-3000| How are you now?", "11 SPEAKER_01 3000-4000| Fine.", "15 - 4000-5000| Hm."];
        assert_eq!(talk("", text), expected);
    }

    #[test]
    fn a_name_stands_where_a_turn_begins() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\nAnna: I thought\n2\n00:00:02,000 --> 00:00:03,000\none thing: no.\n\n\
            3\n00:00:03,000 --> 00:00:04,000\nTherapist: So?\nAnna: Yes.\n\n4\n00:00:04,000 --> 00:00:05,000\nHonestly: yes.\n";
        let expected = [
            "3 Anna 1000-3000| I thought one thing: no.",
            "10 Therapist 3000-4000| So?",
            "10 Anna 3000-5000| Yes. Honestly: yes.",
        ];
        assert_eq!(talk("srt", text), expected);
    }

    #[test]
    fn dashes_change_the_voice() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\n- Are you there?\n- No.\n\n2\n00:00:02,000 --> 00:00:03,000\nNot quite\n";
        assert_eq!(talk("srt", text), ["3 - 1000-2000| Are you there?", "3 - 1000-3000| No. Not quite"]);
    }
}
