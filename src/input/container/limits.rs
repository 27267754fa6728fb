//! How much a container may cost.

use serde::{Deserialize, Serialize};

/// What a file in a container format may take before it is given up: a small file can be made to unpack without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file, and of all that is unpacked of it; of JSON as well.
    pub unpacked: u64,
    /// How many times larger a packed part of more than 1 MiB may be once unpacked.
    pub ratio: u64,
    /// Files in an archive.
    pub entries: usize,
    /// Elements, groups, archives, lists or objects within each other.
    pub depth: usize,
    /// Seconds of processor time; by the clock it may be four times as much, for other programs run as well.
    pub seconds: u64,
    /// Bytes of memory of a worker, where the system can limit them.
    pub memory: u64,
}

impl Default for Limits {
    /// What no document written by people comes near.
    fn default() -> Self {
        Limits { unpacked: 256 << 20, ratio: 200, entries: 10_000, depth: 100, seconds: 60, memory: 1 << 30 }
    }
}
