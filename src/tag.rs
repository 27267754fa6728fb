//! Evidence weighed into tags.

use crate::evidence::{Carried, Finder, Finding, Reason};
use crate::layer::Role;
use crate::passage::{Genre, Passage};
use crate::program::Rules;
use crate::rules::{Mark, Pack};
use crate::span::{Span, chars};

/// The most pieces of evidence that count for one tag: the strongest.
pub const MOST_COUNTED: usize = 8;

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
    /// What it adds to the score, in log odds; 0 where it does not count.
    pub adds: f64,
    /// Whether it counts: of several hits of one facet the strongest does, then the leftmost; and at most [`MOST_COUNTED`].
    pub counted: bool,
    /// Where, in the source's canonical text; none where it rests on the passage before.
    pub span: Option<Span>,
    /// The words, exactly as the canonical text has them; none where it rests on the passage before.
    pub text: Option<String>,
    /// Whether speech recognition was not sure of some of the words.
    pub doubtful: bool,
}

/// Evidence that its context took away.
#[derive(Debug, Clone, PartialEq)]
pub struct Voided {
    /// The evidence; it adds nothing.
    pub evidence: Evidence,
    /// Why.
    pub reason: Reason,
    /// The id of the context that did it.
    pub by: String,
}

/// Tags passages, one after the other. Holds memory that is used again from passage to passage; one for each thread.
pub struct Tagger<'a> {
    pack: &'a Pack,
    finder: Finder<'a>,
    /// Instead of the layers' own thresholds.
    pub threshold: Option<f64>,
}

impl<'a> Tagger<'a> {
    /// A tagger with these rules.
    pub fn new(rules: &'a Rules) -> Tagger<'a> {
        Tagger { pack: &rules.pack, finder: Finder::new(rules), threshold: None }
    }

    /// Says who somebody is, by name, as the text may name them.
    pub fn name(&mut self, name: &str, role: Role) {
        self.finder.name(name, role);
    }

    /// What the passage tagged last tells the next of whose voice it is.
    pub fn carried(&self) -> Carried {
        self.finder.carried()
    }

    /// Goes on in the middle of a source, after a passage that told so much.
    pub fn resume(&mut self, carried: Carried) {
        self.finder.resume(carried);
    }

    /// Tags a passage. The passages of a source come in their order, as each is context for the next.
    pub fn tag(&mut self, passage: Passage) -> Tagged {
        let mut tagged = self.weigh_all(passage);
        tagged.tags.retain(Tag::stands);
        tagged
    }

    /// The same with every layer that has evidence, also where its score stays below the threshold.
    pub fn weigh_all(&mut self, passage: Passage) -> Tagged {
        let found = self.finder.find(&passage);
        let (mut by_layer, voided) = self.place(found.findings, &passage);
        let other = passage.speaker.map(Role::other);
        if passage.genre == Genre::Transcript && other.is_some() && other == found.before.speaker {
            self.go_on(&mut by_layer, found.before.findings);
        }
        let tags = by_layer.into_iter().enumerate().filter_map(|(at, evidence)| self.weigh(at, evidence)).collect();
        Tagged { passage, tags, voided }
    }

    /// Findings as evidence, by layer, and those voided.
    fn place(&self, findings: Vec<Finding>, passage: &Passage) -> (Vec<Vec<Evidence>>, Vec<Voided>) {
        let text = &passage.text;
        let mut places = Places { text, start: passage.start, byte: 0, char: 0 };
        let mut by_layer: Vec<Vec<Evidence>> =
            vec![Vec::new(); if findings.is_empty() { 0 } else { self.pack.layers.len() }];
        let mut voided = Vec::new();
        for Finding { rule, bytes, voided: void } in findings {
            let span = Some(places.span(&bytes));
            let doubtful = passage.doubts(&bytes);
            let text = Some(text[bytes].to_string());
            let evidence = Evidence { rule, adds: 0.0, counted: false, span, text, doubtful };
            match void {
                Some((reason, by)) => voided.push(Voided { evidence, reason, by }),
                None => by_layer[self.pack.rules[rule].layer].push(evidence),
            }
        }
        (by_layer, voided)
    }

    /// A turn that holds a cue of a layer goes on with it where the other's turn before has it, by that turn's own evidence
    /// only: one step, never a chain.
    fn go_on(&self, by_layer: &mut [Vec<Evidence>], before: Vec<Finding>) {
        if by_layer.iter().all(Vec::is_empty) || before.is_empty() {
            return;
        }
        let evidence = |rule| Evidence { rule, adds: 0.0, counted: false, span: None, text: None, doubtful: false };
        let mut own: Vec<Vec<Evidence>> = vec![Vec::new(); self.pack.layers.len()];
        for finding in before.into_iter().filter(|finding| finding.voided.is_none()) {
            own[self.pack.rules[finding.rule].layer].push(evidence(finding.rule));
        }
        let tagged: Vec<bool> =
            own.into_iter().enumerate().map(|(at, e)| self.weigh(at, e).is_some_and(|tag| tag.stands())).collect();
        for (at, rule) in self.pack.rules.iter().enumerate().filter(|(_, rule)| rule.continues) {
            if tagged[rule.layer] && !by_layer[rule.layer].is_empty() {
                by_layer[rule.layer].push(evidence(at));
            }
        }
    }

    fn weigh(&self, layer: usize, evidence: Vec<Evidence>) -> Option<Tag> {
        weigh(self.pack, layer, self.threshold.unwrap_or(self.pack.layers[layer].threshold), evidence)
    }
}

/// The tag that evidence makes, whether or not it reaches the threshold; none where there is no evidence.
fn weigh(pack: &Pack, layer: usize, threshold: f64, mut evidence: Vec<Evidence>) -> Option<Tag> {
    if evidence.is_empty() {
        return None;
    }
    let sides = evidence.iter().map(|e| &pack.rules[e.rule]).map(|rule| (rule.facet, rule.adds)).collect::<Vec<_>>();
    for at in counted(&sides) {
        evidence[at].adds = sides[at].1;
        evidence[at].counted = true;
    }
    let bias = pack.layers[layer].bias;
    let score = score(bias, &evidence);
    Some(Tag { layer, score, bias, threshold, evidence })
}

/// Which pieces of evidence for a layer count, the strongest first: their places in `sides`, where each has its facet and what
/// it would add.
pub(crate) fn counted(sides: &[(usize, f64)]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sides.len()).collect();
    // Strongest first; the sort is stable, so of equals the leftmost.
    order.sort_by(|&a, &b| sides[b].1.abs().total_cmp(&sides[a].1.abs()));
    let mut taken: Vec<(usize, bool)> = Vec::new();
    order.retain(|&at| {
        // What speaks against does not compete with what speaks for.
        let side = (sides[at].0, sides[at].1 < 0.0);
        let counts = !taken.contains(&side) && taken.len() < MOST_COUNTED;
        if counts {
            taken.push(side);
        }
        counts
    });
    order
}

/// logistic(bias + the sum of `adds`).
pub fn score(bias: f64, evidence: &[Evidence]) -> f64 {
    let sum: f64 = bias + evidence.iter().map(|e| e.adds).sum::<f64>();
    1.0 / (1.0 + (-sum).exp())
}

impl Tag {
    /// Whether the score reaches the threshold.
    pub fn stands(&self) -> bool {
        self.score >= self.threshold
    }

    /// What it would be without a rule; none where no evidence would be left. A rule that goes on from the turn before needs
    /// some words of the passage beside it.
    pub fn without(&self, rule: usize, pack: &Pack) -> Option<Tag> {
        let others = self.evidence.iter().filter(|evidence| evidence.rule != rule);
        let left: Vec<Evidence> =
            others.map(|evidence| Evidence { adds: 0.0, counted: false, ..evidence.clone() }).collect();
        let has_words = left.iter().any(|evidence| !pack.rules[evidence.rule].continues);
        weigh(pack, self.layer, self.threshold, if has_words { left } else { Vec::new() })
    }

    /// What its rules say of the working alliance besides that it is there.
    pub fn marks(&self, pack: &Pack) -> Vec<Mark> {
        let mut marks: Vec<Mark> = self.evidence.iter().filter_map(|e| pack.rules[e.rule].marks).collect();
        marks.sort_unstable();
        marks.dedup();
        marks
    }
}

/// Byte offsets into offsets of the canonical text; goes on from the last place, as places mostly ascend.
struct Places<'a> {
    text: &'a str,
    start: u64,
    byte: usize,
    char: u64,
}

impl Places<'_> {
    fn at(&mut self, byte: usize) -> u64 {
        if byte < self.byte {
            (self.byte, self.char) = (0, 0);
        }
        self.char += chars(&self.text[self.byte..byte]);
        self.byte = byte;
        self.start + self.char
    }

    fn span(&mut self, bytes: &std::ops::Range<usize>) -> Span {
        let start = self.at(bytes.start);
        Span { start, end: start + chars(&self.text[bytes.clone()]) }
    }
}
