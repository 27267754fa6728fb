//! A passage's words: where they stand, what kind they are, in which sentence and quotation.

use std::ops::Range;

use super::ends;
use super::kinds::KindId;
use super::lexicon::Lexicon;
use super::quotes;
use super::roles::Frame;
use super::spelling::{self, SHORT, Spelling};
use crate::program::traits::Traits;
use crate::rules::words::{bare_contraction, clitic_cuts, is_apostrophe};

/// One word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Byte offsets in the passage.
    pub start: u32,
    pub end: u32,
    /// Where its letters begin; later than `start` where it was stammered.
    pub letters: u32,
    pub kind: KindId,
    pub traits: Traits,
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
#[cfg_attr(test, derive(Clone))]
pub struct Words {
    pub list: Vec<Word>,
    pub phrases: Vec<PhraseHit>,
    pub quotes: Vec<Range<usize>>,
    /// By quotation: whether somebody else is quoted, neither client nor therapist.
    pub quoted_others: Vec<bool>,
    /// Who is meant by what.
    pub frame: Frame,
    /// By sentence: its first word.
    sentences: Vec<u32>,
    /// So many words end the sentence at hand.
    longest: usize,
    folded: String,
    word: Spelling,
    last: Spelling,
    /// How many words the last one was cut into.
    pushed: usize,
}

/// A sentence of more words is cut: talk without any full stop would otherwise be one endless scope.
const LONGEST_SENTENCE: usize = 250;

/// The longest gap, in bytes, inside a stammer.
const LONGEST_STAMMER: usize = 6;

impl Words {
    /// Cuts a passage into words. Roles and phrases are settled later.
    pub fn read(&mut self, text: &str, lexicon: &mut Lexicon) {
        self.clear();
        let bytes = text.as_bytes();
        match memchr::memchr3(b'"', b'\'', 0xE2, bytes).or_else(|| memchr::memchr(0xC2, bytes)) {
            Some(_) => quotes::find(text, &mut self.quotes),
            None => self.quotes.clear(),
        }
        let quoted = !self.quotes.is_empty();
        let (mut at, mut gap_from, mut quote) = (0, 0, 0);
        while let Some(start) = next_word(text, at) {
            at = self.spell(text, start);
            let capital = match bytes[start] {
                byte @ ..0x80 => byte.is_ascii_uppercase(),
                _ => char_at(text, start).is_uppercase(),
            };
            let mut from = start as u32;
            // Nearly all gaps are one space, after which nothing changes.
            if start != gap_from + 1 || bytes[gap_from] != b' ' || self.list.len() >= self.longest {
                from = self.gap(&text[gap_from..start], from, capital);
            }
            let mut in_quote = 0;
            if quoted {
                while quote < self.quotes.len() && self.quotes[quote].end <= start {
                    quote += 1;
                }
                let inside = self.quotes.get(quote).is_some_and(|range| range.contains(&start));
                in_quote = if inside { quote as u32 + 1 } else { 0 };
            }
            let word = Word {
                start: from,
                end: at as u32,
                letters: start as u32,
                kind: 0,
                traits: Traits::default(),
                sentence: self.sentences.len() as u32 - 1,
                quote: in_quote,
                roles: 0,
                roles_two: 0,
                capital,
                all_capitals: capital && text[start..at].chars().all(|c| !c.is_lowercase()),
                phrase_starts: false,
                phrase_ends: false,
            };
            self.push(text, word, lexicon);
            self.last.copy(&self.word);
            gap_from = at;
        }
    }

    /// What a gap before the word at hand means: the end of a sentence, a stammer. Returns where the word begins.
    fn gap(&mut self, gap: &str, start: u32, capital: bool) -> u32 {
        let begun = self.sentences.last().map(|&first| first as usize);
        let ends = |begun: usize| {
            self.list.len() - begun >= LONGEST_SENTENCE || ends::ends_sentence(gap, &self.last, &self.word, capital)
        };
        if begun.is_none_or(ends) {
            self.sentences.push(self.list.len() as u32);
            self.longest = self.list.len() + LONGEST_SENTENCE;
        }
        self.stammer(gap, self.sentences.len() as u32 - 1).unwrap_or(start)
    }

    /// Words that were cut elsewhere.
    #[cfg(test)]
    pub fn of(list: Vec<Word>, quotes: Vec<Range<usize>>) -> Words {
        let starts = list.iter().enumerate().filter(|(at, word)| *at == 0 || list[at - 1].sentence != word.sentence);
        let sentences = starts.map(|(at, _)| at as u32).collect();
        Words { list, quotes, sentences, ..Words::default() }
    }

    /// No words.
    pub fn clear(&mut self) {
        self.list.clear();
        self.phrases.clear();
        self.sentences.clear();
        self.longest = 0;
        self.last.clear();
    }

    /// How many sentences there are.
    pub fn sentences(&self) -> u32 {
        self.sentences.len() as u32
    }

    /// The words of a sentence, as indices.
    pub fn within(&self, sentence: u32) -> Range<usize> {
        let starts = |sentence: u32| self.sentences.get(sentence as usize).map(|&first| first as usize);
        starts(sentence).unwrap_or(self.list.len())..starts(sentence + 1).unwrap_or(self.list.len())
    }

    /// Whether some word (of one sentence) means any of these people, as in [`crate::program::people::mask`].
    pub fn mean(&self, roles: u16, sentence: Option<u32>) -> bool {
        let within = match sentence {
            Some(sentence) => &self.list[self.within(sentence)],
            None => &self.list[..],
        };
        within.iter().any(|word| word.roles & roles != 0)
    }

    /// Reads the word that begins at `at` into `self.word`; returns where it ends.
    fn spell(&mut self, text: &str, at: usize) -> usize {
        if let Some((key, length)) = spelling::ascii(text.as_bytes(), at) {
            self.word.set(key);
            return at + length;
        }
        let first = begins_word(text, at).expect("a word begins here");
        let end = self.fold(text, at, first);
        self.word.set_text(&self.folded);
        end
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
        if !(broken || gap.starts_with(',')) || !gap.contains(char::is_whitespace) {
            return None;
        }
        let cut_off = || {
            let (mut before, mut word) = ([0; SHORT], [0; SHORT]);
            let (before, word) = (self.last.text(&mut before), self.word.text(&mut word));
            before.len() < word.len() && word.starts_with(before)
        };
        if self.last != self.word && !(broken && gap.ends_with(' ') && !gap.starts_with('.') && cut_off()) {
            return None;
        }
        // "I'm- I'm": all of the earlier try goes.
        let start = self.list[self.list.len() - self.pushed].start;
        self.list.truncate(self.list.len() - self.pushed);
        debug_assert!(start <= last.start);
        Some(start)
    }

    /// Adds the word that `self.word` holds.
    fn push(&mut self, text: &str, word: Word, lexicon: &mut Lexicon) {
        let known = lexicon.look(&self.word);
        if known.cut {
            return self.push_parts(text, word, lexicon);
        }
        self.list.push(Word { kind: known.kind, traits: known.traits, ..word });
        self.pushed = 1;
    }

    /// Adds a contraction, in its parts.
    fn push_parts(&mut self, text: &str, word: Word, lexicon: &mut Lexicon) {
        let before = self.list.len();
        let end = word.end as usize;
        let mut room = [0; SHORT];
        let folded = self.word.text(&mut room);
        if let Some((first, clitic)) = bare_contraction(folded) {
            // A word that holds no apostrophe is cut after the letters of its first half.
            let letters = if clitic.is_empty() { None } else { Some(first.len()) };
            let cut = letters.map_or(end, |letters| word.letters as usize + letters);
            self.list.push(Word { end: cut as u32, ..lexicon.known(first, word) });
            if !clitic.is_empty() {
                self.list.push(Word { start: cut as u32, capital: false, ..lexicon.known(clitic, word) });
            }
        } else if let Some(host) = clitic_cuts(folded) {
            // The parts' lengths in the text: its apostrophes stand where the folded ones do, counted in characters.
            let (mut rest, mut from, mut to_letter) = (0, word.letters as usize, 0);
            let begins = from;
            let mut next = host;
            while rest < folded.len() {
                to_letter += folded[rest..next].chars().count();
                let whole = &text[begins..end];
                let to = whole.char_indices().nth(to_letter).map_or(end, |(i, _)| begins + i);
                let start = if rest == 0 { word.start as usize } else { from };
                let part = lexicon.known(&folded[rest..next], word);
                self.list.push(Word {
                    start: start as u32,
                    end: to as u32,
                    capital: word.capital && rest == 0,
                    ..part
                });
                (rest, from) = (next, to);
                next = folded[rest..].get(1..).and_then(|tail| tail.find('\'')).map_or(folded.len(), |i| rest + 1 + i);
            }
        }
        self.pushed = self.list.len() - before;
    }
}

/// Where the next word begins.
fn next_word(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let byte = *text.as_bytes().get(at)?;
        match spelling::CLASS[byte as usize] {
            spelling::LETTER => return Some(at),
            _ if byte < 0x80 => at += 1,
            _ if begins_word(text, at).is_some() => return Some(at),
            _ => at += char_at(text, at).len_utf8(),
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
