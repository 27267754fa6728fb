//! What rules may cost: the files of a stranger can be made to hang or to exhaust a computer. The built-in ones stay far below.

/// Bytes of one file, and of all that are read together.
pub const FILE: u64 = 4 << 20;
/// Bytes of all files together.
pub const FILES: u64 = 16 << 20;
/// Bytes of a pattern.
pub const PATTERN: usize = 4096;
/// Bytes that a raw regex may compile to.
pub const REGEX: usize = 1 << 20;
/// Bytes that all raw regexes may compile to.
pub const REGEXES: usize = 4 << 20;
/// Layers of a pack.
pub const LAYERS: usize = 64;
/// Facets of a layer.
pub const FACETS: usize = 1000;
/// Words and phrases of all classes, those of classes in them counted again.
pub const WORDS: usize = 500_000;
/// The same of classes that stand in alternatives, once for each.
pub const GROUPED: usize = 2_000_000;
/// Forms to which all patterns may expand.
pub const FORMS: usize = 250_000;
/// Words with `*`, `?` or `#` at another place than the end, each of which is held against every word of a text.
pub const WILD: usize = 2000;
/// Faults that are told; who has more has to begin with these.
pub const FAULTS: usize = 100;
/// Letters of a name that is compared with others to find the one that was meant.
pub const NAME: usize = 64;
