//! Places in text.

use serde::Serialize;

/// A stretch of a source's canonical text, in Unicode scalar values from 0, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// The first scalar value of the stretch.
    pub start: u64,
    /// One past its last.
    pub end: u64,
}

/// How many Unicode scalar values `text` has.
pub fn chars(text: &str) -> u64 {
    if text.is_ascii() { text.len() as u64 } else { text.chars().count() as u64 }
}
