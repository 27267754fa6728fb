//! Draws the shapes of what was counted, with or without names.

use std::borrow::Cow;

use super::draw::{name, number, round};
use super::redact::Redactor;
use super::{Select, rows, shape};
use crate::layer::Role;
use crate::rules::Pack;
use crate::summary::group::{By, Group, groups};
use crate::summary::{Part, Speakers, Summary};
use crate::trend::{Order, Trend, trends};

/// What all of them need.
pub(super) struct Counts<'a> {
    pub pack: &'a Pack,
    pub select: &'a Select,
    pub redactor: Option<&'a Redactor>,
}

/// Groups that a report is drawn from: made before, as shapes borrow from them.
pub(super) struct Grouped {
    pub sources: Vec<Group>,
    pub sessions: Vec<Group>,
    pub clients: Vec<Group>,
    pub table: Option<(By, Vec<Group>)>,
    pub trends: Option<Vec<Trend>>,
}

/// In what order the rows of a table stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// As they are by themselves: names, dates.
    #[default]
    Usual,
    /// Most passages first.
    Passages,
    /// The greatest share of a layer first, by its place in the pack.
    Layer(usize),
    /// The latest date first; those without one last.
    Latest,
}

/// What a scan shows beside the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// What its rows are put together by.
    pub by: By,
    /// Their order.
    pub sort: Sort,
    /// Whether each client's sessions are compared.
    pub trend: bool,
}

impl Grouped {
    pub(super) fn of(parts: &[Part], table: Option<Table>) -> Grouped {
        // A source is listed also where it has no passage; in the order in which it was read.
        let mut sources = groups(parts, By::File);
        let mut order = std::collections::HashMap::new();
        parts.iter().enumerate().for_each(|(at, part)| {
            order.entry(&part.source).or_insert(at);
        });
        sources.sort_by_key(|group| group.source.as_ref().and_then(|source| order.get(source)));
        let spoken: Vec<Part> = parts.iter().filter(|part| part.counts.passages > 0).cloned().collect();
        let one = |part: &Part| groups(std::slice::from_ref(part), By::File);
        let rows = |table: Table| {
            let mut rows = groups(if table.by == By::File { parts } else { &spoken }, table.by);
            sort(&mut rows, table.sort);
            (table.by, rows)
        };
        Grouped {
            sources,
            sessions: spoken.iter().flat_map(one).collect(),
            clients: groups(&spoken, By::Client),
            table: table.map(rows),
            trends: table.filter(|table| table.trend).map(|_| trends(parts)),
        }
    }
}

fn sort(rows: &mut [Group], sort: Sort) {
    let date = |group: &Group| group.session.date.as_deref().and_then(crate::session::date::parse);
    match sort {
        Sort::Usual => {}
        Sort::Passages => rows.sort_by_key(|row| std::cmp::Reverse(row.counts.passages)),
        Sort::Layer(layer) => rows.sort_by(|a, b| b.counts.share(layer).total_cmp(&a.counts.share(layer))),
        Sort::Latest => rows.sort_by_key(|row| std::cmp::Reverse(date(row))),
    }
}

impl<'a> Counts<'a> {
    /// All that stands after the passages.
    pub(super) fn totals(
        &self,
        all: &'a Summary,
        grouped: &'a Grouped,
        scan: Option<&'a rows::Scan>,
    ) -> shape::Totals<'a> {
        let source = |group: &'a Group| shape::Source {
            source: name(group.source.as_deref().unwrap_or_default(), self.redactor),
            passages: group.counts.passages,
            summary: self.summary(&group.counts, false),
        };
        let rows = |groups: &'a [Group], exact| groups.iter().map(|group| self.group(group, exact)).collect();
        shape::Totals {
            sources: grouped.sources.iter().map(source).collect(),
            sessions: rows(&grouped.sessions, scan.is_some()),
            clients: rows(&grouped.clients, false),
            table: grouped.table.as_ref().map(|(by, groups)| (*by, rows(groups, false))),
            trends: grouped.trends.as_ref().map(|trends| trends.iter().map(|trend| self.trend(trend)).collect()),
            scan,
            summary: self.summary(all, false),
            process: None,
        }
    }

    fn group(&self, group: &'a Group, exact: bool) -> rows::Group<'a> {
        let session = &group.session;
        rows::Group {
            source: self.name(&group.source),
            client: self.name(&session.client),
            session: session.session.as_deref().map(|text| number(text, self.redactor)),
            date: session.date.as_deref().map(|text| number(text, self.redactor)),
            therapist: self.name(&session.therapist),
            speaker: group.speaker.map(|role| match role {
                Some(Role::Therapist) => "therapist",
                Some(Role::Client) => "client",
                None => "unknown",
            }),
            sources: group.sources,
            sessions: group.sessions,
            passages: group.counts.passages,
            summary: self.summary(&group.counts, exact),
        }
    }

    fn name(&self, text: &'a Option<std::sync::Arc<str>>) -> Option<Cow<'a, str>> {
        text.as_deref().map(|text| name(text, self.redactor))
    }

    fn kept(&self) -> impl Iterator<Item = usize> {
        (0..self.pack.layers.len()).filter(|place| self.select.keeps(*place))
    }

    fn summary(&self, counts: &'a Summary, exact: bool) -> shape::Summary<'a> {
        let kept: Vec<usize> = self.kept().collect();
        let mut overlap = Vec::new();
        for (at, &a) in kept.iter().enumerate() {
            for &b in kept[at + 1..].iter().filter(|b| counts.both(a, **b) > 0) {
                overlap.push(shape::Overlap {
                    places: [a, b],
                    layers: [&self.pack.layers[a].id, &self.pack.layers[b].id],
                    passages: counts.both(a, b),
                });
            }
        }
        shape::Summary {
            passages: counts.passages,
            layers: kept.iter().map(|place| self.row(*place, counts, exact)).collect(),
            overlap,
            by_speaker: by_speaker(&counts.speakers),
            speaker: self.select.speaker,
        }
    }

    fn row(&self, place: usize, counts: &Summary, exact: bool) -> shape::Row<'a> {
        let row = &counts.layers[place];
        let layer = &self.pack.layers[place];
        let facets = layer.facets.iter().zip(&row.facets).enumerate();
        shape::Row {
            place,
            layer: &layer.id,
            passages: row.passages,
            share: round(counts.share(place)),
            mean_score: row.mean_score().map(round),
            by_speaker: by_speaker(&row.speakers),
            facets: facets
                .filter(|(_, (_, passages))| **passages > 0)
                .map(|(place, (facet, passages))| shape::FacetCount { place, facet: &facet.id, passages: *passages })
                .collect(),
            scores: exact.then(|| by_speaker(&row.scores)),
        }
    }

    fn trend(&self, trend: &'a Trend) -> rows::Trend<'a> {
        let session = |group: &'a Group| rows::TrendSession {
            session: group.session.session.as_deref().map(|text| number(text, self.redactor)),
            date: group.session.date.as_deref().map(|text| number(text, self.redactor)),
            source: self.name(&group.source),
            passages: group.counts.passages,
        };
        let layer = |place: usize| {
            let course = trend.course(place);
            rows::TrendLayer {
                place,
                layer: &self.pack.layers[place].id,
                passages: trend.sessions.iter().map(|group| group.counts.layers[place].passages).collect(),
                shares: course.shares.iter().map(|share| round(*share)).collect(),
                first: course.first.map(|at| at + 1),
                last: course.last.map(|at| at + 1),
                absent_for: course.absent_for,
                largest_change: course.largest.map(|(at, change)| rows::Change {
                    from: at + 1,
                    to: at + 2,
                    change: round(change),
                }),
            }
        };
        rows::Trend {
            client: self.name(&trend.client),
            order: match trend.order {
                Order::Dates => "dates",
                Order::Numbers => "numbers",
                Order::Names => "names",
            },
            sessions: trend.sessions.iter().map(session).collect(),
            layers: self.kept().map(layer).collect(),
        }
    }
}

fn by_speaker(speakers: &Speakers) -> shape::BySpeaker {
    let Speakers { therapist, client, unknown } = *speakers;
    shape::BySpeaker { therapist, client, unknown }
}
