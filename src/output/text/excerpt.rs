//! What of a passage is shown: all of a short one; of a long one the sentences around the evidence.

use super::wrap::Marked;
use crate::report::shape;

/// Passages up to this many bytes are shown whole: about eight lines of a terminal.
const SHORT: usize = 700;
/// How far to look for the sentence's end on either side of the evidence, in bytes: about two lines.
const AROUND: usize = 180;
/// Of a long passage at most this many stretches are shown.
const MOST: usize = 5;

/// A stretch of a passage to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::output) struct Part {
    /// The text, with … where something is left out.
    pub text: String,
    /// What to mark in it.
    pub marks: Vec<Marked>,
}

/// The stretches of `text` to show for the evidence of `passage`.
pub(in crate::output) fn parts(text: &str, passage: &shape::Passage) -> Vec<Part> {
    let marks = marks(text, passage);
    if text.len() <= SHORT {
        return vec![Part { text: text.to_owned(), marks }];
    }
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for mark in &marks {
        let (start, end) = around(text, mark);
        match stretches.last_mut() {
            Some(last) if start <= last.1 + SHORT / 10 => last.1 = last.1.max(end),
            _ => stretches.push((start, end)),
        }
    }
    if stretches.is_empty() {
        let start = Marked { start: 0, end: 0, layer: 0 };
        stretches.push(around(text, &start));
    }
    let left_out = stretches.len().saturating_sub(MOST);
    stretches.truncate(MOST);
    let mut parts: Vec<_> = stretches.iter().map(|stretch| cut(text, *stretch, &marks)).collect();
    if left_out > 0 {
        parts.push(Part { text: format!("… and {left_out} more such places in this passage"), marks: Vec::new() });
    }
    parts
}

fn cut(text: &str, (start, end): (usize, usize), marks: &[Marked]) -> Part {
    let mut shown = String::new();
    if start > 0 {
        shown.push_str("… ");
    }
    let shift = shown.len();
    shown.push_str(&text[start..end]);
    if end < text.trim_end().len() {
        shown.push_str(" …");
    }
    let inside = marks.iter().filter(|mark| start <= mark.start && mark.end <= end);
    let moved =
        |mark: &Marked| Marked { start: mark.start - start + shift, end: mark.end - start + shift, layer: mark.layer };
    Part { text: shown, marks: inside.map(moved).collect() }
}

/// The evidence's places in bytes of `text`, in order; those that overlap are one.
pub(in crate::output) fn marks(text: &str, passage: &shape::Passage) -> Vec<Marked> {
    let mut found = Vec::new();
    for tag in &passage.tags {
        for piece in &tag.evidence {
            if let (Some(start), Some(end)) = (piece.start, piece.end) {
                found.push((start, end, tag.place));
            }
        }
    }
    found.sort_unstable();
    let mut offsets: Vec<u64> = found.iter().flat_map(|(start, end, _)| [*start, *end]).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let bytes = bytes(text, passage.start, &offsets);
    let byte = |offset: &u64| bytes[offsets.binary_search(offset).unwrap_or(0)];
    let mut marks: Vec<Marked> = Vec::new();
    for (start, end, layer) in &found {
        let (start, end) = (byte(start), byte(end));
        match marks.last_mut() {
            Some(last) if start < last.end => last.end = last.end.max(end),
            _ => marks.push(Marked { start, end, layer: *layer }),
        }
    }
    marks
}

/// The bytes in `text`, which begins at `from`, of rising offsets in scalar values.
fn bytes(text: &str, from: u64, offsets: &[u64]) -> Vec<usize> {
    let mut chars = text.char_indices();
    let mut passed = from;
    let mut at = 0;
    let mut bytes = Vec::with_capacity(offsets.len());
    for offset in offsets {
        while passed < *offset {
            let Some((start, c)) = chars.next() else { break };
            at = start + c.len_utf8();
            passed += 1;
        }
        bytes.push(at);
    }
    bytes
}

/// From the start of the sentence to its end, or to a space where that is too far.
fn around(text: &str, mark: &Marked) -> (usize, usize) {
    let low = floor(text, mark.start.saturating_sub(AROUND));
    let high = floor(text, (mark.end + AROUND).min(text.len()));
    let before = &text[low..mark.start];
    let start = match before.rfind(ends_sentence).filter(|_| before.trim_end() != "") {
        Some(at) => low + at + before[at..].chars().next().map_or(0, char::len_utf8),
        None if low == 0 => 0,
        None => before.find(char::is_whitespace).map_or(low, |at| low + at),
    };
    let after = &text[mark.end..high];
    let end = match after.find(ends_sentence) {
        Some(at) => mark.end + at + after[at..].chars().next().map_or(0, char::len_utf8),
        None if high == text.len() => high,
        None => after.rfind(char::is_whitespace).map_or(high, |at| mark.end + at),
    };
    let skipped = text[start..end].len() - text[start..end].trim_start().len();
    ((start + skipped).min(mark.start), end)
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '\n')
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_passage_shows_the_sentence_around_the_evidence() {
        let filler = "Nothing to see here. ".repeat(40);
        let text = format!("{filler}I trust you so much today. {filler}");
        let start = text.find("trust").unwrap();
        let mark = Marked { start, end: start + 5, layer: 2 };
        let part = cut(&text, around(&text, &mark), &[mark]);
        assert_eq!(part.text, "… I trust you so much today. …");
        assert_eq!(&part.text[part.marks[0].start..part.marks[0].end], "trust");
    }

    #[test]
    fn without_a_sentence_end_near_it_is_cut_between_words() {
        let text = "ü word ".repeat(300);
        let mark = Marked { start: 900, end: 900, layer: 0 };
        let mark = Marked { start: floor(&text, mark.start), ..mark };
        let (start, end) = around(&text, &mark);
        assert!(text[..start].ends_with(' ') && text[end..].starts_with(' '));
        assert!(end - start <= 2 * AROUND);
    }

    #[test]
    fn offsets_count_characters_from_where_the_passage_begins() {
        assert_eq!(bytes("äbß", 10, &[10, 11, 12, 13, 99]), [0, 2, 3, 5, 5]);
    }
}
