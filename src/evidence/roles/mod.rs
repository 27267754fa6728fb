//! Who is meant: each word that names somebody gets the person it means, from speaker, genre, quotation marks, the passage and the
//! one before. [`frame`] settles whose voice it is, [`settle`] goes through the words, [`quoted`] finds who is quoted, [`names`] tells
//! the client's name and initials from other words.

mod frame;
mod names;
mod quoted;
mod settle;

use super::words::Words;
use crate::layer::Role;
use crate::rules::pattern::{RoleTerm, Who};
pub use frame::{Frame, Voice, frame};
pub use settle::settle;

/// A set of people as bits: client, therapist, both, other; the same as possessives, then both again for "not sure".
pub type People = u16;

const CLIENT: People = 1;
const THERAPIST: People = 1 << 1;
const BOTH: People = 1 << 2;
const OTHER: People = 1 << 3;
const POSSESSIVE: u32 = 4;
const UNSURE: u32 = 8;

/// The bits that a role in a pattern asks for.
pub fn mask(role: RoleTerm) -> People {
    let who = match role.who {
        Who::Client => CLIENT,
        Who::Therapist => THERAPIST,
        Who::Both => BOTH,
        Who::Other => OTHER,
    };
    let bits = if role.possessive { who << POSSESSIVE } else { who };
    if role.unsure { bits | bits << UNSURE } else { bits }
}

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
