//! Weights from coded passages.

use std::collections::HashMap;

use super::newton::{Prior, Problem, Row, Sum};
use super::{Case, Cues, Enough, Weights, coded, fired, round, threshold};

/// How firmly grades and biases are held where they were, one over the variance in log odds. This and the next are those of a
/// handful that did best under cross-validation on the project's coded passages; the differences were small.
const PRESENT: f64 = 10.0;
/// How firmly a rule's own weight is held at its grade.
const GRADE: f64 = 4.0;
/// Which evidence counts depends on the weights, and they on what counts: the most times that the two are settled in turn.
const MOST_ROUNDS: usize = 20;

/// The weights that the passages speak for; what they say little of stays near `present`.
///
/// A rule's own weight is held near its grade, not near the one it may have now, so that the same passages twice do not count
/// twice. One that has a weight of its own and fired too seldom keeps it.
pub fn fit(cases: &[Case], cues: &Cues, present: &Weights, enough: Enough) -> Weights {
    let unknowns = Unknowns::of(cases, cues, present, enough);
    let mut weights = present.clone();
    if unknowns.layers.is_empty() {
        return weights;
    }
    let mut counted = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let counts = unknowns.counted(cases, cues, &weights);
        if counts == counted {
            break;
        }
        weights = unknowns.solve(cases, cues, present, &counts);
        counted = counts;
    }
    for &rule in &unknowns.rules {
        // What would say no more than the grade need not be said.
        let grade = weights.grades[cues.0[rule].grade];
        weights.own[rule] = weights.own[rule].filter(|&own| own != grade || present.own[rule].is_some());
    }
    for &layer in &unknowns.layers {
        if let Some(best) = threshold::best(cases, layer, cues, &weights, present) {
            weights.levels[layer].threshold = best;
        }
    }
    weights
}

/// What is estimated, and where each stands among the unknowns: three steps from nothing to the strongest grade, which cannot
/// be negative and so keep the grades in order, then the biases, then the rules' own weights.
struct Unknowns {
    /// Layers with enough coded passages.
    layers: Vec<usize>,
    /// Rules that fired often enough.
    rules: Vec<usize>,
    /// By rule: its place in `rules`.
    places: Vec<Option<usize>>,
}

const STEPS: usize = 3;

impl Unknowns {
    fn of(cases: &[Case], cues: &Cues, present: &Weights, enough: Enough) -> Self {
        let layers: Vec<usize> =
            (0..present.levels.len()).filter(|&layer| coded(cases, layer) >= enough.coded).collect();
        let fired = fired(cases, cues);
        let often = |rule: &usize| {
            let (passages, sessions) = fired[*rule];
            passages >= enough.passages && sessions >= enough.sessions && layers.contains(&cues.0[*rule].layer)
        };
        let rules: Vec<usize> = (0..cues.0.len()).filter(often).collect();
        let mut places = vec![None; cues.0.len()];
        for (place, &rule) in rules.iter().enumerate() {
            places[rule] = Some(place);
        }
        Unknowns { layers, rules, places }
    }

    /// By passage and layer: the rules whose evidence counts.
    fn counted(&self, cases: &[Case], cues: &Cues, weights: &Weights) -> Vec<Vec<usize>> {
        let each = |case| self.layers.iter().map(move |&layer| weights.counted(case, layer, cues));
        cases.iter().flat_map(each).collect()
    }

    fn bias(&self, place: usize) -> usize {
        STEPS + place
    }

    fn own(&self, place: usize) -> usize {
        STEPS + self.layers.len() + place
    }

    fn grade(grade: usize, sign: f64) -> Sum {
        (0..=grade).map(|step| (step, sign)).collect()
    }

    fn solve(&self, cases: &[Case], cues: &Cues, present: &Weights, counted: &[Vec<usize>]) -> Weights {
        let asked = cases.iter().flat_map(|case| self.layers.iter().enumerate().map(move |layer| (case, layer)));
        let mut rows: Vec<Row> = Vec::new();
        let mut places: HashMap<Vec<(usize, u64)>, usize> = HashMap::new();
        for ((case, (place, layer)), rules) in asked.zip(counted) {
            let row = self.row(place, rules, cues, present);
            // Most passages are alike in this, so that few rows stand for all.
            let key = [(usize::MAX, row.offset)].iter().chain(&row.sum).map(|&(at, by)| (at, by.to_bits())).collect();
            let at = *places.entry(key).or_insert(rows.len());
            if at == rows.len() {
                rows.push(row);
            }
            match case.coded >> layer & 1 {
                1 => rows[at].yes += 1.0,
                _ => rows[at].no += 1.0,
            }
        }
        let free = std::iter::repeat_n(false, self.layers.len());
        let problem = Problem {
            rows,
            priors: self.priors(cues, present),
            bounded: [true; STEPS].into_iter().chain(free).chain(self.rules.iter().map(|_| true)).collect(),
        };
        self.weights(&problem.solve(), present)
    }

    fn row(&self, place: usize, rules: &[usize], cues: &Cues, present: &Weights) -> Row {
        let mut row = Row { sum: vec![(self.bias(place), 1.0)], offset: 0.0, yes: 0.0, no: 0.0 };
        for &rule in rules {
            let cue = cues.0[rule];
            let sign = if cue.against { -1.0 } else { 1.0 };
            match (self.places[rule], present.own[rule]) {
                (Some(place), _) => row.sum.push((self.own(place), sign)),
                (None, Some(own)) => row.offset += sign * own,
                (None, None) => row.sum.extend(Self::grade(cue.grade, sign)),
            }
        }
        row
    }

    fn priors(&self, cues: &Cues, present: &Weights) -> Vec<Prior> {
        let grades = (0..STEPS).map(|at| Prior { sum: Self::grade(at, 1.0), near: present.grades[at], force: PRESENT });
        let biases = self.layers.iter().enumerate().map(|(place, &layer)| Prior {
            sum: vec![(self.bias(place), 1.0)],
            near: present.levels[layer].bias,
            force: PRESENT,
        });
        let own = self.rules.iter().enumerate().map(|(place, &rule)| {
            let mut sum = Self::grade(cues.0[rule].grade, -1.0);
            sum.push((self.own(place), 1.0));
            Prior { sum, near: 0.0, force: GRADE }
        });
        grades.chain(biases).chain(own).collect()
    }

    fn weights(&self, solved: &[f64], present: &Weights) -> Weights {
        let mut weights = present.clone();
        let mut worth = 0.0;
        for (grade, step) in weights.grades.iter_mut().zip(solved) {
            worth += step;
            *grade = round(worth);
        }
        for (place, &layer) in self.layers.iter().enumerate() {
            weights.levels[layer].bias = round(solved[self.bias(place)]);
        }
        for (place, &rule) in self.rules.iter().enumerate() {
            weights.own[rule] = Some(round(solved[self.own(place)]));
        }
        weights
    }
}
