//! `layers rules check`.

use std::path::PathBuf;

use super::count;
use crate::cli::{Outcome, packs, say};

/// Tells every fault.
pub fn check(paths: &[PathBuf]) -> Outcome {
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
