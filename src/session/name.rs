//! What the name of a file and its folders let guess: `2024-03-01_anna_s07.txt`, `Session 7 - AB.docx`, `Anna/03.md`.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use super::date;
use crate::passage::Session;

/// Words in names that are no client. Sorted.
#[rustfmt::skip]
const NO_CLIENT: &[&str] = &[
    "all", "appointment", "audio", "backup", "birp", "call", "caption", "captions", "case", "chat", "clean", "client",
    "clients", "closed", "clinical", "copy", "corrected", "counselling", "counseling", "current", "dap", "data", "demo",
    "diarized", "documents", "docs", "draft", "dump", "edited", "example", "examples", "export", "file", "files", "final", "girp",
    "gmt", "interview", "letter", "letters", "meeting", "misc", "new", "note", "notes", "old", "otter", "out",
    "output", "part", "patient", "patients", "process", "progress", "psychotherapy", "raw", "record", "recording", "recordings",
    "records", "redacted", "report", "reports", "sample", "samples", "sess", "session", "sessions", "sitting", "soap",
    "speech", "summary", "supervision", "talk", "teams", "template", "test", "text", "texts", "therapy", "transcript",
    "transcription", "transcripts", "txt", "typed", "untitled", "verbatim", "version", "video", "whisper", "work",
    "zoom",
];

/// Words that stand in titles and in no name.
const PROSE: &[&str] = &["a", "about", "an", "at", "for", "from", "in", "my", "of", "on", "the", "to", "with"];

static SESSION: LazyLock<Regex> = LazyLock::new(|| {
    let words = "session|sess|sitting|stunde|sitzung|s|no|nr|#";
    Regex::new(&format!(r"(?i)(?:^|[^a-z0-9])(?P<all>(?:{words})[ _.#-]*(?P<n>\d{{1,4}}))(?:[^a-z0-9]|$)"))
        .expect("a fixed pattern")
});

/// What a file's name says, without its ending. A client is taken from it only where it says a date or session as well, or the
/// word client.
pub fn of_file(name: &Path) -> Session {
    let stem = name.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut session = Session::default();
    let mut rest = stem;
    if let Some(found) = date::find(&rest) {
        let text = found.date.map_or_else(|| rest[found.at.clone()].to_owned(), |date| date.to_string());
        session.date = Some(text.into());
        rest.replace_range(found.at, " ");
    }
    if let Some((at, number)) = numbered(&rest) {
        session.session = Some(number.into());
        rest.replace_range(at, " ");
    }
    let mut words = words(&rest);
    let marked = words.iter().any(|word| ["client", "patient", "ct"].contains(&word.to_lowercase().as_str()));
    words.retain(|word| !no_client(word));
    let year = |word: &&str| {
        word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.parse::<u16>().is_ok()
    };
    let dated = words.iter().any(year);
    words.retain(|word| !year(word));
    let digits = |word: &str| word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    let alone = words.iter().filter(|word| digits(word)).count() == 1;
    if session.session.is_none() && !marked && alone && words.len() > 1 {
        // Beside a name, a number is the session's: `anna_07.txt`.
        let at = words.iter().position(|word| digits(word)).unwrap_or_default();
        session.session = Some(unpadded(words.remove(at)).into());
    }
    let known = marked || dated || session.session.is_some() || session.date.is_some();
    session.client = known.then(|| client(&words)).flatten().map(Into::into);
    session
}

/// The client whose folder a file stands in: the nearest folder whose name is a name. `folders` go from the outermost in.
pub fn of_folders(folders: &[&str]) -> Option<String> {
    folders.iter().rev().find_map(|folder| {
        let mut rest = (*folder).to_owned();
        if let Some(found) = date::find(&rest) {
            rest.replace_range(found.at, " ");
        }
        if let Some((at, _)) = numbered(&rest) {
            rest.replace_range(at, " ");
        }
        let mut words = words(&rest);
        let marked = words.iter().any(|word| ["client", "patient", "ct"].contains(&word.to_lowercase().as_str()));
        words.retain(|word| !no_client(word));
        let number = words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        if number && !marked { None } else { client(&words) }
    })
}

/// The session's number in a name or heading, and where it stands: `s07`, `Session 7`, `#7`.
pub(crate) fn numbered(text: &str) -> Option<(std::ops::Range<usize>, String)> {
    let found = SESSION.captures(text)?;
    Some((found.name("all")?.range(), unpadded(found.name("n")?.as_str())))
}

fn unpadded(digits: &str) -> String {
    let bare = digits.trim_start_matches('0');
    if bare.is_empty() { "0".to_owned() } else { bare.to_owned() }
}

fn words(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || "'’&".contains(c)));
    words.filter(|word| !word.is_empty()).collect()
}

fn no_client(word: &str) -> bool {
    let low = word.to_lowercase();
    // v2, gmt20240301 and the like say which file it is.
    let version =
        low.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
    version || NO_CLIENT.contains(&low.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// A name of up to three words.
fn client(words: &[&str]) -> Option<String> {
    let prose = |word: &&str| PROSE.contains(&word.to_lowercase().as_str());
    let whole = (1..=3).contains(&words.len()) && !words.iter().any(prose) && words.iter().any(|word| word.len() < 32);
    whole.then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str) -> [String; 3] {
        let Session { client, session, date, .. } = of_file(Path::new(name));
        [client, session, date].map(|part| part.as_deref().unwrap_or("-").to_owned())
    }

    #[test]
    fn names_that_people_give() {
        for (name, client, session, date) in [
            ("2024-03-01_anna_s07.txt", "anna", "7", "2024-03-01"),
            ("Session 7 - AB.docx", "AB", "7", "-"),
            ("AB session 12 (final).md", "AB", "12", "-"),
            ("anna_07.txt", "anna", "7", "-"),
            ("client-AB_2024-03-01.txt", "AB", "-", "2024-03-01"),
            ("client 12 session 3.txt", "12", "3", "-"),
            ("anna & ben s3.txt", "anna & ben", "3", "-"),
            ("GMT20240301-140000_Recording.transcript.vtt", "-", "-", "-"),
            ("2024-03-01 notes on the team.txt", "-", "-", "2024-03-01"),
            ("transcript_2.txt", "-", "-", "-"),
            ("transcript-miriam.txt", "-", "-", "-"),
            ("notes.txt", "-", "-", "-"),
            ("anna_2024.md", "anna", "-", "-"),
            ("03.04.2024 Joel.txt", "Joel", "-", "2024-04-03"),
        ] {
            assert_eq!(said(name), [client, session, date], "{name}");
        }
    }

    #[test]
    fn folders_that_are_a_client() {
        assert_eq!(of_folders(&["clients", "Anna", "2024"]).as_deref(), Some("Anna"));
        assert_eq!(of_folders(&["notes", "2024-03"]), None);
        assert_eq!(of_folders(&["client 12", "session 3"]).as_deref(), Some("12"));
        assert_eq!(of_folders(&[]), None);
    }
}
