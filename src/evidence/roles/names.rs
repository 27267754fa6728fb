//! Names and initials: which of them mean the client.

use super::settle::Scene;
use super::{CLIENT, OTHER, People, THERAPIST};
use crate::evidence::lexicon::Traits;
use crate::evidence::words::Word;
use crate::layer::Role;

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
        let told =
            self.client.is_some_and(|names| names.split_whitespace().any(|name| name.eq_ignore_ascii_case(bare)));
        if !told && (!word.capital || !self.frame.writing) {
            return (0, 0);
        }
        let first = before.is_none_or(|b| b.sentence != word.sentence);
        let voice = self.frame.voice.role;
        let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
        let initials = word.all_capitals && letters <= 2 && bare.chars().all(char::is_alphabetic);
        if initials && voice == Some(Role::Client) {
            // "T" is how clients write therapist.
            return if bare == "T" { self.person(THERAPIST, determiner.has(Traits::MY), before, word) } else { (0, 0) };
        }
        let next_lower = next.is_some_and(|n| !n.capital && n.sentence == word.sentence);
        let sure = told
            || initials && letters == 1 && !matches!(bare, "A" | "I" | "T" | "S" | "O" | "P") && !traits.has(Traits::I)
            || initials && letters == 2 && !traits.has(Traits::KNOWN) && !COMMON_INITIALS.contains(&bare)
            || first
                && !traits.has(Traits::KNOWN)
                && letters > 2
                && !word.all_capitals
                && next_lower
                && verb_follows(self, next);
        if !sure || voice == Some(Role::Client) && !told {
            return (0, 0);
        }
        if !first && determiner.has(Traits::FEMALE.or(Traits::MALE).or(Traits::SOMEONE)) {
            return (OTHER, 0);
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
