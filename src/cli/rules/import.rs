//! `layers rules import`: a dictionary that somebody has, as a rule file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use encoding_rs::{Encoding, WINDOWS_1252};
use layers::builtin;
use layers::dictionary::rules::{Frame, Ruled, SILENT, ruled, slug, write};
use layers::dictionary::{self, Dictionary, Left};
use layers::examples;
use layers::program::Rules;
use layers::rules::fault::File as RuleFile;
use layers::rules::{Loaded, load};

use super::count;
use crate::cli::{Outcome, interrupt, out, packs, regular, say};

/// What `layers rules import` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The dictionary: LIWC .dic or .dicx, quanteda YAML, or a CSV of words and categories
    file: PathBuf,

    /// The layer whose facets its categories become: one of your own, or a built-in one that it adds to
    #[arg(long, value_name = "ID")]
    layer: String,

    /// What a word is worth: medium and strong tag a passage alone, weak needs another facet's word beside it
    #[arg(long, value_name = "GRADE", default_value = "medium")]
    strength: Strength,

    /// Write to a file, which appears whole or not at all [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What a word is worth.
#[derive(Clone, Copy, ValueEnum)]
enum Strength {
    /// Needs company
    Weak,
    /// Raises a tag alone
    Medium,
    /// Raises a tag alone, more surely
    Strong,
}

const EXAMPLES: &str =
    "Words are matched in any case, as the rule language does; categories within categories become facets with both \
names. What cannot be carried over is listed with the reason.

Examples:
  layers rules import stress.dic --layer stress -o stress.toml
  layers tag --rules stress.toml session.txt               that layer alone
  layers tag --rules builtin --rules stress.toml session.txt
  layers rules import trust.yml --layer working-alliance --strength weak -o trust.toml
  layers rules test stress.toml                            its examples";

/// Rounds in which examples are chosen. A word may be voided by a context; another is tried.
const ROUNDS: usize = 6;

/// Imports.
pub fn run(args: &Args) -> Outcome {
    let name = args.file.to_string_lossy();
    let made = read(&args.file).and_then(|dictionary| made(args, dictionary));
    let (text, dictionary) = match made {
        Ok(made) => made,
        Err(outcome) => return outcome,
    };
    let same = |path: &Path| (path.canonicalize().ok()? == args.file.canonicalize().ok()?).then_some(&*name);
    let mut out = match out::open(args.output.as_deref(), None, same) {
        Ok(out) => out,
        Err(outcome) => return outcome,
    };
    interrupt::abandons(out.abandon().into_iter().collect());
    let to = args.output.as_ref().map_or("stdout".into(), |path| path.to_string_lossy());
    let written = out.write_all(text.as_bytes()).and_then(|()| out.commit());
    tell(&name, &dictionary.left);
    let terms: usize = dictionary.categories.iter().map(|category| category.terms.len()).sum();
    let held = format!("{} in {}", count(terms, "term"), count(dictionary.categories.len(), "facet"));
    say::about(&name, None, &format!("{held} of the layer {}; {} not carried over", args.layer, dictionary.left.len()));
    say::written(&to, written)
}

/// The longest dictionary that is read, in bytes.
const LONGEST: u64 = 8 << 20;

fn read(path: &Path) -> Result<Dictionary, Outcome> {
    let name = path.to_string_lossy();
    let fail = |message: &str| say::usage(&name, message);
    let bytes =
        File::open(path).and_then(|file| regular::whole(file, LONGEST)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => fail("no such file; check the name, and that you are in the right folder"),
            _ => fail(&format!("cannot be read: {error}")),
        })?;
    let Some(bytes) = bytes else { return Err(fail("is longer than 8 MiB; no dictionary is")) };
    let text = decoded(&bytes);
    let Some(form) = dictionary::form(path, &text) else {
        return Err(fail("is none of .dic, .dicx, .yml, .yaml and .csv, and does not look like one"));
    };
    dictionary::read(&text, form).map_err(|message| fail(&message))
}

/// The text: UTF-16 with its mark, UTF-8, else Windows-1252, as old dictionaries are.
fn decoded(bytes: &[u8]) -> String {
    let text = match (Encoding::for_bom(bytes), std::str::from_utf8(bytes)) {
        (Some((encoding, _)), _) => encoding.decode(bytes).0.into_owned(),
        (None, Ok(text)) => text.to_owned(),
        (None, Err(_)) => WINDOWS_1252.decode(bytes).0.into_owned(),
    };
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The rule file, with examples that come out as they should.
fn made(args: &Args, mut dictionary: Dictionary) -> Result<(String, Dictionary), Outcome> {
    let option = format!("--layer {}", args.layer);
    if args.layer.is_empty() || slug(std::slice::from_ref(&args.layer)) != args.layer {
        return Err(say::usage(&option, "must be lower-case letters, digits and hyphens, as in my-layer"));
    }
    let built_in = builtin::rules().pack;
    let extend = built_in.layers.iter().any(|layer| layer.id == args.layer);
    let source = args.file.file_name().map_or("a dictionary".into(), |name| name.to_string_lossy());
    let strength = match args.strength {
        Strength::Weak => "weak",
        Strength::Medium => "medium",
        Strength::Strong => "strong",
    };
    let frame = Frame { layer: args.layer.clone(), extend, strength, source: source.into_owned() };
    for _ in 0..ROUNDS {
        let mut categories = ruled(&dictionary);
        if settle(&frame, &mut categories)? {
            let text = write(&frame, &categories);
            return Ok((text, dictionary));
        }
        // What no example fires is voided wherever it stands.
        let gone: Vec<Vec<String>> = (categories.iter())
            .filter(|ruled| ruled.fires >= ruled.category.terms.len().min(ROUNDS))
            .map(|ruled| ruled.category.path.clone())
            .collect();
        let why = "none of its first words counts where it stands alone, by the contexts of the built-in rules";
        for path in &gone {
            dictionary.left.push(Left { line: 0, what: path.join(" > "), why });
        }
        dictionary.categories.retain(|category| !gone.contains(&category.path));
        if gone.is_empty() || dictionary.categories.is_empty() {
            break;
        }
    }
    Err(say::usage(&args.file.to_string_lossy(), "holds no term that counts where it stands alone"))
}

/// Chooses examples until all come out as they should; says whether they do.
fn settle(frame: &Frame, categories: &mut [Ruled]) -> Result<bool, Outcome> {
    for _ in 0..ROUNDS + SILENT.len() {
        let loaded = loaded(frame, write(frame, categories))?;
        let rules = Rules::new(loaded.pack);
        let failed = examples::run(&rules, &loaded.examples);
        if failed.is_empty() {
            return Ok(true);
        }
        for failure in failed {
            let id = &rules.pack.rules[failure.example.rule].id;
            let one = categories.iter_mut().find(|ruled| *id == format!("{}/word-of-{}", frame.layer, ruled.id));
            let Some(ruled) = one else { continue };
            if failure.example.fires {
                ruled.fires += 1;
            } else {
                ruled.silent += 1;
            }
        }
        if categories.iter().any(|ruled| ruled.fires >= ruled.category.terms.len().min(ROUNDS)) {
            return Ok(false);
        }
    }
    Ok(false)
}

fn loaded(frame: &Frame, text: String) -> Result<Loaded, Outcome> {
    let file = Arc::new(RuleFile { path: frame.source.clone(), text });
    let own = Arc::clone(&file);
    let files = if frame.extend { [builtin::files(), vec![file]].concat() } else { vec![file] };
    let mut loaded = load(&files);
    if !loaded.sound() {
        packs::tell(loaded.faults.iter().filter(|fault| !fault.warning));
        return Err(Outcome::Usage);
    }
    loaded.examples.retain(|example| Arc::ptr_eq(&example.place.file, &own));
    Ok(loaded)
}

/// At most so many are named for a reason.
const MOST_NAMED: usize = 200;

/// What could not be carried over, reason by reason.
fn tell(name: &str, left: &[Left]) {
    let mut reasons: BTreeMap<&str, Vec<&Left>> = BTreeMap::new();
    left.iter().for_each(|left| reasons.entry(left.why).or_default().push(left));
    for (why, left) in reasons {
        let named: Vec<String> = (left.iter().take(MOST_NAMED))
            .map(|left| match left.line {
                0 => format!("`{}`", left.what),
                line => format!("`{}` (line {line})", left.what),
            })
            .collect();
        let more = left.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        say::about(name, None, &format!("not carried over: {why}: {}{more}", named.join(", ")));
    }
}
