//! Logistic regression with a normal prior on sums of the unknowns, some of which may not be negative: projected Newton steps
//! (Bertsekas 1982). Small and dense: some tens of unknowns, some thousands of rows.

/// A sum of unknowns: which, and how often each.
pub type Sum = Vec<(usize, f64)>;

/// Observations that are alike: the log odds are `offset` plus the sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What the unknowns add.
    pub sum: Sum,
    /// What is known to be added.
    pub offset: f64,
    /// How often it was so.
    pub yes: f64,
    /// How often it was not.
    pub no: f64,
}

/// What is thought of a sum before any row was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Prior {
    /// The sum.
    pub sum: Sum,
    /// Where it should lie.
    pub near: f64,
    /// How firmly: one over the variance.
    pub force: f64,
}

/// What is to be solved. Every unknown stands in some prior, else it may have no best value.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// What was observed.
    pub rows: Vec<Row>,
    /// What is thought of the unknowns.
    pub priors: Vec<Prior>,
    /// By unknown: whether it may not be negative.
    pub bounded: Vec<bool>,
}

/// The most steps; ten are usual.
const MOST_STEPS: usize = 200;
/// How small the slope is where it is level.
const LEVEL: f64 = 1e-9;
/// The share of the expected gain that a step must bring, and by how much it is shortened until it does (Armijo 1966).
const ENOUGH: f64 = 1e-4;
const SHORTER: f64 = 0.5;

impl Problem {
    /// The most probable unknowns.
    pub fn solve(&self) -> Vec<f64> {
        let mut at = vec![0.0; self.bounded.len()];
        for _ in 0..MOST_STEPS {
            let (slope, curve) = self.derivatives(&at);
            let free: Vec<usize> =
                (0..at.len()).filter(|&i| !(self.bounded[i] && at[i] <= 0.0 && slope[i] > 0.0)).collect();
            if free.iter().all(|&i| slope[i].abs() < LEVEL) {
                break;
            }
            let down = free.iter().map(|&i| -slope[i]).collect();
            let Some(step) = solved(free.iter().map(|&i| free.iter().map(|&j| curve[i][j]).collect()).collect(), down)
            else {
                break;
            };
            match self.along(&at, &free, &step, &slope) {
                Some(next) => at = next,
                // No step, however small, is an improvement: this is as near as numbers come.
                None => break,
            }
        }
        at
    }

    /// As far along the step as it improves.
    fn along(&self, at: &[f64], free: &[usize], step: &[f64], slope: &[f64]) -> Option<Vec<f64>> {
        let now = self.cost(at);
        let mut length = 1.0;
        while length > 1e-12 {
            let mut next = at.to_vec();
            for (&i, by) in free.iter().zip(step) {
                next[i] += length * by;
                if self.bounded[i] {
                    next[i] = next[i].max(0.0);
                }
            }
            let expected: f64 = free.iter().map(|&i| slope[i] * (at[i] - next[i])).sum();
            if now - self.cost(&next) >= ENOUGH * expected && next != at {
                return Some(next);
            }
            length *= SHORTER;
        }
        None
    }

    /// Minus the log of the posterior, up to a constant.
    fn cost(&self, at: &[f64]) -> f64 {
        let rows = self.rows.iter().map(|row| {
            let odds = row.offset + total(&row.sum, at);
            // log(1 + e^x), also where e^x would overflow.
            let loss = |x: f64| x.max(0.0) + (-x.abs()).exp().ln_1p();
            row.yes * loss(-odds) + row.no * loss(odds)
        });
        let priors = self.priors.iter().map(|prior| 0.5 * prior.force * (total(&prior.sum, at) - prior.near).powi(2));
        rows.chain(priors).sum()
    }

    /// Its first and second derivatives.
    fn derivatives(&self, at: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
        let mut slope = vec![0.0; at.len()];
        let mut curve = vec![vec![0.0; at.len()]; at.len()];
        let mut add = |sum: &Sum, first: f64, second: f64| {
            for &(i, a) in sum {
                slope[i] += a * first;
                for &(j, b) in sum {
                    curve[i][j] += a * b * second;
                }
            }
        };
        for row in &self.rows {
            let chance = 1.0 / (1.0 + (-row.offset - total(&row.sum, at)).exp());
            let all = row.yes + row.no;
            add(&row.sum, all * chance - row.yes, all * chance * (1.0 - chance));
        }
        for prior in &self.priors {
            add(&prior.sum, prior.force * (total(&prior.sum, at) - prior.near), prior.force);
        }
        (slope, curve)
    }
}

fn total(sum: &Sum, at: &[f64]) -> f64 {
    sum.iter().map(|&(i, times)| times * at[i]).sum()
}

/// Solves a symmetric system by Cholesky's way; none where it is not positive definite.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let n = right.len();
    for i in 0..n {
        for j in 0..=i {
            let rest = matrix[i][j] - (0..j).map(|k| matrix[i][k] * matrix[j][k]).sum::<f64>();
            matrix[i][j] = match i == j {
                true if rest > 0.0 => rest.sqrt(),
                true => return None,
                false => rest / matrix[j][j],
            };
        }
    }
    for i in 0..n {
        right[i] = (right[i] - (0..i).map(|k| matrix[i][k] * right[k]).sum::<f64>()) / matrix[i][i];
    }
    for i in (0..n).rev() {
        right[i] = (right[i] - (i + 1..n).map(|k| matrix[k][i] * right[k]).sum::<f64>()) / matrix[i][i];
    }
    Some(right)
}
