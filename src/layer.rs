//! The layers of the therapeutic relationship, as a rule pack declares them.

use serde::{Deserialize, Serialize};

/// One layer, such as the working alliance (Clarkson 2003, pp. 35–66).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// Its id in rules and output, lower case with hyphens.
    pub id: String,
    /// A short name for tables.
    pub name: String,
    /// Its name in the literature.
    pub full_name: String,
    /// Where Clarkson (2003) describes it.
    pub pages: String,
    /// What it means, in our own words.
    pub definition: String,
    /// What the score starts from before any evidence, in log odds.
    pub bias: f64,
    /// The tag stands where the score (0 to 1) reaches this.
    pub threshold: f64,
    /// How much of the layer is found at all: the share (0 to 1) of coded passages with it that were tagged, on passages that
    /// nobody read for the rules. None where nobody measured it.
    pub finds: Option<f64>,
    /// The sides from which it shows.
    pub facets: Vec<Facet>,
}

/// A side of a layer, such as the contract within the working alliance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// Its id within the layer.
    pub id: String,
    /// A short name for tables.
    pub name: String,
}

/// Who speaks, or is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Therapist, counsellor, supervisee, spiritual director: whoever is the helper in this relationship.
    Therapist,
    /// Client, patient, directee.
    Client,
}

impl Role {
    /// The other of the two.
    pub fn other(self) -> Role {
        match self {
            Role::Therapist => Role::Client,
            Role::Client => Role::Therapist,
        }
    }
}
