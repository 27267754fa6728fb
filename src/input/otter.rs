//! Text as Otter exports it, and as Teams puts it into documents: a line `Name  1:02`, and below it what they say.

use std::io::Read;
use std::ops::ControlFlow;

use super::clock;
use super::document::Document;
use super::format::Format;
use super::sniff::Head;
use crate::passage::Time;
use crate::passage::turns::Utterance;

pub(super) static FORMAT: Format = Format {
    name: "otter",
    about: "Text with lines of name and time, as Otter and Teams write it",
    endings: &[],
    looks,
    read,
};

/// The longest name, in bytes: the most that one program for such texts takes.
const NAME: usize = 63;
/// Lines among which the first name has to be; a title, a date and keywords may stand before it.
const TITLE: usize = 12;

/// A line of name and time near the begin, and another further on.
fn looks(head: &Head) -> bool {
    let begins = |line: &&str| speaker(line, true).is_some();
    head.lines().take(TITLE).any(|line| begins(&line)) && head.lines().filter(begins).count() > 1
}

/// `Name  1:02`: two spaces between where a blank line stands `apart` above it, else three or a tab, as speech has none.
fn speaker(line: &str, apart: bool) -> Option<(&str, u64)> {
    let (rest, time) = line.trim_end().rsplit_once([' ', '\t'])?;
    let name = rest.trim_end();
    let spaces = line.trim_end().len() - name.len() - time.len();
    let tab = line[name.len()..].starts_with('\t');
    let named =
        !name.is_empty() && name.len() <= NAME && !name.starts_with(' ') && !name.ends_with(['.', '?', '!', ',', ':']);
    (named && (tab || spaces > 2 || spaces > 1 && apart)).then_some((name, clock::read(time)?))
}

fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    let mut open = Utterance::default();
    // Right below a name; right below a blank line.
    let (mut fresh, mut apart) = (false, true);
    document.rows(bytes, &mut |row, document| {
        let Some((number, row)) = row else {
            return document.say(std::mem::take(&mut open));
        };
        // What follows a name is speech, even if it ends in a time.
        let above = std::mem::replace(&mut apart, row.trim().is_empty());
        if let Some((name, start)) = speaker(row, above).filter(|_| !fresh) {
            fresh = true;
            let time = Some(Time { start, end: None });
            let next = Utterance { label: Some(name.to_owned()), time, ..Utterance::default() };
            return document.say(std::mem::replace(&mut open, next));
        }
        let row = row.trim();
        let footer = row.starts_with("Transcribed by https://otter.ai");
        if row.is_empty() || footer {
            return ControlFlow::Continue(());
        }
        fresh = false;
        open.line.get_or_insert(number);
        let full = open.text.len() + row.len() > document.options.max_passage;
        if full {
            // It goes on as the same turn, which is then too long.
            let next = Utterance { text: String::new(), ..open.clone() };
            document.say(std::mem::replace(&mut open, next))?;
        }
        if !open.text.is_empty() {
            open.text.push('\n');
        }
        open.text.push_str(row);
        ControlFlow::Continue(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::tests::talk;

    #[test]
    fn names_and_times_stand_over_what_is_said() {
        let text = "Session four\n\nAnna K  0:03\nI felt alone\nall week.\n\nUnknown Speaker  1:00:02\nWe meet\nAt  9:30\nnext time.\n\n\
            Anna K  1:00:09\n\nFine.\n\nTranscribed by https://otter.ai\n";
        let expected = [
            "1 -| Session four",
            "4 Anna K 3000-| I felt alone\nall week.",
            "8 Unknown Speaker 3602000-| We meet\nAt  9:30\nnext time.",
            "14 Anna K 3609000-| Fine.",
        ];
        assert_eq!(talk("", text), expected);
    }

    #[test]
    fn teams_parts_by_a_tab() {
        assert_eq!(talk("", "Ray Doe\t0:12\nSo.\nAnna\t0:15\nHm.\n"), ["2 Ray Doe 12000-| So.", "4 Anna 15000-| Hm."]);
    }

    #[test]
    fn prose_has_no_such_lines() {
        for line in ["We met at 9:30", "It was late.  9:30", "10:00", "  12:30", "Anna: so  1:75"] {
            assert_eq!(speaker(line, true), None, "{line}");
        }
    }
}
