//! How somebody names their files, as `layers-folder.toml` says it: `{date}_{client}_s{session}`.

use std::path::Path;

use regex::Regex;

use super::{date, name};
use crate::passage::Session;

/// What stands for a part of the name.
const PARTS: [(&str, &str); 3] = [
    ("client", r"(?P<client>[^/]+?)"),
    ("session", r"(?P<session>\d+|[^/_ ]+?)"),
    ("date", r"(?P<date>[0-9A-Za-z][0-9A-Za-z ._-]*[0-9])"),
];

/// A file name pattern, compiled.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    /// How many folders it names.
    folders: usize,
}

impl Pattern {
    /// Reads `{client}`, `{session}` and `{date}`, `*` for anything, and `/` between folders; all else stands for itself.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub fn parse(text: &str) -> Result<Pattern, String> {
        let mut regex = String::from("(?i)^");
        let mut rest = text;
        let mut named: Vec<&str> = Vec::new();
        while let Some(at) = rest.find(['{', '*']) {
            regex += &regex::escape(&rest[..at]);
            if let Some(after) = rest[at..].strip_prefix('*') {
                regex += "[^/]*?";
                rest = after;
                continue;
            }
            let end = rest[at..].find('}').ok_or("a `{` without its `}`")? + at;
            let part = &rest[at + 1..end];
            let (_, form) = PARTS
                .iter()
                .find(|(known, _)| *known == part)
                .ok_or_else(|| format!("unknown `{{{part}}}`; there are {{client}}, {{session}} and {{date}}"))?;
            if named.contains(&part) {
                return Err(format!("`{{{part}}}` stands twice"));
            }
            named.push(part);
            regex += form;
            rest = &rest[end + 1..];
        }
        if named.is_empty() {
            return Err("names none of {client}, {session} and {date}".to_owned());
        }
        regex += &regex::escape(rest);
        regex += "$";
        let regex = Regex::new(&regex).map_err(|_| "is too long".to_owned())?;
        Ok(Pattern { regex, folders: text.matches('/').count() })
    }

    /// What it says of a file; none where the file is not named so. The ending of the name does not count.
    pub fn read(&self, path: &Path) -> Option<Session> {
        let stem = path.with_extension("");
        let parts: Vec<_> = stem.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        let from = parts.len().checked_sub(self.folders + 1)?;
        let found = self.regex.captures_iter(&parts[from..].join("/")).next().map(|found| {
            ["client", "session", "date"].map(|part| found.name(part).map(|text| text.as_str().trim().to_owned()))
        })?;
        let [client, session, date] = found;
        let number = |text: String| name::numbered(&format!("session {text}")).map_or(text, |(_, number)| number);
        Some(Session {
            client: client.map(Into::into),
            session: session.map(|text| number(text).into()),
            date: date.map(|text| date::kept(&text).into()),
            therapist: None,
        })
    }
}

/// Two patterns are alike where they are written alike.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.regex.as_str() == other.regex.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pattern: &str, path: &str) -> Option<[String; 3]> {
        let Session { client, session, date, .. } = Pattern::parse(pattern).unwrap().read(Path::new(path))?;
        Some([client, session, date].map(|part| part.as_deref().unwrap_or("-").to_owned()))
    }

    #[test]
    fn parts_of_a_name() {
        let all = |parts: [&str; 3]| Some(parts.map(str::to_owned));
        assert_eq!(said("{date}_{client}_s{session}", "n/2024-03-01_anna_s07.txt"), all(["anna", "7", "2024-03-01"]));
        assert_eq!(said("{client}/{session}*", "n/Anna B/07 draft.md"), all(["Anna B", "7", "-"]));
        assert_eq!(said("{client}-{session}", "AB-intake.md"), all(["AB", "intake", "-"]));
        assert_eq!(said("{client}-{session}", "AB.md"), None);
        assert_eq!(said("{client}/{date}", "2024-03-01.md"), None);
    }

    #[test]
    fn faults() {
        let fault = |text| Pattern::parse(text).unwrap_err();
        assert_eq!(fault("{clinet}"), "unknown `{clinet}`; there are {client}, {session} and {date}");
        assert_eq!(fault("{client"), "a `{` without its `}`");
        assert_eq!(fault("notes"), "names none of {client}, {session} and {date}");
        assert_eq!(fault("{date} {date}"), "`{date}` stands twice");
    }
}
