//! A paragraph on method and agreement for a paper, as reporting guidelines ask for it (O'Connor & Joffe 2020; COREQ 24–27).

use layers::agreement::{Agreement, Figure, named};
use layers::rules::Pack;

use super::Results;
use super::text::{counted, number};
use crate::cli::coded::Corpus;

/// The paragraph: unit, coders, rules' version and hash, coefficients per layer with intervals, base rates. What only the
/// researchers know stands in square brackets.
pub fn methods(results: &Results, corpus: &Corpus, pack: &Pack) -> String {
    let all = &results.tags;
    let twice = corpus.passages.iter().filter(|one| one.codings.len() > 1).count();
    let sentences = [
        format!(
            "The unit of analysis was the passage (a paragraph or a speaker's turn); {} from {} were coded, each with none, one \
             or several of {} layers [coded by whom, how trained, blind to the tags or not].",
            counted(all.n, "passage"),
            counted(all.sessions, "session"),
            pack.layers.len()
        ),
        coding(corpus.coders.len(), twice, all.n),
        format!(
            "Automatic tags were made with layers {} and the rules {} {} (SHA-256 {}).",
            env!("CARGO_PKG_VERSION"),
            pack.name,
            pack.version,
            pack.sha256
        ),
        format!("Agreement of the tags with the coding, per layer: {}.", layers(all, pack)),
        format!(
            "Over whole sets of layers, Krippendorff's alpha with MASI distance was {} on all passages and {} on those with a \
             layer on either side; the sets were the same in {} of passages.",
            figure(&all.sets, "alpha_masi"),
            figure(&all.sets, "alpha_masi_coded"),
            figure(&all.sets, "exact")
        ),
        between(results, pack),
        "Intervals are 95 % percentile intervals of 1,000 bootstrap resamples of whole sessions [how disagreements were \
         resolved; examples]."
            .to_owned(),
    ];
    let said: Vec<String> = sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect();
    said.join(" ") + "\n"
}

fn coding(coders: usize, twice: usize, all: u64) -> String {
    match (coders, twice) {
        (1, _) => "There was one coding.".to_owned(),
        (_, 0) => format!("The {coders} coders coded different passages."),
        _ => format!(
            "There were {coders} coders; {} ({:.0} %) were coded by more than one of them, and a layer counted as coded where more \
             than half of a passage's coders coded it.",
            counted(twice as u64, "passage"),
            twice as f64 / all as f64 * 100.0
        ),
    }
}

/// Each layer with its coefficients and base rate.
fn layers(agreement: &Agreement, pack: &Pack) -> String {
    let layer = |(layer, of): (&layers::layer::Layer, &layers::agreement::Layer)| {
        format!(
            "{} κ = {}, AC1 = {}, F1 = {} (precision {}, recall {}; base rate {})",
            layer.name,
            figure(&of.figures, "kappa"),
            figure(&of.figures, "ac1"),
            figure(&of.figures, "f1"),
            plain(&of.figures, "precision"),
            plain(&of.figures, "recall"),
            plain(&of.figures, "prevalence"),
        )
    };
    pack.layers.iter().zip(&agreement.layers).map(layer).collect::<Vec<_>>().join("; ")
}

/// The coders among themselves.
fn between(results: &Results, pack: &Pack) -> String {
    let Some(alpha) = results.coders else { return String::new() };
    let pair = |pair: &super::Pair| {
        let kappas: Vec<String> = (pack.layers.iter().zip(&pair.agreement.layers))
            .map(|(layer, of)| format!("{} {}", layer.name, figure(&of.figures, "kappa")))
            .collect();
        format!("{} and {} ({}): κ {}", pair.a, pair.b, counted(pair.agreement.n, "passage"), kappas.join(", "))
    };
    format!(
        "Among the coders Krippendorff's alpha with MASI distance was {}; {}.",
        alpha.map_or_else(|why| format!("undefined ({why})"), |value| format!("{value:.2}")),
        results.pairs.iter().map(pair).collect::<Vec<_>>().join("; ")
    )
}

/// A figure with its interval.
fn figure(figures: &[Figure], name: &str) -> String {
    match named(figures, name).interval {
        Some((low, high)) => format!("{} [{}, {}]", plain(figures, name), number(low), number(high)),
        None => plain(figures, name),
    }
}

fn plain(figures: &[Figure], name: &str) -> String {
    named(figures, name).value.map_or_else(|why| format!("undefined ({why})"), number)
}
