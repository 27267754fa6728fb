//! `layers rules export`.

use std::fs;
use std::io::Write;
use std::path::Path;

use layers::builtin;
use layers::output::escape::visible;

use crate::cli::{Outcome, say};

/// Writes the built-in files out.
pub fn export(dir: &Path) -> Outcome {
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
    say::print(&format!("{} files in {}; use them with --rules\n", builtin::FILES.len(), visible(&name)))
}
