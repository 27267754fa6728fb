//! Parts put together: by file, session, client, therapist or speaker.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use super::{Part, Summary};
use crate::layer::Role;
use crate::passage::Session;
use crate::session::date;

/// What is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// What stands in one file.
    File,
    /// One session, also where several files have it.
    Session,
    /// All sessions of one client.
    Client,
    /// All sessions of one therapist.
    Therapist,
    /// All that one role says.
    Speaker,
}

/// Parts that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The source, where there is only one.
    pub source: Option<Arc<str>>,
    /// What the parts have in common.
    pub session: Session,
    /// Who speaks, where that is what it is grouped by.
    pub speaker: Option<Option<Role>>,
    /// How many sources.
    pub sources: u64,
    /// How many sessions; a source that says none is one.
    pub sessions: u64,
    /// What was counted.
    pub counts: Summary,
}

/// The groups, in the order of their names; sessions of a client in the order of dates and numbers. Names that differ only in
/// capitals are one.
pub fn groups(parts: &[Part], by: By) -> Vec<Group> {
    if by == By::Speaker {
        return speakers(parts);
    }
    let mut places: HashMap<Key, usize> = HashMap::new();
    let mut groups: Vec<Vec<&Part>> = Vec::new();
    for part in parts {
        let at = *places.entry(key(part, by)).or_insert(groups.len());
        if at == groups.len() {
            groups.push(Vec::new());
        }
        groups[at].push(part);
    }
    let mut groups: Vec<Group> = groups.iter().map(|parts| group(parts)).collect();
    match by {
        By::File => groups.sort_by(|a, b| natural(name(&a.source), name(&b.source))),
        By::Session => groups.sort_by(chronological),
        By::Client => groups.sort_by(|a, b| known_first(&a.session.client, &b.session.client)),
        By::Therapist => groups.sort_by(|a, b| known_first(&a.session.therapist, &b.session.therapist)),
        By::Speaker => {}
    }
    groups
}

/// A client's sessions in their order: by date, else by number, else by name.
pub fn chronological(a: &Group, b: &Group) -> Ordering {
    let day = |group: &Group| group.session.date.as_deref().and_then(date::parse);
    let number = |group: &Group| group.session.session.as_deref().and_then(|text| text.parse::<u64>().ok());
    let dates = match (day(a), day(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => Ordering::Equal,
    };
    let numbers = match (number(a), number(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => Ordering::Equal,
    };
    let unknown = |group: &Group| (day(group).is_none(), number(group).is_none());
    known_first(&a.session.client, &b.session.client)
        .then(unknown(a).cmp(&unknown(b)))
        .then(dates)
        .then(numbers)
        .then_with(|| natural(name(&a.session.session), name(&b.session.session)))
        .then_with(|| natural(name(&a.session.date), name(&b.session.date)))
        .then_with(|| natural(name(&a.source), name(&b.source)))
}

type Key = [Option<String>; 4];

fn key(part: &Part, by: By) -> Key {
    let Session { client, session, date, .. } = &part.session;
    let low = |text: &Option<Arc<str>>| text.as_deref().map(|text| text.trim().to_lowercase());
    let source = || Some(part.source.to_string());
    match by {
        By::File | By::Speaker => [source(), None, None, None],
        By::Session if session.is_none() && date.is_none() => [low(client), None, None, source()],
        By::Session => [low(client), low(session), low(date), None],
        By::Client => [low(client), None, None, None],
        By::Therapist => [low(&part.therapist()), None, None, None],
    }
}

fn group(parts: &[&Part]) -> Group {
    let mut counts = parts[0].counts.clone();
    parts[1..].iter().for_each(|part| counts.add(&part.counts));
    let sources = distinct(parts, By::File);
    let common = |of: fn(&Part) -> Option<Arc<str>>| {
        let first = of(parts[0]);
        let low = |text: &Option<Arc<str>>| text.as_deref().map(str::to_lowercase);
        first.clone().filter(|_| parts.iter().all(|part| low(&of(part)) == low(&first)))
    };
    let session = Session {
        client: common(|part| part.session.client.clone()),
        session: common(|part| part.session.session.clone()),
        date: common(|part| part.session.date.clone()),
        therapist: common(Part::therapist),
    };
    let source = (sources == 1).then(|| parts[0].source.clone());
    Group { source, session, speaker: None, sources, sessions: distinct(parts, By::Session), counts }
}

fn distinct(parts: &[&Part], by: By) -> u64 {
    let keys: std::collections::HashSet<Key> =
        parts.iter().filter(|part| by == By::File || part.counts.passages > 0).map(|part| key(part, by)).collect();
    keys.len() as u64
}

fn speakers(parts: &[Part]) -> Vec<Group> {
    let roles = [Some(Role::Therapist), Some(Role::Client), None];
    let one = |role: Option<Role>| {
        let spoken: Vec<Part> = parts
            .iter()
            .filter(|part| part.counts.speakers.of(role) > 0)
            .map(|part| Part { counts: part.counts.only(role), ..part.clone() })
            .collect();
        let all: Vec<&Part> = spoken.iter().collect();
        (!all.is_empty()).then(|| Group { speaker: Some(role), ..group(&all) })
    };
    roles.into_iter().filter_map(one).collect()
}

fn name(text: &Option<Arc<str>>) -> &str {
    text.as_deref().unwrap_or_default()
}

fn known_first(a: &Option<Arc<str>>, b: &Option<Arc<str>>) -> Ordering {
    a.is_none().cmp(&b.is_none()).then_with(|| natural(name(a), name(b)))
}

/// As people sort names: capitals do not count, and 2 comes before 10.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.chars().peekable(), b.chars().peekable());
    loop {
        let (Some(one), Some(other)) = (left.peek().copied(), right.peek().copied()) else {
            return left.peek().is_some().cmp(&right.peek().is_some()).then_with(|| a.cmp(b));
        };
        let order = if one.is_ascii_digit() && other.is_ascii_digit() {
            let number = |chars: &mut std::iter::Peekable<std::str::Chars>| {
                let digits: String = std::iter::from_fn(|| chars.next_if(char::is_ascii_digit)).collect();
                let bare = digits.trim_start_matches('0').to_owned();
                (bare.len(), bare)
            };
            number(&mut left).cmp(&number(&mut right))
        } else {
            left.next();
            right.next();
            one.to_lowercase().cmp(other.to_lowercase())
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(source: &str, client: &str, session: &str, date: &str, passages: u64) -> Part {
        let some = |text: &str| (!text.is_empty()).then(|| Arc::from(text));
        let session = Session { client: some(client), session: some(session), date: some(date), therapist: None };
        Part { source: source.into(), session, voices: Vec::new(), counts: Summary { passages, ..Summary::default() } }
    }

    fn shown(groups: &[Group]) -> Vec<String> {
        let name = |text: &Option<Arc<str>>| text.as_deref().unwrap_or("-").to_owned();
        let row = |group: &Group| {
            let Group { source, session, sources, sessions, counts, .. } = group;
            let Session { client, session, date, .. } = session;
            let names = [source, client, session, date].map(name).join(" ");
            format!("{names}: {sources} {sessions} {}", counts.passages)
        };
        groups.iter().map(row).collect()
    }

    #[test]
    fn parts_are_put_together() {
        let parts = [
            part("b/10.txt", "anna", "10", "", 1),
            part("b/2.txt", "Anna", "2", "", 2),
            part("b/2-talk.txt", "anna", "2", "", 4),
            part("all.md", "Ben", "", "2024-03-08", 8),
            part("all.md", "Ben", "", "2024-03-01", 16),
            part("x.txt", "", "", "", 32),
        ];
        assert_eq!(
            shown(&groups(&parts, By::Session)),
            [
                "- Anna 2 -: 2 1 6",
                "b/10.txt anna 10 -: 1 1 1",
                "all.md Ben - 2024-03-01: 1 1 16",
                "all.md Ben - 2024-03-08: 1 1 8",
                "x.txt - - -: 1 1 32"
            ]
        );
        assert_eq!(
            shown(&groups(&parts, By::Client)),
            ["- anna - -: 3 2 7", "all.md Ben - -: 1 2 24", "x.txt - - -: 1 1 32"]
        );
        assert_eq!(shown(&groups(&parts, By::File))[..2], ["all.md Ben - -: 1 2 24", "b/2-talk.txt anna 2 -: 1 1 4"]);
    }

    #[test]
    fn names_sort_as_people_sort_them() {
        let mut names = ["s10", "S9", "s2b", "s02", "s2", "a"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["a", "s02", "s2", "s2b", "S9", "s10"]);
    }
}
