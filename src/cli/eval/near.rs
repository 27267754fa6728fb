//! Where tags and codings part: what spoke for a layer that is wrong, and what came near for one that was missed.

use std::collections::HashMap;

use layers::agreement::Set;
use layers::nearest::{Near, Nearest};
use layers::passage::Passage;
use layers::program::Rules;
use layers::rules::Pack;

use crate::cli::coded::{Coded, Corpus};

/// The rules that came nearest, for each layer that some coder coded and that was not tagged.
pub struct Missed<'a> {
    nearest: Option<Nearest<'a>>,
    /// By passage and layer.
    near: HashMap<(usize, usize), Vec<Near>>,
}

impl<'a> Missed<'a> {
    /// Looks for them only where `wanted`: it takes time.
    pub fn new(rules: &'a Rules, wanted: bool) -> Missed<'a> {
        Missed { nearest: wanted.then(|| Nearest::new(rules)), near: HashMap::new() }
    }

    /// Hears of a passage as it is read: its place, and the layers coded and not tagged.
    pub fn hear(&mut self, passage: &Passage, coded: Option<(usize, Set)>) {
        let Some(nearest) = &mut self.nearest else { return };
        let (at, set) = coded.unwrap_or_default();
        let missed = (0..Set::BITS as usize).filter(|layer| set >> layer & 1 == 1);
        let layers: Vec<usize> = missed.filter(|layer| !self.near.contains_key(&(at, *layer))).collect();
        let near = nearest.of(passage, &layers);
        self.near.extend(layers.into_iter().map(|layer| (at, layer)).zip(near));
    }
}

/// A passage whose tags are not its coding.
pub struct Error<'a> {
    /// The passage.
    pub passage: &'a Passage,
    /// Coded, not tagged.
    pub missed: Vec<Part<'a>>,
    /// Tagged, not coded.
    pub wrong: Vec<Part<'a>>,
}

/// A layer in which tags and coding part.
pub struct Part<'a> {
    /// The layer's place in the pack.
    pub layer: usize,
    /// What spoke for it, 0 to 1; none where nothing or only voided evidence did.
    pub score: Option<f64>,
    /// The rules that fired, each once.
    pub rules: Vec<&'a str>,
    /// The rules whose evidence was voided, and by what.
    pub voided: Vec<(&'a str, &'a str)>,
    /// The rules that came nearest; only where it was missed.
    pub nearest: Option<&'a [Near]>,
}

/// The passages whose tags are not what most coders coded.
pub fn errors<'a>(corpus: &'a Corpus, missed: &'a Missed, pack: &'a Pack) -> Vec<Error<'a>> {
    let parted = corpus.passages.iter().enumerate().filter(|(_, one)| one.tagged() != one.most());
    parted
        .map(|(at, one)| {
            let parts = |set: Set, near: bool| {
                let nearest = |layer| missed.near.get(&(at, layer)).filter(|_| near);
                let layers = (0..pack.layers.len()).filter(|layer| set >> layer & 1 == 1);
                layers.map(|layer| Part::of(one, layer, nearest(layer), pack)).collect()
            };
            let (coded, tagged) = (one.most(), one.tagged());
            let (missed, wrong) = (parts(coded & !tagged, true), parts(tagged & !coded, false));
            Error { passage: &one.weighed.passage, missed, wrong }
        })
        .collect()
}

impl<'a> Part<'a> {
    fn of(coded: &'a Coded, layer: usize, nearest: Option<&'a Vec<Near>>, pack: &'a Pack) -> Part<'a> {
        let tag = coded.tag(layer);
        let score = tag.map(|tag| tag.score);
        let mut part =
            Part { layer, score, rules: Vec::new(), voided: Vec::new(), nearest: nearest.map(Vec::as_slice) };
        for evidence in tag.iter().flat_map(|tag| &tag.evidence) {
            let id = pack.rules[evidence.rule].id.as_str();
            if !part.rules.contains(&id) {
                part.rules.push(id);
            }
        }
        for voided in &coded.weighed.voided {
            let rule = &pack.rules[voided.evidence.rule];
            let said = (rule.id.as_str(), voided.by.as_str());
            if rule.layer == layer && !part.voided.contains(&said) {
                part.voided.push(said);
            }
        }
        part
    }
}
