//! `layers rules`: list, show, check, test, export.

use super::{Outcome, say};

/// What `layers rules` takes.
#[derive(clap::Args)]
pub struct Args {}

/// Does it.
pub fn run(_args: &Args) -> Outcome {
    say::usage("rules", "is not built yet")
}
