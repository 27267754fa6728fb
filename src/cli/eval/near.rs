//! What spoke for a layer that was missed or wrong.

use layers::rules::Pack;

use crate::cli::coded::Coded;

/// What spoke for a layer in one passage.
pub struct Near<'a> {
    /// The layer's place in the pack.
    pub layer: usize,
    /// What it came to, 0 to 1; none where nothing or only voided evidence spoke for it.
    pub score: Option<f64>,
    /// The rules that fired, each once.
    pub rules: Vec<&'a str>,
    /// The rules whose evidence was voided, and by what.
    pub voided: Vec<(&'a str, &'a str)>,
}

impl<'a> Near<'a> {
    /// What spoke for the layer at this place in the pack.
    pub fn of(coded: &'a Coded, layer: usize, pack: &'a Pack) -> Near<'a> {
        let tag = coded.tag(layer);
        let mut near = Near { layer, score: tag.map(|tag| tag.score), rules: Vec::new(), voided: Vec::new() };
        for evidence in tag.iter().flat_map(|tag| &tag.evidence) {
            let id = pack.rules[evidence.rule].id.as_str();
            if !near.rules.contains(&id) {
                near.rules.push(id);
            }
        }
        for voided in &coded.weighed.voided {
            let rule = &pack.rules[voided.evidence.rule];
            let said = (rule.id.as_str(), voided.by.as_str());
            if rule.layer == layer && !near.voided.contains(&said) {
                near.voided.push(said);
            }
        }
        near
    }
}
