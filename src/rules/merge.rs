//! Drafts into one pack: names looked up, classes unfolded, ids checked.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::cost::Cost;
use super::fault::{self, Fault, File, Place, allowed, did_you_mean};
use super::forms::forms;
use super::pattern::{Pattern, Term};
use super::read::{ClassDraft, Draft, PatternAt, RuleDraft, read};
use super::{Class, Context, Example, Pack, Rule, Strength, limits};
use crate::layer::Layer;

/// What the grades are worth where no pack says, in log odds: with a bias of -2, a weak one needs company.
const GRADES: [(Strength, f64); 3] = [(Strength::Weak, 1.1), (Strength::Medium, 2.1), (Strength::Strong, 3.2)];
pub(super) const ADDS: &str = "; the files that it adds to must be given too, `builtin` for the built-in ones";

/// What loading gives: a pack, its examples, and what is wrong.
#[derive(Debug)]
pub struct Loaded {
    /// The pack; only to be used where no fault is more than a warning.
    pub pack: Pack,
    /// The examples in the files.
    pub examples: Vec<Example>,
    /// All faults, in the order of the files and places.
    pub faults: Vec<Fault>,
    /// Whether one is that something is not there, which other files may hold.
    pub lacks: bool,
    /// What the grades are worth, in log odds.
    pub grades: HashMap<Strength, f64>,
    /// By rule: whether it has a weight of its own, whatever its grade is worth.
    pub own: Vec<bool>,
}

impl Loaded {
    /// Whether the pack can be used.
    pub fn sound(&self) -> bool {
        self.faults.iter().all(|fault| fault.warning)
    }
}

/// Reads files and merges them into one pack.
pub fn load(files: &[Arc<File>]) -> Loaded {
    let mut faults = Vec::new();
    let drafts: Vec<Draft> = files.iter().map(|file| read(file, &mut faults)).collect();
    let mut merge = Merge { faults, ..Merge::default() };
    let pack = merge.pack(files, drafts);
    let mut faults = std::mem::take(&mut merge.faults);
    let order: HashMap<*const File, usize> = files.iter().enumerate().map(|(i, f)| (Arc::as_ptr(f), i)).collect();
    faults.sort_by_key(|f| (order.get(&Arc::as_ptr(&f.place.file)).copied(), f.place.at));
    let Merge { examples, lacks, grades, own, .. } = merge;
    Loaded { pack, examples, faults, lacks, grades, own }
}

#[derive(Default)]
pub(super) struct Merge {
    pub(super) faults: Vec<Fault>,
    pub(super) lacks: bool,
    pub(super) cost: Cost,
    examples: Vec<Example>,
    grades: HashMap<Strength, f64>,
    own: Vec<bool>,
    layers: Vec<Layer>,
    pub(super) classes: BTreeMap<String, Class>,
}

impl Merge {
    pub(super) fn fault(&mut self, place: &Place, rule: impl Into<String>, message: String) {
        let fault = Fault { place: place.clone(), rule: Some(rule.into()), message, warning: false };
        fault::add(&mut self.faults, fault);
    }

    /// The name that was probably meant. Whoever has a hundred faults already is not helped by more of that.
    pub(super) fn hint<'a>(&self, typed: &str, allowed: impl IntoIterator<Item = &'a str>) -> String {
        if self.faults.len() < limits::FAULTS { did_you_mean(typed, allowed) } else { String::new() }
    }

    pub(super) fn lack(&mut self, place: &Place, rule: impl Into<String>, message: String) {
        self.lacks = true;
        self.fault(place, rule, message);
    }

    fn pack(&mut self, files: &[Arc<File>], mut drafts: Vec<Draft>) -> Pack {
        let heads: Vec<_> = drafts.iter_mut().filter_map(|draft| draft.head.take()).collect();
        let names: Vec<&str> = heads.iter().map(|head| &*head.name).collect();
        self.grades = GRADES.into_iter().collect();
        self.grades.extend(heads.iter().flat_map(|head| head.grades.iter().copied()));
        let order: Vec<&String> = heads.iter().flat_map(|head| &head.layers).collect();

        self.layers(&drafts);
        self.layers_few(&drafts);
        self.layers.sort_by_key(|layer| order.iter().position(|id| **id == layer.id).unwrap_or(usize::MAX));
        let class_drafts: Vec<ClassDraft> =
            drafts.iter_mut().flat_map(|draft| std::mem::take(&mut draft.classes)).collect();
        self.classes(&class_drafts);
        let rules = self.rules(&mut drafts);
        let contexts = self.contexts(&mut drafts);
        let terminators: Vec<PatternAt> = drafts.iter_mut().flat_map(|d| std::mem::take(&mut d.terminators)).collect();
        self.known_classes("terminators", &terminators);
        Pack {
            name: if names.is_empty() { "custom".to_string() } else { names.join(" + ") },
            version: heads.iter().map(|head| head.version.as_str()).collect::<Vec<_>>().join(" + "),
            sha256: hash(files),
            layers: std::mem::take(&mut self.layers),
            rules,
            classes: std::mem::take(&mut self.classes).into_values().collect(),
            contexts,
            terminators: terminators.into_iter().map(|p| p.pattern).collect(),
        }
    }

    fn layers(&mut self, drafts: &[Draft]) {
        for extend in [false, true] {
            for draft in drafts.iter().filter_map(|draft| draft.layer.as_ref()).filter(|layer| layer.extend == extend) {
                let known = self.layers.iter().position(|layer| layer.id == draft.id);
                match (known, extend) {
                    (Some(_), false) => {
                        let message = "there is a layer with this id already; add to it with `extend = true`";
                        self.fault(&draft.place, &draft.id, message.to_string());
                    }
                    (None, true) => {
                        let hint = self.hint(&draft.id, self.layers.iter().map(|layer| layer.id.as_str()));
                        self.lack(&draft.place, &draft.id, format!("there is no layer to extend{hint}{ADDS}"));
                    }
                    (None, false) => self.layers.push(draft.begin()),
                    (Some(at), true) => draft.extend(&mut self.layers[at]),
                }
            }
        }
    }

    /// A pack of few layers with few facets each: each pair of layers is counted for each session.
    fn layers_few(&mut self, drafts: &[Draft]) {
        for draft in drafts.iter().filter_map(|draft| draft.layer.as_ref()) {
            let Some(at) = self.layers.iter().position(|layer| layer.id == draft.id) else { continue };
            let (facets, most) = (self.layers[at].facets.len(), limits::FACETS);
            if at >= limits::LAYERS {
                let message = format!("there are more than {} layers", limits::LAYERS);
                self.fault(&draft.place, &draft.id, message);
            } else if facets > most {
                self.fault(&draft.place, &draft.id, format!("has {facets} facets, at most {most} are allowed"));
            }
        }
        self.layers.truncate(limits::LAYERS);
    }

    fn known_classes(&mut self, name: &str, patterns: &[PatternAt]) {
        for PatternAt { pattern, place } in patterns {
            if let Err(message) = self.cost.pattern(pattern, &self.classes) {
                self.fault(place, name, message);
            }
            for class in pattern.classes() {
                if !self.classes.contains_key(&class) {
                    let hint = self.hint(&class, self.classes.keys().map(String::as_str));
                    let at = pattern.text.find(&format!("<{class}")).unwrap_or(0) + 1;
                    let place = Place { file: place.file.clone(), at: place.at + at };
                    self.lack(&place, name, format!("unknown class <{class}>{hint}"));
                }
            }
        }
    }

    /// Warns of patterns that fire everywhere. Conditions may.
    fn rare_enough(&mut self, name: &str, patterns: &[PatternAt]) {
        for PatternAt { pattern, place } in patterns {
            if let Some(message) = too_common(pattern, &self.classes) {
                let fault = Fault { place: place.clone(), rule: Some(name.to_string()), message, warning: true };
                fault::add(&mut self.faults, fault);
            }
        }
    }

    fn rules(&mut self, drafts: &mut [Draft]) -> Vec<Rule> {
        let mut rules: Vec<(usize, Rule, RuleDraft)> = Vec::new();
        let mut seen: HashMap<String, Place> = HashMap::new();
        for draft in drafts {
            let layer_id = draft.layer.as_ref().map(|layer| layer.id.clone());
            for rule in std::mem::take(&mut draft.rules) {
                let Some(layer_id) = &layer_id else {
                    self.fault(&rule.place, &rule.id, "stands in a file without a [layer]; begin the file with [layer], id = \"…\", and extend = true to add to a built-in one".to_string());
                    continue;
                };
                let Some(layer) = self.layers.iter().position(|layer| layer.id == *layer_id) else {
                    continue;
                };
                let id = format!("{layer_id}/{}", rule.id);
                if let Some(first) = seen.insert(id.clone(), rule.place.clone()) {
                    let (line, _) = first.line_column();
                    self.fault(
                        &rule.place,
                        &id,
                        format!("there is a rule with this id already, at {}:{line}", first.file.path),
                    );
                }
                self.known_classes(&id, &rule.patterns);
                self.rare_enough(&id, &rule.patterns);
                for (_, patterns) in &rule.conditions {
                    self.known_classes(&id, patterns);
                }
                if let Err(message) = self.cost.regexes(&rule.regex) {
                    self.fault(&rule.place, &id, message);
                }
                let facets = &self.layers[layer].facets;
                let Some(facet) = facets.iter().position(|facet| facet.id == rule.facet.0) else {
                    let names: Vec<&str> = facets.iter().map(|facet| facet.id.as_str()).collect();
                    let (typed, place) = &rule.facet;
                    self.fault(place, &id, format!("unknown facet `{typed}`{}", allowed(typed, &names)));
                    continue;
                };
                rules.push((layer, finish(&id, layer, facet, &rule, &self.grades), rule));
            }
        }
        rules.sort_by_key(|(layer, ..)| *layer);
        for (at, (_, _, draft)) in rules.iter().enumerate() {
            for (list, fires) in [(&draft.fires, true), (&draft.silent, false)] {
                let more = list.iter().map(|(text, place)| Example {
                    rule: at,
                    fires,
                    text: text.clone(),
                    place: place.clone(),
                });
                self.examples.extend(more);
            }
        }
        self.own = rules.iter().map(|(.., draft)| draft.adds.is_some()).collect();
        rules.into_iter().map(|(_, rule, _)| rule).collect()
    }

    fn contexts(&mut self, drafts: &mut [Draft]) -> Vec<Context> {
        let mut out = Vec::new();
        let mut seen = BTreeSet::new();
        for draft in drafts.iter_mut().flat_map(|draft| std::mem::take(&mut draft.contexts)) {
            let name = format!("context {}", draft.id);
            if !seen.insert(draft.id.clone()) {
                self.fault(&draft.place, &name, "there is a context with this id already".to_string());
            }
            self.known_classes(&name, &draft.patterns);
            let mut layers = Vec::new();
            for (id, place) in &draft.layers {
                match self.layers.iter().position(|layer| layer.id == *id) {
                    Some(at) => layers.push(at),
                    None => {
                        let hint = self.hint(id, self.layers.iter().map(|layer| layer.id.as_str()));
                        self.lack(place, &name, format!("unknown layer `{id}`{hint}"));
                    }
                }
            }
            let patterns = draft.patterns.into_iter().map(|p| p.pattern).collect();
            out.push(Context {
                id: draft.id,
                kind: draft.kind,
                scope: draft.scope,
                limit: draft.limit,
                patterns,
                layers,
            });
        }
        out
    }
}

fn finish(id: &str, layer: usize, facet: usize, rule: &RuleDraft, grades: &HashMap<Strength, f64>) -> Rule {
    let worth = rule.adds.unwrap_or(grades[&rule.strength]);
    Rule {
        id: id.to_string(),
        layer,
        facet,
        strength: rule.strength,
        adds: if rule.against { -worth.abs() } else { worth },
        why: rule.why.clone(),
        patterns: rule.patterns.iter().map(|p| p.pattern.clone()).collect(),
        regex: rule.regex.clone(),
        speaker: rule.speaker.clone(),
        genre: rule.genre.clone(),
        conditions: rule.conditions.iter().map(|(condition, _)| condition.clone()).collect(),
        survives: rule.survives.clone(),
        marks: rule.marks,
        continues: rule.continues,
    }
}

/// Words of English talk above one in 200, counted on everyday speech; a pattern of these alone fires everywhere.
const COMMONEST: [&str; 40] = [
    "i", "you", "the", "and", "to", "a", "that", "it", "of", "'s", "in", "is", "'m", "was", "so", "my", "me", "know",
    "like", "have", "but", "what", "just", "for", "not", "be", "this", "do", "um", "uh", "with", "on", "'re", "we",
    "your", "yeah", "he", "she", "they", "at",
];

/// A warning where a part of a pattern has nothing rarer than one word in 200.
fn too_common(pattern: &Pattern, classes: &BTreeMap<String, Class>) -> Option<String> {
    let common = |term: &Term| match term {
        Term::Word(word) => COMMONEST.contains(&word.as_str()),
        Term::Role(_) => true,
        Term::Phrase(words) => words.iter().all(|word| COMMONEST.contains(&word.as_str())),
        // A class is as common as its commonest word.
        Term::Class(name) => {
            classes.get(name).is_some_and(|c| c.words.iter().any(|word| COMMONEST.contains(&word.as_str())))
        }
    };
    let everywhere = (pattern.parts().iter())
        .all(|part| forms(part).iter().any(|form| form.iter().all(|step| step.any.iter().all(common))));
    everywhere.then(|| format!("pattern `{}` has no word rarer than one in 200 and will fire everywhere", pattern.text))
}

/// SHA-256 over names and texts, so that a moved rule is another pack.
fn hash(files: &[Arc<File>]) -> String {
    let mut sha = Sha256::new();
    for file in files {
        let name = file.path.rsplit(['/', '\\']).next().unwrap_or("");
        for part in [name, &file.text] {
            sha.update((part.len() as u64).to_le_bytes());
            sha.update(part.as_bytes());
        }
    }
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
