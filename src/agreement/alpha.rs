//! Krippendorff's alpha, for any values and any distance between them.

use std::collections::BTreeMap;

use super::{Set, Undefined, Value};

/// Krippendorff's alpha: 1 − observed / expected disagreement. Each unit holds the values that its coders gave; units
/// with fewer than two say nothing and do not count.
pub fn alpha<V: Ord + Copy>(units: impl Iterator<Item = impl AsRef<[V]>>, distance: impl Fn(V, V) -> f64) -> Value {
    let mut pooled: BTreeMap<V, u64> = BTreeMap::new();
    let (mut n, mut observed) = (0_u64, 0.0);
    for unit in units {
        let values = unit.as_ref();
        if values.len() < 2 {
            continue;
        }
        n += values.len() as u64;
        let mut apart = 0.0;
        for (at, &one) in values.iter().enumerate() {
            *pooled.entry(one).or_default() += 1;
            apart += values[at + 1..].iter().map(|&other| 2.0 * distance(one, other)).sum::<f64>();
        }
        observed += apart / (values.len() - 1) as f64;
    }
    match pooled.len() {
        0 => Err(Undefined::NoPassage),
        1 => Err(Undefined::NoVariation),
        _ => Ok(1.0 - observed / expected(&pooled, n, distance)),
    }
}

/// Disagreement to expect by chance, in the unit of what was observed.
fn expected<V: Ord + Copy>(pooled: &BTreeMap<V, u64>, n: u64, distance: impl Fn(V, V) -> f64) -> f64 {
    let mut sum = 0.0;
    for (&one, &times) in pooled {
        for (&other, &others) in pooled.range(..one) {
            sum += 2.0 * distance(one, other) * (times * others) as f64;
        }
    }
    sum / (n - 1) as f64
}

/// MASI distance (Passonneau 2006): 1 − Jaccard · m, m = 1 equal, 2/3 one within the other, 1/3 overlapping, 0 apart. Two
/// empty sets agree; an empty set and another have nothing in common.
pub fn masi(a: Set, b: Set) -> f64 {
    let (common, all) = ((a & b).count_ones(), (a | b).count_ones());
    if a == b {
        return 0.0;
    }
    if common == 0 {
        return 1.0;
    }
    let within = a & b == a || a & b == b;
    let weight = if within { 2.0 / 3.0 } else { 1.0 / 3.0 };
    1.0 - f64::from(common) / f64::from(all) * weight
}
