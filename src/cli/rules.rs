//! `layers rules`: list, show, check, test, export.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use layers::evidence::regexes;
use layers::rules::fault::did_you_mean;
use layers::rules::pattern::Pattern;
use layers::rules::{Condition, Near, Pack, Rule};
use layers::{builtin, examples};
use serde::Serialize;

use super::{Outcome, packs, say};

/// What `layers rules` takes.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the rules
    List {
        /// Rules to use instead of the built-in ones: a file or folder (repeatable); `builtin` stands for those
        #[arg(long, value_name = "PATH")]
        rules: Vec<PathBuf>,
        /// A table to read, or JSON with a regular expression for each pattern
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// Show one rule whole
    Show {
        /// The rule's full id: layer/rule
        id: String,
        /// Rules to use instead of the built-in ones
        #[arg(long, value_name = "PATH")]
        rules: Vec<PathBuf>,
    },
    /// Find every fault in rule files, each with its place
    Check {
        /// Rule files or folders; none: the built-in rules
        paths: Vec<PathBuf>,
    },
    /// Run every example in rule files
    Test {
        /// Rule files or folders; none: the built-in rules
        paths: Vec<PathBuf>,
    },
    /// Write the built-in rule files out, as a starting point for your own
    Export {
        /// The folder; it is made where it is missing
        dir: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// For programs
    Json,
}

/// Does it.
pub fn run(args: &Args) -> Outcome {
    match &args.command {
        Command::List { rules, format } => {
            packs::pack(rules).map_or_else(|outcome| outcome, |pack| list(&pack, *format))
        }
        Command::Show { id, rules } => packs::pack(rules).map_or_else(|outcome| outcome, |pack| show(&pack, id, rules)),
        Command::Check { paths } => check(paths),
        Command::Test { paths } => test(paths),
        Command::Export { dir } => export(dir),
    }
}

#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    layer: &'a str,
    facet: &'a str,
    strength: layers::rules::Strength,
    patterns: Vec<ListedPattern<'a>>,
}

#[derive(Serialize)]
struct ListedPattern<'a> {
    pattern: &'a str,
    regex: String,
}

fn list(pack: &Pack, format: Format) -> Outcome {
    match format {
        Format::Json => list_json(pack),
        Format::Text => list_text(pack),
    }
}

fn list_json(pack: &Pack) -> Outcome {
    let rules: Vec<Listed> = pack
        .rules
        .iter()
        .map(|rule| Listed {
            id: &rule.id,
            layer: &pack.layers[rule.layer].id,
            facet: facet(pack, rule),
            strength: rule.strength,
            patterns: rule
                .patterns
                .iter()
                .map(|pattern| ListedPattern { pattern: &pattern.text, regex: regexes::regex(pattern, pack) })
                .chain(rule.regex.iter().map(|regex| ListedPattern { pattern: regex, regex: regex.clone() }))
                .collect(),
        })
        .collect();
    let mut text = serde_json::to_string(&rules).expect("plain data can be written");
    text.push('\n');
    say::print(&text)
}

fn list_text(pack: &Pack) -> Outcome {
    let mut out = String::new();
    let width = pack.rules.iter().map(|rule| rule.id.chars().count()).max().unwrap_or(0);
    let facets = pack.rules.iter().map(|rule| facet(pack, rule).chars().count()).max().unwrap_or(0);
    for (at, layer) in pack.layers.iter().enumerate() {
        let rules: Vec<&Rule> = pack.rules.iter().filter(|rule| rule.layer == at).collect();
        out += &format!("{} ({}; pp. {})\n", layer.full_name, count(rules.len(), "rule"), layer.pages);
        for rule in rules {
            let patterns = rule.patterns.len() + rule.regex.len();
            let first = match rule.patterns.first().map(|pattern| &pattern.text).or(rule.regex.first()) {
                None => "(goes on from the turn before)",
                Some(text) => text,
            };
            let more = if patterns > 1 { format!("  (+{} more)", patterns - 1) } else { String::new() };
            out +=
                &format!("  {:width$}  {:facets$}  {:<6}  {first}{more}\n", rule.id, facet(pack, rule), strength(rule));
        }
        out.push('\n');
    }
    out += &format!("{}, {}. One rule whole: layers rules show ID\n", version(pack), count(pack.rules.len(), "rule"));
    say::print(&layers::output::escape::visible_lines(&out))
}

fn facet<'a>(pack: &'a Pack, rule: &Rule) -> &'a str {
    &pack.layers[rule.layer].facets[rule.facet].id
}

fn strength(rule: &Rule) -> &'static str {
    use layers::rules::Strength::{Medium, Strong, Weak};
    match rule.strength {
        Weak => "weak",
        Medium => "medium",
        Strong => "strong",
    }
}

fn show(pack: &Pack, id: &str, paths: &[PathBuf]) -> Outcome {
    let Some((at, rule)) = pack.rules.iter().enumerate().find(|(_, rule)| rule.id == id) else {
        return say::usage(id, &format!("no such rule{}", near(pack, id)));
    };
    let layer = &pack.layers[rule.layer];
    let mut out = format!("{}\n  layer     {} (pp. {})\n", rule.id, layer.full_name, layer.pages);
    out += &format!(
        "  facet     {}\n  strength  {} (adds {})\n  why       {}\n",
        facet(pack, rule),
        strength(rule),
        rule.adds,
        rule.why
    );
    out += &block("patterns", rule.patterns.iter().map(|pattern| &pattern.text).chain(&rule.regex));
    for condition in &rule.conditions {
        out += &block(condition_name(condition), condition.patterns.iter().map(|pattern: &Pattern| &pattern.text));
    }
    out += &block("speaker", rule.speaker.iter().map(|speaker| format!("{speaker:?}").to_lowercase()));
    out += &block("genre", rule.genre.iter().map(|genre| format!("{genre:?}").to_lowercase()));
    out += &block("survives", rule.survives.iter().map(|kind| kind.name()));
    out += &block("marks", rule.marks.iter().map(|mark| format!("{mark:?}").to_lowercase()));
    let loaded = if paths.is_empty() {
        Ok(builtin::loaded())
    } else {
        packs::files(paths).map(|files| layers::rules::load(&files))
    };
    if let Ok(loaded) = loaded {
        for (name, fires) in [("fires", true), ("silent", false)] {
            let list = loaded.examples.iter().filter(|example| example.rule == at && example.fires == fires);
            out += &block(name, list.map(|example| &example.text));
        }
    }
    say::print(&layers::output::escape::visible_lines(&out))
}

/// The rule that was probably meant; its id without the layer is enough.
fn near(pack: &Pack, id: &str) -> String {
    let ids = || pack.rules.iter().map(|rule| rule.id.as_str());
    let short = || ids().filter(|full| full.rsplit('/').next() == Some(id));
    let hint = short().next().map_or_else(|| did_you_mean(id, ids()), |full| format!("; did you mean `{full}`?"));
    let join = if hint.is_empty() { ";" } else { "" };
    format!("{hint}{join} `layers rules list` shows all")
}

fn version(pack: &Pack) -> String {
    format!("{} {}", pack.name, pack.version).trim_end().to_owned()
}

fn count(number: usize, what: &str) -> String {
    let plural = match (number, what.ends_with('s')) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{number} {what}{plural}")
}

fn block(name: &str, lines: impl Iterator<Item = impl AsRef<str>>) -> String {
    lines.enumerate().map(|(i, line)| format!("  {:<9} {}\n", if i == 0 { name } else { "" }, line.as_ref())).collect()
}

fn condition_name(condition: &Condition) -> &'static str {
    match (condition.place, condition.wanted) {
        (Near::Sentence, true) => "with",
        (Near::Sentence, false) => "without",
        (Near::Passage, true) => "with_passage",
        (Near::Passage, false) => "without_passage",
        (Near::Before, true) => "with_before",
        (Near::Before, false) => "without_before",
    }
}

fn check(paths: &[PathBuf]) -> Outcome {
    let loaded = match packs::for_checking(paths) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    packs::tell(loaded.faults.iter());
    let warnings = loaded.faults.iter().filter(|fault| fault.warning).count();
    let faults = loaded.faults.len() - warnings;
    if faults > 0 {
        say::lines(&count(faults, "fault"));
        return Outcome::Usage;
    }
    let pack = &loaded.pack;
    let held = [count(pack.layers.len(), "layer"), count(pack.rules.len(), "rule"), count(pack.classes.len(), "class")];
    let warned = if warnings > 0 { format!(", {}", count(warnings, "warning")) } else { String::new() };
    say::print(&format!("{}: no fault{warned}\n", held.join(", ")))
}

fn test(paths: &[PathBuf]) -> Outcome {
    let loaded = match packs::for_checking(paths) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    if !loaded.sound() {
        packs::tell(loaded.faults.iter().filter(|fault| !fault.warning));
        return Outcome::Usage;
    }
    let failed = examples::run(&loaded.pack, &loaded.examples);
    for failure in &failed {
        let (line, column) = failure.example.place.line_column();
        let rule = &loaded.pack.rules[failure.example.rule].id;
        say::lines(&format!(
            "{}:{line}:{column}: {rule}: {}\n  {}",
            failure.example.place.file.path, failure.why, failure.example.text
        ));
    }
    let how =
        if failed.is_empty() { "all came out as they should".to_owned() } else { format!("{} failed", failed.len()) };
    let printed = say::print(&format!("{} run, {how}\n", count(loaded.examples.len(), "example")));
    if failed.is_empty() { printed } else { Outcome::Usage }
}

fn export(dir: &Path) -> Outcome {
    let name = dir.to_string_lossy().into_owned();
    if let Err(error) = fs::create_dir_all(dir) {
        say::about(&name, None, &format!("cannot be made: {error}"));
        return Outcome::SomeFailed;
    }
    let there: Vec<&str> =
        builtin::FILES.iter().map(|(file, _)| *file).filter(|file| dir.join(file).exists()).collect();
    if !there.is_empty() {
        return say::usage(&name, &format!("holds {} already; choose another folder", there.join(", ")));
    }
    for (file, text) in builtin::FILES {
        let written = fs::File::create_new(dir.join(file)).and_then(|mut out| out.write_all(text.as_bytes()));
        if let Err(error) = written {
            say::about(&dir.join(file).to_string_lossy(), None, &format!("cannot be written: {error}"));
            return Outcome::SomeFailed;
        }
    }
    say::print(&format!(
        "{} files in {}; use them with --rules\n",
        builtin::FILES.len(),
        layers::output::escape::visible(&name)
    ))
}
