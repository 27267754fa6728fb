//! Stand-ins for the stages that other branches build, each with the call it will have. Replaced when they meet.

use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use layers::input::{Failure, Item, Options};
use layers::layer::{Facet, Layer, Role};
use layers::passage::{Before, Genre, Passage, Piece, Session};
use layers::rules::{Pack, Rule};
use layers::span::{Span, chars};
use layers::tag::{Evidence, Tag, Tagged};

use super::Outcome;

/// Stands in for the built-in rules: a layer, a rule a layer, a word a rule.
const WORDS: [(&str, &str, &str); 5] = [
    ("working-alliance", "Working alliance", "agreed"),
    ("transference", "Transference", "angry with me"),
    ("reparative", "Reparative", "held"),
    ("person-to-person", "Person-to-person", "moved"),
    ("transpersonal", "Transpersonal", "sacred"),
];

/// Stands in for `rules::read`.
pub fn pack(_paths: &[PathBuf]) -> Result<Pack, Outcome> {
    let layer = |(id, name, _): &(&str, &str, &str)| Layer {
        id: (*id).into(),
        name: (*name).into(),
        full_name: (*name).into(),
        pages: "1".into(),
        definition: "stand-in".into(),
        bias: -2.0,
        threshold: 0.5,
        facets: vec![Facet {
            id: "words".into(),
            name: "Words".into(),
        }],
    };
    let rule = |(layer, (id, _, word)): (usize, &(&str, &str, &str))| Rule {
        id: format!("{id}/{}", word.replace(' ', "-")),
        layer,
        facet: 0,
        strength: "strong".into(),
        why: "stands in for a clause of the codebook".into(),
        marks: None,
    };
    Ok(Pack {
        name: "stand-in".into(),
        version: "0".into(),
        sha256: String::new(),
        layers: WORDS.iter().map(layer).collect(),
        rules: WORDS.iter().enumerate().map(rule).collect(),
    })
}

/// Stands in for `evidence::Tagger`.
pub struct Tagger<'a>(&'a Pack);

impl<'a> Tagger<'a> {
    /// Naive: looks for words.
    pub fn new(pack: &'a Pack) -> Self {
        Tagger(pack)
    }

    /// Tags each word found.
    pub fn tag(&mut self, passage: Passage) -> Tagged {
        let mut tags = Vec::new();
        for (at, (_, _, word)) in WORDS.iter().enumerate() {
            let Some(found) = passage.text.find(word) else { continue };
            let start = passage.start + chars(&passage.text[..found]);
            let layer = &self.0.layers[at];
            let score = 1.0 / (1.0 + (-(layer.bias + 3.0)).exp());
            if score < layer.threshold {
                continue;
            }
            tags.push(Tag {
                layer: at,
                score,
                bias: layer.bias,
                threshold: layer.threshold,
                evidence: vec![Evidence {
                    rule: at,
                    adds: 3.0,
                    counted: true,
                    span: Some(Span {
                        start,
                        end: start + chars(word),
                    }),
                    text: Some((*word).into()),
                }],
            });
        }
        Tagged {
            passage,
            tags,
            voided: Vec::new(),
        }
    }
}

/// Stands in for `input::read`: a line is a passage.
pub fn read(
    source: &Arc<str>,
    _path: Option<&Path>,
    bytes: impl Read,
    options: &Options,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    use std::io::BufRead;
    let mut start = 0;
    let mut number = 0;
    for (at, line) in std::io::BufReader::new(bytes).lines().enumerate() {
        let line = line.unwrap_or_default();
        let from = start;
        start += chars(&line) + 1;
        if line.trim().is_empty() {
            continue;
        }
        number += 1;
        let (label, text) = match line.split_once(": ") {
            Some((label, text)) if label.len() < 12 => (Some(label), text),
            _ => (None, &line[..]),
        };
        let speaker = match label {
            Some("T") => Some(Role::Therapist),
            Some("C") => Some(Role::Client),
            _ => None,
        };
        each(Item::Piece(Piece::Passage(Passage {
            source: source.clone(),
            number,
            id: None,
            genre: options.genre.unwrap_or(Genre::Note),
            speaker,
            label: label.map(Into::into),
            line: at as u64 + 1,
            start: from + label.map_or(0, |label| chars(label) + 2),
            text: text.to_owned(),
            before: Before::Previous,
            session: Session::default(),
            extra: Vec::new(),
        })))?;
    }
    ControlFlow::Continue(())
}

/// Stands in for what prints the canonical text.
pub fn canonical(
    _source: &Arc<str>,
    _path: Option<&Path>,
    mut bytes: impl Read,
    _options: &Options,
    each: &mut dyn FnMut(Result<&str, Failure>) -> ControlFlow<()>,
) {
    let mut all = Vec::new();
    let _ = bytes.read_to_end(&mut all);
    let _ = each(Ok(&String::from_utf8_lossy(&all)));
}
