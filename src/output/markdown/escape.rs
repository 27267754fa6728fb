//! Text that stays text in Markdown: no markup, no link, no HTML.

use super::super::escape::visible;

/// `text` on one line, for a paragraph or a cell of a table.
pub(crate) fn inline(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    line(&words.join(" "))
}

/// One line. What could begin a block, mark something up or make a link is escaped; what only reads is left to be read.
fn line(text: &str) -> String {
    let text = visible(text);
    let mut out = String::with_capacity(text.len() + 8);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        let block = match at {
            0 => matches!(c, '#' | '+' | '-' | '=' | ':'),
            // 1. and 1) begin lists.
            _ => at == digits && matches!(c, '.' | ')'),
        };
        let link = (c == ':' && (rest.starts_with("://") || ends(&out, &["mailto", "xmpp"])))
            || (c == '.' && ends(&out, &["www"]));
        if block
            || link
            || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '@' | '^')
        {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn ends(text: &str, words: &[&str]) -> bool {
    let tail = |word: &&str| {
        text.get(text.len().wrapping_sub(word.len())..).is_some_and(|tail| tail.eq_ignore_ascii_case(word))
    };
    words.iter().any(tail)
}

/// A quotation: each line of `text` escaped and behind `> `, empty ones too, so that it stays one.
pub(crate) fn quote(text: &str) -> String {
    let lines = text.trim().lines().map(|text| line(text.trim()));
    // Two blanks keep a line's end.
    lines.map(|line| format!("> {line}")).collect::<Vec<_>>().join("  \n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_marked_up_and_plain_words_stay_plain() {
        for (text, escaped) in [
            ("I don't know - \"really\", (he) said; 3 + 4 = 7!", "I don't know - \"really\", (he) said; 3 + 4 = 7!"),
            ("# no heading", "\\# no heading"),
            ("- no list", "\\- no list"),
            ("12. no list, 3. neither", "12\\. no list, 3. neither"),
            ("<script>x</script>", "\\<script\\>x\\</script\\>"),
            ("![x](javascript:y) *a* _b_ `c`", "!\\[x\\](javascript:y) \\*a\\* \\_b\\_ \\`c\\`"),
            ("http://x.org www.x.org a@b.c", "http\\://x.org www\\.x.org a\\@b.c"),
            ("a | b\n\tc", "a \\| b c"),
            ("&lt; \x1b[31m", "\\&lt; ␛\\[31m"),
            ("--- ===", "\\--- ==="),
        ] {
            assert_eq!(inline(text), escaped);
        }
    }

    #[test]
    fn a_quotation_is_not_left() {
        assert_eq!(quote("one\n\n    # two\n> three"), "> one  \n>   \n> \\# two  \n> \\> three");
    }
}
