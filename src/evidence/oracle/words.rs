//! Words cut one character at a time.

use std::ops::Range;

use crate::evidence::lexicon::Lexicon;
use crate::evidence::quotes;
use crate::evidence::words::Word;
use crate::program::traits::Traits;
use crate::rules::words::{bare_contraction, clitic_cuts, is_apostrophe};

/// The words of a text, and its quotations.
pub fn read(text: &str, lexicon: &mut Lexicon) -> (Vec<Word>, Vec<Range<usize>>) {
    let mut reader = Reader::default();
    reader.read(text, lexicon);
    (reader.list, reader.quotes)
}

#[derive(Default)]
struct Reader {
    list: Vec<Word>,
    quotes: Vec<Range<usize>>,
    folded: String,
    last: String,
    /// How many words the last one was cut into.
    pushed: usize,
}

/// Words after which a full stop ends no sentence.
const ABBREVIATIONS: [&str; 13] =
    ["dr", "mr", "mrs", "ms", "prof", "st", "rev", "fr", "vs", "eg", "ie", "approx", "cf"];

/// Those after which it does before a capital.
const ABBREVIATIONS_AT_ENDS: [&str; 4] = ["etc", "incl", "hr", "hrs"];

/// A sentence of more words is cut: talk without any full stop would otherwise be one endless scope.
const LONGEST_SENTENCE: usize = 250;

/// The longest gap, in bytes, inside a stammer.
const LONGEST_STAMMER: usize = 6;

/// Words that begin a sentence after an initial: "Met with A. She said".
const OPENERS: [&str; 24] = [
    "she", "he", "they", "we", "i", "the", "this", "that", "it", "in", "at", "on", "my", "her", "his", "when", "then",
    "after", "today", "there", "as", "and", "but", "you",
];

impl Reader {
    fn read(&mut self, text: &str, lexicon: &mut Lexicon) {
        quotes::find(text, &mut self.quotes);
        let bytes = text.as_bytes();
        let (mut at, mut gap_from, mut sentence, mut quote) = (0, 0, 0, 0);
        let mut begun = 0;
        while at < bytes.len() {
            let Some(length) = begins_word(text, at) else {
                at += if bytes[at] < 0x80 { 1 } else { char_at(text, at).len_utf8() };
                continue;
            };
            let start = at;
            at = self.fold(text, at, length);
            let gap = &text[gap_from..start];
            let ends = || ends_sentence(gap, &self.last, &self.folded, text[start..].starts_with(char::is_uppercase));
            if !self.list.is_empty() && (self.list.len() - begun >= LONGEST_SENTENCE || ends()) {
                sentence += 1;
                begun = self.list.len();
            }
            while quote < self.quotes.len() && self.quotes[quote].end <= start {
                quote += 1;
            }
            let inside = self.quotes.get(quote).is_some_and(|range| range.contains(&start));
            let quote_id = if inside { quote as u32 + 1 } else { 0 };
            let from = self.stammer(gap, sentence).unwrap_or(start as u32);
            let capital = text[start..].starts_with(char::is_uppercase);
            let word = Word {
                start: from,
                end: at as u32,
                letters: start as u32,
                kind: 0,
                traits: Traits::default(),
                sentence,
                quote: quote_id,
                roles: 0,
                roles_two: 0,
                capital,
                all_capitals: capital && text[start..at].chars().all(|c| !c.is_lowercase()),
                phrase_starts: false,
                phrase_ends: false,
            };
            self.push(text, word, lexicon);
            std::mem::swap(&mut self.last, &mut self.folded);
            gap_from = at;
        }
    }

    /// Folds the word that begins at `at` into `self.folded`; returns where it ends.
    fn fold(&mut self, text: &str, mut at: usize, first: usize) -> usize {
        self.folded.clear();
        let bytes = text.as_bytes();
        let mut next = Some(first);
        while let Some(length) = next {
            if length == 1 {
                self.folded.push(bytes[at].to_ascii_lowercase() as char);
            } else {
                for c in text[at..at + length].chars() {
                    if !is_invisible(c) {
                        self.folded.extend(c.to_lowercase());
                    }
                }
            }
            at += length;
            next = begins_word(text, at);
            if next.is_none() && at < bytes.len() && (bytes[at] == b'\'' || bytes[at] >= 0x80) {
                // An apostrophe is part of a word where a letter follows it.
                let c = char_at(text, at);
                let after = at + c.len_utf8();
                if is_apostrophe(c) && begins_word(text, after).is_some() {
                    self.folded.push('\'');
                    at = after;
                    next = begins_word(text, at);
                } else if is_invisible(c) {
                    at = after;
                    next = begins_word(text, at);
                }
            }
        }
        at
    }

    /// A stammer counts once: "I- I", "th- the", "no, no": the earlier try is taken into the later one, whose span then begins there.
    fn stammer(&mut self, gap: &str, sentence: u32) -> Option<u32> {
        if gap == " " || gap.len() > LONGEST_STAMMER {
            return None;
        }
        let last = *self.list.last().filter(|last| last.sentence == sentence)?;
        let broken = gap.starts_with(['-', '–', '—', '…', '.']);
        let same = self.last == self.folded && (broken || gap.starts_with(','));
        let cut_off = broken
            && gap.ends_with(' ')
            && !gap.starts_with('.')
            && self.last.len() < self.folded.len()
            && self.folded.starts_with(&self.last);
        if !(same || cut_off) || !gap.contains(char::is_whitespace) {
            return None;
        }
        // "I'm- I'm": all of the earlier try goes.
        let start = self.list[self.list.len() - self.pushed].start;
        self.list.truncate(self.list.len() - self.pushed);
        debug_assert!(start <= last.start);
        Some(start)
    }

    /// Adds the word that `self.folded` holds, in its parts.
    fn push(&mut self, text: &str, word: Word, lexicon: &mut Lexicon) {
        let before = self.list.len();
        let end = word.end as usize;
        let known = bare_contraction(&self.folded);
        let cut = clitic_cuts(&self.folded);
        if let Some((first, clitic)) = known {
            // A word that holds no apostrophe is cut after the letters of its first half.
            let letters = if clitic.is_empty() { None } else { Some(first.len()) };
            let cut = letters.map_or(end, |letters| word.letters as usize + letters);
            self.list.push(Word { end: cut as u32, ..lexicon.known(first, word) });
            if !clitic.is_empty() {
                self.list.push(Word { start: cut as u32, capital: false, ..lexicon.known(clitic, word) });
            }
        } else if let Some(host) = cut {
            // The parts' lengths in the text: its apostrophes stand where the folded ones do, counted in characters.
            let (mut rest, mut from, mut to_letter) = (0, word.letters as usize, 0);
            let begins = from;
            let mut next = host;
            while rest < self.folded.len() {
                to_letter += self.folded[rest..next].chars().count();
                let whole = &text[begins..end];
                let to = whole.char_indices().nth(to_letter).map_or(end, |(i, _)| begins + i);
                let start = if rest == 0 { word.start as usize } else { from };
                let part = lexicon.known(&self.folded[rest..next], word);
                self.list.push(Word {
                    start: start as u32,
                    end: to as u32,
                    capital: word.capital && rest == 0,
                    ..part
                });
                (rest, from) = (next, to);
                next = self.folded[rest..]
                    .get(1..)
                    .and_then(|tail| tail.find('\''))
                    .map_or(self.folded.len(), |i| rest + 1 + i);
            }
        } else {
            self.list.push(lexicon.known(&self.folded, word));
        }
        self.pushed = self.list.len() - before;
    }
}

fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().expect("inside the text")
}

/// How many bytes the word character at `at` has, or none.
fn begins_word(text: &str, at: usize) -> Option<usize> {
    let byte = *text.as_bytes().get(at)?;
    if byte < 0x80 {
        return byte.is_ascii_alphanumeric().then_some(1);
    }
    let c = char_at(text, at);
    (c.is_alphanumeric() || is_mark(c)).then_some(c.len_utf8())
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}' | '\u{93E}'..='\u{94D}')
}

/// Characters that stand inside words unseen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Whether a sentence ends between two words.
fn ends_sentence(gap: &str, last: &str, next: &str, next_capital: bool) -> bool {
    if gap == " " {
        return false;
    }
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
    if ABBREVIATIONS.contains(&last) || ABBREVIATIONS_AT_ENDS.contains(&last) && !next_capital {
        return false;
    }
    let initial = last.chars().count() == 1 && last.chars().all(char::is_alphabetic);
    !initial || (next_capital && OPENERS.contains(&next))
}
