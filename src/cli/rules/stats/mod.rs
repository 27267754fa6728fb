//! `layers rules stats`: what each rule is worth on coded passages, and which facets the rules cover.

mod csv;
mod json;
mod text;

use std::path::PathBuf;

use clap::ValueEnum;
use layers::agreement::by_rule::{Worth, by_rule};
use layers::rules::Pack;

use crate::cli::{Outcome, coded, packs, say};

/// What `layers rules stats` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Coded passages: JSON Lines with "text" and "layers", a table, or places in sources; - for stdin. Files with the same ids
    /// are several coders'
    #[arg(value_name = "CODED", required = true)]
    files: Vec<PathBuf>,

    /// The form of the output
    #[arg(long, default_value = "text")]
    format: Format,

    /// What comes first: the lowest precision, the most often fired, or the first id
    #[arg(long, default_value = "fired")]
    sort: Sort,

    /// Only this layer's rules (repeatable)
    #[arg(long, value_name = "ID")]
    layer: Vec<String>,

    /// Rules to use instead of the built-in ones: a file or folder (repeatable); `builtin` stands for those
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
}

/// A form of output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading: the rules that fired, then what the rules do not cover
    Text,
    /// Every rule and facet, for programs
    Json,
    /// One row a rule
    Csv,
}

/// An order of rules.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// The lowest precision first
    Precision,
    /// The most often fired first
    Fired,
    /// By id
    Id,
}

const EXAMPLES: &str = "A rule fires in a passage that holds evidence of it which no context voids; it is right where the coding has its \
layer (a rule that speaks against a layer: where it has not). It decides where the tag would not stand without it: there it does \
good or harm, elsewhere other rules say the same. [ ] is the 95 % interval after Wilson.

Examples:
  layers rules stats coded.jsonl                         the most often fired first
  layers rules stats --sort precision --layer transference coded.jsonl
  layers rules stats --rules builtin --rules my-rules.toml coded.jsonl
  layers rules stats --format csv coded.jsonl > rules.csv      every rule, for a spreadsheet";

/// What came of it.
struct Stats {
    passages: u64,
    sessions: u64,
    /// Rules by their place in the pack, in the order asked for.
    rules: Vec<(usize, Worth)>,
    /// Facets, in the pack's order.
    facets: Vec<Facet>,
}

/// How the rules cover a facet of the codebook.
struct Facet {
    layer: usize,
    facet: usize,
    /// Rules that speak for it.
    rules: u64,
    /// Those that fired.
    fired: u64,
    /// Those that were right at least once.
    true_hit: u64,
}

/// Does it.
pub fn run(args: &Args) -> Outcome {
    let prepared = packs::rules(&args.rules).and_then(|rules| {
        let layers = packs::layers(&args.layer, &rules.pack)?;
        let corpus = coded::read(&args.files, &rules, &mut |_, _| {})?;
        Ok((rules.pack, layers, corpus))
    });
    let (pack, layers, corpus) = match prepared {
        Ok(prepared) => prepared,
        Err(outcome) => return outcome,
    };
    let worth = by_rule(corpus.passages.iter().map(|one| (&one.weighed, one.most())), &pack);
    let wanted = |layer: usize| layers.as_ref().is_none_or(|layers| layers.contains(&layer));
    let mut rules: Vec<(usize, Worth)> =
        worth.into_iter().enumerate().filter(|(at, _)| wanted(pack.rules[*at].layer)).collect();
    let facets = facets(&rules, &pack).into_iter().filter(|facet| wanted(facet.layer)).collect();
    sort(&mut rules, args.sort, &pack);
    let sessions = corpus.passages.iter().map(|one| one.session).max().map_or(0, |most| most as u64 + 1);
    let stats = Stats { passages: corpus.passages.len() as u64, sessions, rules, facets };
    let out = match args.format {
        Format::Text => text::text(&stats, &pack),
        Format::Json => json::json(&stats, &pack),
        Format::Csv => csv::csv(&stats, &pack),
    };
    match (say::print(&out), corpus.failed) {
        (Outcome::Done, true) => Outcome::SomeFailed,
        (outcome, _) => outcome,
    }
}

/// Rules that are alike in what is asked for: the most often fired first, then by id.
fn sort(rules: &mut [(usize, Worth)], by: Sort, pack: &Pack) {
    // A rule that never fired has no precision and stands last.
    let precision = |worth: &Worth| worth.fired.precision().unwrap_or(f64::INFINITY);
    rules.sort_by(|(a, one), (b, other)| {
        let fired = other.fired.all.cmp(&one.fired.all);
        let first = match by {
            Sort::Precision => precision(one).total_cmp(&precision(other)).then(fired),
            Sort::Fired => fired,
            Sort::Id => std::cmp::Ordering::Equal,
        };
        first.then_with(|| pack.rules[*a].id.cmp(&pack.rules[*b].id))
    });
}

fn facets(rules: &[(usize, Worth)], pack: &Pack) -> Vec<Facet> {
    let mut out = Vec::new();
    for (layer, of) in pack.layers.iter().enumerate() {
        for facet in 0..of.facets.len() {
            let own = rules.iter().filter(|(at, _)| {
                let rule = &pack.rules[*at];
                (rule.layer, rule.facet) == (layer, facet) && rule.adds >= 0.0
            });
            let count = |is: fn(&Worth) -> bool| own.clone().filter(|(_, worth)| is(worth)).count() as u64;
            let (rules, fired) = (count(|_| true), count(|worth| worth.fired.all > 0));
            out.push(Facet { layer, facet, rules, fired, true_hit: count(|worth| worth.fired.right > 0) });
        }
    }
    out
}
