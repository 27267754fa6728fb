//! `layers rules test`.

use std::path::PathBuf;

use layers::examples;
use layers::program::Rules;

use super::count;
use crate::cli::{Outcome, packs, say};

/// Runs every example.
pub fn test(paths: &[PathBuf]) -> Outcome {
    let loaded = match packs::for_checking(paths) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    if !loaded.sound() {
        packs::tell(loaded.faults.iter().filter(|fault| !fault.warning));
        return Outcome::Usage;
    }
    let rules = Rules::new(loaded.pack);
    let failed = examples::run(&rules, &loaded.examples);
    for failure in &failed {
        let (line, column) = failure.example.place.line_column();
        let rule = &rules.pack.rules[failure.example.rule].id;
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
