//! Coded passages, JSON Lines with "text" and "layers", read and tagged: what tags and rules are measured on.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use layers::agreement::{MOST_LAYERS, Set};
use layers::input::{self, Failure, Format, Item, Options};
use layers::passage::{Passage, Piece};
use layers::program::Rules;
use layers::rules::Pack;
use layers::tag::{Tag, Tagged, Tagger};

use super::sources::{Source, named};
use super::{Outcome, packs, say};

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
    let mut passages = Passages::new(rules);
    for (coder, source) in sources.iter().enumerate() {
        passages.read(coder, source, heard)?;
    }
    if passages.coded.is_empty() {
        say::about(&sources[0].name, None, "there is no coded passage to compare with");
        return Err(Outcome::SomeFailed);
    }
    let coders = sources.iter().map(|source| source.name.to_string()).collect();
    Ok(Corpus { coders, passages: passages.coded, failed: passages.failed })
}

/// All passages so far.
struct Passages<'a> {
    rules: &'a Rules,
    coded: Vec<Coded>,
    /// By id and text: one id may be given to two passages.
    places: HashMap<(String, String), usize>,
    sessions: HashMap<String, usize>,
    failed: bool,
}

impl<'a> Passages<'a> {
    fn new(rules: &'a Rules) -> Self {
        Passages { rules, coded: Vec::new(), places: HashMap::new(), sessions: HashMap::new(), failed: false }
    }

    /// Reads one coder's file.
    fn read(&mut self, coder: usize, source: &Source, heard: Heard) -> Result<(), Outcome> {
        let bytes = match source.open() {
            Ok(bytes) => bytes,
            Err(failure) => {
                self.fail(&failure);
                return Ok(());
            }
        };
        let options = Options { format: Some(Format::Jsonl), ..Options::default() };
        let mut tagger = Tagger::new(self.rules);
        let mut ended = Ok(());
        let _ = input::read(&source.name, source.path(), bytes, &options, &mut |item| {
            match item {
                // Every passage is tagged, as each is context for the next.
                Item::Piece(Piece::Passage(passage)) => {
                    ended = self.passage(coder, tagger.weigh_all(passage), heard);
                }
                Item::Piece(Piece::Structure { .. }) => {}
                Item::Failure(failure) => self.fail(&failure),
                Item::Notice(notice) => say::about(&notice.source, None, &notice.message),
            }
            if ended.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        ended
    }

    fn fail(&mut self, failure: &Failure) {
        self.failed = true;
        say::about(&failure.source, failure.line, &failure.message);
    }

    fn bad(&mut self, passage: &Passage, message: &str) {
        self.failed = true;
        say::about(&passage.source, Some(passage.line), message);
    }

    fn passage(&mut self, coder: usize, weighed: Tagged, heard: Heard) -> Result<(), Outcome> {
        let passage = &weighed.passage;
        let coding = match coding(passage) {
            Ok(ids) => set(&ids, &self.rules.pack).map_err(|message| {
                say::about(&passage.source, Some(passage.line), &message);
                Outcome::Usage
            })?,
            Err(message) => {
                self.bad(passage, message);
                heard(passage, None);
                return Ok(());
            }
        };
        let key = (passage.id_text(), passage.text.clone());
        let at = self.places.get(&key).copied();
        heard(passage, Some((at.unwrap_or(self.coded.len()), coding & !tagged(&weighed))));
        match at {
            Some(at) if self.coded[at].by(coder).is_some() => {
                self.bad(passage, "the passage stands twice in this file; only the first counts");
            }
            Some(at) => self.coded[at].codings.push((coder, coding)),
            None => {
                self.places.insert(key, self.coded.len());
                let next = self.sessions.len();
                let session = *self.sessions.entry(session(passage)).or_insert(next);
                self.coded.push(Coded { weighed, session, codings: vec![(coder, coding)] });
            }
        }
        Ok(())
    }
}

/// The `layers` of a record.
fn coding(passage: &Passage) -> Result<Vec<String>, &'static str> {
    match passage.extra.iter().find(|(name, _)| name == "layers") {
        Some((_, json)) => serde_json::from_str(json).map_err(|_| "\"layers\" is not a list of strings"),
        None => Err("the record has no \"layers\", so nobody coded it; write [] where there are none"),
    }
}

fn set(ids: &[String], pack: &Pack) -> Result<Set, String> {
    let mut set = 0;
    for id in ids {
        match pack.layers.iter().position(|layer| layer.id == *id) {
            Some(place) => set |= 1 << place,
            None => return Err(format!("in \"layers\": {}", packs::unknown_layer(id, pack))),
        }
    }
    Ok(set)
}

/// Which session a passage belongs to: its field, with the client's where there is one; else its id without the last number.
fn session(passage: &Passage) -> String {
    match (&passage.session.session, &passage.session.client) {
        (Some(session), client) => format!("{}\n{session}", client.as_deref().unwrap_or_default()),
        (None, _) => stem(&passage.id_text()).to_owned(),
    }
}

/// An id without its last number and what joins it: `w1-01` of `w1-01-07`.
fn stem(id: &str) -> &str {
    let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
    if stem.len() == id.len() { id } else { stem.trim_end_matches(|c: char| !c.is_alphanumeric()) }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn a_session_is_the_id_without_its_last_number() {
        assert_eq!(
            ["w1-01-07", "rogers-gloria-3", "note", "a#12", "7"].map(stem),
            ["w1-01", "rogers-gloria", "note", "a", ""]
        );
    }
}
