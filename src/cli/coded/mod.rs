//! Coded passages, read and tagged: what tags and rules are measured on. They come as JSON Lines with "text" and "layers", as a
//! table, or as places in sources.

mod passages;
mod spans;
mod table;

use std::path::PathBuf;

use layers::agreement::{MOST_LAYERS, Set};
use layers::passage::Passage;
use layers::program::Rules;
use layers::tag::{Tag, Tagged};

use self::passages::Passages;
use super::sources::named;
use super::{Outcome, say};

/// A passage with its codings, and what was found in it.
pub struct Coded {
    /// The passage, with every layer that has evidence, also where its score stays below the threshold.
    pub weighed: Tagged,
    /// Its session: a number that the passages of a session share.
    pub session: usize,
    /// Each coder and what they coded.
    pub codings: Vec<(usize, Set)>,
}

impl Coded {
    /// Which layers it is tagged with.
    pub fn tagged(&self) -> Set {
        tagged(&self.weighed)
    }

    /// What speaks for a layer, whether or not it is tagged.
    pub fn tag(&self, layer: usize) -> Option<&Tag> {
        self.weighed.tags.iter().find(|tag| tag.layer == layer)
    }

    /// What this coder coded, if they coded it at all.
    pub fn by(&self, coder: usize) -> Option<Set> {
        self.codings.iter().find(|(who, _)| *who == coder).map(|&(_, set)| set)
    }

    /// The layers that more than half of its coders coded.
    pub fn most(&self) -> Set {
        let most = |layer: &u32| {
            let times = self.codings.iter().filter(|(_, set)| set >> layer & 1 == 1).count();
            times * 2 > self.codings.len()
        };
        (0..Set::BITS).filter(most).map(|layer| 1 << layer).sum()
    }
}

fn tagged(weighed: &Tagged) -> Set {
    weighed.tags.iter().filter(|tag| tag.stands()).map(|tag| 1 << tag.layer).sum()
}

/// All that was read.
pub struct Corpus {
    /// The files' names: one coder each, or several files of one.
    pub coders: Vec<String>,
    /// The passages, in the order in which they were first read. There is at least one.
    pub passages: Vec<Coded>,
    /// Whether something could not be read.
    pub failed: bool,
}

/// What is told of each passage as it is read: where it stands among the coded ones, and which layers this coder coded that
/// it is not tagged with; none where nobody coded it.
pub type Heard<'a> = &'a mut dyn FnMut(&Passage, Option<(usize, Set)>);

/// Reads files of coded passages; files with the same passages are several coders'. What cannot be read is told on stderr.
///
/// # Errors
/// Told already: a layer that the rules do not have, as figures without it would mislead; nothing coded at all.
pub fn read(files: &[PathBuf], rules: &Rules, heard: Heard) -> Result<Corpus, Outcome> {
    if rules.pack.layers.len() > MOST_LAYERS {
        return Err(say::usage("--rules", &format!("has more layers than can be compared, which is {MOST_LAYERS}")));
    }
    let sources = named(files);
    let mut passages = Passages::new(rules, heard);
    for (coder, source) in sources.iter().enumerate() {
        passages.read(coder, source)?;
    }
    if passages.coded.is_empty() {
        say::about(&sources[0].name, None, "there is no coded passage to compare with");
        return Err(Outcome::SomeFailed);
    }
    let coders = sources.iter().map(|source| source.name.to_string()).collect();
    Ok(Corpus { coders, passages: passages.coded, failed: passages.failed })
}
