//! What a line is by itself: a separator, a heading, a stage direction.

/// Headings of notes, with or without a colon; a colon and words may follow.
#[rustfmt::skip]
const HEADINGS: &[&str] = &[
    "action plan", "actions", "affect", "agenda", "aims", "appearance", "assessment", "background", "behavior",
    "behaviour", "client presentation", "contract", "countertransference", "data", "diagnosis", "evaluation", "focus",
    "follow-up", "formulation", "goals", "history", "homework", "impression", "impressions", "interpretation",
    "intervention", "interventions", "mental status", "mood", "mse", "my reflections", "next session", "next steps",
    "notes", "objective", "observations", "outcome", "plan", "presentation", "presenting issue", "presenting problem",
    "process", "progress", "reflection", "reflections", "relationship", "response", "risk", "risk assessment",
    "safety", "session content", "session summary", "subjective", "summary", "supervision", "tasks", "themes",
    "therapeutic relationship", "transference", "treatment plan",
];

/// A line of marks that only separates.
pub(crate) fn separator(line: &str) -> bool {
    let line = line.trim();
    let Some(mark @ (b'-' | b'*' | b'=' | b'_' | b'#' | b'~')) = line.bytes().next() else {
        return false;
    };
    let marks = line.bytes().filter(|b| *b == mark).count();
    marks >= 3 && line.bytes().all(|b| b == mark || b == b' ' || b == b'\t')
}

/// A Markdown heading.
pub(crate) fn markdown_heading(line: &str) -> bool {
    let rest = line.trim_start().trim_start_matches('#');
    let marks = line.trim_start().len() - rest.len();
    (1..=6).contains(&marks) && (rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// How a line of a note is headed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Headed {
    /// It begins with a heading that words follow: `Plan: weekly`.
    Words,
    /// It is a heading and nothing else: `Plan:`, `RISK`.
    Alone,
}

/// Whether a line of a note begins with a heading.
pub(crate) fn headed(line: &str) -> Option<Headed> {
    let line = line.trim();
    let bare = line.trim_start_matches(['*', '_', '-', '•', ' ']);
    let first = bare.bytes().next()?;
    if !first.is_ascii_alphabetic() {
        return None;
    }
    let Some(colon) = memchr::memchr(b':', &bare.as_bytes()[..bare.len().min(48)]) else {
        let short = bare.len() <= 48 && bare.split_whitespace().count() <= 6;
        let capitals = bare.len() > 2 && bare.bytes().all(|b| b.is_ascii_uppercase() || b" &/-".contains(&b));
        return (short && (capitals || is_heading(bare.trim_end_matches(['*', '_'])))).then_some(Headed::Alone);
    };
    let name = bare[..colon].trim_end_matches(['*', '_', ' ']);
    let alone = bare[colon + 1..].trim_matches(['*', '_', ' ']).is_empty();
    let letter = name.len() == 1 && super::label::SECTION_LETTERS.contains(&name);
    let known = letter || is_heading(name);
    // A few capitalised words and a colon on a line of their own head what comes below, whatever they are.
    let phrase = alone && first.is_ascii_uppercase() && name.split_whitespace().count() <= 4;
    match (known || phrase, alone) {
        (false, _) => None,
        (true, true) => Some(Headed::Alone),
        (true, false) => Some(Headed::Words),
    }
}

fn is_heading(name: &str) -> bool {
    // Most lines of prose are too long to be one; so no copy is made of them.
    name.len() <= 32 && HEADINGS.binary_search(&name.to_lowercase().as_str()).is_ok()
}

/// A stage direction alone on its line: `(long silence)`, `[phone rings]`, `*sighs*`.
pub(crate) fn direction(line: &str) -> bool {
    let line = line.trim();
    let inner = |open: char, close: char| {
        line.strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(|inside| !inside.contains([open, close, '\n']) && inside.chars().any(char::is_alphanumeric))
    };
    line.len() > 2 && (inner('(', ')') || inner('[', ']') || !line.starts_with("**") && inner('*', '*'))
}

/// Keys of a header block at the top of a document that are never speakers.
#[rustfmt::skip]
const KEYS: &[&str] = &[
    "age", "client code", "client id", "client name", "date", "date of session", "dob", "duration", "id", "length",
    "location", "modality", "name", "place", "present", "session", "session date", "session no", "session no.",
    "session number", "session type", "setting", "therapist name", "time", "title", "venue",
];

/// Keys of a header block that may be speakers.
#[rustfmt::skip]
const PEOPLE: &[&str] = &[
    "client", "counsellor", "counselor", "patient", "supervisee", "supervisor", "therapist",
];

/// Whether a line says a key and a short value, as in a header block; and whether that key can be no speaker.
pub(crate) fn header(line: &str) -> Option<bool> {
    let line = line.trim().trim_start_matches(['*', '_']);
    let (key, value) = line.split_once(':').filter(|_| line.len() <= 120)?;
    let key = key.trim_end_matches(['*', '_', ' ']).to_lowercase();
    let sure = KEYS.contains(&key.as_str());
    if !sure && !PEOPLE.contains(&key.as_str()) {
        return None;
    }
    let value = value.trim_matches(['*', '_', ' ']);
    let short = value.split_whitespace().count() <= if sure { 12 } else { 4 };
    (short && !value.ends_with(['.', '!', '?', ','])).then_some(sure)
}

/// How many bytes at the start of `text` are a header block; `None` where more text could change the answer.
///
/// `Client: AB` over a blank line and prose is a header; over another turn it is a turn.
pub(crate) fn header_block(text: &str, whole: bool) -> Option<usize> {
    let (mut sure, mut blank) = (false, false);
    let (mut end, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if !line.ends_with('\n') && !whole {
            return None;
        }
        at += line.len();
        if line.trim().is_empty() {
            blank = end > 0;
            if blank && sure {
                return Some(end);
            }
            continue;
        }
        match header(line).filter(|_| !blank) {
            Some(key) => sure |= key,
            None => {
                return Some(if sure || blank && super::label::parse(line).is_none() { end } else { 0 });
            }
        }
        end = at;
    }
    whole.then_some(if sure { end } else { 0 })
}

/// Whether a line begins with a heading that notes are known to have.
pub(crate) fn known_heading(line: &str) -> bool {
    let bare = line.trim().trim_start_matches(['*', '_', ' ']);
    is_heading(bare.split(':').next().unwrap_or_default().trim_end_matches(['*', '_', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_sorted() {
        assert!(HEADINGS.is_sorted());
    }

    #[test]
    fn separators() {
        for yes in ["---", "***", "* * *", "=====", "  ----  ", "____"] {
            assert!(separator(yes), "{yes}");
        }
        for no in ["--", "-", "--- a", "...", "-*-", ""] {
            assert!(!separator(no), "{no}");
        }
    }

    #[test]
    fn headings() {
        assert_eq!(headed("S: Client sad"), Some(Headed::Words));
        assert_eq!(headed("**Plan:** weekly"), Some(Headed::Words));
        assert_eq!(headed("Plan:"), Some(Headed::Alone));
        assert_eq!(headed("What happened today:"), Some(Headed::Alone));
        assert_eq!(headed("RISK"), Some(Headed::Alone));
        assert_eq!(headed("Transference"), Some(Headed::Alone));
        for no in [
            "She said: no",
            "T: hello",
            "I",
            "Anna came late",
            "C: hello",
            "3. Plan",
            "We talked for long about what she had said:",
        ] {
            assert_eq!(headed(no), None, "{no}");
        }
    }

    #[test]
    fn directions() {
        for yes in ["(long silence)", "[phone rings]", "*sighs*"] {
            assert!(direction(yes), "{yes}");
        }
        for no in ["(a) one (b)", "**Plan**", "()", "(so) she said", "* a list"] {
            assert!(!direction(no), "{no}");
        }
    }

    #[test]
    fn header_blocks() {
        let block = "Client: AB\nSession: 4\nDate: 3 May 2024\n";
        assert_eq!(header_block(&format!("{block}\nT: Hello"), true), Some(block.len()));
        assert_eq!(header_block(&format!("{block}T: Hello\n"), false), Some(block.len()));
        assert_eq!(header_block(block, false), None);
        assert_eq!(header_block("Client: Hello\nTherapist: Hi there\n\n", true), Some(0));
        assert_eq!(header_block("She came.\n", false), Some(0));
    }
}
