//! The best passages for a layer, with their neighbours: what a case study or supervision quotes.

use crate::layer::Role;
use crate::passage::Before;
use crate::tag::{Tag, Tagged};

/// Which passages are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// At most this many.
    pub top: usize,
    /// How many passages before and after each are shown with it.
    pub context: usize,
    /// Only what this role says.
    pub speaker: Option<Role>,
}

/// A passage with a layer, and its neighbours in the same session.
#[derive(Debug, Clone, PartialEq)]
pub struct Excerpt<'a> {
    /// The layer.
    pub tag: &'a Tag,
    /// The passages in their order, neighbours included.
    pub passages: &'a [Tagged],
    /// Which of them it is about.
    pub at: usize,
}

/// The passages with the layer, those of the highest score first; of equals, those with more counted evidence, then the earlier.
/// `all` holds the passages of all sources in their order.
pub fn best<'a>(all: &'a [Tagged], layer: usize, wanted: Wanted) -> Vec<Excerpt<'a>> {
    let tag = |tagged: &'a Tagged| tagged.tags.iter().find(|tag| tag.layer == layer);
    let heard = |tagged: &Tagged| wanted.speaker.is_none() || tagged.passage.speaker == wanted.speaker;
    let mut found: Vec<(usize, &Tag)> = all
        .iter()
        .enumerate()
        .filter(|(_, tagged)| heard(tagged))
        .filter_map(|(at, one)| Some((at, tag(one)?)))
        .collect();
    let counted = |tag: &Tag| tag.evidence.iter().filter(|piece| piece.counted).count();
    found.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score).then_with(|| counted(b).cmp(&counted(a))));
    found.truncate(wanted.top);
    let excerpt = |(at, tag): (usize, &'a Tag)| {
        let from = (0..wanted.context).fold(at, |from, _| if follows(all, from) { from - 1 } else { from });
        let last = (0..wanted.context).fold(at, |last, _| if follows(all, last + 1) { last + 1 } else { last });
        Excerpt { tag, passages: &all[from..=last], at: at - from }
    };
    found.into_iter().map(excerpt).collect()
}

/// Whether a passage goes on from the one before it in the list.
fn follows(all: &[Tagged], at: usize) -> bool {
    let (Some(before), Some(here)) = (at.checked_sub(1).and_then(|at| all.get(at)), all.get(at)) else {
        return false;
    };
    let (before, here) = (&before.passage, &here.passage);
    here.before == Before::Previous && before.source == here.source && before.session == here.session
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::Passage;

    /// Passages of a talk, tagged with layer 0 where a score is given.
    fn talk(scores: &[f64]) -> Vec<Tagged> {
        let text = (0..scores.len()).map(|at| format!("{}: word\n", ["T", "C"][at % 2])).collect::<String>();
        let passages: Vec<Passage> = crate::input::passages(&text);
        let tag = |score| Tag { layer: 0, score, bias: 0.0, threshold: 0.5, evidence: vec![] };
        let tagged = |(passage, score): (Passage, &f64)| Tagged {
            passage,
            tags: Some(tag(*score)).filter(Tag::stands).into_iter().collect(),
            voided: vec![],
        };
        passages.into_iter().zip(scores).map(tagged).collect()
    }

    fn numbers(all: &[Tagged], wanted: Wanted) -> Vec<(u64, usize)> {
        let place = |found: Excerpt| (found.passages[found.at].passage.number, found.passages.len());
        best(all, 0, wanted).into_iter().map(place).collect()
    }

    #[test]
    fn the_best_come_first_with_the_neighbours_there_are() {
        let all = talk(&[0.7, 0.0, 0.9, 0.0, 0.9, 0.8]);
        let wanted = Wanted { top: 3, context: 1, speaker: None };
        assert_eq!(numbers(&all, wanted), [(3, 3), (5, 3), (6, 2)]);
        assert_eq!(numbers(&all, Wanted { top: 9, context: 0, ..wanted }).len(), 4);
        assert_eq!(numbers(&all, Wanted { context: 9, top: 1, ..wanted }), [(3, 6)]);
        assert_eq!(numbers(&all, Wanted { speaker: Some(Role::Client), ..wanted }), [(6, 2)]);
    }

    #[test]
    fn a_neighbour_is_of_the_same_source() {
        let mut all = talk(&[0.9, 0.9]);
        all[1].passage.source = "other".into();
        assert_eq!(numbers(&all, Wanted { top: 2, context: 1, speaker: None }), [(1, 1), (2, 1)]);
    }
}
