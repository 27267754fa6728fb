//! Whether calibration helps on sessions that it has not seen.

use super::{Case, Cues, Enough, Weights, fit};
use crate::agreement::{Counts, Set};

/// The most parts that the sessions are dealt into.
pub const FOLDS: usize = 10;

/// What each passage would be tagged with, before and after, where after rests on the other parts' sessions only.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOut {
    /// How many parts.
    pub folds: usize,
    /// By passage: tags with the present weights.
    pub before: Vec<Set>,
    /// By passage: tags with weights that rest on other sessions.
    pub after: Vec<Set>,
    /// How far scores are from codings, by the mean log loss over passages and layers: before and after. Less is better.
    pub loss: (f64, f64),
}

/// Holds out one part of the sessions after the other; none where there is one session only.
pub fn held_out(cases: &[Case], cues: &Cues, present: &Weights, enough: Enough) -> Option<HeldOut> {
    let (fold_of, folds) = deal(cases)?;
    let mut after = vec![0; cases.len()];
    let mut loss = (0.0, 0.0);
    for fold in 0..folds {
        let others: Vec<Case> = cases.iter().filter(|case| fold_of[case.session] != fold).cloned().collect();
        let weights = fit(&others, cues, present, enough);
        for (at, case) in cases.iter().enumerate().filter(|(_, case)| fold_of[case.session] == fold) {
            after[at] = weights.tagged(case, cues);
            loss.0 += far(case, cues, present);
            loss.1 += far(case, cues, &weights);
        }
    }
    let before = cases.iter().map(|case| present.tagged(case, cues)).collect();
    let each = (cases.len() * present.levels.len()).max(1) as f64;
    Some(HeldOut { folds, before, after, loss: (loss.0 / each, loss.1 / each) })
}

/// Deals sessions out so that parts have about as many passages, always alike: the largest session first, each to the part with
/// the fewest. Gives each session's part, and how many there are.
fn deal(cases: &[Case]) -> Option<(Vec<usize>, usize)> {
    let mut sizes = vec![0; cases.iter().map(|case| case.session + 1).max()?];
    for case in cases {
        sizes[case.session] += 1;
    }
    let mut sessions: Vec<usize> = (0..sizes.len()).filter(|&session| sizes[session] > 0).collect();
    let folds = sessions.len().min(FOLDS);
    if folds < 2 {
        return None;
    }
    sessions.sort_by_key(|&session| std::cmp::Reverse(sizes[session]));
    let mut of = vec![0; sizes.len()];
    let mut dealt = vec![0; folds];
    for session in sessions {
        let fold = (0..folds).min_by_key(|&fold| dealt[fold])?;
        of[session] = fold;
        dealt[fold] += sizes[session];
    }
    Some((of, folds))
}

/// The log loss of a passage's scores, over all layers.
fn far(case: &Case, cues: &Cues, weights: &Weights) -> f64 {
    let one = |layer: usize| {
        let (score, _) = weights.score(case, layer, cues);
        let chance = if case.coded >> layer & 1 == 1 { score } else { 1.0 - score };
        // Never endless, however sure and wrong a score is.
        -chance.max(1e-12).ln()
    };
    (0..weights.levels.len()).map(one).sum()
}

/// The share of tags that would be right where a layer is as common as said (0 to 1), if recall and false alarms stay what they
/// were; none where nothing was tagged or coded.
pub fn precision_at(prevalence: f64, counts: &Counts) -> Option<f64> {
    let share = |part: u64, rest: u64| (part + rest > 0).then(|| part as f64 / (part + rest) as f64);
    let recall = share(counts.both, counts.only_coded)?;
    let alarms = share(counts.only_tagged, counts.neither)?;
    let tagged = recall * prevalence + alarms * (1.0 - prevalence);
    (tagged > 0.0).then(|| recall * prevalence / tagged)
}
