//! Transcripts of Teams and Otter as documents: a line with a name and a time, below it what was said.

use super::super::{clock, cues};
use crate::passage::Time;
use crate::passage::turns::Utterance;

/// The longest name, in bytes: services let people call themselves anything.
const NAME: usize = 64;
/// Lines of title, date and length that may stand before the first name.
const BEFORE: usize = 10;

/// What is said in a document, where it is such a transcript. Its title, date and notices of the service are left out.
pub(super) fn talk(text: &str) -> Option<Vec<Utterance>> {
    let rows: Vec<&str> = text.lines().map(str::trim).filter(|row| !row.is_empty() && !notice(row)).collect();
    let first = (0..rows.len().min(BEFORE)).find(|at| head(&rows, *at).is_some())?;
    let mut talk: Vec<Utterance> = Vec::new();
    let mut at = first;
    let mut heads = 0;
    while at < rows.len() {
        match head(&rows, at) {
            Some(Head { label, time, rows }) => {
                heads += 1;
                at += rows;
                talk.push(Utterance { label, time: Some(time), ..Utterance::default() });
            }
            None => {
                add(&mut talk, rows[at]);
                at += 1;
                continue;
            }
        }
        // The line after a name is always speech, also where it ends in a time.
        if let Some(row) = rows.get(at) {
            add(&mut talk, row);
            at += 1;
        }
    }
    // One line that looks like it is any line; and a diary with times has other words between them.
    (heads > 1 && heads * 8 >= rows.len() - first).then_some(talk)
}

fn add(talk: &mut [Utterance], row: &str) {
    if let Some(said) = talk.last_mut() {
        if !said.text.is_empty() {
            said.text.push(' ');
        }
        said.text.push_str(row);
    }
}

struct Head {
    label: Option<String>,
    time: Time,
    /// How many lines it takes.
    rows: usize,
}

/// `Anna Berg   0:03`; or `0:0:0.0 --> 0:0:4.120` over a line with the name.
fn head(rows: &[&str], at: usize) -> Option<Head> {
    let row = rows[at];
    if let Some(time) = cues::time_line(row) {
        let named = rows.get(at + 1).filter(|name| is_name(name));
        // Where nobody is named, the line after the times is the only one.
        let words = rows.get(at + 2).filter(|row| cues::time_line(row).is_none());
        let label = named.filter(|_| words.is_some()).map(|name| (*name).to_owned());
        return Some(Head { rows: 1 + usize::from(label.is_some()), label, time });
    }
    let gap = row.rfind(|c: char| c.is_whitespace())?;
    let (name, clock) = (row[..gap].trim_end(), row[gap..].trim_start());
    let parted = row[name.len()..].starts_with(['\t', '\u{a0}']) || row.len() - name.len() - clock.len() > 1;
    let start = clock::read(clock).filter(|_| parted && is_name(name))?;
    Some(Head { label: Some(name.to_owned()), time: Time { start, end: None }, rows: 1 })
}

fn is_name(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_alphanumeric());
    begins && name.len() <= NAME && !name.ends_with(['.', '?', '!', ':', ';', ',']) && !name.contains(": ")
}

fn notice(row: &str) -> bool {
    row.len() <= NAME + 32 && (row.ends_with("started transcription") || row.ends_with("stopped transcription"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Option<Vec<String>> {
        let row = |said: Utterance| {
            let time = said.time.map_or(String::new(), |time| format!("{}-{:?}", time.start, time.end));
            format!("{} {time}| {}", said.label.as_deref().unwrap_or("-"), said.text)
        };
        talk(text).map(|talk| talk.into_iter().map(row).collect())
    }

    #[test]
    fn a_name_and_a_time_begin_a_turn() {
        let text = "Session-20240301_Recording\n\nMarch 1, 2024, 3:00PM\n\nDr. Ray started transcription\n\nDr. Ray   0:03\nHow was it? Let us stop at\t4:50\n\
            \nAnna Berg\t1:02:03\nHard.\nI cried.\n\nDr. Ray   1:02:09\nWe said Bo   9:15\n\nDr. Ray stopped transcription\n";
        let expected = [
            "Dr. Ray 3000-None| How was it? Let us stop at\t4:50",
            "Anna Berg 3723000-None| Hard. I cried.",
            "Dr. Ray 3729000-None| We said Bo   9:15",
        ];
        assert_eq!(rows(text).unwrap(), expected);
    }

    #[test]
    fn older_ones_have_both_times() {
        let text = "0:0:0.0 --> 0:0:4.120\nRay\nHow was it?\n\n0:0:4.200 --> 0:0:5.0\nAnna Berg\nHard.\n\n0:0:5.0 --> 0:0:6.0\nSo.\n";
        assert_eq!(
            rows(text).unwrap(),
            ["Ray 0-Some(4120)| How was it?", "Anna Berg 4200-Some(5000)| Hard.", "- 5000-Some(6000)| So."]
        );
    }

    #[test]
    fn notes_with_times_are_notes() {
        assert_eq!(rows("She came at 0:03\nlate.\n\nWe met   10:30\nand talked.\n"), None);
        assert_eq!(rows(&format!("Arrived   9:15\nso\nLeft   9:50\n{}", "She said much.\n".repeat(30))), None);
    }
}
