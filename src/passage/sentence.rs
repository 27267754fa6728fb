//! Where sentences end.

/// Words whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "approx", "appt", "cf", "ch", "dept", "dr", "e.g", "eg", "esp", "etc", "fig", "fr", "i.e", "ie", "incl", "jr",
    "mr", "mrs", "ms", "mx", "no", "p", "pp", "prof", "rev", "sr", "st", "vs",
];

/// The byte offsets at which the sentences of `text` end, each behind its stop and closing quotes; the last is the end of
/// the text, if anything but space stands before it.
///
/// An ellipsis is hesitation, not an end. A blank line ends a sentence, and so does the line before a bullet.
pub fn ends(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut ends = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|b| matches!(b, b'.' | b'!' | b'?' | b'\n')) {
        let stop = at + found;
        at = stop + 1;
        let end = if bytes[stop] == b'\n' {
            let line = text[at..].trim_start_matches([' ', '\t']);
            if !(line.starts_with('\n') || bullet(line)) {
                continue;
            }
            stop
        } else {
            while at < bytes.len() && matches!(bytes[at], b'.' | b'!' | b'?') {
                at += 1;
            }
            let Some(end) = stopped(text, stop, at) else { continue };
            at = end;
            end
        };
        if !text[from..end].trim().is_empty() {
            ends.push(end);
            from = end;
        }
    }
    if !text[from..].trim().is_empty() {
        ends.push(text.len());
    }
    ends
}

/// Where the sentence ends whose stops stand at `stop..after`; none if they end none.
fn stopped(text: &str, stop: usize, after: usize) -> Option<usize> {
    let stops = &text[stop..after];
    if stops.len() > 1 && stops.bytes().all(|b| b == b'.') {
        return None;
    }
    let rest = &text[after..];
    let closed = rest.trim_start_matches(['"', '\'', '”', '’', ')', ']', '»', '*', '_']);
    let end = text.len() - closed.len();
    let Some(next) = closed.chars().next() else {
        return Some(end);
    };
    if !next.is_whitespace() {
        return None;
    }
    let first = closed.trim_start().chars().find(|c| c.is_alphanumeric());
    if first.is_some_and(char::is_lowercase) {
        // `"Why?" she asked.` and `approx. ten`
        return (stops != "." && end == after).then_some(end);
    }
    if stops == "." {
        let before = &text[..stop];
        let word = &before[before
            .rfind(|c: char| c.is_whitespace() || "(\"“‘'[".contains(c))
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8))..];
        let initial = word.len() == 1 && word != "I" && word.bytes().all(|b| b.is_ascii_uppercase());
        let abbreviation = word.len() <= 6 && ABBREVIATIONS.binary_search(&word.to_lowercase().as_str()).is_ok();
        let listed = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit()) && before.len() == word.len();
        // "etc." does end sentences; "No." does if nothing is counted.
        let ends_some =
            matches!(word, "etc") || word.eq_ignore_ascii_case("no") && !first.is_some_and(char::is_numeric);
        if (initial || abbreviation || listed) && !ends_some {
            return None;
        }
    }
    Some(end)
}

fn bullet(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    line.starts_with(['•', '◦', '–'])
        || line.starts_with("- ")
        || line.starts_with("* ")
        || (1..=3).contains(&digits) && line[digits..].starts_with([')', '.']) && line[digits + 1..].starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        let mut from = 0;
        let cut = |end| {
            let sentence = text[from..end].trim();
            from = end;
            sentence
        };
        ends(text).into_iter().map(cut).collect()
    }

    #[test]
    fn abbreviations_are_sorted() {
        assert!(ABBREVIATIONS.is_sorted());
    }

    #[test]
    fn sentences_end() {
        for (text, expected) in [
            ("One. Two! Three? Four", &["One.", "Two!", "Three?", "Four"][..]),
            ("Dr. M saw Mr. B at 3.30 p.m. on Monday.", &["Dr. M saw Mr. B at 3.30 p.m. on Monday."]),
            ("\"I can't.\" She wept.", &["\"I can't.\"", "She wept."]),
            ("\"Why?\" she asked. So.", &["\"Why?\" she asked.", "So."]),
            ("I ... I don't know. Well... no.", &["I ... I don't know.", "Well... no."]),
            ("So did I. You came (late.) Again.", &["So did I.", "You came (late.)", "Again."]),
            ("- one\n- two\n\nthree\nfour", &["- one", "- two", "three\nfour"]),
            ("No. I won't. No. 3 won.", &["No.", "I won't.", "No. 3 won."]),
            ("  \n\n ", &[]),
            ("J. R. Smith came, e.g. Tuesday.", &["J. R. Smith came, e.g. Tuesday."]),
        ] {
            assert_eq!(sentences(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn sentences_cover_the_text(text in "([A-Za-z.!?\"\n é-]|\\.\\.\\.){0,60}") {
            let joined: String = sentences(&text).concat().split_whitespace().collect();
            let whole: String = text.split_whitespace().collect();
            proptest::prop_assert_eq!(joined, whole);
        }
    }
}
