//! A passage's words: where they stand, what kind they are, in which sentence and quotation.

use std::ops::Range;

use super::lexicon::{KindId, Lexicon};
use super::quotes;
use super::roles::Frame;
use crate::rules::words::{CLITIC_HOSTS, CLITICS, bare_contraction, is_apostrophe};

/// One word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Byte offsets in the passage.
    pub start: u32,
    pub end: u32,
    pub kind: KindId,
    pub sentence: u32,
    /// Which quotation it stands in, from 1; 0 for none.
    pub quote: u32,
    /// Whom it may mean, as in [`crate::program::people::mask`].
    pub roles: u16,
    /// Whom it and the next word together may mean: "the client".
    pub roles_two: u16,
    /// Its first letter is a capital, or all are.
    pub capital: bool,
    pub all_capitals: bool,
    /// Whether a phrase of a class begins or ends here.
    pub phrase_starts: bool,
    pub phrase_ends: bool,
}

/// A phrase of a class, where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhraseHit {
    /// Index of its first word.
    pub first: u32,
    pub words: u8,
    pub phrase: u32,
}

/// The words of one passage; memory is used again for the next.
#[derive(Default)]
pub struct Words {
    pub list: Vec<Word>,
    pub phrases: Vec<PhraseHit>,
    pub quotes: Vec<Range<usize>>,
    /// By quotation: whether somebody else is quoted, neither client nor therapist.
    pub quoted_others: Vec<bool>,
    /// Who is meant by what.
    pub frame: Frame,
    folded: String,
    last: String,
}

/// Words after which a full stop ends no sentence.
const ABBREVIATIONS: [&str; 22] = [
    "dr", "mr", "mrs", "ms", "prof", "st", "rev", "fr", "sr", "vs", "eg", "ie", "e", "g", "i.e", "approx", "cf",
    "incl", "no", "etc", "hr", "hrs",
];

/// Words that begin a sentence after an initial: "Met with A. She said".
const OPENERS: [&str; 24] = [
    "she", "he", "they", "we", "i", "the", "this", "that", "it", "in", "at", "on", "my", "her", "his", "when", "then",
    "after", "today", "there", "as", "and", "but", "you",
];

impl Words {
    /// Cuts a passage into words. Roles and phrases are settled later.
    pub fn read(&mut self, text: &str, lexicon: &mut Lexicon) {
        self.list.clear();
        self.phrases.clear();
        self.last.clear();
        match memchr::memchr3(b'"', b'\'', 0xE2, text.as_bytes()).or_else(|| memchr::memchr(0xC2, text.as_bytes())) {
            Some(_) => quotes::find(text, &mut self.quotes),
            None => self.quotes.clear(),
        }
        let bytes = text.as_bytes();
        let (mut at, mut gap_from, mut sentence, mut quote) = (0, 0, 0, 0);
        while at < bytes.len() {
            let Some(length) = begins_word(text, at) else {
                at += if bytes[at] < 0x80 { 1 } else { char_at(text, at).len_utf8() };
                continue;
            };
            let start = at;
            at = self.fold(text, at, length);
            let gap = &text[gap_from..start];
            if !self.list.is_empty()
                && (ends_sentence(gap, &self.last, &self.folded, text[start..].starts_with(char::is_uppercase)))
            {
                sentence += 1;
            }
            while quote < self.quotes.len() && self.quotes[quote].end <= start {
                quote += 1;
            }
            let inside = self.quotes.get(quote).is_some_and(|range| range.contains(&start));
            let quote_id = if inside { quote as u32 + 1 } else { 0 };
            self.stammer(text, gap, start, sentence);
            self.push(text, start, at, sentence, quote_id, lexicon);
            std::mem::swap(&mut self.last, &mut self.folded);
            gap_from = at;
        }
    }

    /// Whether some word (of one sentence) means any of these people, as in [`crate::program::people::mask`].
    pub fn mean(&self, roles: u16, sentence: Option<u32>) -> bool {
        self.list
            .iter()
            .any(|word| word.roles & roles != 0 && sentence.is_none_or(|sentence| word.sentence == sentence))
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
    fn stammer(&mut self, text: &str, gap: &str, _start: usize, sentence: u32) {
        let Some(last) = self.list.last() else { return };
        if last.sentence != sentence || gap.len() > 6 {
            return;
        }
        let broken = gap.starts_with(['-', '–', '—', '…', '.']);
        let same = self.last == self.folded && (broken || gap.starts_with(','));
        let cut_off = broken
            && gap.ends_with(' ')
            && !gap.starts_with('.')
            && self.last.len() < self.folded.len()
            && self.folded.starts_with(&self.last);
        if (same || cut_off) && gap.chars().any(char::is_whitespace) && text.len() >= last.end as usize {
            let start = last.start;
            self.list.pop();
            // `push` begins the next word where this one began.
            self.frame.stammer_start = Some(start);
        }
    }

    fn push(&mut self, text: &str, start: usize, end: usize, sentence: u32, quote: u32, lexicon: &mut Lexicon) {
        let from = self.frame.stammer_start.take().map_or(start, |from| from as usize);
        let capital = text[start..].starts_with(char::is_uppercase);
        let all_capitals = capital && text[start..end].chars().all(|c| !c.is_lowercase());
        let word = Word {
            start: from as u32,
            end: end as u32,
            kind: 0,
            sentence,
            quote,
            roles: 0,
            roles_two: 0,
            capital,
            all_capitals,
            phrase_starts: false,
            phrase_ends: false,
        };
        if let Some((first, clitic)) = bare_contraction(&self.folded) {
            // A word that holds no apostrophe is cut after the letters of its first half.
            let cut = if clitic.is_empty() { end } else { start + first.len() };
            self.list.push(Word { end: cut as u32, kind: lexicon.kind_of(first), ..word });
            if !clitic.is_empty() {
                self.list.push(Word { start: cut as u32, kind: lexicon.kind_of(clitic), capital: false, ..word });
            }
            return;
        }
        let host = self.folded.find('\'').filter(|&at| CLITIC_HOSTS.contains(&&self.folded[..at]));
        let Some(host) = host.filter(|&at| CLITICS.iter().any(|c| self.folded[at..].starts_with(c))) else {
            let kind = lexicon.kind_of(&self.folded);
            self.list.push(Word { kind, ..word });
            return;
        };
        // The first half's length in the text: the text's apostrophe stands where the folded one does, counted in characters.
        let letters = self.folded[..host].chars().count();
        let cut = start + text[start..end].char_indices().nth(letters).map_or(end - start, |(i, _)| i);
        self.list.push(Word { end: cut as u32, kind: lexicon.kind_of(&self.folded[..host]), ..word });
        let mut rest = host;
        let mut from = cut;
        while rest < self.folded.len() {
            let next = self.folded[rest + 1..].find('\'').map_or(self.folded.len(), |i| rest + 1 + i);
            let letters = self.folded[rest..next].chars().count();
            let to = from + text[from..end].char_indices().nth(letters).map_or(end - from, |(i, _)| i);
            let kind = lexicon.kind_of(&self.folded[rest..next]);
            self.list.push(Word { start: from as u32, end: to as u32, kind, capital: false, ..word });
            (rest, from) = (next, to);
        }
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
    if ABBREVIATIONS.contains(&last) {
        return false;
    }
    let initial = last.chars().count() == 1 && last.chars().all(char::is_alphabetic);
    !initial || (next_capital && OPENERS.contains(&next))
}
