//! The people that a word may mean, as a set.

use crate::rules::pattern::{RoleTerm, Who};

/// A set of people as bits: client, therapist, both, other; the same as possessives, then both again for "not sure".
pub type People = u16;

/// The client.
pub const CLIENT: People = 1;
/// The therapist.
pub const THERAPIST: People = 1 << 1;
/// Both of them.
pub const BOTH: People = 1 << 2;
/// Somebody else.
pub const OTHER: People = 1 << 3;
/// Shifts people to people as possessives.
pub const POSSESSIVE: u32 = 4;
/// Shifts people to people of whom one is not sure.
pub const UNSURE: u32 = 8;

/// The people that a role in a pattern asks for.
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
