//! `layers rules diff`: what a change of rules does to one's own texts.

mod json;
mod text;

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::ValueEnum;
use layers::change::{Change, Side, changes, layers};
use layers::layer::Role;
use layers::passage::Passage;
use layers::program::Rules;
use layers::rules::Pack;
use layers::tag::{Tag, Tagged, Tagger};

use crate::cli::{Outcome, options, out, packs, reading, say, sources};

/// What `layers rules diff` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The rules as they were: a file, a folder, or `builtin`
    old: PathBuf,

    /// The rules as they are
    new: PathBuf,

    /// Notes, transcripts and coded passages; - for stdin
    #[arg(value_name = "PATH", required = true)]
    files: Vec<PathBuf>,

    /// Only this layer (repeatable)
    #[arg(long, value_name = "ID")]
    layer: Vec<String>,

    /// The form of the output
    #[arg(long, default_value = "text")]
    format: Format,

    #[command(flatten)]
    input: options::Input,
}

/// A form of output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// For programs
    Json,
}

const EXAMPLES: &str = "Each layer's tags gained (+) and lost (−), then each passage with the rule that did it: one that fires now, that is \
silent now, or that a context voids now. A file that adds to built-in layers is taken together with the built-in rules.

Examples:
  layers rules diff builtin my-rules.toml notes/*.txt
  layers rules diff rules-before/ rules-after/ coded.jsonl
  layers rules diff --layer transference --format json builtin my-rules.toml session.txt";

/// What came of it.
struct Diff<'a> {
    old: &'a Pack,
    new: &'a Pack,
    passages: u64,
    /// By layer, in the old rules' order, then those that are new.
    layers: Vec<Counts>,
    changed: Vec<Changed>,
}

/// How many tags of a layer stay, come and go.
struct Counts {
    layer: String,
    kept: u64,
    gained: u64,
    lost: u64,
}

/// A passage that gains or loses layers.
struct Changed {
    passage: Passage,
    changes: Vec<Change>,
}

/// Does it.
pub fn run(args: &Args) -> Outcome {
    let loaded = packs::named(&args.old).and_then(|old| Ok((old, packs::named(&args.new)?)));
    match loaded {
        Ok((old, new)) => compare(args, &old, &new),
        Err(outcome) => outcome,
    }
}

fn compare(args: &Args, old: &Rules, new: &Rules) -> Outcome {
    let mut ids = layers(&old.pack, &new.pack);
    for id in &args.layer {
        if !ids.contains(&id.as_str()) {
            return say::usage(&format!("--layer {id}"), &packs::unknown_layer(id, &new.pack));
        }
    }
    ids.retain(|id| args.layer.is_empty() || args.layer.iter().any(|wanted| wanted == id));
    let none = |id: &&str| Counts { layer: (*id).to_owned(), kept: 0, gained: 0, lost: 0 };
    let layers = ids.iter().map(none).collect();
    let mut diff = Diff { old: &old.pack, new: &new.pack, passages: 0, layers, changed: Vec::new() };
    let mut taggers = [Tagger::new(old), Tagger::new(new)];
    for tagger in &mut taggers {
        args.input.therapist.iter().for_each(|name| tagger.name(name, Role::Therapist));
        args.input.client.iter().for_each(|name| tagger.name(name, Role::Client));
    }
    let sources = match sources::known(&args.files) {
        Ok(sources) => sources,
        Err(outcome) => return outcome,
    };
    let read = reading::passages(&sources, &args.input.options(), &out::Out::stdout(None), &mut |passage| {
        let [was, is] = [taggers[0].weigh_all(passage.clone()), taggers[1].weigh_all(passage)];
        diff.add(&was, is);
        Ok(ControlFlow::Continue(()))
    });
    let text = match args.format {
        Format::Text => text::text(&diff),
        Format::Json => json::json(&diff),
    };
    match say::print(&text) {
        Outcome::Done => read,
        failed => failed,
    }
}

impl Diff<'_> {
    fn add(&mut self, was: &Tagged, is: Tagged) {
        self.passages += 1;
        let (old, new) = (Side { weighed: was, pack: self.old }, Side { weighed: &is, pack: self.new });
        let mut changes = changes(old, new);
        changes.retain(|change| self.layers.iter().any(|counts| counts.layer == change.layer));
        for counts in &mut self.layers {
            let stands = |tag: &&Tag| tag.stands() && self.new.layers[tag.layer].id == counts.layer;
            match changes.iter().find(|change| change.layer == counts.layer) {
                Some(change) if change.gained => counts.gained += 1,
                Some(_) => counts.lost += 1,
                None => counts.kept += is.tags.iter().filter(stands).count() as u64,
            }
        }
        if !changes.is_empty() {
            self.changed.push(Changed { passage: is.passage, changes });
        }
    }

    /// A layer's short name.
    fn name(&self, id: &str) -> &str {
        let both = self.new.layers.iter().chain(&self.old.layers);
        both.into_iter().find(|layer| layer.id == id).map_or("", |layer| &layer.name)
    }
}
