//! Files and folders as sources of a report: a folder stands for all notes in it, as `layers scan` finds them.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use layers::input::Failure;

use super::out::{self, Out};
use super::sources::{self, Source};
use super::walk::{self, Job, kinds};
use super::{Outcome, regular, say};

/// What is to be read, and the output that none of it is.
pub struct Opened {
    /// The files, pipes or stdin.
    pub sources: Vec<Source>,
    /// What of the folders cannot be read.
    pub failures: Vec<Failure>,
    /// Where the report goes.
    pub out: Out,
}

/// The sources that paths stand for, and the output opened, stdout where no file is named. Their names hold no folder of this
/// computer's that the user did not type. What of a folder is left out is told in one line.
///
/// # Errors
/// Told already: an output that cannot be written, a folder's faulty settings, a folder without notes.
pub fn open(paths: &[PathBuf], file: Option<&Path>) -> Result<Opened, Outcome> {
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|path| path.is_dir());
    let mut sources = if files.is_empty() && !folders.is_empty() { Vec::new() } else { sources::known(&files)? };
    sources.iter_mut().for_each(|source| source.rename(short));
    let (mut failures, mut left_out) = (Vec::new(), 0);
    if !folders.is_empty() {
        let mut found = walk::walk(&folders)?;
        let output = file.and_then(|file| file.canonicalize().ok());
        found.jobs.retain(|job| output.is_none() || output != job.path.canonicalize().ok());
        let before = found.jobs.len();
        found.jobs.retain(notes);
        // Nobody misses hidden files and those of the system.
        let missed = found.left_out.iter().filter(|((reason, _), _)| !["hidden", "temporary"].contains(reason));
        left_out = missed.map(|(_, files)| files).sum::<u64>() + (before - found.jobs.len()) as u64;
        if found.jobs.is_empty() && found.failures.is_empty() {
            let names: Vec<_> = folders.iter().map(|path| path.to_string_lossy()).collect();
            say::about(&names.join(", "), None, "no notes or transcripts there; name another folder, or the files");
            return Err(Outcome::SomeFailed);
        }
        failures = found.failures;
        sources.extend(found.jobs.into_iter().map(Source::of));
    }
    unique(&mut sources);
    let out = out::open(file, None, |path| sources.iter().find(|source| source.is(path)).map(|source| &*source.name))?;
    if left_out > 0 {
        let message = format!("{left_out} left out; layers scan says of each why");
        say::about("folders", None, &message);
    }
    Ok(Opened { sources, failures, out })
}

/// Whether a file of a folder is one to read, as far as its first bytes tell. One that cannot be opened is told where it is read.
fn notes(job: &Job) -> bool {
    let mut head = Vec::new();
    let read = regular::open(&job.path).and_then(|file| file.take(8 << 10).read_to_end(&mut head));
    read.is_err() || !(kinds::own(&head) || job.unsure.is_some() && kinds::binary(&head))
}

/// Gives those of one name a number: else two passages of one report would have one id.
fn unique(sources: &mut [Source]) {
    let mut seen: BTreeMap<std::sync::Arc<str>, u64> = BTreeMap::new();
    for source in sources {
        let times = seen.entry(source.name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            source.name = format!("{} ({times})", source.name).into();
        }
    }
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
        for (path, name) in
            [("/home/anna/notes/a.txt", "a.txt"), ("./notes/a.txt", "notes/a.txt"), ("../a.txt", "a.txt")]
        {
            assert_eq!(short(Path::new(path)), name, "{path}");
        }
    }
}
