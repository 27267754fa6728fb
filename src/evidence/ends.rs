//! Where sentences end, between two words.

use super::spelling::{SHORT, Spelling, half};

/// Words after which a full stop ends no sentence.
#[rustfmt::skip]
const ABBREVIATIONS: [u64; 13] = [
    half("dr"), half("mr"), half("mrs"), half("ms"), half("prof"), half("st"), half("rev"), half("fr"), half("vs"),
    half("eg"), half("ie"), half("approx"), half("cf"),
];

/// Those after which it does before a capital.
const ABBREVIATIONS_AT_ENDS: [u64; 4] = [half("etc"), half("incl"), half("hr"), half("hrs")];

/// Words that begin a sentence after an initial: "Met with A. She said".
const OPENERS: [&str; 24] = [
    "she", "he", "they", "we", "i", "the", "this", "that", "it", "in", "at", "on", "my", "her", "his", "when", "then",
    "after", "today", "there", "as", "and", "but", "you",
];

/// Whether a sentence ends between two words.
pub fn ends_sentence(gap: &str, last: &Spelling, next: &Spelling, next_capital: bool) -> bool {
    // Nearly all gaps are one of these.
    match gap.as_bytes() {
        b" " | b", " | b"-" => false,
        b". " => stop_ends(last, next, next_capital),
        b"? " | b"! " => true,
        _ => mark_ends(gap, last, next, next_capital),
    }
}

fn mark_ends(gap: &str, last: &Spelling, next: &Spelling, next_capital: bool) -> bool {
    if let Some(line) = gap.find('\n') {
        let after = gap[line + 1..].trim_start_matches([' ', '\t']);
        // A blank line, or a line that begins with a bullet.
        if after.starts_with('\n') || after.starts_with(['-', '*', '•', '–', '·', '>', '#']) {
            return true;
        }
    }
    if gap.contains(['?', '!', '。']) {
        return true;
    }
    let Some(stop) = gap.find('.') else { return false };
    // Dots in a row are hesitation; a dot with no space after it stands inside a number or abbreviation.
    let stops = gap[stop..].chars().take_while(|c| *c == '.').count();
    if stops > 1 || gap[stop..].len() == 1 || gap.contains('…') {
        return false;
    }
    stop_ends(last, next, next_capital)
}

/// Whether a full stop ends a sentence.
fn stop_ends(last: &Spelling, next: &Spelling, next_capital: bool) -> bool {
    if let Some([word, 0]) = last.key() {
        if ABBREVIATIONS.contains(&word) || ABBREVIATIONS_AT_ENDS.contains(&word) && !next_capital {
            return false;
        }
        // More than four bytes are more than one letter.
        if word >> 32 == 0 {
            let mut room = [0; SHORT];
            let last = last.text(&mut room);
            let initial = last.chars().count() == 1 && last.chars().all(char::is_alphabetic);
            return !initial || next_capital && OPENERS.contains(&next.text(&mut [0; SHORT]));
        }
    }
    true
}
