//! Words of a passage in their sentence, as a concordance shows them.

use std::ops::Range;

use layers::passage::{Passage, sentence};
use layers::span::Span;

/// Characters that are shown of the sentence on each side of a match.
const CONTEXT: usize = 40;

/// The words at these byte offsets of a passage in ‹ ›, in their sentence. White space is one blank each.
pub fn quoted(text: &str, bytes: &Range<usize>) -> String {
    let Range { start, end } = *bytes;
    let sentence = around(text, bytes);
    let (left, right) = (before(&text[sentence.start..start]), after(&text[end..sentence.end]));
    format!("{left}‹{}›{right}", one_line(&text[start..end]))
}

/// A place in the source's canonical text as byte offsets in the passage.
pub fn bytes(passage: &Passage, span: Span) -> Range<usize> {
    let at = |place: u64| {
        let chars = usize::try_from(place.saturating_sub(passage.start)).unwrap_or(usize::MAX);
        passage.text.char_indices().nth(chars).map_or(passage.text.len(), |(byte, _)| byte)
    };
    at(span.start)..at(span.end)
}

/// The sentence in which a match stands.
pub fn around(text: &str, bytes: &Range<usize>) -> Range<usize> {
    let mut from = 0;
    for end in sentence::ends(text) {
        if end >= bytes.end {
            return from..end;
        }
        if end <= bytes.start {
            from = end;
        }
    }
    from..text.len()
}

/// The end of what stands before a match, cut between words.
fn before(text: &str) -> String {
    let text = one_line(text);
    let text = text.trim_start();
    match text.char_indices().rev().nth(CONTEXT) {
        None => text.to_owned(),
        Some((at, _)) => {
            let rest = &text[at..];
            format!("…{}", rest.find(' ').map_or(rest, |space| &rest[space..]))
        }
    }
}

/// The beginning of what stands behind a match, cut between words.
fn after(text: &str) -> String {
    let text = one_line(text);
    let text = text.trim_end();
    match text.char_indices().nth(CONTEXT) {
        None => text.to_owned(),
        Some((at, _)) => {
            let rest = &text[..at];
            format!("{}…", rest.rfind(' ').map_or(rest, |space| &rest[..=space]))
        }
    }
}

/// Line breaks and other white space as one blank each.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_between_words_and_at_the_sentence() {
        let long = "one two three four five six seven eight nine ten eleven twelve ";
        assert_eq!(before(long), "… six seven eight nine ten eleven twelve ");
        assert_eq!(after(long), "one two three four five six seven eight …");
        assert_eq!((before(" a\nb "), after(" a\nb ")), ("a b ".to_owned(), " a b".to_owned()));
        assert_eq!(before(&"é".repeat(50)), format!("…{}", "é".repeat(41)));
        let text = "First one. The second is this. Third.";
        let at = text.find("second").unwrap();
        assert_eq!(&text[around(text, &(at..at + 6))], " The second is this.");
    }
}
