//! `layers rules`: one file a subcommand; here what several of them say.

mod calibrate;
mod check;
mod diff;
mod export;
mod list;
mod show;
mod stats;
mod test;

use std::path::PathBuf;

use clap::Subcommand;
use layers::rules::{Pack, Rule};

use super::{Outcome, packs};

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
        format: list::Format,
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
    /// Measure each rule on coded passages: how often it fired, was right, and decided
    Stats(stats::Args),
    /// Show what a change of rules does to your own texts: passages gained and lost, with the rule that did it
    Diff(diff::Args),
    /// Estimate from coded passages what rules are worth, and write it into your rule files
    Calibrate(calibrate::Args),
    /// Write the built-in rule files out, as a starting point for your own
    Export {
        /// The folder; it is made where it is missing
        dir: PathBuf,
    },
}

/// Does it.
pub fn run(args: &Args) -> Outcome {
    match &args.command {
        Command::List { rules, format } => {
            packs::pack(rules).map_or_else(|outcome| outcome, |pack| list::list(&pack, *format))
        }
        Command::Show { id, rules } => {
            packs::pack(rules).map_or_else(|outcome| outcome, |pack| show::show(&pack, id, rules))
        }
        Command::Check { paths } => check::check(paths),
        Command::Test { paths } => test::test(paths),
        Command::Stats(args) => stats::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Calibrate(args) => calibrate::run(args),
        Command::Export { dir } => export::export(dir),
    }
}

fn facet<'a>(pack: &'a Pack, rule: &Rule) -> &'a str {
    &pack.layers[rule.layer].facets[rule.facet].id
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
