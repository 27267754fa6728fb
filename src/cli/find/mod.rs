//! `layers find`: a pattern of the rule language tried on one's own text, each match in its sentence.

mod json;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use layers::evidence::{Finder, Finding};
use layers::layer::{Facet, Layer, Role};
use layers::output::escape::visible;
use layers::passage::Passage;
use layers::program::Rules;
use layers::rules::fault::{Fault, File, Place, did_you_mean};
use layers::rules::pattern::Pattern;
use layers::rules::{Pack, Rule, Strength};

use super::quote::quoted;
use super::{Outcome, interrupt, options, out, packs, reading, say, sources};

/// What `layers find` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A pattern, as rules have it
    pattern: String,

    /// Notes and transcripts; - or none: stdin
    #[arg(value_name = "PATH")]
    files: Vec<PathBuf>,

    /// Rules whose word classes and contexts to use: a file or folder (repeatable); `builtin` stands for those
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,

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
    /// For programs: all matches, then how many in how many passages
    Json,
    /// One JSON object a match
    Jsonl,
}

const EXAMPLES: &str =
    "Each match is printed in its sentence, with source:line, the passage's number and who speaks; a rule counts \
once a sentence, at its first match. Where a context would void it, that stands at the end, in square brackets.

Examples:
  layers find 'felt close' session.txt         these words, one after the other
  layers find '{client} ~2 trust* ~2 {therapist}' notes/*.txt
  layers find '<angry> with {therapist}' session.txt
  layers find '(sorry|apolog*) & late' session.txt      both anywhere in one sentence
  layers find --format jsonl '<angry>' notes/*.txt       for programs: one match a line
  layers find --rules builtin --rules my-rules.toml '<my-class>' session.txt

  {client} {therapist} {both} {other} are persons, <angry> a word class, ~2 a gap of up to two words, * any letters.
  layers text --roles FILE shows who is who; layers why FILE --passage N explains a passage.";

/// Searches.
pub fn run(args: &Args) -> Outcome {
    let rules = match packs::pack(&args.rules).and_then(|pack| only(&args.pattern, pack)) {
        Ok(rules) => rules,
        Err(outcome) => return outcome,
    };
    let mut finder = Finder::new(&rules);
    finder.every = true;
    args.input.therapist.iter().for_each(|name| finder.name(name, Role::Therapist));
    args.input.client.iter().for_each(|name| finder.name(name, Role::Client));
    let mut to = out::Out::stdout(None);
    interrupt::abandons(Vec::new());
    let mut count = Count::default();
    let sources = sources::named(&args.files);
    if let Err(error) = to.write_all(args.format.begin(&args.pattern).as_bytes()) {
        return say::written("stdout", Err(error));
    }
    let read = reading::passages(&sources, &args.input.options(), &to.clone(), &mut |passage| {
        let findings = finder.find(&passage).findings;
        for finding in &findings {
            to.write_all(args.format.one(&passage, finding, count.matches).as_bytes())?;
            count.matches += 1;
        }
        count.with += u64::from(!findings.is_empty());
        count.passages += 1;
        Ok(ControlFlow::Continue(()))
    });
    let ended = to.write_all(args.format.end(&count).as_bytes()).and_then(|()| to.commit());
    match say::written("stdout", ended) {
        Outcome::Done => read,
        failed => failed,
    }
}

impl Format {
    /// What stands before the matches.
    fn begin(self, pattern: &str) -> String {
        match self {
            Format::Text | Format::Jsonl => String::new(),
            Format::Json => json::begin(pattern),
        }
    }

    /// A match, after so many before it.
    fn one(self, passage: &Passage, finding: &Finding, before: u64) -> String {
        match self {
            Format::Text => line(passage, finding) + "\n",
            Format::Json => (if before == 0 { "\n" } else { ",\n" }).to_owned() + &json::json(passage, finding),
            Format::Jsonl => json::json(passage, finding) + "\n",
        }
    }

    /// What stands after them.
    fn end(self, count: &Count) -> String {
        match self {
            Format::Text => count.text(),
            Format::Json => json::end(count),
            Format::Jsonl => String::new(),
        }
    }
}

/// The pack's classes and contexts with one rule, which is the pattern.
fn only(text: &str, mut pack: Pack) -> Result<Rules, Outcome> {
    let pattern = Pattern::read(text).map_err(|error| faulty(text, error.at, error.message))?;
    let known = || pack.classes.iter().map(|class| class.name.as_str());
    if let Some(class) = pattern.classes().iter().find(|class| known().all(|name| name != *class)) {
        let at = text.find(&format!("<{class}")).unwrap_or(0);
        return Err(faulty(text, at, format!("unknown class <{class}>{}", did_you_mean(class, known()))));
    }
    // What only some layers' evidence is voided by says nothing of a pattern that has no layer yet.
    pack.contexts.retain(|context| context.layers.is_empty());
    pack.layers = vec![layer()];
    pack.rules = vec![rule(pattern)];
    Ok(Rules::new(pack))
}

fn faulty(text: &str, at: usize, message: String) -> Outcome {
    let file = Arc::new(File { path: "pattern".to_owned(), text: text.to_owned() });
    packs::tell(std::iter::once(&Fault { place: Place { file, at }, rule: None, message, warning: false }));
    Outcome::Usage
}

fn layer() -> Layer {
    let name = || "find".to_owned();
    Layer {
        id: name(),
        name: name(),
        full_name: name(),
        pages: String::new(),
        definition: String::new(),
        bias: 0.0,
        threshold: 0.5,
        finds: None,
        facets: vec![Facet { id: name(), name: name() }],
    }
}

fn rule(pattern: Pattern) -> Rule {
    Rule {
        id: "find/pattern".to_owned(),
        layer: 0,
        facet: 0,
        strength: Strength::Strong,
        adds: 1.0,
        why: String::new(),
        patterns: vec![pattern],
        regex: Vec::new(),
        speaker: Vec::new(),
        genre: Vec::new(),
        conditions: Vec::new(),
        survives: Vec::new(),
        marks: None,
        continues: false,
    }
}

/// A match with its place, in its sentence.
fn line(passage: &Passage, finding: &Finding) -> String {
    let mut out = format!("{}  {}", reading::place(passage), quoted(&passage.text, &finding.bytes));
    if let Some((reason, by)) = &finding.voided {
        out.push_str(&format!("  [{}: {by}]", reason.name()));
    }
    visible(&out).into_owned()
}

/// How much was found, in how much.
#[derive(Default)]
struct Count {
    matches: u64,
    /// Passages that hold a match.
    with: u64,
    passages: u64,
}

impl Count {
    fn text(&self) -> String {
        let Count { matches, with, passages } = self;
        let noun = if *passages == 1 { "passage" } else { "passages" };
        match matches {
            0 => format!("no match in {passages} {noun}\n"),
            1 => format!("\n1 match in 1 of {passages} {noun}\n"),
            _ => format!("\n{matches} matches in {with} of {passages} {noun}\n"),
        }
    }
}
