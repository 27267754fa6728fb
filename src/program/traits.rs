//! What matters of a word for settling who is meant.

use serde::{Deserialize, Serialize};

use super::frequency::COMMON;

/// What matters of a word for settling who is meant, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Traits(pub u32);

impl Traits {
    pub const I: Traits = Traits(1);
    pub const MY: Traits = Traits(1 << 1);
    pub const YOU: Traits = Traits(1 << 2);
    pub const YOUR: Traits = Traits(1 << 3);
    pub const WE: Traits = Traits(1 << 4);
    pub const OUR: Traits = Traits(1 << 5);
    pub const HE: Traits = Traits(1 << 6);
    pub const SHE: Traits = Traits(1 << 7);
    pub const THEY: Traits = Traits(1 << 8);
    /// his, her, their
    pub const POSSESSIVE: Traits = Traits(1 << 9);
    /// "her" and "his" as an object or by itself
    pub const OBJECT: Traits = Traits(1 << 10);
    pub const THERAPIST_NOUN: Traits = Traits(1 << 11);
    pub const CLIENT_NOUN: Traits = Traits(1 << 12);
    pub const FEMALE: Traits = Traits(1 << 13);
    pub const MALE: Traits = Traits(1 << 14);
    /// somebody else, of either sex
    pub const SOMEONE: Traits = Traits(1 << 15);
    /// Nouns that mean a person.
    pub const NOUNS: Traits = Traits(0b111111 << 11);
    /// Words that may mean a person: pronouns and nouns.
    pub const PEOPLE: Traits = Traits(0b1_1111_1111 | Traits::NOUNS.0 | Traits::SUPERVISOR.0);
    pub const SUPERVISOR: Traits = Traits(1 << 16);
    pub const REPORTING: Traits = Traits(1 << 17);
    /// the, this, my, our: before a noun that means one of the two
    pub const DEFINITE: Traits = Traits(1 << 18);
    /// a, another, other, previous, his: before a noun that means somebody else
    pub const INDEFINITE: Traits = Traits(1 << 19);
    /// known to the rules or a common word: no name
    pub const KNOWN: Traits = Traits(1 << 20);
    pub const KNOW: Traits = Traits(1 << 21);

    pub fn has(self, other: Traits) -> bool {
        self.0 & other.0 != 0
    }

    pub fn or(self, other: Traits) -> Traits {
        Traits(self.0 | other.0)
    }
}

/// Classes whose words settle who is meant.
pub const CLASSES: [(&str, Traits); 10] = [
    ("therapist-noun", Traits::THERAPIST_NOUN),
    ("client-noun", Traits::CLIENT_NOUN),
    ("kin-female", Traits::FEMALE),
    ("kin-male", Traits::MALE),
    ("kin-neutral", Traits::SOMEONE),
    ("other-female", Traits::FEMALE),
    ("other-male", Traits::MALE),
    ("other-neutral", Traits::SOMEONE),
    ("supervisor-noun", Traits::SUPERVISOR),
    ("reporting-verb", Traits::REPORTING),
];

/// Pronouns and other words of the grammar.
const WORDS: &[(&[&str], Traits)] = &[
    (&["i", "me", "myself"], Traits::I),
    (&["my", "mine"], Traits::MY),
    (&["you", "yourself", "yourselves", "u", "ya", "ye", "yous", "youse", "y'all"], Traits::YOU),
    (&["your", "yours", "ur", "yer"], Traits::YOUR),
    (&["we", "us", "ourselves"], Traits::WE),
    (&["our", "ours"], Traits::OUR),
    (&["he", "him", "himself"], Traits::HE),
    (&["his"], Traits(Traits::HE.0 | Traits::POSSESSIVE.0)),
    (&["she", "herself"], Traits::SHE),
    (&["her"], Traits(Traits::SHE.0 | Traits::POSSESSIVE.0 | Traits::OBJECT.0)),
    (&["hers"], Traits(Traits::SHE.0 | Traits::POSSESSIVE.0)),
    (&["they", "them", "themselves", "themself"], Traits::THEY),
    (&["their", "theirs"], Traits(Traits::THEY.0 | Traits::POSSESSIVE.0)),
    (&["the", "this"], Traits::DEFINITE),
    (
        &[
            "a",
            "an",
            "another",
            "other",
            "previous",
            "former",
            "some",
            "any",
            "many",
            "most",
            "all",
            "last",
            "first",
            "old",
            "new",
            "ex",
            "different",
            "every",
            "each",
        ],
        Traits::INDEFINITE,
    ),
    (&["know", "see"], Traits::KNOW),
];

/// The words of the grammar with their traits, and common words, which are no names.
pub fn words() -> Vec<(Box<str>, Vec<Traits>)> {
    let mut all: std::collections::BTreeMap<&str, Traits> =
        COMMON.iter().map(|(word, _)| (*word, Traits::KNOWN)).collect();
    for (list, traits) in WORDS {
        for word in *list {
            let known = all.entry(word).or_default();
            *known = known.or(*traits).or(Traits::KNOWN);
        }
    }
    all.into_iter().map(|(word, traits)| (word.into(), vec![traits])).collect()
}
