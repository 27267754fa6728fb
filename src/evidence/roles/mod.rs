//! Who is meant: each word that names somebody gets the person it means, from speaker, genre, quotation marks, the passage and the
//! one before. [`frame`] settles whose voice it is, [`settle`] goes through the words, [`quoted`] finds who is quoted, [`names`] tells
//! the client's name and initials from other words.

mod frame;
mod names;
mod quoted;
mod settle;

use super::words::Words;
use crate::layer::Role;
use crate::program::people::{BOTH, CLIENT, OTHER, POSSESSIVE, People, THERAPIST, UNSURE};
use crate::rules::pattern::Who;
pub use frame::{Carried, Frame, Voice, frame};
pub use names::Names;
pub use settle::settle;

fn of(role: Role) -> People {
    match role {
        Role::Client => CLIENT,
        Role::Therapist => THERAPIST,
    }
}

fn unsure(people: People) -> People {
    people << UNSURE
}

/// A word with whom it means, for people to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Byte offsets in the passage's text.
    pub bytes: std::ops::Range<usize>,
    /// `client`, `therapist's`, `other?` …: all that it may mean.
    pub roles: Vec<String>,
}

/// The words of a passage that mean somebody.
pub fn readings(words: &Words) -> Vec<Reading> {
    words
        .list
        .iter()
        .filter(|word| word.roles != 0)
        .map(|word| {
            let mut roles = Vec::new();
            for (unsure, mark) in [(0, ""), (UNSURE, "?")] {
                for (possessive, tail) in [(0, ""), (POSSESSIVE, "'s")] {
                    for (bit, who) in
                        [(CLIENT, Who::Client), (THERAPIST, Who::Therapist), (BOTH, Who::Both), (OTHER, Who::Other)]
                    {
                        if word.roles & bit << possessive << unsure != 0 {
                            roles.push(format!("{}{tail}{mark}", who.name()));
                        }
                    }
                }
            }
            Reading { bytes: word.start as usize..word.end as usize, roles }
        })
        .collect()
}
