//! How well two codings of the same passages agree: tags against a coder, or one coder against another.
//!
//! Takes sets of layers, one pair a passage, gives counts, figures with the reason where one is undefined, and intervals.

pub mod alpha;
pub mod by_rule;
mod resample;
#[cfg(test)]
mod tests;
pub mod wilson;

use std::fmt;

/// A set of layers: bit n stands for the pack's nth layer.
pub type Set = u64;

/// The most layers that a [`Set`] holds.
pub const MOST_LAYERS: usize = Set::BITS as usize;

/// One passage as two sides coded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// What it is measured against: the coding.
    pub coded: Set,
    /// What is measured: the tags, or another coder's coding.
    pub tagged: Set,
    /// Its session: any number that the passages of a session share.
    pub session: usize,
}

/// Why a figure has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undefined {
    /// There is no passage.
    NoPassage,
    /// Nothing was tagged, so there is no share of it that is right.
    NothingTagged,
    /// Nothing was coded, so there is no share of it that was found.
    NothingCoded,
    /// Neither side has it anywhere.
    Neither,
    /// Both sides are constant and alike: chance alone would agree as fully.
    NoVariation,
    /// None of the layers has a value of its own.
    NoLayer,
}

impl fmt::Display for Undefined {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Undefined::NoPassage => "there is no passage",
            Undefined::NothingTagged => "nothing was tagged",
            Undefined::NothingCoded => "nothing was coded",
            Undefined::Neither => "nothing was tagged and nothing coded",
            Undefined::NoVariation => "there is only one value, so chance agrees as fully",
            Undefined::NoLayer => "it is undefined in every layer",
        })
    }
}

/// A value, or why there is none.
pub type Value = Result<f64, Undefined>;

/// A named figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name in output, such as `kappa`.
    pub name: &'static str,
    /// What it comes to.
    pub value: Value,
    /// Its 95 % interval, where resampling gave one.
    pub interval: Option<(f64, f64)>,
}

/// How often the two sides meet in one layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Tagged and coded.
    pub both: u64,
    /// Tagged, not coded.
    pub only_tagged: u64,
    /// Coded, not tagged.
    pub only_coded: u64,
    /// Neither.
    pub neither: u64,
}

/// One layer's agreement.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// What was counted.
    pub counts: Counts,
    /// Precision, recall, f1, kappa, ac1, pabak, prevalence.
    pub figures: Vec<Figure>,
}

/// Agreement over all passages.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// How many passages.
    pub n: u64,
    /// How many sessions they come from.
    pub sessions: u64,
    /// By layer, in the pack's order.
    pub layers: Vec<Layer>,
    /// Means over the layers in which the figure is defined.
    pub means: Vec<Figure>,
    /// Over whole sets: exact, alpha_masi, alpha_masi_coded.
    pub sets: Vec<Figure>,
}

impl Agreement {
    /// Agreement over `units`, with intervals resampled by session.
    pub fn of(units: &[Unit], layers: usize) -> Agreement {
        let mut agreement = Agreement::plain(units.iter(), layers);
        agreement.sessions = resample::intervals(units, layers, &mut agreement);
        agreement
    }

    /// The same without intervals, and without the number of sessions.
    pub fn plain<'a>(units: impl Iterator<Item = &'a Unit> + Clone, layers: usize) -> Agreement {
        let by_layer: Vec<Layer> = (0..layers).map(|at| Layer::of(units.clone(), at)).collect();
        let names = ["precision", "recall", "f1", "kappa", "ac1", "pabak"];
        let means = names.into_iter().map(|name| figure(name, mean(&by_layer, name))).collect();
        Agreement { n: units.clone().count() as u64, sessions: 0, layers: by_layer, means, sets: sets(units) }
    }

    /// All figures, always in the same order.
    fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.layers.iter().flat_map(|layer| &layer.figures).chain(&self.means).chain(&self.sets)
    }

    /// All figures in that order, to be changed.
    fn figures_mut(&mut self) -> impl Iterator<Item = &mut Figure> {
        let layers = self.layers.iter_mut().flat_map(|layer| &mut layer.figures);
        layers.chain(&mut self.means).chain(&mut self.sets)
    }
}

impl Layer {
    fn of<'a>(units: impl Iterator<Item = &'a Unit>, at: usize) -> Layer {
        let mut counts = Counts::default();
        for unit in units {
            match (unit.tagged >> at & 1 == 1, unit.coded >> at & 1 == 1) {
                (true, true) => counts.both += 1,
                (true, false) => counts.only_tagged += 1,
                (false, true) => counts.only_coded += 1,
                (false, false) => counts.neither += 1,
            }
        }
        Layer { counts, figures: counts.figures() }
    }
}

impl Counts {
    /// How many passages.
    pub fn n(&self) -> u64 {
        self.both + self.only_tagged + self.only_coded + self.neither
    }

    /// Whether only one of the two sides has the layer at all: kappa is then 0, however few the passages are.
    pub fn one_sided(&self) -> bool {
        let (tagged, coded) = (self.both + self.only_tagged, self.both + self.only_coded);
        (tagged == 0) != (coded == 0)
    }

    fn figures(&self) -> Vec<Figure> {
        let Counts { both, only_tagged, only_coded, .. } = *self;
        let (tagged, coded) = (both + only_tagged, both + only_coded);
        vec![
            figure("precision", share(both, tagged, Undefined::NothingTagged)),
            figure("recall", share(both, coded, Undefined::NothingCoded)),
            figure("f1", share(2 * both, tagged + coded, Undefined::Neither)),
            figure("kappa", self.kappa()),
            figure("ac1", self.ac1()),
            figure("pabak", self.agreed().map(|agreed| 2.0 * agreed - 1.0)),
            figure("prevalence", share(coded, self.n(), Undefined::NoPassage)),
        ]
    }

    fn agreed(&self) -> Value {
        share(self.both + self.neither, self.n(), Undefined::NoPassage)
    }

    /// The shares of passages that were tagged and that were coded.
    fn margins(&self) -> (f64, f64) {
        let n = self.n() as f64;
        ((self.both + self.only_tagged) as f64 / n, (self.both + self.only_coded) as f64 / n)
    }

    /// Cohen's kappa (1960). It is 0 where only one side has the layer at all: agreement is then what chance gives.
    fn kappa(&self) -> Value {
        let agreed = self.agreed()?;
        // In whole numbers, as what is 1 must be exactly 1.
        let (tagged, coded) = (self.both + self.only_tagged, self.both + self.only_coded);
        if tagged == coded && (tagged == 0 || tagged == self.n()) {
            return Err(Undefined::NoVariation);
        }
        let (tagged, coded) = self.margins();
        let chance = tagged * coded + (1.0 - tagged) * (1.0 - coded);
        Ok((agreed - chance) / (1.0 - chance))
    }

    /// Gwet's AC1 (2008) for two categories. Chance is at most one half, so it is defined wherever there is a passage.
    fn ac1(&self) -> Value {
        let agreed = self.agreed()?;
        let (tagged, coded) = self.margins();
        let share = (tagged + coded) / 2.0;
        let chance = 2.0 * share * (1.0 - share);
        Ok((agreed - chance) / (1.0 - chance))
    }
}

/// The figure of that name.
///
/// # Panics
/// Where there is none: names are written in the source, never read.
pub fn named<'a>(figures: &'a [Figure], name: &str) -> &'a Figure {
    figures.iter().find(|figure| figure.name == name).expect("a figure of that name")
}

fn figure(name: &'static str, value: Value) -> Figure {
    Figure { name, value, interval: None }
}

fn share(part: u64, whole: u64, undefined: Undefined) -> Value {
    if whole == 0 { Err(undefined) } else { Ok(part as f64 / whole as f64) }
}

fn mean(layers: &[Layer], name: &str) -> Value {
    let values: Vec<f64> = layers.iter().filter_map(|layer| named(&layer.figures, name).value.ok()).collect();
    if values.is_empty() { Err(Undefined::NoLayer) } else { Ok(values.iter().sum::<f64>() / values.len() as f64) }
}

fn sets<'a>(units: impl Iterator<Item = &'a Unit> + Clone) -> Vec<Figure> {
    let pairs = |unit: &Unit| [unit.coded, unit.tagged];
    let exact = units.clone().filter(|unit| unit.coded == unit.tagged).count() as u64;
    let any = units.clone().filter(|unit| unit.coded | unit.tagged != 0);
    let n = units.clone().count() as u64;
    vec![
        figure("exact", share(exact, n, Undefined::NoPassage)),
        figure("alpha_masi", alpha::alpha(units.map(pairs), alpha::masi)),
        figure("alpha_masi_coded", alpha::alpha(any.map(pairs), alpha::masi)),
    ]
}
