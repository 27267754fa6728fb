//! Text that cannot do anything where it is shown: not to a terminal, not to a spreadsheet.

use std::borrow::Cow;
use std::fmt::Write;

/// `text` for a terminal: control characters, escape sequences and what turns the direction of writing become visible
/// signs. Line breaks too, so that the result is one line.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_tricky) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        push_visible(&mut out, c);
    }
    Cow::Owned(out)
}

/// The same for several lines: line breaks stay.
pub fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// Appends `c` to `out`, or a visible sign for it.
pub fn push_visible(out: &mut String, c: char) {
    match c {
        '\0'..='\x1f' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}')),
        '\x7f' => out.push('\u{2421}'),
        c if is_tricky(c) => {
            // A String takes whatever is written to it.
            let _ = write!(out, "<U+{:04X}>", c as u32);
        }
        c => out.push(c),
    }
}

/// Whether a terminal might do something with `c` other than show it.
pub fn is_tricky(c: char) -> bool {
    match c {
        '\0'..='\x1f' | '\x7f'..='\u{9f}' => true,
        c if c.is_ascii() => false,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' => true,
        '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
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
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_cannot_steer_the_terminal() {
        assert_eq!(visible("a\x1b[31mb\u{9b}2J\n\u{202e}c\x7f"), "a␛[31mb<U+009B>2J␊<U+202E>c␡");
        assert_eq!(visible("don’t – “yes” 👩‍👧"), "don’t – “yes” 👩‍👧");
    }

    #[test]
    fn a_cell_cannot_become_a_formula_and_comes_back() {
        for (cell, guarded) in [
            ("=1+1", "'=1+1"),
            ("- a list", "'- a list"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("'=x", "''=x"),
            ("'quoted'", "'quoted'"),
            ("", ""),
            ("plain", "plain"),
        ] {
            assert_eq!(guard(cell), guarded);
            assert_eq!(unguard(guarded), cell);
        }
    }
}
