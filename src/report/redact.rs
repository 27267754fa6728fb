//! What `--no-text` leaves: places, layers, rules and numbers, and stand-ins for names.

use std::borrow::Cow;
use std::collections::HashMap;

use sha2::{Digest, Sha256};

/// Gives stand-ins for names, the same one for the same name throughout a report.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    keep_names: bool,
    labels: HashMap<Box<str>, usize>,
}

impl Redactor {
    /// `keep_names` leaves names of sources, ids and clients as they are; labels are part of the text and go all the same.
    pub fn new(keep_names: bool) -> Self {
        Redactor { keep_names, labels: HashMap::new() }
    }

    /// `S1` for the first speaker met, `S2` for the second.
    pub fn label(&mut self, label: &str) -> String {
        let next = self.labels.len() + 1;
        let number = match self.labels.get(label) {
            Some(number) => *number,
            None => *self.labels.entry(label.into()).or_insert(next),
        };
        format!("S{number}")
    }

    /// A source, an id or a client: the first 16 hex digits of its SHA-256, unless names are kept.
    pub fn name<'a>(&self, name: &'a str) -> Cow<'a, str> {
        if self.keep_names { Cow::Borrowed(name) } else { Cow::Owned(hash(name)) }
    }

    /// A session or date stays where it is only digits and what separates them; any other may hold a name.
    pub fn number<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let plain = |c: char| c.is_ascii_digit() || "-/.:_ TZ+".contains(c);
        if self.keep_names || text.chars().all(plain) { Cow::Borrowed(text) } else { Cow::Owned(hash(text)) }
    }

    /// Whether names are kept.
    pub fn keeps_names(&self) -> bool {
        self.keep_names
    }
}

fn hash(name: &str) -> String {
    let digest = Sha256::digest(name.as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_label_has_one_stand_in() {
        let mut redactor = Redactor::new(true);
        let given = ["Anna", "T", "Anna"].map(|label| redactor.label(label));
        assert_eq!(given, ["S1", "S2", "S1"]);
    }

    #[test]
    fn names_become_the_start_of_their_sha256() {
        assert_eq!(Redactor::new(false).name("abc"), "ba7816bf8f01cfea");
        assert_eq!(Redactor::new(true).name("abc"), "abc");
    }

    #[test]
    fn a_session_stays_only_where_it_holds_no_name() {
        let redactor = Redactor::new(false);
        assert_eq!(redactor.number("2024-03-01"), "2024-03-01");
        assert_eq!(redactor.number("7"), "7");
        assert_ne!(redactor.number("7 Anna"), "7 Anna");
    }
}
