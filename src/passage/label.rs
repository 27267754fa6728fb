//! Speaker labels at the start of a line: `T:`, `Dr. M:`, `[SPEAKER_00]:`, `**Anna:**`, `Therapist (00:01:02):`.

use memchr::memchr;

use crate::input::clock;
use crate::layer::Role;

/// A label and where it stands in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Label<'a> {
    /// The name alone.
    pub name: &'a str,
    /// The byte after the label, its colon and its marks.
    pub end: usize,
    /// The time that stands with it, in milliseconds.
    pub time: Option<u64>,
}

/// The longest name, in bytes: as long as MAXQDA takes them.
const NAME: usize = 63;

/// Words before a colon that name no one: headings of notes and headers, and what prose puts before a colon.
#[rustfmt::skip]
const NO_NAME: &[&str] = &[
    "abstract", "action", "actions", "address", "affect", "after", "again", "age", "agenda", "aim", "aims", "also",
    "and", "answer", "appearance", "appendix", "assessment", "attn", "background", "bcc", "because", "before",
    "behavior", "behaviour", "but", "cc", "chapter", "client name", "comment", "comments", "conclusion", "content",
    "context", "contract", "copyright", "countertransference", "current", "data", "date", "diagnosis", "dialog",
    "dialogue", "dob", "dream", "duration", "early life", "evaluation", "example", "excerpt", "exercise", "extract",
    "family", "figure", "finally", "first", "focus", "follow-up", "formulation", "from", "goal", "goals", "he",
    "history", "homework", "how", "however", "hypothesis", "id", "if", "impression", "impressions",
    "interpretation", "intervention", "interventions", "it", "key", "keywords", "language", "later", "legend",
    "location", "maybe", "meanwhile", "medication", "mental status", "mood", "mse", "my reflections", "name",
    "needs", "next", "next session", "next steps", "no", "note", "notes", "now", "objective", "observation",
    "observations", "ok", "okay", "one", "or", "outcome", "overview", "page", "parents", "part", "past", "perhaps",
    "place", "plan", "presentation", "presenting issue", "presenting problem", "problem", "process", "progress", "ps",
    "question", "questions", "re", "reason", "recording", "reference", "references", "reflection", "reflections",
    "relationship", "remember", "response", "result", "risk", "risk assessment", "safety", "second", "section",
    "sent", "session", "session content", "session no", "session number", "session summary", "setting", "she",
    "siblings", "so", "source", "step", "still", "strengths", "subject", "subject line", "subjective", "summary",
    "supervision", "tags", "task", "tasks", "that", "theme", "themes", "themes discussed", "then", "theory", "these",
    "they", "third", "this", "those", "time", "title", "to", "today", "todo", "tomorrow", "topic", "transcriber",
    "transcript", "transcript by", "transference", "treatment", "treatment plan", "two", "url", "venue", "verbatim",
    "vignette", "warning", "we", "week", "well", "what", "when", "where", "which", "who", "why", "yes", "yesterday",
    "yet", "you",
];

/// Letters that head the parts of SOAP, DAP, BIRP, GIRP and PIE notes, and are speakers only in company.
pub(crate) const SECTION_LETTERS: &[&str] = &["A", "B", "D", "E", "G", "I", "O", "P", "R", "S"];

/// Words that say their bearer's role, whole or as the first or last word of a label.
#[rustfmt::skip]
const THERAPIST: &[&str] = &[
    "analyst", "clinician", "co-therapist", "coach", "cotherapist", "counsellor", "counselor", "director", "doctor",
    "dr", "interviewer", "psychiatrist", "psychoanalyst", "psychologist", "psychotherapist", "sd", "t", "th", "ther",
    "therapist",
];
#[rustfmt::skip]
const CLIENT: &[&str] = &[
    "analysand", "c", "cl", "client", "clt", "counselee", "counsellee", "ct", "directee", "interviewee", "p",
    "patient", "pt",
];

/// The label that a line begins with.
pub(crate) fn parse(line: &str) -> Option<Label<'_>> {
    let bytes = line.as_bytes();
    // Nearly every line of prose ends here.
    memchr(b':', &bytes[..bytes.len().min(2 * NAME + 40)])?;
    let mut at = spaces(bytes, 0);
    let mut marked = emphasis(bytes, &mut at);
    let mut said = None;
    if let Some(end) = time(bytes, at) {
        said = clock(&line[at..end]);
        at = spaces(bytes, end);
        marked |= emphasis(bytes, &mut at);
    }
    let (name, mut at) = if bytes.get(at) == Some(&b'[') {
        let end = at + memchr(b']', &bytes[at..bytes.len().min(at + NAME)])?;
        (&line[at + 1..end], end + 1)
    } else {
        let end = at + bytes[at..].iter().take(NAME).position(|b| matches!(b, b':' | b'(' | b'[' | b'*'))?;
        (line[at..end].trim_end(), end)
    };
    if !name_like(name) {
        return None;
    }
    marked |= emphasis(bytes, &mut at);
    at = spaces(bytes, at);
    if let Some(open @ (b'(' | b'[')) = bytes.get(at) {
        let close = if *open == b'(' { b')' } else { b']' };
        let end = at + memchr(close, &bytes[at..bytes.len().min(at + 40)])? + 1;
        said = said.or_else(|| clock(&line[at..end]));
        at = end;
    }
    if bytes.get(at) != Some(&b':') {
        marked |= emphasis(bytes, &mut at);
        at = spaces(bytes, at);
    }
    if bytes.get(at) != Some(&b':') {
        return None;
    }
    at += 1;
    if marked {
        emphasis(bytes, &mut at);
    }
    match line[at..].chars().next() {
        None => {}
        Some(c) if c.is_whitespace() => {}
        // "T:Hello" is a turn; "10:30", "http://" and "Re:zero" are none.
        Some(c) if role_of(name).is_some() && (c.is_alphabetic() || "\"“‘'(['[".contains(c)) => {}
        Some(_) => return None,
    }
    Some(Label { name, end: at, time: said })
}

/// A time in brackets or bare; of two the first.
fn clock(text: &str) -> Option<u64> {
    clock::read(text.trim_matches(['[', ']', '(', ')']).split([' ', '-', '>']).next()?)
}

fn spaces(bytes: &[u8], from: usize) -> usize {
    from + bytes[from..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// Steps over `**`, `__` or `*`.
fn emphasis(bytes: &[u8], at: &mut usize) -> bool {
    let n = bytes[*at..].iter().take_while(|b| **b == b'*').count();
    let n = if n == 0 && bytes[*at..].starts_with(b"__") { 2 } else { n };
    *at += n;
    (1..=3).contains(&n)
}

/// Where a time at `at` ends: `[00:01:02]`, `(1:02)`, `00:01:02.5`, `[00:01 - 00:04]`.
fn time(bytes: &[u8], at: usize) -> Option<usize> {
    let open = matches!(bytes.get(at)?, b'[' | b'(');
    let from = at + usize::from(open);
    let n = bytes[from..]
        .iter()
        .take_while(|b| b.is_ascii_digit() || b":.,".contains(b) || open && b" ->".contains(b))
        .count();
    let end = from + n;
    // Without brackets it takes seconds to be sure: "10:30 Meeting: …" belongs to a diary.
    let colons = bytes[from..end].iter().filter(|b| **b == b':').count();
    let is_time = n >= 4 && bytes[from].is_ascii_digit() && colons > usize::from(!open);
    let closed = match bytes.get(end) {
        Some(b']' | b')') if open => Some(end + 1),
        Some(b' ' | b'\t') if !open => Some(end),
        _ => None,
    };
    closed.filter(|_| is_time)
}

/// Whether words look like the name of a speaker.
fn name_like(name: &str) -> bool {
    if name.is_empty() || name.len() > NAME {
        return false;
    }
    if role_of(name).is_some() {
        return true;
    }
    let mut words = 0;
    for word in name.split([' ', '\t']).filter(|w| !w.is_empty()) {
        words += 1;
        let first = word.chars().next().unwrap_or(' ');
        let small = words > 1 && matches!(word, "de" | "der" | "van" | "von" | "la" | "le" | "of" | "and" | "&");
        let fine = word.chars().all(|c| c.is_alphanumeric() || "'’-._&".contains(c));
        if words > 4 || !fine || !(first.is_uppercase() || small || words > 1 && first.is_numeric()) {
            return false;
        }
    }
    let lower = name.to_lowercase();
    let stem = lower.trim_end_matches(|c: char| c.is_numeric() || c == ' ' || c == '.');
    words > 0 && NO_NAME.binary_search(&lower.as_str()).is_err() && NO_NAME.binary_search(&stem).is_err()
}

/// Whether words before a colon are known to name no one.
pub(crate) fn no_name(name: &str) -> bool {
    NO_NAME.binary_search(&name.to_lowercase().as_str()).is_ok()
}

/// The role that a label says by itself.
pub(crate) fn role_of(name: &str) -> Option<Role> {
    if name.len() > NAME || name.is_empty() {
        return None;
    }
    // By far the most turns begin with one of these.
    match name {
        "T" => return Some(Role::Therapist),
        "C" => return Some(Role::Client),
        _ => {}
    }
    let lower = name.to_lowercase();
    let whole = lower.trim_end_matches(|c: char| c.is_numeric() || " ._-#".contains(c));
    if let Some(role) = word_role(whole) {
        return Some(role);
    }
    let mut words = whole.split(|c: char| c.is_whitespace() || c == '_').map(|w| w.trim_end_matches('.'));
    let first = words.next()?;
    let last = words.next_back();
    // One letter says a role only alone: "T. Miller" may be anyone.
    [Some(first), last].into_iter().flatten().filter(|w| w.len() > 1).find_map(word_role)
}

fn word_role(word: &str) -> Option<Role> {
    if THERAPIST.binary_search(&word).is_ok() {
        Some(Role::Therapist)
    } else if CLIENT.binary_search(&word).is_ok() {
        Some(Role::Client)
    } else {
        None
    }
}

/// Whether a name is one of the short forms that mark turns even within a note: `T`, `Cl`, `Th`.
pub(crate) fn short(name: &str) -> bool {
    name.len() <= 3 && !SECTION_LETTERS.contains(&name) && role_of(name).is_some()
}

/// The letter of a label that is one letter and a number.
pub(crate) fn lettered(name: &str) -> Option<&str> {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (stem.len() == 1 && stem.len() < name.len()).then_some(stem)
}

/// A label without the number of its turn: `T` of `T17`.
pub(crate) fn unnumbered(name: &str) -> Option<&str> {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches([' ', '#']);
    (stem.len() < name.len() && role_of(stem).is_some()).then_some(stem).or_else(|| lettered(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [NO_NAME, THERAPIST, CLIENT, SECTION_LETTERS] {
            assert!(table.is_sorted(), "{table:?}");
        }
    }

    #[test]
    fn labels() {
        for (line, name, rest) in [
            ("T: Hello", "T", " Hello"),
            ("T:Hello", "T", "Hello"),
            ("c: hello", "c", " hello"),
            ("T1: Hello", "T1", " Hello"),
            ("C12:", "C12", ""),
            ("Therapist: So", "Therapist", " So"),
            ("Dr. M: So", "Dr. M", " So"),
            ("Anna: So", "Anna", " So"),
            ("[SPEAKER_00]: So", "SPEAKER_00", " So"),
            ("SPEAKER_00: So", "SPEAKER_00", " So"),
            ("**Anna:** So", "Anna", " So"),
            ("**Anna**: So", "Anna", " So"),
            ("*Anna:* So", "Anna", " So"),
            ("Therapist (00:01:02): So", "Therapist", " So"),
            ("[00:01:02] Anna: So", "Anna", " So"),
            ("00:01:02 Anna: So", "Anna", " So"),
            ("**[00:01] Anna:** So", "Anna", " So"),
            ("C (crying): No", "C", " No"),
            ("Speaker 1: So", "Speaker 1", " So"),
            ("Élodie: So", "Élodie", " So"),
            ("  T: So", "T", " So"),
        ] {
            let label = parse(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((label.name, &line[label.end..]), (name, rest), "{line}");
        }
    }

    #[test]
    fn labels_may_have_a_time() {
        for (line, time) in [
            ("[00:01:02] Anna: So", Some(62_000)),
            ("00:01:02.5 Anna: So", Some(62_500)),
            ("Therapist (1:02): So", Some(62_000)),
            ("**[00:01 - 00:04] Anna:** So", Some(1000)),
            ("C (crying): No", None),
            ("T: at 1:02", None),
        ] {
            assert_eq!(parse(line).unwrap().time, time, "{line}");
        }
    }

    #[test]
    fn no_labels() {
        for line in [
            "Client - no",
            "10:30 Meeting: the team",
            "http://example.org",
            "Plan: go on",
            "Date: 3 May",
            "I thought: no",
            "And then she said: never",
            "He Said That He Would: no",
            "Note: this",
            "Session 4: anger",
            "3: three",
            "Anna:b",
            "",
            ":",
            "(T: Sitting forward, C: Sitting back)",
            "a long line without any colon where one would look for it, going on and on: yes",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }

    #[test]
    fn roles_of_labels() {
        for name in [
            "T",
            "Th",
            "THERAPIST",
            "T1",
            "Therapist 2",
            "Dr. M",
            "Dr X",
            "Counsellor",
            "Spiritual Director",
            "Family Therapist",
        ] {
            assert_eq!(role_of(name), Some(Role::Therapist), "{name}");
        }
        for name in ["C", "cl", "Client", "C3", "Pt", "P", "Patient A", "Client_2", "Directee"] {
            assert_eq!(role_of(name), Some(Role::Client), "{name}");
        }
        for name in ["Anna", "SPEAKER_00", "T. Miller", "Husband", "A", "S", "1"] {
            assert_eq!(role_of(name), None, "{name}");
        }
    }
}
