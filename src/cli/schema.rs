//! `layers schema`: the JSON Schema of a report.

use super::{Outcome, say};

/// Prints it.
pub fn run() -> Outcome {
    say::print(&layers::report::schema::schema())
}
