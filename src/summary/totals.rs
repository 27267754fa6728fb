//! The summary of a report, and a row for each session of each of its sources where that is wanted.

use std::collections::HashMap;
use std::sync::Arc;

use super::Summary;
use crate::passage::Session;
use crate::rules::Pack;
use crate::tag::Tagged;

/// What one source has of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The source's name.
    pub source: Arc<str>,
    /// The session, as far as it is known.
    pub session: Session,
    /// What was counted.
    pub counts: Summary,
}

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
        if let Some(row) = self.part(&tagged.passage.source, &tagged.passage.session, pack) {
            row.count(tagged, pack);
        }
    }

    /// The row of a source's session, begun if need be; none where sources are not told apart.
    pub fn part(&mut self, source: &Arc<str>, session: &Session, pack: &Pack) -> Option<&mut Summary> {
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
            self.parts.push(Part { source: source.clone(), session: session.clone(), counts: Summary::new(pack) });
        }
        Some(&mut self.parts[at].counts)
    }

    /// Adds what was counted elsewhere with the same pack.
    pub fn add(&mut self, part: &Part, pack: &Pack) {
        self.all.add(&part.counts);
        if let Some(row) = self.part(&part.source, &part.session, pack) {
            row.add(&part.counts);
        }
    }
}
