//! What front matter and header blocks say of a session: client, number, date, therapist, genre.

use super::opening::genre_named;
use super::{Genre, Session};
use crate::session::{date, people, together};

/// What was said so far; what is said first stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Facts {
    pub therapists: Vec<String>,
    pub clients: Vec<String>,
    session: Option<String>,
    date: Option<String>,
    pub genre: Option<Genre>,
}

impl Facts {
    /// Takes YAML front matter: `key: value`, `key: [a, b]`, and lists below their key.
    ///
    /// Read line by line, not by a YAML reader: `title: Session 7: anger` is no YAML, and notes have it.
    pub(super) fn front_matter(&mut self, front: &str) {
        let mut open = "";
        for row in front.lines() {
            if let Some(item) = row.trim_start().strip_prefix("- ") {
                self.take(open, item);
            } else if let Some((key, value)) = row.split_once(':') {
                open = key;
                let value = value.split(" #").next().unwrap_or_default().trim();
                match value.strip_prefix('[') {
                    Some(list) => list.trim_end_matches(']').split(',').for_each(|item| self.take(key, item)),
                    None => self.take(key, value),
                }
            }
        }
    }

    /// Takes a header block: `Client: AB`, `**Session no.:** 4`.
    pub(super) fn header(&mut self, block: &str) {
        for row in block.lines() {
            if let Some((key, value)) = row.split_once(':') {
                self.take(key.trim_matches(['*', '_', ' ', '#']), value.trim_matches(['*', '_', ' ']));
            }
        }
    }

    fn take(&mut self, key: &str, value: &str) {
        let value = value.trim().trim_matches(['"', '\'']).trim();
        if value.is_empty() || value.starts_with(['[', '{', '|', '>', '&']) {
            return;
        }
        let key = key.trim().trim_end_matches('.').to_lowercase().replace(['_', '-'], " ");
        match key.as_str() {
            "client" | "clients" | "patient" | "client name" | "client code" | "client id" => {
                self.clients.extend(people(value).iter().map(|name| (*name).to_owned()));
            }
            "therapist" | "therapists" | "counsellor" | "counselor" | "therapist name" | "co therapist" => {
                self.therapists.extend(people(value).iter().map(|name| (*name).to_owned()));
            }
            "session" | "session no" | "session number" => {
                self.session.get_or_insert_with(|| number(value));
            }
            "date" | "session date" | "date of session" => {
                self.date.get_or_insert_with(|| date::kept(value));
            }
            "genre" | "type" => self.genre = self.genre.or(genre_named(value)),
            _ => {}
        }
    }

    /// The session that they make.
    pub(super) fn session(&self) -> Session {
        Session {
            client: together(&self.clients),
            session: self.session.as_deref().map(Into::into),
            date: self.date.as_deref().map(Into::into),
            therapist: together(&self.therapists),
        }
    }
}

/// A session's number: `07`, `#7` and `7` are one.
fn number(value: &str) -> String {
    let bare = value.trim_start_matches(['#', ' ']);
    let digits = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
    let unpadded = bare.trim_start_matches('0');
    if digits && !unpadded.is_empty() { unpadded.to_owned() } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_names_several_people() {
        let mut facts = Facts::default();
        facts.front_matter("---\nclient: [Anna, \"Ben\"]\ntherapists:\n  - Kim Lee\n  - Dr. M\nsession: 07 # of 12\ndate: 1 March 2024\ntitle: Session 9: anger\n---\n");
        let Session { client, session, date, therapist } = facts.session();
        let said = [client, session, date, therapist].map(|part| part.as_deref().unwrap_or("-").to_owned());
        assert_eq!(said, ["Anna & Ben", "7", "2024-03-01", "Kim Lee & Dr. M"]);
        assert_eq!((facts.clients.len(), facts.therapists.len()), (2, 2));
    }

    #[test]
    fn header_blocks_say_the_same() {
        let mut facts = Facts::default();
        facts.header("Client: AB\n**Session no.:** 4\nDate of session: 3 May 2024\nTherapist: Kim\n");
        let Session { client, session, date, therapist } = facts.session();
        let said = [client, session, date, therapist].map(|part| part.as_deref().unwrap_or("-").to_owned());
        assert_eq!(said, ["AB", "4", "2024-05-03", "Kim"]);
    }
}
