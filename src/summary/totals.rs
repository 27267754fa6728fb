//! The summary of a report, and a row for each session of each of its sources where that is wanted.

use std::collections::HashMap;
use std::sync::Arc;

use super::Summary;
use crate::layer::Role;
use crate::passage::{Passage, Session, label};
use crate::rules::Pack;
use crate::session::together;
use crate::tag::Tagged;

/// What one source has of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The source's name.
    pub source: Arc<str>,
    /// The session, as far as it is known.
    pub session: Session,
    /// Names under which therapists speak, where the session says none.
    pub voices: Vec<Arc<str>>,
    /// What was counted.
    pub counts: Summary,
}

impl Part {
    /// Who the therapist is: as the session says, else as the turns name them.
    pub fn therapist(&self) -> Option<Arc<str>> {
        self.session.therapist.clone().or_else(|| together(&self.voices))
    }

    fn hear(&mut self, passage: &Passage) {
        let unsaid = self.session.therapist.is_none() && passage.speaker == Some(Role::Therapist);
        let name = passage.label.as_ref().filter(|label| unsaid && !self.voices.contains(label) && label::named(label));
        if let Some(name) = name.filter(|_| self.voices.len() < MOST_VOICES) {
            self.voices.push(name.clone());
            self.voices.sort();
        }
    }
}

/// More therapists than this are in no session.
const MOST_VOICES: usize = 8;

/// What a report counts.
#[derive(Debug, Clone)]
pub struct Totals {
    /// Over everything.
    pub all: Summary,
    /// In the order of their first passage; empty where sources are not told apart.
    pub parts: Vec<Part>,
    place: Option<HashMap<(Arc<str>, Session), usize>>,
}

impl Totals {
    /// Nothing counted yet. `by_source` costs one small row for each session of each source.
    pub fn new(pack: &Pack, by_source: bool) -> Self {
        Totals { all: Summary::new(pack), parts: Vec::new(), place: by_source.then(HashMap::new) }
    }

    /// Counts one passage.
    pub fn count(&mut self, tagged: &Tagged, pack: &Pack) {
        self.all.count(tagged, pack);
        if let Some(part) = self.part(&tagged.passage.source, &tagged.passage.session, pack) {
            part.counts.count(tagged, pack);
            part.hear(&tagged.passage);
        }
    }

    /// The row of a source's session, begun if need be; none where sources are not told apart.
    pub fn part(&mut self, source: &Arc<str>, session: &Session, pack: &Pack) -> Option<&mut Part> {
        let place = self.place.as_mut()?;
        let same = |part: &Part| part.source == *source && part.session == *session;
        // Nearly always it is the last one's.
        let at = match self.parts.last().filter(|part| same(part)) {
            Some(_) => self.parts.len() - 1,
            None => {
                let next = self.parts.len();
                *place.entry((source.clone(), session.clone())).or_insert(next)
            }
        };
        if at == self.parts.len() {
            let (source, session) = (source.clone(), session.clone());
            self.parts.push(Part { source, session, voices: Vec::new(), counts: Summary::new(pack) });
        }
        Some(&mut self.parts[at])
    }

    /// Adds what was counted elsewhere with the same pack.
    pub fn add(&mut self, part: &Part, pack: &Pack) {
        self.all.add(&part.counts);
        if let Some(row) = self.part(&part.source, &part.session, pack) {
            row.counts.add(&part.counts);
            row.voices.extend(part.voices.iter().cloned());
            row.voices.sort();
            row.voices.dedup();
        }
    }
}
