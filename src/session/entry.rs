//! A line that begins another session within one document: `## 8 March 2024`, `Session 8`, `Date: 2024-03-08`.

use std::sync::Arc;

use super::{date, name};
use crate::passage::line::markdown_heading;

/// How many bytes of a line are looked at, and in how many the first digit must come.
const LONGEST: usize = 120;
const MOST_BEFORE: usize = 40;

/// What such a line says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Entry {
    pub session: Option<Arc<str>>,
    pub date: Option<Arc<str>>,
    /// Whether the session's own words follow on the line.
    pub words: bool,
}

/// Words that may stand beside a date or number in such a line.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "am", "date", "entry", "fri", "friday", "h", "mon", "monday", "no", "note", "notes", "number", "of", "pm", "sat",
    "saturday", "session", "sun", "sunday", "thu", "thur", "thurs", "thursday", "tue", "tues", "tuesday", "uhr", "wed",
    "wednesday",
];

/// What a line says, if it begins an entry. It is short and begins with a date or a session's number.
pub(crate) fn entry(line: &str) -> Option<Entry> {
    // Nearly every line ends here.
    if !line.bytes().take(MOST_BEFORE).any(|byte| byte.is_ascii_digit()) || !begins(line) {
        return None;
    }
    let heading = markdown_heading(line);
    let bare = line.trim().trim_start_matches(['#', '*', '_', ' ', '[', '(']);
    let bare = bare.trim_end_matches(['#', '*', '_', ' ', ':', ')', ']']);
    let (mut found, end) = number_and_date(&bare[..bare.floor_char_boundary(LONGEST)]);
    if found == Entry::default() {
        return None;
    }
    let rest = bare[end..].trim_start();
    if beside(rest) {
        return Some(found);
    }
    found.words = !heading;
    let parted = rest.starts_with([':', '–', '—', '|', ')', ']']) || rest.starts_with("- ");
    (heading || parted).then_some(found)
}

/// The number and date that a line begins with, and where they end.
fn number_and_date(head: &str) -> (Entry, usize) {
    let mut end = 0;
    let mut found = Entry::default();
    // Number and date, in either order, each where the last ended.
    for _ in 0..2 {
        let rest = &head[end..];
        let date = date::find(rest).filter(|at| found.date.is_none() && beside(&rest[..at.at.start]));
        let number = session(rest).filter(|(at, _)| found.session.is_none() && beside(&rest[..at.start]));
        match (date, number) {
            (Some(date), number) if number.as_ref().is_none_or(|(at, _)| date.at.start < at.start) => {
                let text = date.date.map_or_else(|| rest[date.at.clone()].to_owned(), |date| date.to_string());
                found.date = Some(text.into());
                end += date.at.end;
            }
            (_, Some((at, number))) => {
                found.session = Some(number.into());
                end += at.end;
            }
            (_, None) => break,
        }
    }
    (found, end)
}

/// `Session 8`, `Session: 8`, `Session no. 8`.
fn session(text: &str) -> Option<(std::ops::Range<usize>, String)> {
    let low = text.to_ascii_lowercase();
    let at = low.find("session")?;
    let after = &text[at + 7..];
    let number = after.trim_start_matches(|c: char| " :.#".contains(c));
    let number = number.strip_prefix("number").or_else(|| number.strip_prefix("no")).unwrap_or(number);
    let number = number.trim_start_matches(|c: char| " :.#".contains(c));
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&digits) || number[digits..].starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let end = text.len() - number.len() + digits;
    let (_, number) = name::numbered(&format!("session {}", &number[..digits]))?;
    Some((at..end, number))
}

/// Whether the first word may begin such a line.
fn begins(line: &str) -> bool {
    let word = line.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    let month =
        || date::MONTHS.iter().any(|month| word.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(month)));
    word.starts_with(|c: char| c.is_ascii_digit()) || word.len() <= 9 && (beside(word) || month())
}

/// Whether there is nothing but what may stand beside a date: weekdays, times, marks.
fn beside(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| {
        let word = word.to_lowercase();
        BESIDE.binary_search(&word.as_str()).is_ok()
            || word.len() <= 4 && word.starts_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_beside_are_sorted() {
        assert!(BESIDE.is_sorted());
    }

    #[test]
    fn lines_that_begin_an_entry() {
        for (line, session, date, words) in [
            ("## 2024-03-01", "-", "2024-03-01", false),
            ("2024-03-01", "-", "2024-03-01", false),
            ("Friday, 1 March 2024, 14:00", "-", "2024-03-01", false),
            ("Date: 1 March 2024", "-", "2024-03-01", false),
            ("Session: 8", "8", "-", false),
            ("**Session 08 – 8 March 2024**", "8", "2024-03-08", false),
            ("8 March 2024 (Session 8)", "8", "2024-03-08", false),
            ("## Session 8: anger", "8", "-", false),
            ("Session 8: she came late.", "8", "-", true),
            ("01.03.2024 - she came late.", "-", "2024-03-01", true),
        ] {
            let entry = entry(line).unwrap_or_else(|| panic!("{line}"));
            let said = [&entry.session, &entry.date].map(|part| part.as_deref().unwrap_or("-"));
            assert_eq!((said, entry.words), ([session, date], words), "{line}");
        }
    }

    #[test]
    fn lines_that_begin_none() {
        for line in [
            "",
            "Session 4 was hard.",
            "In session 4 she cried.",
            "On 1 March 2024 she left.",
            "2024 was a hard year",
            "## Plan for 8 March 2024",
            "Next session: 8 March 2024",
            "C: 1 March 2024",
            "10:30",
        ] {
            assert_eq!(entry(line), None, "{line}");
        }
    }
}
