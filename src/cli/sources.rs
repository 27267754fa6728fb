//! What is read: files, pipes, and what comes in on stdin.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use layers::input::{Failure, Options};

use super::folders::{Folders, Known};
use super::walk::Job;
use super::{Outcome, regular};

/// One input and the name it goes by.
pub struct Source {
    /// Its name in reports and messages; no two are alike.
    pub name: Arc<str>,
    path: Option<PathBuf>,
    /// What is known of its session beforehand, and speakers who are therapists.
    known: Known,
    /// Nobody named it: it was found in a folder, as a plain file.
    found: bool,
}

/// The sources that the arguments name; stdin where there are none.
pub fn named(paths: &[PathBuf]) -> Vec<Source> {
    let stdin = [PathBuf::from("-")];
    let paths = if paths.is_empty() { &stdin } else { paths };
    let mut seen: HashMap<String, u64> = HashMap::new();
    let source = |path: &PathBuf| {
        let path = (path != Path::new("-")).then(|| path.clone());
        let mut name = path.as_ref().map_or("stdin".into(), |path| path.to_string_lossy().into_owned());
        let times = seen.entry(name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            // Else two passages of one report would have one id.
            name = format!("{name} ({times})");
        }
        Source { name: name.into(), path, known: Known::default(), found: false }
    };
    paths.iter().map(source).collect()
}

/// The same, with what their names and `layers-folder.toml` say of their sessions.
///
/// # Errors
/// Told already: such a file is faulty.
pub fn known(paths: &[PathBuf]) -> Result<Vec<Source>, Outcome> {
    let mut folders = Folders::default();
    let mut sources = named(paths);
    for source in &mut sources {
        if let Some(path) = &source.path {
            source.known = folders.known(path, None)?;
        }
    }
    Ok(sources)
}

impl Source {
    /// A file that something else than the command line names.
    pub fn new(name: Arc<str>, path: PathBuf) -> Source {
        Source { name, path: Some(path), known: Known::default(), found: false }
    }

    /// A file of a folder that was gone through.
    pub fn of(job: Job) -> Source {
        Source { name: job.name, path: Some(job.path), known: job.known, found: true }
    }

    /// Goes by another name, where it has a path.
    pub fn rename(&mut self, name: impl Fn(&Path) -> String) {
        if let Some(path) = &self.path {
            self.name = name(path).into();
        }
    }

    /// How it is to be read: as all are, with what is known of this one.
    pub fn options(&self, all: &Options) -> Options {
        self.known.options(all)
    }

    /// Opens it. A folder or a file that is not there is a failure like any other.
    pub fn open(&self) -> Result<Box<dyn Read>, Failure> {
        match &self.path {
            None => Ok(Box::new(io::stdin().lock())),
            Some(path) => match open(path, self.found) {
                Ok(file) => Ok(Box::new(file)),
                Err((code, message)) => Err(Failure { source: self.name.clone(), line: None, code, message }),
            },
        }
    }

    /// How many bytes it has, where it is a file.
    pub fn size(&self) -> Option<u64> {
        let found = fs::metadata(self.path.as_ref()?).ok().filter(fs::Metadata::is_file);
        found.map(|found| found.len())
    }

    /// Its path, which may tell the format; none for stdin.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether it is somebody at a keyboard, who should be told that they are waited for.
    pub fn waits(&self) -> bool {
        self.path.is_none() && io::stdin().is_terminal()
    }

    /// Whether it is the file at `path`, which writing there would destroy.
    pub fn is(&self, path: &Path) -> bool {
        match (self.path.as_ref().map(fs::canonicalize), path.canonicalize()) {
            (Some(Ok(mine)), Ok(path)) => mine == path && path.is_file(),
            _ => false,
        }
    }
}

fn open(path: &Path, found: bool) -> Result<File, (&'static str, String)> {
    if path.is_dir() {
        let message = "is a folder; layers scan goes through it, or name the files in it, such as folder/*.txt";
        return Err(("folder", message.to_owned()));
    }
    // What is named may be a pipe; what was found must still be a file.
    let file = if found { regular::open(path) } else { File::open(path) };
    file.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            ("not-found", "no such file; check the name, and that you are in the right folder".to_owned())
        }
        io::ErrorKind::PermissionDenied => {
            ("no-permission", "you may not read it; ask its owner, or check its permissions".to_owned())
        }
        _ => ("not-read", format!("cannot be opened: {error}")),
    })
}
