//! Files of coded passages into one list, each passage tagged once and each coder's coding beside it.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::ops::ControlFlow;

use layers::agreement::Set;
use layers::input::{self, Canonical, Failure, Format, Item, Options};
use layers::passage::{Passage, Piece};
use layers::program::Rules;
use layers::rules::Pack;
use layers::tag::{Tagged, Tagger};
use serde_json::{Map, Value};

use super::{Coded, Heard, spans, table, tagged};
use crate::cli::sources::Source;
use crate::cli::{Outcome, packs, say};

/// All passages so far.
pub(super) struct Passages<'a> {
    rules: &'a Rules,
    heard: Heard<'a>,
    pub coded: Vec<Coded>,
    /// By id and text: one id may be given to two passages.
    places: HashMap<(String, String), usize>,
    sessions: HashMap<String, usize>,
    pub failed: bool,
}

impl<'a> Passages<'a> {
    pub fn new(rules: &'a Rules, heard: Heard<'a>) -> Self {
        Passages { rules, heard, coded: Vec::new(), places: HashMap::new(), sessions: HashMap::new(), failed: false }
    }

    /// Reads one coder's file.
    pub fn read(&mut self, coder: usize, source: &Source) -> Result<(), Outcome> {
        let mut bytes = Vec::new();
        let read = source.open().and_then(|mut file| {
            let failure = |error| Failure {
                source: source.name.clone(),
                line: None,
                code: "not-read",
                message: format!("cannot be read: {error}"),
            };
            file.read_to_end(&mut bytes).map_err(failure)
        });
        if let Err(failure) = read {
            self.fail(&failure);
            return Ok(());
        }
        let text = self.decoded(source, &bytes);
        if table::looks_like_one(&text) {
            return self.table(coder, source, &text);
        }
        match first_record(&text) {
            Some(record) if spans::is_one(&record) => self.places(coder, source, records(&text)),
            _ => self.records(coder, source, &bytes),
        }
    }

    /// The text of a file, decoded.
    fn decoded(&mut self, source: &Source, bytes: &[u8]) -> String {
        let mut text = String::new();
        let plain = Options { format: Format::named("text"), ..Options::default() };
        let _ = input::canonical(&source.name, None, bytes, &plain, &mut |piece| {
            match piece {
                Canonical::Text(piece) => text.push_str(piece),
                Canonical::Notice(_) | Canonical::Failure(_) => {}
            }
            ControlFlow::Continue(())
        });
        text
    }

    /// A table, as records or places.
    fn table(&mut self, coder: usize, source: &Source, text: &str) -> Result<(), Outcome> {
        let (rows, faults) = match table::rows(text, &self.rules.pack) {
            Ok(read) => read,
            Err(message) => {
                self.failed = true;
                say::about(&source.name, Some(1), &message);
                return Ok(());
            }
        };
        for (line, message) in faults {
            self.failed = true;
            say::about(&source.name, Some(line), &message);
        }
        if rows.first().is_some_and(|(_, row)| spans::is_one(row)) {
            return self.places(coder, source, rows.into_iter().map(|(line, row)| (line, Some(row))));
        }
        // Each record stands on the line of its row, so that what is said of it names the place.
        let mut lines = String::new();
        let mut at = 1;
        for (line, row) in rows {
            while at < line {
                lines.push('\n');
                at += 1;
            }
            lines += &serde_json::Value::Object(row).to_string();
        }
        self.records(coder, source, lines.as_bytes())
    }

    /// Records of JSON Lines.
    fn records(&mut self, coder: usize, source: &Source, bytes: &[u8]) -> Result<(), Outcome> {
        let options = Options { format: Format::named("jsonl"), ..Options::default() };
        let mut ended = Ok(());
        self.each_passage(source, bytes, &options, &mut |passages, weighed| {
            ended = passages.passage(coder, weighed);
            ended.is_ok()
        });
        ended
    }

    /// Codings that are places: the passages of each source that they name, all of them coded.
    fn places(
        &mut self,
        coder: usize,
        file: &Source,
        records: impl Iterator<Item = (u64, Option<Map<String, Value>>)>,
    ) -> Result<(), Outcome> {
        let mut by_source: BTreeMap<String, Vec<spans::Coding>> = BTreeMap::new();
        for (line, record) in records {
            let coding = record.ok_or_else(|| "the line is not a JSON object".to_owned());
            match coding.and_then(|record| spans::coding(&record, line)) {
                Ok(coding) => by_source.entry(coding.source.clone()).or_default().push(coding),
                Err(message) => {
                    self.failed = true;
                    say::about(&file.name, Some(line), &message);
                }
            }
        }
        for (name, codings) in by_source {
            self.source(coder, file, &name, &codings)?;
        }
        Ok(())
    }

    /// One source and its codings.
    fn source(&mut self, coder: usize, file: &Source, name: &str, codings: &[spans::Coding]) -> Result<(), Outcome> {
        let mut sets = Vec::new();
        for coding in codings {
            let set = set(&coding.layers, &self.rules.pack).map_err(|message| {
                say::about(&file.name, Some(coding.line), &message);
                Outcome::Usage
            })?;
            sets.push((set, false));
        }
        let source = Source::new(name.into(), spans::path(name, file.path()));
        let bytes = match source.open() {
            Ok(bytes) => bytes,
            Err(failure) => {
                self.fail(&failure);
                return Ok(());
            }
        };
        let mut room = 0;
        self.each_passage(&source, bytes, &Options::default(), &mut |passages, weighed| {
            let here = weighed.passage.span();
            let mut coded = 0;
            for (coding, (set, used)) in codings.iter().zip(&mut sets) {
                if spans::counts(coding.span, here, room) {
                    coded |= *set;
                    *used = true;
                }
            }
            room = here.end;
            passages.add(coder, weighed, coded);
            true
        });
        for (coding, _) in codings.iter().zip(&sets).filter(|(_, (_, used))| !used) {
            self.failed = true;
            let message = format!("counts for no passage of {name}: it lies in none and covers half of none");
            say::about(&file.name, Some(coding.line), &message);
        }
        Ok(())
    }

    /// The passages of a source, weighed in their order, as each is context for the next; until `each` has enough.
    fn each_passage(
        &mut self,
        source: &Source,
        bytes: impl Read,
        options: &Options,
        each: &mut dyn FnMut(&mut Self, Tagged) -> bool,
    ) {
        let mut tagger = Tagger::new(self.rules);
        let _ = input::read(&source.name, source.path(), bytes, options, &mut |item| {
            let go_on = match item {
                Item::Piece(Piece::Passage(passage)) => each(self, tagger.weigh_all(passage)),
                Item::Piece(Piece::Structure { .. }) => true,
                Item::Failure(failure) => {
                    self.fail(&failure);
                    true
                }
                Item::Notice(notice) => {
                    say::about(&notice.source, None, &notice.message);
                    true
                }
            };
            if go_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
    }

    fn fail(&mut self, failure: &Failure) {
        self.failed = true;
        say::about(&failure.source, failure.line, &failure.message);
    }

    fn bad(&mut self, passage: &Passage, message: &str) {
        self.failed = true;
        say::about(&passage.source, Some(passage.line), message);
    }

    fn passage(&mut self, coder: usize, weighed: Tagged) -> Result<(), Outcome> {
        let passage = &weighed.passage;
        let coding = match coding(passage) {
            Ok(ids) => set(&ids, &self.rules.pack).map_err(|message| {
                say::about(&passage.source, Some(passage.line), &message);
                Outcome::Usage
            })?,
            Err(message) => {
                self.bad(passage, message);
                (self.heard)(passage, None);
                return Ok(());
            }
        };
        self.add(coder, weighed, coding);
        Ok(())
    }

    fn add(&mut self, coder: usize, weighed: Tagged, coding: Set) {
        let passage = &weighed.passage;
        let key = (passage.id_text(), passage.text.clone());
        let at = self.places.get(&key).copied();
        (self.heard)(passage, Some((at.unwrap_or(self.coded.len()), coding & !tagged(&weighed))));
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
    }
}

/// The records of JSON Lines with their lines; none where a line is no object.
fn records(text: &str) -> impl Iterator<Item = (u64, Option<Map<String, Value>>)> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| (at as u64 + 1, serde_json::from_str(line).ok()))
}

fn first_record(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(text.lines().find(|line| !line.trim().is_empty())?).ok()
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
