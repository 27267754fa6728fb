//! Files and folders as sources: a folder stands for all files in it.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::sources::{Source, named};
use super::{Outcome, say};

/// The sources that paths stand for: the files of folders by name, what is hidden left out, and the file that is to be
/// written. Their names hold no folder of this computer's that the user did not type.
///
/// # Errors
/// Told already: a folder that cannot be listed or holds nothing.
pub fn sources(paths: &[PathBuf], output: Option<&Path>) -> Result<Vec<Source>, Outcome> {
    if paths.iter().all(|path| path.as_os_str() == "-") {
        return Ok(named(paths));
    }
    let mut found = Vec::new();
    for path in paths {
        let name = short(path);
        if !path.is_dir() {
            found.push((name, path.clone()));
            continue;
        }
        let before = found.len();
        list(path, &name, &mut found).map_err(|error| {
            say::about(&path.to_string_lossy(), None, &format!("cannot be listed: {error}"));
            Outcome::SomeFailed
        })?;
        let output = output.and_then(|output| output.canonicalize().ok());
        let other = |(_, path): &(String, PathBuf)| output.is_none() || path.canonicalize().ok() != output;
        let kept: Vec<_> = found.drain(before..).filter(other).collect();
        if kept.is_empty() {
            say::about(&path.to_string_lossy(), None, "is a folder with no file in it; name another");
            return Err(Outcome::SomeFailed);
        }
        found.extend(kept);
    }
    let mut seen: HashMap<String, u64> = HashMap::new();
    let source = |(name, path): (String, PathBuf)| {
        let times = seen.entry(name.clone()).or_default();
        *times += 1;
        // Else two passages of one report would have one id.
        let name = if *times > 1 { format!("{name} ({times})") } else { name };
        Source::new(name.into(), path)
    };
    Ok(found.into_iter().map(source).collect())
}

/// What is in a folder and the folders in it, by name.
fn list(folder: &Path, name: &str, found: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let file = entry.file_name().to_string_lossy().into_owned();
        if file.starts_with('.') {
            continue;
        }
        let path = entry.path();
        let name = if name.is_empty() { file } else { format!("{name}/{file}") };
        // A link to a folder may lead round in a circle.
        if entry.file_type()?.is_dir() {
            list(&path, &name, found)?;
        } else if path.is_file() {
            found.push((name, path));
        }
    }
    Ok(())
}

/// A path as reports name it: as it was typed, but of one that tells where on this computer it lies only the last part.
fn short(path: &Path) -> String {
    let typed = path.components().all(|part| matches!(part, Component::CurDir | Component::Normal(_)));
    let last = path.file_name().map(PathBuf::from);
    let shown = if typed { Some(path.to_owned()) } else { last };
    let parts = shown.iter().flat_map(|path| path.components());
    let parts = parts.filter(|part| *part != Component::CurDir).map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_nothing_of_the_computer() {
        for (path, name) in [
            ("/home/anna/notes/a.txt", "a.txt"),
            ("./notes/a.txt", "notes/a.txt"),
            ("notes/", "notes"),
            ("../notes", "notes"),
            (".", ""),
        ] {
            assert_eq!(short(Path::new(path)), name, "{path}");
        }
    }
}
