//! Bootstrap intervals, resampled by session: passages of one session are not independent of each other.

use std::collections::BTreeMap;

use super::{Agreement, Unit};
use crate::random::SplitMix;

/// How many times sessions are drawn anew.
pub const RESAMPLES: usize = 1000;

/// Where the generator starts: any number, but always the same, so that the same input gives the same bytes.
const SEED: u64 = 20_030_101;

/// Puts percentile intervals into `agreement`; gives the number of sessions. One session alone says nothing of how
/// sessions differ and gets no interval; nor does a figure that is undefined in more than half of the resamples.
pub(super) fn intervals(units: &[Unit], layers: usize, agreement: &mut Agreement) -> u64 {
    let mut sessions: BTreeMap<usize, Vec<&Unit>> = BTreeMap::new();
    for unit in units {
        sessions.entry(unit.session).or_default().push(unit);
    }
    let sessions: Vec<Vec<&Unit>> = sessions.into_values().collect();
    if sessions.len() < 2 {
        return sessions.len() as u64;
    }
    let mut random = SplitMix(SEED);
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); agreement.figures().count()];
    for _ in 0..RESAMPLES {
        let drawn: Vec<&Vec<&Unit>> = sessions.iter().map(|_| &sessions[random.below(sessions.len())]).collect();
        let again = Agreement::plain(drawn.iter().flat_map(|session| session.iter().copied()), layers);
        for (values, figure) in values.iter_mut().zip(again.figures()) {
            values.extend(figure.value.ok());
        }
    }
    for (figure, values) in agreement.figures_mut().zip(&mut values) {
        figure.interval = figure.value.ok().and(percentiles(values));
    }
    sessions.len() as u64
}

/// The middle 95 % of the values.
fn percentiles(values: &mut [f64]) -> Option<(f64, f64)> {
    if values.len() * 2 < RESAMPLES {
        return None;
    }
    values.sort_by(f64::total_cmp);
    Some((percentile(values, 0.025), percentile(values, 0.975)))
}

/// Between two values it lies in proportion, as R and NumPy have it.
fn percentile(sorted: &[f64], at: f64) -> f64 {
    let place = at * (sorted.len() - 1) as f64;
    let low = place.floor() as usize;
    let high = (low + 1).min(sorted.len() - 1);
    sorted[low] + (sorted[high] - sorted[low]) * (place - low as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_numpy() {
        let values: Vec<f64> = (1..=5).map(f64::from).collect();
        assert!((percentile(&values, 0.025) - 1.1).abs() < 1e-12);
        assert!((percentile(&values, 0.975) - 4.9).abs() < 1e-12);
    }
}
