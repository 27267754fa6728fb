//! Text broken into lines, with marks around stretches of it.

use unicode_width::UnicodeWidthChar;

use crate::output::escape::Visible;

/// The two ends of a marked stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::output) enum Mark {
    /// Its begin.
    Begin,
    /// Its end.
    End,
}

/// A stretch to mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::output) struct Marked {
    /// Its first byte.
    pub start: usize,
    /// One past its last.
    pub end: usize,
    /// The layer whose sign it is.
    pub layer: usize,
}

/// Breaks `text` into lines of at most `width` columns; a longer word has a line of its own. White space becomes one
/// space, and what a terminal might obey becomes visible. `marks` lie in order and apart; `sign` says how their ends look.
/// `by_word` ends a mark with each word and begins it again at the next, so that colour never runs over a line break.
pub(in crate::output) fn wrap(
    text: &str,
    marks: &[Marked],
    width: usize,
    by_word: bool,
    sign: impl Fn(usize, Mark) -> String,
) -> Vec<String> {
    let mut lines = Lines { width, ..Lines::default() };
    let mut marks = marks.iter().peekable();
    let mut open: Option<&Marked> = None;
    for (at, c) in text.char_indices() {
        if let Some(mark) = open.filter(|mark| at >= mark.end) {
            lines.sign(&sign(mark.layer, Mark::End));
            open = None;
        }
        if open.is_none()
            && let Some(mark) = marks.next_if(|mark| mark.start <= at)
        {
            open = Some(mark);
            lines.sign_ahead(sign(mark.layer, Mark::Begin));
        }
        if c.is_whitespace() {
            match open.filter(|_| by_word) {
                Some(mark) => {
                    lines.sign(&sign(mark.layer, Mark::End));
                    lines.space();
                    lines.sign_ahead(sign(mark.layer, Mark::Begin));
                }
                None => lines.space(),
            }
        } else {
            lines.char(c);
        }
    }
    if let Some(mark) = open {
        lines.sign(&sign(mark.layer, Mark::End));
    }
    lines.finish()
}

#[derive(Default)]
struct Lines {
    width: usize,
    done: Vec<String>,
    line: String,
    line_width: usize,
    word: String,
    word_width: usize,
    ahead: String,
    shown: Visible,
}

impl Lines {
    fn char(&mut self, c: char) {
        let ahead = std::mem::take(&mut self.ahead);
        if !ahead.is_empty() {
            self.word_width += if ahead.starts_with('\x1b') { 0 } else { columns(&ahead) };
            self.word.push_str(&ahead);
        }
        let from = self.word.len();
        self.shown.push(&mut self.word, c);
        self.word_width += columns(&self.word[from..]);
    }

    /// A sign that belongs to what stands before it; dropped where nothing came since a sign for what comes after.
    fn sign(&mut self, sign: &str) {
        if !self.ahead.is_empty() {
            self.ahead.clear();
            return;
        }
        let wide = if sign.starts_with('\x1b') { 0 } else { columns(sign) };
        if self.word.is_empty() {
            self.line.push_str(sign);
            self.line_width += wide;
        } else {
            self.word.push_str(sign);
            self.word_width += wide;
        }
    }

    /// A sign that belongs to what comes after it.
    fn sign_ahead(&mut self, sign: String) {
        self.ahead = sign;
    }

    fn space(&mut self) {
        if self.word.is_empty() {
            return;
        }
        if !self.line.is_empty() && self.line_width + 1 + self.word_width > self.width {
            self.done.push(std::mem::take(&mut self.line));
            self.line_width = 0;
        }
        if !self.line.is_empty() {
            self.line.push(' ');
            self.line_width += 1;
        }
        self.line.push_str(&self.word);
        self.line_width += self.word_width;
        self.word.clear();
        self.word_width = 0;
    }

    fn finish(mut self) -> Vec<String> {
        self.space();
        if !self.line.is_empty() {
            self.done.push(self.line);
        }
        self.done
    }
}

/// How many columns `text` takes.
pub(in crate::output) fn columns(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str, words: &[&str], width: usize) -> Vec<String> {
        let marks: Vec<_> = words.iter().map(|words| mark(text, words)).collect();
        wrap(text, &marks, width, false, |_, mark| match mark {
            Mark::Begin => "‹".to_owned(),
            Mark::End => "›".to_owned(),
        })
    }

    fn mark(text: &str, words: &str) -> Marked {
        let start = text.find(words).unwrap();
        Marked { start, end: start + words.len(), layer: 0 }
    }

    #[test]
    fn lines_keep_to_the_width_signs_included() {
        assert_eq!(plain("one two three four", &["two"], 9), ["one ‹two›", "three", "four"]);
        assert_eq!(plain("one two three four", &["two"], 8), ["one", "‹two›", "three", "four"]);
        assert_eq!(plain("a\nverylongword b", &[], 4), ["a", "verylongword", "b"]);
    }

    #[test]
    fn a_mark_holds_words_and_not_the_signs_around_them() {
        assert_eq!(plain("“I trust you,” she said.", &["I trust you", "said"], 80), ["“‹I trust you›,” she ‹said›."]);
        assert_eq!(plain("I trust\n  you", &["trust\n  you"], 80), ["I ‹trust you›"]);
    }

    #[test]
    fn by_word_a_mark_never_runs_over_a_line_break() {
        let text = "I trust you now";
        let lines = wrap(text, &[mark(text, "trust you")], 8, true, |layer, mark| match mark {
            Mark::Begin => format!("\x1b[{layer}m"),
            Mark::End => "\x1b[m".to_owned(),
        });
        assert_eq!(lines, ["I \x1b[0mtrust\x1b[m", "\x1b[0myou\x1b[m now"]);
    }
}
