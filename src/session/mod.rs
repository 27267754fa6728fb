//! Which session a text is of: what the names of its file and folder, its first lines and dated entries say.

pub mod date;
pub(crate) mod entry;
pub mod folder;
pub mod name;
pub mod pattern;

use std::sync::Arc;

use crate::passage::{Passage, Session};

/// What is known of a source's session before it is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given {
    /// What somebody told: it stands over what the source says.
    pub told: Session,
    /// What the names of file and folder let guess: for where the source says nothing.
    pub guessed: Session,
}

impl Given {
    /// The client's names, told or guessed, one by one.
    pub(crate) fn clients(&self) -> Vec<&str> {
        people(self.told.client.as_deref().or(self.guessed.client.as_deref()).unwrap_or_default())
    }
}

/// The people in a list such as `Anna & Ben`.
pub(crate) fn people(names: &str) -> Vec<&str> {
    let parts = names.split([',', '&', '+', ';']).flat_map(|part| part.split(" and "));
    parts.map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// Several people as one name; none where there is nobody.
pub(crate) fn together(names: &[impl AsRef<str>]) -> Option<Arc<str>> {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    (!names.is_empty()).then(|| names.join(" & ").into())
}

/// Session and date as a source says them.
type Own = (Option<Arc<str>>, Option<Arc<str>>);

/// Gives the passages of a source what they lack.
pub(crate) struct Fill<'a> {
    source: &'a Arc<str>,
    given: &'a Given,
    /// The first session and date that the source itself says.
    first: Option<Own>,
}

impl<'a> Fill<'a> {
    pub(crate) fn new(source: &'a Arc<str>, given: &'a Given) -> Self {
        Fill { source, given, first: None }
    }

    /// A file's name speaks of its first session; a later entry of the same file is another.
    pub(crate) fn fill(&mut self, passage: &mut Passage) {
        // A record of another source has its own names.
        if passage.source != *self.source {
            return;
        }
        let Given { told, guessed } = self.given;
        let session = &mut passage.session;
        let over = |own: &mut Option<Arc<str>>, told: &Option<Arc<str>>, guessed: &Option<Arc<str>>| {
            *own = told.clone().or(own.take()).or_else(|| guessed.clone());
        };
        over(&mut session.client, &told.client, &guessed.client);
        over(&mut session.therapist, &told.therapist, &guessed.therapist);
        let own = (session.session.clone(), session.date.clone());
        if self.first.is_none() && own != (None, None) {
            self.first = Some(own.clone());
        }
        if self.first.as_ref().is_none_or(|first| *first == own) {
            over(&mut session.session, &told.session, &guessed.session);
            over(&mut session.date, &told.date, &guessed.date);
        }
    }
}
