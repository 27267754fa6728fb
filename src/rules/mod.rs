//! Rules: what the rule files say, read, checked and merged into one [`Pack`].

use serde::{Deserialize, Serialize};

use crate::layer::Layer;

/// Everything that decides a tag, as plain data: layers, rules, word classes, contexts, weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// The pack's name; several packs are joined with ` + `.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of all that was read, in hex.
    pub sha256: String,
    /// The layers, in the order in which output shows them.
    pub layers: Vec<Layer>,
    /// The rules, by layer, then in the order of their files.
    pub rules: Vec<Rule>,
}

/// Words that are a sign of a layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// `layer/rule`.
    pub id: String,
    /// Its layer's place in [`Pack::layers`].
    pub layer: usize,
    /// Its facet's place in that layer.
    pub facet: usize,
    /// What it is worth: one of the pack's grades.
    pub strength: String,
    /// The clause of the codebook it stands for.
    pub why: String,
    /// Whether it marks strain in the working alliance or its repair.
    pub marks: Option<Mark>,
}

/// What a rule says of the working alliance besides that it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// A rupture.
    Strain,
    /// Its mending.
    Repair,
}
