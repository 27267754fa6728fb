//! Which terms may be among some words, in a few bytes that stay in the cache: what is not in a sieve is not there.

use crate::program::people::People;

/// Bits of a sieve: as many as stay in registers while a sentence's are gathered.
pub const SIEVE_BITS: usize = 1024;

/// One of a sieve's bits; several terms may share one.
pub type Bit = u16;

/// The bit that is always there.
pub const ALWAYS: Bit = 0;

/// Whoever it may be, or nobody: what a sentence always means. A bit of a rare role, which then always seems to be there.
pub const ANYBODY: People = 1 << 15;

/// Which terms may be among some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sieve([u64; SIEVE_BITS / 64]);

impl Default for Sieve {
    /// Nothing but [`ALWAYS`].
    fn default() -> Sieve {
        let mut bits = [0; SIEVE_BITS / 64];
        bits[0] = 1;
        Sieve(bits)
    }
}

impl Sieve {
    /// Adds a term.
    #[inline]
    pub fn add(&mut self, bit: Bit) {
        self.0[bit as usize % SIEVE_BITS / 64] |= 1 << (bit % 64);
    }

    /// Adds all of another.
    #[inline]
    pub fn add_all(&mut self, other: &Sieve) {
        for (mine, more) in self.0.iter_mut().zip(&other.0) {
            *mine |= more;
        }
    }

    /// Whether a term may be there.
    #[inline]
    pub fn has(&self, bit: Bit) -> bool {
        self.0[bit as usize % SIEVE_BITS / 64] >> (bit % 64) & 1 != 0
    }
}
