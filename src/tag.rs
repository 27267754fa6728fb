//! Evidence weighed into tags.

use crate::passage::Passage;
use crate::span::Span;

/// A passage with what was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tagged {
    /// The passage.
    pub passage: Passage,
    /// The tags that stand, in the layers' order.
    pub tags: Vec<Tag>,
    /// Evidence that was voided by its context, in order of place.
    pub voided: Vec<Voided>,
}

/// One layer seen in one passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// Which layer: its place in [`Pack::layers`](crate::rules::Pack).
    pub layer: usize,
    /// logistic(bias + the sum of `adds` over the evidence), 0 to 1.
    pub score: f64,
    /// What the score starts from, in log odds.
    pub bias: f64,
    /// What the score had to reach.
    pub threshold: f64,
    /// What made the tag, in order of place.
    pub evidence: Vec<Evidence>,
}

/// Words that speak for (or against) a layer, and the rule that says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Which rule: its place in [`Pack::rules`](crate::rules::Pack).
    pub rule: usize,
    /// What it adds to the score, in log odds; 0 where another piece of the same facet counts instead.
    pub adds: f64,
    /// Whether it counts.
    pub counted: bool,
    /// Where, in the source's canonical text; none where it rests on the passage before.
    pub span: Option<Span>,
    /// The words, exactly as the canonical text has them; none where it rests on the passage before.
    pub text: Option<String>,
}

/// Evidence that its context took away.
#[derive(Debug, Clone, PartialEq)]
pub struct Voided {
    /// The evidence; it adds nothing.
    pub evidence: Evidence,
    /// Why: `negated`, `theory`, `elsewhere`, `idiom` or `heading`.
    pub reason: &'static str,
    /// The id of the context trigger that did it.
    pub by: String,
}
