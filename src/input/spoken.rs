//! Words as speech recognition lists them, found again in the text that they make.

use std::ops::Range;

use serde_json::value::RawValue;

use super::record::Fields;
use super::{DOUBT, segment};
use crate::passage::Time;
use crate::passage::sentence;
use crate::passage::turns::Utterance;

/// How far ahead a word may stand in the text, in bytes: what lies between are signs and what was left out.
const AHEAD: usize = 40;

/// One word, or a piece of one.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Word {
    text: String,
    start: Option<f64>,
    end: Option<f64>,
    /// How sure the recogniser was, 0 to 1.
    sure: Option<f64>,
    pub speaker: Option<String>,
}

impl Word {
    /// Whether the recogniser said how sure it was.
    pub(super) fn is_measured(&self) -> bool {
        self.sure.is_some()
    }
}

/// Reads a word; none where it is none.
pub(super) fn read(raw: &RawValue) -> Option<Word> {
    let fields: Fields = raw.get().starts_with('{').then(|| serde_json::from_str(raw.get()).ok()).flatten()?;
    let mut word = Word::default();
    for (name, value) in fields.0 {
        match name.as_ref() {
            "word" | "text" | "punctuated_word" => word.text = segment::word(value)?,
            "start" => word.start = segment::number(value),
            "end" => word.end = segment::number(value),
            "score" | "probability" | "p" | "confidence" => word.sure = segment::number(value),
            "speaker" => word.speaker = segment::word(value),
            _ => {}
        }
    }
    (!word.text.trim().is_empty()).then_some(word)
}

/// Where each word stands in `text`. Words that cannot be found there are left out.
pub(super) fn place(text: &str, words: Vec<Word>) -> Vec<(Range<usize>, Word)> {
    let mut placed = Vec::with_capacity(words.len());
    let mut from = 0;
    for word in words {
        let sought = word.text.trim();
        let found = text[from..].find(sought).filter(|at| *at <= AHEAD);
        if let Some(at) = found {
            let start = from + at;
            from = start + sought.len();
            placed.push((start..from, word));
        }
    }
    placed
}

/// The bytes of those placed words that were doubted; neighbours are one.
pub(super) fn doubtful(placed: &[(Range<usize>, Word)]) -> Vec<Range<usize>> {
    placed
        .iter()
        .filter(|(_, word)| word.sure.is_some_and(|sure| sure < DOUBT))
        .map(|(bytes, _)| bytes.clone())
        .collect()
}

/// From the first time that the words know to the last.
pub(super) fn time(placed: &[(Range<usize>, Word)], scale: segment::Scale) -> Option<Time> {
    let start = placed.iter().find_map(|(_, word)| word.start)?;
    let end = placed.iter().rev().find_map(|(_, word)| word.end);
    scale.time(Some(start), end)
}

/// A text without segments, cut into sentences with the times of their words.
pub(super) fn sentences(text: &str, words: Vec<Word>) -> Vec<Utterance> {
    let placed = place(text, words);
    let mut from = 0;
    let mut said = Vec::new();
    for end in sentence::ends(text) {
        let inside: Vec<_> =
            placed.iter().filter(|(bytes, _)| from <= bytes.start && bytes.start < end).cloned().collect();
        let moved = |range: Range<usize>| range.start - from..range.end.min(end) - from;
        said.push(Utterance {
            text: text[from..end].to_owned(),
            time: time(&inside, segment::Scale::Seconds),
            doubtful: doubtful(&inside).into_iter().map(moved).collect(),
            ..Utterance::default()
        });
        from = end;
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Word {
        Word { text: text.into(), ..Word::default() }
    }

    #[test]
    fn words_are_found_in_their_order() {
        let words = [" I", "felt", "Sim", "alone.", "I", "nowhere"].map(word).to_vec();
        let text = " I felt — alone. I";
        let at: Vec<_> = place(text, words).into_iter().map(|(bytes, word)| (bytes.start, word.text)).collect();
        let expected = [(1, " I"), (3, "felt"), (12, "alone."), (19, "I")];
        assert_eq!(at, expected.map(|(at, text)| (at, text.to_owned())));
    }
}
