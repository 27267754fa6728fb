//! The files of folders: which are to be read, and why the others are not.

pub mod kinds;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use layers::input::Failure;
use layers::session::folder;
use layers::summary::group::natural;

use super::folders::{Folders, Known};
use super::{Outcome, regular, say};
use kinds::Kind;

/// The name of the files that say, as `.gitignore` does, what is to be left out.
const IGNORE: &str = ".layersignore";
/// The longest such file, in bytes: each of its lines becomes a pattern that every name is held against.
const LONGEST: u64 = 64 << 10;

/// A file to read.
pub struct Job {
    /// Its name in the report: its path below the folder that was named.
    pub name: Arc<str>,
    /// Where it is.
    pub path: PathBuf,
    /// Its length in bytes.
    pub bytes: u64,
    /// Where its name does not tell whether it is text: its ending.
    pub unsure: Option<String>,
    /// What is known of its session.
    pub known: Known,
}

/// What was found.
#[derive(Default)]
pub struct Found {
    /// The files to read, in the order of their names.
    pub jobs: Vec<Job>,
    /// How many were left out, by reason and, where that is the reason, ending.
    pub left_out: BTreeMap<(&'static str, Option<String>), u64>,
    /// What could not be looked at.
    pub failures: Vec<Failure>,
}

impl Found {
    /// Counts a file that is left out.
    pub fn leave_out(&mut self, reason: &'static str, ending: Option<String>) {
        *self.left_out.entry((reason, ending)).or_default() += 1;
    }

    fn fail(&mut self, name: &str, code: &'static str, message: String) {
        self.failures.push(Failure { source: name.into(), line: None, code, message });
    }
}

/// Goes through files and folders.
///
/// # Errors
/// Told already: a faulty `layers-folder.toml` or `.layersignore`.
pub fn walk(paths: &[PathBuf]) -> Result<Found, Outcome> {
    let mut walk =
        Walk { found: Found::default(), folders: Folders::default(), seen: HashSet::new(), names: HashSet::new() };
    let several = paths.len() > 1;
    for path in paths {
        walk.argument(path, several)?;
    }
    walk.found.failures.sort_by(|a, b| natural(&a.source, &b.source));
    walk.found.jobs.sort_by(|a, b| natural(&a.name, &b.name));
    Ok(walk.found)
}

struct Walk {
    found: Found,
    folders: Folders,
    /// Files taken already, so that one named twice is read once.
    seen: HashSet<PathBuf>,
    /// The names that are taken.
    names: HashSet<String>,
}

/// A folder on the way: where it is, the name of its files' beginning, what is left out in it, innermost last.
struct Folder {
    path: PathBuf,
    prefix: String,
    ignores: Vec<Arc<Gitignore>>,
}

impl Walk {
    fn argument(&mut self, path: &Path, several: bool) -> Result<(), Outcome> {
        let name = path.to_string_lossy().into_owned();
        let meta = match fs::metadata(path) {
            Ok(meta) => meta,
            Err(error) => {
                let (code, message) = why_not(&error);
                self.found.fail(&name, code, message);
                return Ok(());
            }
        };
        if meta.is_dir() {
            return self.tree(path, several);
        }
        if !meta.is_file() {
            self.found.fail(&name, "special", "is no regular file; layers tag reads pipes".to_owned());
            return Ok(());
        }
        // Who names a file wants it read, whatever it is called.
        self.take(path, name, meta.len(), None, None)
    }

    fn tree(&mut self, root: &Path, several: bool) -> Result<(), Outcome> {
        let Ok(real) = root.canonicalize() else {
            self.found.fail(&root.to_string_lossy(), "not-read", "cannot be opened; check its path".to_owned());
            return Ok(());
        };
        let mut prefix = String::new();
        if several {
            let own = real.file_name().map_or("root".into(), |name| name.to_string_lossy().into_owned());
            prefix = unique(&mut self.names, own) + "/";
        }
        let mut ignores = Vec::new();
        let mut above: Vec<&Path> = real.ancestors().skip(1).collect();
        above.reverse();
        for folder in above {
            ignores.extend(self.ignores(folder)?);
        }
        // Where several folders are named, a folder's own name may be a client's.
        let clients = if several { real.parent().unwrap_or(&real).to_owned() } else { real.clone() };
        let mut open = vec![Folder { path: real, prefix, ignores }];
        while let Some(mut folder) = open.pop() {
            folder.ignores.extend(self.ignores(&folder.path)?);
            self.folder(&folder, &clients, &mut open)?;
        }
        Ok(())
    }

    fn folder(&mut self, folder: &Folder, root: &Path, open: &mut Vec<Folder>) -> Result<(), Outcome> {
        let entries = match fs::read_dir(&folder.path) {
            Ok(entries) => entries,
            Err(error) => {
                let name = if folder.prefix.is_empty() { "." } else { folder.prefix.trim_end_matches('/') };
                self.found.fail(name, "no-permission", format!("the folder cannot be listed: {error}"));
                return Ok(());
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let own = entry.file_name().to_string_lossy().into_owned();
            let name = format!("{}{own}", folder.prefix);
            let Ok(kind) = entry.file_type() else {
                self.found.fail(&name, "not-read", "cannot be looked at; check its permissions".to_owned());
                continue;
            };
            if own == folder::NAME || own == IGNORE {
                continue;
            }
            let left_out = left_out(&own, kind, &path, &folder.ignores);
            if let Some(reason) = left_out {
                self.found.leave_out(reason, None);
            } else if kind.is_dir() {
                open.push(Folder { path, prefix: name + "/", ignores: folder.ignores.clone() });
            } else {
                self.file(&path, name, root)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: String, root: &Path) -> Result<(), Outcome> {
        let unsure = match kinds::of(path) {
            Kind::Read => None,
            Kind::Unsure(ending) => Some(ending),
            Kind::Other(ending) => {
                self.found.leave_out("format", Some(ending));
                return Ok(());
            }
        };
        let bytes = fs::symlink_metadata(path).map(|meta| meta.len()).unwrap_or(0);
        self.take(path, name, bytes, unsure, Some(root))
    }

    fn take(
        &mut self,
        path: &Path,
        name: String,
        bytes: u64,
        unsure: Option<String>,
        root: Option<&Path>,
    ) -> Result<(), Outcome> {
        if self.seen.insert(path.canonicalize().unwrap_or_else(|_| path.to_owned())) {
            let name = unique(&mut self.names, name);
            let known = self.folders.known(path, root)?;
            self.found.jobs.push(Job { name: name.into(), path: path.to_owned(), bytes, unsure, known });
        }
        Ok(())
    }

    /// What is left out in a folder, by its own files.
    fn ignores(&mut self, folder: &Path) -> Result<Option<Arc<Gitignore>>, Outcome> {
        let mut builder = GitignoreBuilder::new(folder);
        let file = folder.join(IGNORE);
        let mut any = false;
        if fs::symlink_metadata(&file).is_ok() {
            let fail = |message: &str| say::usage(&file.to_string_lossy(), message);
            let text = match regular::read(&file, LONGEST).map(|bytes| bytes.map(String::from_utf8)) {
                Ok(Some(Ok(text))) => text,
                Ok(Some(Err(_))) => return Err(fail("is not UTF-8 text; save it as UTF-8")),
                Ok(None) => return Err(fail("is longer than 64 KiB; no such file is")),
                Err(error) => return Err(fail(&format!("cannot be read: {error}; remove it or mend it"))),
            };
            for line in text.trim_start_matches('\u{FEFF}').lines() {
                builder.add_line(None, line).map_err(|error| fail(&format!("cannot be used: {error}")))?;
            }
            any = true;
        }
        let said = self.folders.above(folder)?;
        if let Some((_, says)) = said.first().filter(|(there, _)| there == folder) {
            for line in &says.leave_out {
                builder
                    .add_line(None, line)
                    .map_err(|error| say::usage(folder::NAME, &format!("leave_out: {error}")))?;
                any = true;
            }
        }
        let built = builder.build().map_err(|error| say::usage(IGNORE, &format!("cannot be used: {error}")))?;
        Ok(any.then(|| Arc::new(built)))
    }
}

/// Why something in a folder is left out, as far as its name and kind tell.
fn left_out(name: &str, kind: fs::FileType, path: &Path, ignores: &[Arc<Gitignore>]) -> Option<&'static str> {
    if kinds::temporary(name) {
        Some("temporary")
    } else if name.starts_with('.') {
        Some("hidden")
    } else if ignored(ignores, path, kind.is_dir()) {
        Some("ignored")
    } else if kind.is_symlink() {
        Some("link")
    } else {
        (!kind.is_file() && !kind.is_dir()).then_some("special")
    }
}

/// Whether the innermost folder that says something of a path leaves it out.
fn ignored(ignores: &[Arc<Gitignore>], path: &Path, folder: bool) -> bool {
    for ignore in ignores.iter().rev() {
        match ignore.matched(path, folder) {
            Match::None => {}
            Match::Ignore(_) => return true,
            Match::Whitelist(_) => return false,
        }
    }
    false
}

/// A name that nothing else has: two that are no Unicode may look alike.
fn unique(names: &mut HashSet<String>, name: String) -> String {
    let mut own = name.clone();
    let mut number = 1;
    while !names.insert(own.clone()) {
        number += 1;
        own = format!("{name} ({number})");
    }
    own
}

fn why_not(error: &std::io::Error) -> (&'static str, String) {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            ("not-found", "no such file or folder; check the name, and that you are in the right folder".to_owned())
        }
        std::io::ErrorKind::PermissionDenied => {
            ("no-permission", "you may not read it; ask its owner, or check its permissions".to_owned())
        }
        _ => ("not-read", format!("cannot be opened: {error}")),
    }
}
