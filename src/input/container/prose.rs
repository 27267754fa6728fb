//! Blocks of a document into canonical text: a blank line between them; headings and items of lists as in Markdown, whose marks
//! are known in any text.

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Block {
    #[default]
    Paragraph,
    /// Of this level, from 1.
    Heading(u8),
    /// An item of a list.
    Item,
}

/// The text so far.
#[derive(Default)]
pub(super) struct Prose {
    text: String,
    last: Option<Block>,
    notes: Vec<String>,
}

impl Prose {
    /// Takes the next block; white space around its lines goes. A block without words is none.
    pub(super) fn block(&mut self, block: Block, words: &str) {
        let words = lines(words);
        if words.is_empty() {
            return;
        }
        self.text.push_str(match (self.last, block) {
            (None, _) => "",
            (Some(Block::Item), Block::Item) => "\n",
            _ => "\n\n",
        });
        match block {
            Block::Paragraph => self.text.push_str(&words),
            Block::Heading(level) => {
                self.text.extend(std::iter::repeat_n('#', usize::from(level.clamp(1, 6))));
                self.text.push(' ');
                self.text.push_str(&words.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            Block::Item => {
                self.text.push_str("- ");
                // A blank line would end the list.
                let rows: Vec<_> = words.lines().filter(|row| !row.is_empty()).collect();
                self.text.push_str(&rows.join("\n  "));
            }
        }
        self.last = Some(block);
    }

    /// Takes a note: a paragraph behind all else.
    pub(super) fn note(&mut self, words: String) {
        self.notes.push(words);
    }

    /// The whole text.
    pub(super) fn finish(mut self) -> String {
        for note in std::mem::take(&mut self.notes) {
            self.block(Block::Paragraph, &note);
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text
    }
}

/// The words of a list's item without the mark that they begin with: `•`, a tab and words, or a number.
pub(super) fn unmarked(words: &str) -> Option<&str> {
    let (mark, rest) = words.trim_start().split_once('\t')?;
    let number = mark
        .strip_suffix(['.', ')'])
        .is_some_and(|number| (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()));
    (number || BULLETS.contains(&mark.trim())).then_some(rest)
}

/// Signs that begin items of lists.
pub(super) const BULLETS: [&str; 12] = ["•", "◦", "▪", "■", "●", "○", "‣", "⁃", "\u{f0b7}", "\u{f0a7}", "–", "·"];

/// Words without white space at the ends of their lines, without what no eye sees, and with at most one blank line at a time.
fn lines(words: &str) -> String {
    let seen: String = words
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}'))
        .collect();
    let mut out = String::with_capacity(seen.len());
    for row in seen.trim().lines() {
        let row = row.trim();
        if row.is_empty() && out.ends_with("\n\n") {
            continue;
        }
        out.push_str(row);
        out.push('\n');
    }
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_parted_as_in_markdown() {
        let mut prose = Prose::default();
        prose.note("A note.".into());
        for (block, words) in [
            (Block::Heading(2), " What\n happened "),
            (Block::Paragraph, "She came.  \n\n\n\nLate\u{ad}ly. "),
            (Block::Paragraph, " \u{b}\n"),
            (Block::Item, "one\n\nand more"),
            (Block::Item, "two"),
            (Block::Paragraph, "\tEnd."),
        ] {
            prose.block(block, words);
        }
        let expected = "## What happened\n\nShe came.\n\nLately.\n\n- one\n  and more\n- two\n\nEnd.\n\nA note.\n";
        assert_eq!(prose.finish(), expected);
        assert_eq!(Prose::default().finish(), "");
    }
}
