//! Text that cannot do anything where it is shown: not to a terminal, not to a spreadsheet.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

/// `text` for a terminal: control characters, escape sequences and what turns the direction of writing become visible
/// signs. Line breaks too, so that the result is one line.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Below the first mark that stands over a letter only single characters are tricky.
    if !text.chars().any(|c| c >= '\u{300}' || is_tricky(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut shown = Visible::default();
    text.chars().for_each(|c| shown.push(&mut out, c));
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

/// The same for several lines: line breaks stay.
pub fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// Makes characters visible one after the other. Marks that stand over a letter, and what joins two characters to one or gives one
/// another shape, are shown as they are where a writer may have put them; where they stand alone or heap up, they hide words or
/// cover the lines around.
#[derive(Debug, Default)]
pub struct Visible {
    /// The last character that takes a place of its own.
    base: Option<char>,
    /// How many stand on it.
    marks: u8,
    /// The last one gave the shape.
    shaped: bool,
}

/// The most marks on a letter: Hebrew and Vietnamese have up to three, an emoji of several has two between its parts.
const MOST_MARKS: u8 = 4;

impl Visible {
    /// Appends `c` to `out`, or a visible sign for it.
    pub fn push(&mut self, out: &mut String, c: char) {
        let tricky = is_tricky(c);
        if tricky || c.width() != Some(0) {
            *self = Visible { base: Some(c).filter(|_| !tricky), marks: 0, shaped: false };
            return push_visible(out, c);
        }
        self.marks = self.marks.saturating_add(1);
        let shape = matches!(c, '\u{fe00}'..='\u{fe0f}');
        let joins = matches!(c, '\u{200c}' | '\u{200d}');
        let on = |fits: fn(char) -> bool| self.base.is_some_and(fits);
        let fits = match () {
            // `#` and digits become keys.
            _ if shape => !self.shaped && on(|base| !base.is_ascii() || base.is_ascii_digit() || "#*".contains(base)),
            _ if joins => on(|base| !base.is_ascii()),
            _ => on(|base| !base.is_whitespace()),
        };
        self.shaped |= shape;
        if fits && self.marks <= MOST_MARKS {
            return out.push(c);
        }
        self.base = None;
        push_code(out, c);
    }
}

/// Appends `c` to `out`, or a visible sign for it, whatever stands before.
pub fn push_visible(out: &mut String, c: char) {
    match c {
        '\0'..='\x1f' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}')),
        '\x7f' => out.push('\u{2421}'),
        c if is_tricky(c) => push_code(out, c),
        c => out.push(c),
    }
}

fn push_code(out: &mut String, c: char) {
    // A String takes whatever is written to it.
    let _ = write!(out, "<U+{:04X}>", c as u32);
}

/// Whether a terminal might do something with `c` other than show it, or show nothing at all.
pub fn is_tricky(c: char) -> bool {
    match c {
        '\0'..='\x1f' | '\x7f'..='\u{9f}' => true,
        c if c.is_ascii() => false,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' => true,
        '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        // Letters without a shape, and what chooses one for letters of Mongolian and for music.
        '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{3164}' | '\u{ffa0}' => true,
        '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => true,
        // No characters at all, kept for programs among themselves.
        '\u{fdd0}'..='\u{fdef}' => true,
        c => c as u32 & 0xFFFE == 0xFFFE,
    }
}

/// `cell` for a spreadsheet: where it would begin a formula it gets a leading apostrophe.
///
/// A cell that already begins with apostrophes before such a sign gets one more, so that [`unguard`] gives back every cell.
pub fn guard(cell: &str) -> Cow<'_, str> {
    if begins_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Takes off the apostrophe that [`guard`] put on.
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if begins_formula(rest) => rest,
        _ => cell,
    }
}

fn begins_formula(cell: &str) -> bool {
    // In East Asian settings the wide signs are taken for the narrow ones.
    const SIGNS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
    cell.trim_start_matches('\'').starts_with(SIGNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_cannot_steer_the_terminal() {
        assert_eq!(visible("a\x1b[31mb\u{9b}2J\n\u{202e}c\x7f"), "a␛[31mb<U+009B>2J␊<U+202E>c␡");
        for plain in ["don’t – “yes” 👩‍👧", "cafe\u{301} ❤️‍🔥 1️⃣ #️⃣ 👍🏽", "שָׁלוֹם", "می‌خواهم", "한국 中文", "ệ ế"]
        {
            assert_eq!(visible(plain), plain);
        }
    }

    #[test]
    fn what_hides_words_or_heaps_up_is_shown() {
        assert_eq!(visible("a\u{200d}b \u{fe0f}"), "a<U+200D>b <U+FE0F>");
        assert_eq!(visible("😀\u{fe00}\u{fe01}\u{e0101}"), "😀\u{fe00}<U+FE01><U+E0101>");
        assert_eq!(visible("e\u{301}\u{301}\u{301}\u{301}\u{301}"), "e\u{301}\u{301}\u{301}\u{301}<U+0301>");
        assert_eq!(visible("\u{301} \u{ad}\u{3164}\u{ffff}"), "<U+0301> <U+00AD><U+3164><U+FFFF>");
    }

    #[test]
    fn a_cell_cannot_become_a_formula_and_comes_back() {
        for (cell, guarded) in [
            ("=1+1", "'=1+1"),
            ("- a list", "'- a list"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("'=x", "''=x"),
            ("＝1", "'＝1"),
            ("\n=1", "'\n=1"),
            ("'quoted'", "'quoted'"),
            ("", ""),
            ("plain", "plain"),
        ] {
            assert_eq!(guard(cell), guarded);
            assert_eq!(unguard(guarded), cell);
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_comes_nothing_steers_a_terminal(text in proptest::collection::vec(proptest::char::any(), 0..40), bad in "[\\x00-\\x1f\\x7f-\\u{9f}\\u{200b}-\\u{202e}\\u{300}-\\u{36f}\\u{fe00}-\\u{fe0f}\\u{2060}-\\u{2069}\\u{e0000}-\\u{e01ff}a-c]{0,20}") {
            let text: String = text.into_iter().collect::<String>() + &bad;
            let shown = visible(&text);
            proptest::prop_assert!(!shown.chars().any(is_tricky));
            // What is shown is shown again as it is: nobody can hide something behind the signs.
            proptest::prop_assert_eq!(visible(&shown), &*shown);
            let mut marks = 0;
            for c in shown.chars() {
                marks = if c.width() == Some(0) { marks + 1 } else { 0 };
                proptest::prop_assert!(marks <= MOST_MARKS);
            }
        }

        #[test]
        fn no_cell_is_a_formula_and_every_cell_comes_back(cell in "['=+@\\t\\r\\n＝＋－＠a -]{0,8}") {
            let guarded = guard(&cell);
            proptest::prop_assert!(!guarded.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']));
            proptest::prop_assert_eq!(unguard(&guarded), &*cell);
        }
    }
}
