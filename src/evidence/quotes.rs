//! Quotation marks: which stretches of a passage somebody else is quoted in.

use std::ops::Range;

/// The longest quotation, in bytes, that single straight marks can hold; they are apostrophes most of the time.
const LONGEST_SINGLE: usize = 400;

/// The quoted stretches, marks not included, in order, none inside another. A mark that is never closed quotes nothing.
pub fn find(text: &str, out: &mut Vec<Range<usize>>) {
    out.clear();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let after = || text[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        match (open, c) {
            (None, '“' | '«') => open = Some((at + c.len_utf8(), if c == '“' { '”' } else { '»' })),
            (None, '"') if !after().is_whitespace() && !before.is_alphanumeric() => open = Some((at + 1, '"')),
            (None, '‘') if !before.is_alphanumeric() && closes(text, at + c.len_utf8(), '’') => {
                open = Some((at + c.len_utf8(), '’'));
            }
            (None, '\'') if !before.is_alphanumeric() && after().is_alphanumeric() && closes(text, at + 1, '\'') => {
                open = Some((at + 1, '\''));
            }
            (Some((from, close)), _)
                if c == close && (close == '"' || close == '”' || close == '»' || !after().is_alphanumeric()) =>
            {
                out.push(from..at);
                open = None;
            }
            _ => {}
        }
        before = c;
    }
}

/// Whether a single mark that opens here is closed in its line: after a letter or stop, before a space or stop.
fn closes(text: &str, from: usize, close: char) -> bool {
    let mut before = ' ';
    let mut chars = text[from..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\n' || at > LONGEST_SINGLE {
            return false;
        }
        let after = chars.peek().map_or(' ', |(_, c)| *c);
        // "parents' house": an apostrophe after an s may end no quotation, so a stop is wanted there.
        let ends = !before.is_whitespace() && !after.is_alphanumeric() && (before != 's' || !after.is_whitespace());
        if c == close && ends {
            return true;
        }
        before = c;
    }
    false
}
