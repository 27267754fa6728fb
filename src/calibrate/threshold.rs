//! Where a layer's score separates best.

use super::{Case, Cues, Level, Weights, coded, round};

/// A threshold goes half of the way to where F1 is best where as many coded passages as this have the layer: chosen as in
/// [`fit`](super::fit()).
const HALF_WAY: f64 = 50.0;
/// How far it stays from the scores that it parts, as a share of what lies between them.
const MARGIN: f64 = 0.1;

/// The threshold with the best F1, drawn towards the one that asks for as much evidence as now where few passages have the
/// layer. It lies above the score of nothing, so that what speaks against a layer never makes a tag of it. None where no
/// evidence says anything.
pub fn best(cases: &[Case], layer: usize, cues: &Cues, weights: &Weights, present: &Weights) -> Option<f64> {
    let mut scores: Vec<(f64, bool)> = Vec::new();
    for case in cases {
        let (score, evidence) = weights.score(case, layer, cues);
        if evidence {
            scores.push((odds(score), case.coded >> layer & 1 == 1));
        }
    }
    let coded = coded(cases, layer);
    let floor = weights.levels[layer].bias;
    let Level { bias, threshold } = present.levels[layer];
    // Kept within what has log odds.
    let now = odds(threshold.clamp(0.01, 0.99)) - bias + floor;
    let best = highest(&mut scores, coded, floor, now)?;
    let share = coded as f64 / (coded as f64 + HALF_WAY);
    let drawn = chance(now + share * (best - now));
    let least = ((chance(floor) * 100.0).floor() + 1.0) / 100.0;
    Some(round(drawn).max(least).min(1.0))
}

fn odds(chance: f64) -> f64 {
    (chance / (1.0 - chance)).ln()
}

fn chance(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

/// Between the two scores where F1 is best, as near to where it is now as they let it. None where nothing scores. All in log odds.
fn highest(scores: &mut [(f64, bool)], coded: usize, floor: f64, now: f64) -> Option<f64> {
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut tagged, mut right) = (0.0, 0.0);
    let mut best: Option<(f64, f64)> = None;
    for (at, &(score, is)) in scores.iter().enumerate() {
        tagged += 1.0;
        right += f64::from(is);
        let next = scores.get(at + 1).map_or(floor, |next| next.0).max(floor);
        if score <= floor || next == score {
            continue;
        }
        let f1 = 2.0 * right / (tagged + coded as f64);
        let margin = MARGIN * (score - next);
        let between = now.clamp(next + margin, score - margin);
        let better =
            |(known, place): (f64, f64)| f1 > known || f1 == known && (between - now).abs() < (place - now).abs();
        if best.is_none_or(better) {
            best = Some((f1, between));
        }
    }
    best.map(|(_, between)| between)
}
