//! `layers why`: for each layer what its score is made of, and what a layer that was not tagged lacked.

mod json;
mod text;

use std::collections::HashMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::ValueEnum;
use layers::layer::Role;
use layers::nearest::{Near, Nearest};
use layers::passage::Passage;
use layers::program::Rules;
use layers::rules::Pack;
use layers::tag::{Tag, Tagged, Tagger, Voided};

use super::{Outcome, interrupt, options, out, packs, reading, say, sources};

/// What `layers why` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A note or transcript; - or none: stdin
    file: Option<PathBuf>,

    /// Which passage, by its number from 1 [default: each]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    passage: Option<u64>,

    /// Only this layer (repeatable)
    #[arg(long, value_name = "ID")]
    layer: Vec<String>,

    /// Explain against this threshold (0 to 1) instead of the layers' own
    #[arg(long, value_name = "X", value_parser = options::share)]
    threshold: Option<f64>,

    /// The form of the output
    #[arg(long, default_value = "text")]
    format: Format,

    /// Rules to use instead of the built-in ones: a file or folder (repeatable); `builtin` stands for those
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,

    #[command(flatten)]
    input: options::Input,
}

/// A form of output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// For programs: a list of passages
    Json,
}

const EXAMPLES: &str =
    "A layer's score is logistic(start + what its counted evidence adds); it is tagged where the score \
reaches the threshold. For a layer that is not tagged follow the rules that came nearest and the first thing that each \
lacked; the number before a rule says how much of its pattern stood in one sentence, where rare words count more than common ones.

Examples:
  layers why session.txt --passage 12          each layer of the twelfth passage
  layers why session.txt --passage 12 --layer reparative --threshold 0.3
  layers why --format json session.txt         everything, for programs
  echo 'C: I want you to like me.' | layers why
  layers why --rules builtin --rules my-rules.toml session.txt --passage 3
  layers rules show transference/RULE          a rule that it names";

/// A passage with each layer that was asked for.
struct Explained<'a> {
    passage: &'a Passage,
    layers: Vec<Layer<'a>>,
}

/// What bears on a layer in a passage.
struct Layer<'a> {
    /// Its score, and the evidence that makes it; without evidence where no rule fired.
    weighed: Tag,
    tagged: bool,
    /// Evidence that its context took away.
    voided: Vec<&'a Voided>,
    /// How far the score stays below the threshold, in log odds; none where it is tagged or cannot be.
    lacks: Option<f64>,
    /// The rules that came nearest to firing, where it is not tagged.
    nearest: Vec<Near>,
}

/// Explains.
pub fn run(args: &Args) -> Outcome {
    let prepared = packs::rules(&args.rules).and_then(|mut rules| {
        let layers = packs::layers(&args.layer, &rules.pack)?.unwrap_or_else(|| (0..rules.pack.layers.len()).collect());
        for layer in &mut rules.pack.layers {
            layer.threshold = args.threshold.unwrap_or(layer.threshold);
        }
        Ok((rules, layers))
    });
    match prepared {
        Ok((rules, layers)) => explain(args, &rules, &layers),
        Err(outcome) => outcome,
    }
}

fn explain(args: &Args, rules: &Rules, layers: &[usize]) -> Outcome {
    let (mut tagger, mut nearest) = (Tagger::new(rules), Nearest::new(rules));
    for (names, role) in [(&args.input.therapist, Role::Therapist), (&args.input.client, Role::Client)] {
        names.iter().for_each(|name| tagger.name(name, role));
        names.iter().for_each(|name| nearest.name(name, role));
    }
    let mut to = out::Out::stdout(None);
    interrupt::abandons(Vec::new());
    let (mut last, mut written) = (0, 0);
    let files: Vec<_> = args.file.iter().cloned().collect();
    let sources = sources::named(&files);
    let read = reading::passages(&sources, &args.input.options(), &to.clone(), &mut |passage| {
        last = passage.number;
        let wanted = args.passage.is_none_or(|wanted| wanted == last);
        // The passages before are context.
        let weighed = tagger.weigh_all(passage);
        let open: Vec<usize> = if wanted { untagged(&weighed, layers) } else { Vec::new() };
        let near = nearest.of(&weighed.passage, &open);
        if wanted {
            let explained = explained(&weighed, layers, open.into_iter().zip(near).collect(), &rules.pack);
            to.write_all(args.format.one(&explained, written, &rules.pack).as_bytes())?;
            written += 1;
        }
        Ok(if args.passage == Some(last) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    });
    let ended = to.write_all(args.format.end(written).as_bytes()).and_then(|()| to.commit());
    match (say::written("stdout", ended), read, args.passage) {
        (Outcome::Done, Outcome::Done, Some(wanted)) if wanted > last => missing(wanted, last),
        (Outcome::Done, Outcome::Done, None) if last == 0 => {
            say::about(&sources[0].name, None, "holds no text; nothing to explain");
            read
        }
        (Outcome::Done, _, _) => read,
        (failed, _, _) => failed,
    }
}

impl Format {
    /// A passage, after so many before it.
    fn one(self, explained: &Explained, before: u64, pack: &Pack) -> String {
        match self {
            Format::Text => text::text(explained, pack),
            Format::Json => (if before == 0 { "[\n" } else { ",\n" }).to_owned() + &json::json(explained, pack),
        }
    }

    /// What stands after so many.
    fn end(self, written: u64) -> &'static str {
        match (self, written) {
            (Format::Text, _) => "",
            (Format::Json, 0) => "[]\n",
            (Format::Json, _) => "\n]\n",
        }
    }
}

fn missing(wanted: u64, last: u64) -> Outcome {
    let there = match last {
        0 => "the text holds none".to_owned(),
        1 => "the text holds one, number 1".to_owned(),
        _ => format!("the text holds those from 1 to {last}"),
    };
    say::usage(&format!("--passage {wanted}"), &format!("no such passage; {there}"))
}

/// Which of these layers are not tagged.
fn untagged(weighed: &Tagged, layers: &[usize]) -> Vec<usize> {
    let stands = |layer: usize| weighed.tags.iter().any(|tag| tag.layer == layer && tag.stands());
    layers.iter().copied().filter(|layer| !stands(*layer)).collect()
}

fn explained<'a>(
    weighed: &'a Tagged,
    layers: &[usize],
    mut near: HashMap<usize, Vec<Near>>,
    pack: &Pack,
) -> Explained<'a> {
    let layer = |&at: &usize| {
        let layer = &pack.layers[at];
        let none = || Tag {
            layer: at,
            score: layers::tag::score(layer.bias, &[]),
            bias: layer.bias,
            threshold: layer.threshold,
            evidence: Vec::new(),
        };
        let found = weighed.tags.iter().find(|tag| tag.layer == at);
        // Nothing is tagged without evidence, however low the threshold.
        let tagged = found.is_some_and(Tag::stands);
        let tag = found.cloned().unwrap_or_else(none);
        let voided = weighed.voided.iter().filter(|voided| pack.rules[voided.evidence.rule].layer == at).collect();
        let lacks = if tagged { None } else { lacks(&tag) };
        Layer { weighed: tag, tagged, voided, lacks, nearest: near.remove(&at).unwrap_or_default() }
    };
    Explained { passage: &weighed.passage, layers: layers.iter().map(layer).collect() }
}

/// What was missing to the threshold, in log odds.
fn lacks(tag: &Tag) -> Option<f64> {
    let sum: f64 = tag.bias + tag.evidence.iter().map(|evidence| evidence.adds).sum::<f64>();
    let lacks = (tag.threshold / (1.0 - tag.threshold)).ln() - sum;
    (lacks.is_finite() && lacks > 0.0).then_some(lacks)
}
