//! Where a layer's score separates best.

use super::{Case, Cues, Weights, coded, round};

/// A threshold rests on as many coded passages as this before it goes half of the way from one half to where F1 is best.
const HALF_WAY: f64 = 20.0;

/// The threshold with the best F1, drawn towards one half where few passages have the layer. It lies above the score of
/// nothing, so that what speaks against a layer never makes a tag of it. None where no
/// evidence says anything.
pub fn best(cases: &[Case], layer: usize, cues: &Cues, weights: &Weights) -> Option<f64> {
    let mut scores: Vec<(f64, bool)> = Vec::new();
    for case in cases {
        let (score, evidence) = weights.score(case, layer, cues);
        if evidence {
            scores.push((score, case.coded >> layer & 1 == 1));
        }
    }
    let coded = coded(cases, layer);
    let floor = 1.0 / (1.0 + (-weights.levels[layer].bias).exp());
    let best = highest(&mut scores, coded, floor)?;
    let share = coded as f64 / (coded as f64 + std::env::var("HALF").ok().and_then(|v|v.parse().ok()).unwrap_or(HALF_WAY));
    Some(round(0.5 + share * (best - 0.5)).max(((floor * 100.0).floor() + 1.0) / 100.0).min(1.0))
}

/// Halfway between the two scores that F1 is best between; of equals the nearest to one half. None where nothing scores.
fn highest(scores: &mut [(f64, bool)], coded: usize, floor: f64) -> Option<f64> {
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut tagged, mut right) = (0.0, 0.0);
    let mut best: Option<(f64, f64)> = None;
    for (at, &(score, is)) in scores.iter().enumerate() {
        tagged += 1.0;
        right += f64::from(is);
        let next = scores.get(at + 1).map_or(floor, |next| next.0);
        if score <= floor || next == score {
            continue;
        }
        let f1 = 2.0 * right / (tagged + coded as f64);
        let between = (score + next.max(floor)) / 2.0;
        let better =
            |(known, place): (f64, f64)| f1 > known || f1 == known && (between - 0.5).abs() < (place - 0.5_f64).abs();
        if best.is_none_or(better) {
            best = Some((f1, between));
        }
    }
    best.map(|(_, between)| between)
}
