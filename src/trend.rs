//! A client's sessions in their order: how each layer's share goes from one to the next.

use std::sync::Arc;

use crate::session::date;
use crate::summary::Part;
use crate::summary::group::{By, Group, groups};

/// One client's sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// The client; none for what nobody knows the client of.
    pub client: Option<Arc<str>>,
    /// What the order goes by.
    pub order: Order,
    /// The sessions, those with no passage left out.
    pub sessions: Vec<Group>,
}

/// What the order of sessions goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// All have a date.
    Dates,
    /// All have a number.
    Numbers,
    /// Some have neither.
    Names,
}

/// One layer across sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Its share of the passages, session by session, 0 to 1.
    pub shares: Vec<f64>,
    /// The first session with a cue, from 0.
    pub first: Option<usize>,
    /// The last one.
    pub last: Option<usize>,
    /// How many sessions at the end have none.
    pub absent_for: usize,
    /// The session before the largest change, and by how much the share rose; none where nothing changed.
    pub largest: Option<(usize, f64)>,
}

/// The trends, client by client.
pub fn trends(parts: &[Part]) -> Vec<Trend> {
    let mut sessions = groups(parts, By::Session);
    sessions.retain(|session| session.counts.passages > 0);
    let mut trends: Vec<Trend> = Vec::new();
    let low = |client: &Option<Arc<str>>| client.as_deref().map(str::to_lowercase);
    for session in sessions {
        match trends.last_mut().filter(|trend| low(&trend.client) == low(&session.session.client)) {
            Some(trend) => trend.sessions.push(session),
            None => trends.push(Trend {
                client: session.session.client.clone(),
                order: Order::Names,
                sessions: vec![session],
            }),
        }
    }
    for trend in &mut trends {
        trend.order = order(&trend.sessions);
        if trend.order == Order::Numbers {
            // Where only some have dates, these would come first.
            trend.sessions.sort_by_key(number);
        }
    }
    trends
}

fn number(session: &Group) -> Option<u64> {
    session.session.session.as_deref().and_then(|text| text.parse().ok())
}

fn order(sessions: &[Group]) -> Order {
    let dated = |session: &Group| session.session.date.as_deref().and_then(date::parse).is_some();
    match sessions.iter().all(dated) {
        true => Order::Dates,
        false if sessions.iter().all(|session| number(session).is_some()) => Order::Numbers,
        false => Order::Names,
    }
}

impl Trend {
    /// One layer's course.
    pub fn course(&self, layer: usize) -> Course {
        let shares: Vec<f64> = self.sessions.iter().map(|session| session.counts.share(layer)).collect();
        let there = |share: &f64| *share > 0.0;
        let last = shares.iter().rposition(there);
        let mut largest: Option<(usize, f64)> = None;
        for (at, pair) in shares.windows(2).enumerate() {
            let change = pair[1] - pair[0];
            if change != 0.0 && largest.is_none_or(|(_, most)| change.abs() > most.abs()) {
                largest = Some((at, change));
            }
        }
        let absent_for = last.map_or(shares.len(), |last| shares.len() - 1 - last);
        Course { first: shares.iter().position(there), last, absent_for, largest, shares }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::Session;
    use crate::summary::{Row, Summary};

    fn part(date: Option<&str>, session: Option<&str>, tagged: u64, passages: u64) -> Part {
        let row = Row { passages: tagged, ..Row::default() };
        Part {
            source: "a".into(),
            session: Session {
                client: Some("A".into()),
                session: session.map(Into::into),
                date: date.map(Into::into),
                therapist: None,
            },
            voices: Vec::new(),
            counts: Summary { passages, layers: vec![row], ..Summary::default() },
        }
    }

    #[test]
    fn the_course_of_a_layer() {
        let dates = ["2024-03-15", "2024-03-01", "2024-03-08", "2024-03-22"];
        let parts: Vec<Part> =
            dates.iter().zip([3, 0, 1, 0]).map(|(date, tagged)| part(Some(date), None, tagged, 4)).collect();
        let trends = trends(&parts);
        assert_eq!((trends.len(), trends[0].order), (1, Order::Dates));
        let course = trends[0].course(0);
        assert_eq!(course.shares, [0.0, 0.25, 0.75, 0.0]);
        assert_eq!((course.first, course.last, course.absent_for), (Some(1), Some(2), 1));
        assert_eq!(course.largest, Some((2, -0.75)));
    }

    #[test]
    fn a_layer_that_never_came() {
        let course = trends(&[part(None, Some("1"), 0, 4), part(None, Some("2"), 0, 4)])[0].course(0);
        assert_eq!((course.first, course.last, course.absent_for, course.largest), (None, None, 2, None));
    }

    #[test]
    fn numbers_where_only_some_have_dates() {
        let trends = trends(&[
            part(Some("2024-03-01"), Some("2"), 0, 4),
            part(None, Some("10"), 0, 4),
            part(None, Some("1"), 0, 4),
        ]);
        let order: Vec<_> =
            trends[0].sessions.iter().map(|session| session.session.session.as_deref().unwrap()).collect();
        assert_eq!((trends[0].order, order), (Order::Numbers, vec!["1", "2", "10"]));
    }
}
