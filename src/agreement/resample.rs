//! Bootstrap intervals, resampled by session: passages of one session are not independent of each other.

use std::collections::BTreeMap;

use super::{Agreement, Unit};

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

/// SplitMix64 (Steele, Lea and Flood 2014): small, and good enough to draw sessions with.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number under `most`. That 2^64 is no multiple of it matters to nobody here.
    fn below(&mut self, most: usize) -> usize {
        (self.next() % most as u64) as usize
    }
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

    #[test]
    fn the_generator_is_split_mix() {
        // The first numbers of its authors' own code from the seed 1234567.
        let mut random = SplitMix(1_234_567);
        assert_eq!([random.next(), random.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }
}
