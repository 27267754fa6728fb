//! Coded passages, read and tagged.

use std::collections::HashMap;
use std::ops::ControlFlow;

use layers::agreement::Set;
use layers::input::{self, Failure, Format, Item, Options};
use layers::passage::{Passage, Piece};
use layers::program::Rules;
use layers::rules::Pack;
use layers::tag::{Tagged, Tagger};

use crate::cli::sources::Source;
use crate::cli::{Outcome, say, tag};

/// A passage with its codings and tags.
pub struct Coded {
    /// Its id.
    pub id: String,
    /// Where it stands, in the file that had it first.
    pub source: String,
    /// Its line there.
    pub line: u64,
    /// Its words.
    pub text: String,
    /// Its session: a number that the passages of a session share.
    pub session: usize,
    /// Which layers it was tagged with.
    pub tagged: Set,
    /// Each coder and what they coded.
    pub codings: Vec<(usize, Set)>,
    /// What spoke for each layer, tagged or not; only where errors are asked for.
    pub near: Vec<Near>,
}

/// What spoke for a layer.
#[derive(Clone, PartialEq)]
pub struct Near {
    /// The layer's place in the pack.
    pub layer: usize,
    /// What it came to, 0 to 1; none where only voided evidence spoke for it.
    pub score: Option<f64>,
    /// The rules that fired, each once.
    pub rules: Vec<String>,
    /// The rules whose evidence was voided, and by what.
    pub voided: Vec<(String, String)>,
}

impl Coded {
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

/// All passages so far.
pub struct Passages<'a> {
    rules: &'a Rules,
    errors: bool,
    coded: Vec<Coded>,
    /// By id and text: one id may be given to two passages.
    places: HashMap<(String, String), usize>,
    sessions: HashMap<String, usize>,
    failed: bool,
}

impl<'a> Passages<'a> {
    /// None yet.
    pub fn new(rules: &'a Rules, errors: bool) -> Self {
        let (places, sessions) = (HashMap::new(), HashMap::new());
        Passages { rules, errors, coded: Vec::new(), places, sessions, failed: false }
    }

    /// The passages, and whether something could not be read.
    pub fn done(self) -> (Vec<Coded>, bool) {
        (self.coded, self.failed)
    }

    /// Reads one coder's file. A layer that the rules do not have ends it: figures without it would mislead.
    pub fn read(&mut self, coder: usize, source: &Source) -> Result<(), Outcome> {
        let bytes = match source.open() {
            Ok(bytes) => bytes,
            Err(failure) => {
                self.fail(&failure);
                return Ok(());
            }
        };
        let options = Options { format: Format::named("jsonl"), ..Options::default() };
        // A second tagger lets every score stand, so that what nearly was a tag is seen too.
        let mut taggers = (Tagger::new(self.rules), self.errors.then(|| Tagger::new(self.rules)));
        if let Some(tagger) = &mut taggers.1 {
            tagger.threshold = Some(0.0);
        }
        let mut ended = Ok(());
        let _ = input::read(&source.name, source.path(), bytes, &options, &mut |item| {
            match item {
                Item::Piece(Piece::Passage(passage)) => {
                    ended = self.passage(coder, source, passage, &mut taggers);
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

    fn bad(&mut self, source: &Source, line: u64, message: &str) {
        self.failed = true;
        say::about(&source.name, Some(line), message);
    }

    fn passage(
        &mut self,
        coder: usize,
        source: &Source,
        passage: Passage,
        taggers: &mut (Tagger<'_>, Option<Tagger<'_>>),
    ) -> Result<(), Outcome> {
        let near = taggers.1.as_mut().map(|tagger| tagger.tag(passage.clone()));
        // Every passage is tagged, as each is context for the next.
        let tagged = taggers.0.tag(passage);
        let passage = &tagged.passage;
        let coding = match coding(passage) {
            Ok(ids) => set(&ids, &self.rules.pack).map_err(|message| {
                say::about(&source.name, Some(passage.line), &message);
                Outcome::Usage
            })?,
            Err(message) => {
                self.bad(source, passage.line, message);
                return Ok(());
            }
        };
        let key = (passage.id_text(), passage.text.clone());
        match self.places.get(&key).copied() {
            Some(at) if self.coded[at].by(coder).is_some() => {
                self.bad(source, passage.line, "the passage stands twice in this file; only the first counts");
            }
            Some(at) => self.coded[at].codings.push((coder, coding)),
            None => {
                self.places.insert(key, self.coded.len());
                let one = self.coded(coder, source, coding, &tagged, near.as_ref());
                self.coded.push(one);
            }
        }
        Ok(())
    }

    fn coded(&mut self, coder: usize, source: &Source, coding: Set, tagged: &Tagged, near: Option<&Tagged>) -> Coded {
        let passage = &tagged.passage;
        let next = self.sessions.len();
        Coded {
            id: passage.id_text(),
            source: source.name.to_string(),
            line: passage.line,
            text: passage.text.clone(),
            session: *self.sessions.entry(session(passage)).or_insert(next),
            tagged: tagged.tags.iter().map(|tag| 1 << tag.layer).sum(),
            codings: vec![(coder, coding)],
            near: near.map_or_else(Vec::new, |near| nearest(near, &self.rules.pack)),
        }
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
            None => return Err(format!("in \"layers\": {}", tag::unknown(id, pack))),
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

fn nearest(tagged: &Tagged, pack: &Pack) -> Vec<Near> {
    let none = |layer| Near { layer, score: None, rules: Vec::new(), voided: Vec::new() };
    let mut near: Vec<Near> = (0..pack.layers.len()).map(none).collect();
    for tag in &tagged.tags {
        let near = &mut near[tag.layer];
        near.score = Some(tag.score);
        for evidence in &tag.evidence {
            let id = &pack.rules[evidence.rule].id;
            if !near.rules.contains(id) {
                near.rules.push(id.clone());
            }
        }
    }
    for voided in &tagged.voided {
        let rule = &pack.rules[voided.evidence.rule];
        let said = (rule.id.clone(), voided.by.clone());
        if !near[rule.layer].voided.contains(&said) {
            near[rule.layer].voided.push(said);
        }
    }
    near
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
