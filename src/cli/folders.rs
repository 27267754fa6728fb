//! `layers-folder.toml` beside and above the notes, and what it and their names say of sessions.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use layers::input::Options;
use layers::passage::Session;
use layers::rules::fault::File;
use layers::session::folder::{Folder, NAME};
use layers::session::{Given, name};

use super::{Outcome, packs, regular, say};

/// What is known of a file before it is read.
#[derive(Debug, Clone, Default)]
pub struct Known {
    given: Given,
    /// Speakers who are therapists.
    therapist: Vec<String>,
}

impl Known {
    /// How the file is to be read: as all are, with what is known of this one.
    pub fn options(&self, all: &Options) -> Options {
        let mut options = all.clone();
        options.therapist.extend(self.therapist.iter().cloned());
        options.session = self.given.clone();
        options
    }
}

impl Known {
    /// All that it says, in a fixed order.
    pub fn told(&self) -> Vec<&str> {
        let Given { told, guessed } = &self.given;
        let parts = [told, guessed].into_iter().flat_map(|of| [&of.client, &of.session, &of.date, &of.therapist]);
        parts.map(|part| part.as_deref().unwrap_or_default()).chain(self.therapist.iter().map(String::as_str)).collect()
    }
}

/// A folder that has such a file, and what that says.
type Said = (PathBuf, Arc<Folder>);

/// The folders' files, each read once.
#[derive(Default)]
pub struct Folders(HashMap<PathBuf, Vec<Said>>);

impl Folders {
    /// What is known of a file. `root` is the folder whose subfolders may be clients; without it, the outermost that has a
    /// `layers-folder.toml`.
    ///
    /// # Errors
    /// Told already: such a file is faulty.
    pub fn known(&mut self, path: &Path, root: Option<&Path>) -> Result<Known, Outcome> {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // What is not there is said where it is opened.
        let Ok(parent) = parent.canonicalize() else { return Ok(Known::default()) };
        let path = path.file_name().map_or(parent.clone(), |name| parent.join(name));
        let said = self.above(&parent)?;
        let mut told = Session::default();
        let mut therapist = Vec::new();
        for (folder, says) in &said {
            told = told.or(path.strip_prefix(folder).map(|path| says.session(path)).unwrap_or_default());
            if therapist.is_empty() {
                therapist.clone_from(&says.therapist);
            }
        }
        let outermost = said.last().map(|(folder, _)| folder.clone());
        let root = root.and_then(|root| root.canonicalize().ok()).into_iter().chain(outermost);
        let root = root.min_by_key(|root| root.components().count());
        Ok(Known { given: Given { told, guessed: guessed(&path, root.as_deref()) }, therapist })
    }

    /// What the files in a folder and above it say, the nearest first.
    pub fn above(&mut self, folder: &Path) -> Result<Vec<Said>, Outcome> {
        if let Some(said) = self.0.get(folder) {
            return Ok(said.clone());
        }
        let mut said: Vec<Said> = read(folder)?.map(|says| (folder.to_owned(), says)).into_iter().collect();
        if let Some(parent) = folder.parent() {
            said.extend(self.above(parent)?);
        }
        self.0.insert(folder.to_owned(), said.clone());
        Ok(said)
    }
}

/// What names let guess. A file that is named as its folder is, or by a part of it, is of that client.
fn guessed(path: &Path, root: Option<&Path>) -> Session {
    let mut session = name::of_file(path);
    let within = root.and_then(|root| path.parent()?.strip_prefix(root).ok());
    let folders: Vec<String> =
        within.iter().flat_map(|path| path.iter()).map(|part| part.to_string_lossy().into_owned()).collect();
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    if let Some(client) = name::of_folders(&folders) {
        let own = session.client.as_deref().unwrap_or_default().to_lowercase();
        if client.to_lowercase().contains(&own) {
            session.client = Some(client.into());
        }
    }
    session
}

/// The longest such file that is read, in bytes.
const LONGEST: u64 = 1 << 20;

fn read(folder: &Path) -> Result<Option<Arc<Folder>>, Outcome> {
    let path = folder.join(NAME);
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok();
    let shown = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)).unwrap_or(path.clone());
    let name = shown.to_string_lossy().into_owned();
    // A folder above that may not be looked into says nothing, and neither does one without such a file.
    if fs::metadata(&path).is_err() {
        return Ok(None);
    }
    let text = match regular::read(&path, LONGEST).map(|bytes| bytes.map(String::from_utf8)) {
        Ok(Some(Ok(text))) => text,
        Ok(Some(Err(_))) => return Err(say::usage(&name, "is not UTF-8 text; save it as UTF-8")),
        Ok(None) => return Err(say::usage(&name, "is longer than 1 MiB; no such file is")),
        Err(error) => return Err(say::usage(&name, &format!("cannot be read: {error}; remove it or mend it"))),
    };
    let text = text.trim_start_matches('\u{FEFF}').to_owned();
    match Folder::read(&Arc::new(File { path: name, text })) {
        Ok(folder) => Ok(Some(Arc::new(folder))),
        Err(faults) => {
            packs::tell(faults.iter());
            Err(Outcome::Usage)
        }
    }
}
