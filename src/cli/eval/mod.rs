//! `layers eval`: coded passages in, how far tags and coders agree out.

mod groups;
mod json;
mod markdown;
mod methods;
mod near;
mod text;

use std::path::PathBuf;

use clap::ValueEnum;
use layers::agreement::alpha::{alpha, masi};
use layers::agreement::{Agreement, Set, Unit, Value};
use layers::output::escape::visible_lines;

use self::groups::Group;
use self::near::Missed;
use super::coded::{self, Coded, Corpus};
use super::{Outcome, packs, say};

/// What `layers eval` takes.
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

    /// List what was missed and what was wrong, with the text and the nearest rules
    #[arg(long)]
    errors: bool,

    /// Give the figures by the values of a field too: genre, speaker, source, session or any other of the records
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,

    /// Print a paragraph for the methods section of a paper instead of the tables
    #[arg(long, conflicts_with_all = ["errors", "format", "by"])]
    methods: bool,

    /// Rules to use instead of the built-in ones: a file or folder (repeatable); `builtin` stands for those
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
}

/// A form of output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// For programs
    Json,
    /// A table for a README
    Markdown,
}

const EXAMPLES: &str = "A table (CSV, TSV) has a column text (id, session, speaker … where you have them) and one column a \
layer with 1 or x, or a column code with one row a code. Places in sources, as QDA software has them: records or rows with source, \
start, end and layer; a coding counts for a passage that it lies in or of which it covers at least half.

Examples:
  layers eval coded.jsonl                      tags against one coding
  layers eval anna.jsonl ben.jsonl             against what most coders say, and the coders among themselves
  layers eval codings.csv                      the same from a table
  layers eval --errors coded.jsonl             what was missed and what was wrong, with the text
  layers eval --by genre coded.jsonl           the figures by genre, speaker, source or any other field too
  layers eval --methods anna.jsonl ben.jsonl   a paragraph for a paper
  layers eval --format json --rules my-rules coded.jsonl";

/// What came of it.
struct Results {
    /// Tags against codings.
    tags: Agreement,
    /// The same by a field.
    groups: Vec<Group>,
    /// Each two coders who coded the same passages.
    pairs: Vec<Pair>,
    /// Alpha over all coders, where any passage was coded twice.
    coders: Option<Value>,
}

/// Two coders.
struct Pair {
    a: String,
    b: String,
    agreement: Agreement,
}

/// Does it.
pub fn run(args: &Args) -> Outcome {
    let rules = match packs::rules(&args.rules) {
        Ok(rules) => rules,
        Err(outcome) => return outcome,
    };
    let mut missed = Missed::new(&rules, args.errors);
    let corpus = match coded::read(&args.files, &rules, &mut |passage, coded| missed.hear(passage, coded)) {
        Ok(corpus) => corpus,
        Err(outcome) => return outcome,
    };
    let results = results(&corpus, args.by.as_deref(), rules.pack.layers.len());
    let errors = args.errors.then(|| near::errors(&corpus, &missed, &rules.pack));
    let out = match args.format {
        _ if args.methods => visible_lines(&methods::methods(&results, &corpus, &rules.pack)),
        Format::Text => text::text(&results, errors.as_deref(), &rules.pack),
        Format::Markdown => markdown::markdown(&results, &rules.pack),
        Format::Json => json::json(&results, errors.as_deref(), &rules.pack),
    };
    match (say::print(&out), corpus.failed) {
        (Outcome::Done, true) => Outcome::SomeFailed,
        (outcome, _) => outcome,
    }
}

fn results(corpus: &Corpus, by: Option<&str>, layers: usize) -> Results {
    let Corpus { coders, passages, .. } = corpus;
    let unit = |one: &Coded| Unit { coded: one.most(), tagged: one.tagged(), session: one.session };
    let tags = Agreement::of(&passages.iter().map(unit).collect::<Vec<_>>(), layers);
    let groups = by.map_or_else(Vec::new, |field| groups::by(field, passages, unit, layers));
    let mut pairs = Vec::new();
    for (a, name) in coders.iter().enumerate() {
        for (b, other) in coders.iter().enumerate().skip(a + 1) {
            let both = |one: &Coded| Some(Unit { coded: one.by(a)?, tagged: one.by(b)?, session: one.session });
            let units: Vec<Unit> = passages.iter().filter_map(both).collect();
            if !units.is_empty() {
                let agreement = Agreement::of(&units, layers);
                pairs.push(Pair { a: name.clone(), b: other.clone(), agreement });
            }
        }
    }
    let values = |one: &Coded| one.codings.iter().map(|&(_, set)| set).collect::<Vec<Set>>();
    let coders = (!pairs.is_empty()).then(|| alpha(passages.iter().map(values), masi));
    Results { tags, groups, pairs, coders }
}
