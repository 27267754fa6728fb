//! `layers rules calibrate`: weights, biases and thresholds from coded passages, into the user's rule files.

mod asked;
mod changes;
mod json;
mod text;
mod write;

use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use layers::agreement::{Agreement, Set, Unit, named};
use layers::calibrate::edit::edit;
use layers::calibrate::held_out::{HeldOut, held_out};
use layers::calibrate::{Case, ENOUGH, Enough, coded, fit, present};
use layers::program::Rules;
use layers::rules::fault::File;
use layers::rules::{Loaded, Pack, load};

use self::asked::Prevalence;
use self::changes::{Change, changes};
use crate::cli::coded::{self, Corpus};
use crate::cli::{Outcome, packs, say};

/// What `layers rules calibrate` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Coded passages: JSON Lines with "text" and "layers", a table, or places in sources; - for stdin. Files with the same ids
    /// are several coders'
    #[arg(value_name = "CODED", required = true)]
    files: Vec<PathBuf>,

    /// The rule files to change: a folder or file (repeatable). `layers rules export DIR` makes one
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,

    /// Only show what would change
    #[arg(long)]
    dry_run: bool,

    /// Change the files also where it does not help on sessions left out
    #[arg(long)]
    force: bool,

    /// How common layers are in the sessions you will tag, 0 to 1, for the precision to expect there: one number for all, or
    /// LAYER=SHARE (repeatable)
    #[arg(long, value_name = "[LAYER=]SHARE", default_value = "0.05")]
    prevalence: Vec<Prevalence>,

    /// In how many passages (of at least 3 sessions) a rule must have fired for a weight of its own
    #[arg(long, value_name = "N", default_value_t = ENOUGH.passages, value_parser = asked::at_least_one)]
    min_fired: usize,

    /// The form of the output
    #[arg(long, default_value = "text")]
    format: Format,
}

/// A form of output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// For programs
    Json,
}

const EXAMPLES: &str = "It estimates what the grades of strength are worth (the same for all layers), each layer's bias and threshold, and a \
weight of its own (`adds`) for a rule that fired often enough. The other rules keep their grade, and what few passages speak of \
stays near what it is; a layer with fewer than 5 coded passages keeps its bias and threshold. Biases and weights are chosen so \
that the score is the share of such passages that was coded. The threshold is then where F1 is best, drawn towards asking for as \
much evidence as before where few passages have the layer. Only these numbers change in the files; comments, order, mode and \
owner stay.

Figures are for sessions left out: each session is tagged with numbers that rest on others. If the mean F1 is not better there, \
nothing is written. Coded passages are often chosen because they are rich in layers; where a layer is rarer, fewer of its tags \
are right: --prevalence shows what to expect there.

Examples:
  layers rules export my-rules
  layers rules calibrate --dry-run --rules my-rules coded.jsonl
  layers rules calibrate --rules my-rules coded.jsonl
  layers rules calibrate --rules my-rules --prevalence 0.1 --prevalence transpersonal=0.01 coded.jsonl
  layers tag --rules my-rules session.txt";

const BUILTIN: &str = "the built-in rules cannot be changed; write them out with `layers rules export my-rules`, then add \
`--rules my-rules` here";

/// What came of it.
struct Results<'a> {
    pack: &'a Pack,
    sessions: usize,
    /// By layer: how many passages have it, and how common it is said to be elsewhere.
    layers: Vec<LayerResult>,
    passages: usize,
    /// None where there is only one session.
    held: Option<Held>,
    changes: Vec<Change>,
    end: End,
}

struct LayerResult {
    coded: usize,
    /// Whether that is enough for its bias and threshold to move.
    enough: bool,
    elsewhere: f64,
}

/// How tags agree with codings on sessions left out.
struct Held {
    folds: usize,
    loss: (f64, f64),
    both: Both,
    /// By source, in the order in which they come; none where there is one source.
    sources: Vec<(String, Both)>,
}

/// Agreement before and after.
struct Both {
    passages: usize,
    before: Agreement,
    after: Agreement,
}

/// How it ended.
enum End {
    /// These files were written.
    Written(Vec<String>),
    /// These would be.
    Dry(Vec<String>),
    /// All numbers are right as they are.
    NoChange,
    /// It does not help, or nobody can know as there is only one session.
    NoHelp,
}

/// Does it.
pub fn run(args: &Args) -> Outcome {
    let done = read(&args.rules).and_then(|(files, loaded)| calibrate(args, &files, &loaded));
    done.unwrap_or_else(|outcome| outcome)
}

/// The rule files, if they can be changed.
fn read(paths: &[PathBuf]) -> Result<(Vec<Arc<File>>, Loaded), Outcome> {
    if paths.is_empty() || paths.iter().any(|path| path.as_os_str() == "builtin") {
        return Err(say::usage("--rules", BUILTIN));
    }
    let files = packs::files(paths)?;
    let loaded = load(&files);
    if !loaded.sound() {
        packs::tell(loaded.faults.iter().filter(|fault| !fault.warning));
        return Err(Outcome::Usage);
    }
    Ok((files, loaded))
}

fn calibrate(args: &Args, files: &[Arc<File>], loaded: &Loaded) -> Result<Outcome, Outcome> {
    let pack = &loaded.pack;
    let elsewhere = asked::by_layer(&args.prevalence, pack)?;
    let corpus = coded::read(&args.files, &Rules::new(pack.clone()), &mut |_, _| {})?;
    let cases: Vec<Case> = corpus.passages.iter().map(case).collect();
    let enough = Enough { passages: args.min_fired, ..ENOUGH };
    let (cues, before) = present(loaded);
    let after = fit(&cases, &cues, &before, enough);
    let layer = |(at, elsewhere)| {
        let coded = coded(&cases, at);
        LayerResult { coded, enough: coded >= enough.coded, elsewhere }
    };
    let layers: Vec<LayerResult> = elsewhere.into_iter().enumerate().map(layer).collect();
    let held = held_out(&cases, &cues, &before, enough).map(|out| held(&out, &corpus, &cases, pack.layers.len()));
    let helps = held.as_ref().is_some_and(|held| held.both.helps(&layers));
    let changes = changes(pack, &cases, &cues, &before, &after);
    let end = match changes.is_empty() {
        true => End::NoChange,
        false if !helps && !args.force => End::NoHelp,
        false => {
            let new = edit(files, loaded, &cues, &before, &after)
                .map_err(|unwritable| say::usage("--rules", &unwritable.to_string()))?;
            if args.dry_run { End::Dry(write::names(&new)) } else { End::Written(write::write(&new)?) }
        }
    };
    let sessions = cases.iter().map(|case| case.session).max().map_or(0, |most| most + 1);
    let results = Results { pack, sessions, layers, passages: cases.len(), held, changes, end };
    let out = match args.format {
        Format::Text => text::text(&results),
        Format::Json => json::json(&results),
    };
    match (say::print(&out), corpus.failed) {
        (Outcome::Done, true) => Ok(Outcome::SomeFailed),
        (outcome, _) => Ok(outcome),
    }
}

fn case(one: &coded::Coded) -> Case {
    let mut fired: Vec<usize> =
        one.weighed.tags.iter().flat_map(|tag| tag.evidence.iter().map(|evidence| evidence.rule)).collect();
    fired.sort_unstable();
    fired.dedup();
    Case { session: one.session, coded: one.most(), fired }
}

fn held(out: &HeldOut, corpus: &Corpus, cases: &[Case], layers: usize) -> Held {
    let names = corpus.passages.iter().map(|one| &*one.weighed.passage.source);
    let names: Vec<&str> = names.collect();
    let both = |wanted: Option<&str>| {
        let units = |tagged: &[Set]| -> Vec<Unit> {
            let all = cases.iter().zip(tagged).zip(&names);
            let some = all.filter(|(_, name)| wanted.is_none_or(|wanted| wanted == **name));
            some.map(|((case, &tagged), _)| Unit { coded: case.coded, tagged, session: case.session }).collect()
        };
        let agreement = |tagged| Agreement::plain(units(tagged).iter(), layers);
        let (before, after) = (agreement(&out.before), agreement(&out.after));
        Both { passages: before.n as usize, before, after }
    };
    let mut sources: Vec<&str> = Vec::new();
    for name in &names {
        if !sources.contains(name) {
            sources.push(name);
        }
    }
    if sources.len() < 2 {
        sources.clear();
    }
    let sources = sources.into_iter().map(|name| (name.to_owned(), both(Some(name)))).collect();
    Held { folds: out.folds, loss: out.loss, both: both(None), sources }
}

impl Both {
    /// Whether the mean F1 of the layers that may move is better.
    fn helps(&self, layers: &[LayerResult]) -> bool {
        let sum = |agreement: &Agreement| -> f64 {
            let moved = agreement.layers.iter().zip(layers).filter(|(_, layer)| layer.enough);
            moved.filter_map(|(layer, _)| named(&layer.figures, "f1").value.ok()).sum()
        };
        sum(&self.after) > sum(&self.before)
    }
}
