//! The new rule files, all of them ready before the first takes its place.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use layers::output::file::Whole;
use layers::rules::fault::File;

use crate::cli::{Outcome, interrupt, say};

/// Their names.
pub fn names(new: &[(Arc<File>, String)]) -> Vec<String> {
    new.iter().map(|(file, _)| file.path.clone()).collect()
}

/// Writes them; what cannot be written is told, and then nothing is, unless a file fails at the very last moment.
pub fn write(new: &[(Arc<File>, String)]) -> Result<Vec<String>, Outcome> {
    let failed = |file: &File, error: io::Error| {
        say::about(&file.path, None, &format!("cannot be written: {error}"));
        Outcome::SomeFailed
    };
    let mut ready = Vec::new();
    for (file, text) in new {
        ready.push(prepared(file, text).map_err(|error| failed(file, error))?);
    }
    interrupt::abandons(ready.iter().map(Whole::abandon).collect());
    for (whole, (file, _)) in ready.into_iter().zip(new) {
        whole.commit().map_err(|error| failed(file, error))?;
    }
    Ok(names(new))
}

fn prepared(file: &File, text: &str) -> io::Result<Whole> {
    let path = Path::new(&file.path);
    let old = fs::read_to_string(path)?;
    let start = old.trim_start_matches('\u{FEFF}');
    if start != file.text {
        return Err(io::Error::other("it has changed since it was read; try again"));
    }
    let mut whole = Whole::replace(path)?;
    whole.write_all(&old.as_bytes()[..old.len() - start.len()])?;
    whole.write_all(text.as_bytes())?;
    Ok(whole)
}
