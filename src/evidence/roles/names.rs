//! Names and initials: which of them mean the client.

use super::settle::Scene;
use super::{CLIENT, OTHER, People, THERAPIST, of};
use crate::evidence::words::Word;
use crate::layer::Role;
use crate::program::traits::Traits;

/// Names that the user or the record told.
#[derive(Clone, Copy, Default)]
pub struct Names<'a> {
    /// Whom the user named, with who they are.
    pub told: &'a [(String, Role)],
    /// The client of the session, as the source names them.
    pub client: Option<&'a str>,
    /// Its therapist.
    pub therapist: Option<&'a str>,
}

impl Names<'_> {
    /// Whom a word names. A client may be called Will or Grace: what the session says counts only where it is written as a name, and
    /// not where a sentence begins, if it is a common word too.
    fn of(&self, word: &str, as_name: bool) -> Option<Role> {
        let one_of = |names: &str| names.split_whitespace().any(|name| name.eq_ignore_ascii_case(word));
        let told = self.told.iter().find(|(names, _)| one_of(names)).map(|(_, role)| *role);
        let session = [(self.client, Role::Client), (self.therapist, Role::Therapist)];
        let known = || session.into_iter().find(|(names, _)| names.is_some_and(one_of)).map(|(_, role)| role);
        told.or_else(|| as_name.then(known).flatten())
    }
}

impl Scene<'_> {
    /// Names and initials.
    pub(super) fn name(
        &mut self,
        word: Word,
        traits: Traits,
        determiner: Traits,
        before: Option<Word>,
        next: Option<Word>,
    ) -> (People, People) {
        let text = &self.text[word.start as usize..word.end as usize];
        let bare = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text);
        let first = before.is_none_or(|b| b.sentence != word.sentence);
        let as_name = word.capital && !(first && traits.has(Traits::KNOWN)) && !matches!(bare, "A" | "I");
        if let Some(role) = self.names.of(bare, as_name) {
            return self.person(of(role), false, before, word);
        }
        if !word.capital || !self.frame.writing {
            return (0, 0);
        }
        let voice = self.frame.voice.role;
        let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
        let initials = word.all_capitals && letters <= 2 && bare.chars().all(char::is_alphabetic);
        if initials && voice == Some(Role::Client) {
            // "T" is how clients write therapist.
            return if bare == "T" { self.person(THERAPIST, determiner.has(Traits::MY), before, word) } else { (0, 0) };
        }
        let next_lower = next.is_some_and(|n| !n.capital && n.sentence == word.sentence);
        let sure = self.named.iter().any(|name| name == bare)
            || initials && letters == 1 && !matches!(bare, "A" | "I" | "T" | "S" | "O" | "P") && !traits.has(Traits::I)
            || initials && letters == 2 && !traits.has(Traits::KNOWN) && !COMMON_INITIALS.contains(&bare)
            || first
                && !traits.has(Traits::KNOWN)
                && letters > 2
                && !word.all_capitals
                && next_lower
                && verb_follows(self, next);
        if !sure || voice == Some(Role::Client) {
            return (0, 0);
        }
        if !first && determiner.has(Traits::FEMALE.or(Traits::MALE).or(Traits::SOMEONE)) {
            return (OTHER, 0);
        }
        // A name that is the client's once is so in the whole passage.
        if !initials {
            self.named.push(bare.to_string());
        }
        self.person(CLIENT, false, before, word)
    }
}

/// Whether a name is followed by what a person does: a past or third-person form, or 's.
fn verb_follows(scene: &Scene, next: Option<Word>) -> bool {
    next.is_some_and(|n| {
        let word = &scene.text[n.start as usize..n.end as usize];
        word.ends_with("ed")
            || [
                "was", "is", "has", "had", "said", "says", "told", "felt", "feels", "came", "began", "spoke", "went",
                "and", "did", "does", "would", "could", "brought", "seems", "sat", "wept", "gave", "took", "left",
                "then", "also", "again", "now", "looks", "thought", "wants", "kept", "made", "found", "forgot", "who",
                "can",
            ]
            .contains(&word)
    })
}

/// Capitals in notes that are no initials of a client.
const COMMON_INITIALS: [&str; 24] = [
    "OK", "GP", "AM", "PM", "TV", "UK", "US", "EU", "OT", "CT", "PT", "MI", "ED", "IT", "NB", "PS", "CV", "HR", "DV",
    "MH", "TF", "RE", "ME", "BP",
];
