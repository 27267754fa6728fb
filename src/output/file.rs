//! A file that appears whole or not at all, readable by its owner alone.
//!
//! It is written under another name in the same folder and renamed when it is complete. On unix that name is private to
//! the owner from its first moment, and stays so when it replaces a file that was not, unless it is to keep the mode of that.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

/// A file being written.
pub struct Whole {
    target: PathBuf,
    to: To,
}

enum To {
    /// A neighbour that takes the target's place in the end; taken away when it is done or given up.
    Neighbour(Arc<Mutex<Option<NamedTempFile>>>),
    /// A device or named pipe, which has no whole.
    Straight(File),
}

/// Gives up a [`Whole`] from another thread, such as one that waits for signals.
#[derive(Clone)]
pub struct Abandon(Option<Arc<Mutex<Option<NamedTempFile>>>>);

impl Whole {
    /// Begins to write what will stand at `path`. Nothing is to be seen there until [`commit`](Whole::commit).
    pub fn create(path: &Path) -> io::Result<Self> {
        // A link stays a link; what it points to is replaced.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let to = match target.metadata() {
            Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() => To::Straight(OpenOptions::new().write(true).open(&target)?),
            _ => {
                let mut builder = tempfile::Builder::new();
                let neighbour = builder.prefix(".layers-").suffix(".part").tempfile_in(folder(&target))?;
                To::Neighbour(Arc::new(Mutex::new(Some(neighbour))))
            }
        };
        Ok(Whole { target, to })
    }

    /// The same for a file that is there, which keeps its mode and owner.
    ///
    /// # Errors
    /// Also where it may not be written to, is no plain file, or its owner cannot be kept.
    pub fn replace(path: &Path) -> io::Result<Self> {
        let old = OpenOptions::new().write(true).open(path)?.metadata()?;
        let whole = Whole::create(path)?;
        match &whole.to {
            To::Straight(_) => return Err(io::Error::other("is no plain file")),
            To::Neighbour(file) => {
                let file = lock(file);
                let new = file.as_ref().ok_or_else(given_up)?.as_file();
                same_owner(&old, new)?;
                // After the owner, as a change of owner takes some of the mode away.
                new.set_permissions(old.permissions())?;
            }
        }
        Ok(whole)
    }

    /// A way to give it up from another thread.
    pub fn abandon(&self) -> Abandon {
        Abandon(match &self.to {
            To::Neighbour(file) => Some(file.clone()),
            To::Straight(_) => None,
        })
    }

    /// It is complete: lets it appear. Without this, dropping it leaves the folder as it was.
    pub fn commit(self) -> io::Result<()> {
        match self.to {
            To::Straight(mut file) => file.flush(),
            To::Neighbour(file) => {
                // Held until the file stands, so that an interruption comes before or after, never between.
                let mut file = lock(&file);
                let neighbour = file.take().ok_or_else(given_up)?;
                neighbour.as_file().sync_all()?;
                neighbour.persist(&self.target)?;
                Ok(())
            }
        }
    }
}

impl Abandon {
    /// Removes what was written so far, then does `last` before anyone can write on.
    pub fn then<T>(&self, last: impl FnOnce() -> T) -> T {
        let mut held = self.0.as_ref().map(|file| lock(file));
        if let Some(file) = held.as_mut() {
            // Dropping the neighbour removes it.
            drop(file.take());
        }
        last()
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Straight(file) => file.write(bytes),
            To::Neighbour(file) => match lock(file).as_mut() {
                Some(file) => file.write(bytes),
                None => Err(given_up()),
            },
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Not of the kind `Interrupted`: that one is tried again without end.
fn given_up() -> io::Error {
    io::Error::other("the file was given up")
}

fn lock(file: &Mutex<Option<NamedTempFile>>) -> MutexGuard<'_, Option<NamedTempFile>> {
    file.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
fn same_owner(old: &Metadata, new: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let made = new.metadata()?;
    if (made.uid(), made.gid()) == (old.uid(), old.gid()) {
        return Ok(());
    }
    fchown(new, Some(old.uid()), Some(old.gid()))
        .map_err(|error| io::Error::new(error.kind(), format!("its owner cannot be kept: {error}")))
}

#[cfg(not(unix))]
fn same_owner(_: &Metadata, _: &File) -> io::Result<()> {
    Ok(())
}

fn folder(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn it_replaces_the_old_file_only_when_complete() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        fs::write(&path, "old").unwrap();
        let mut whole = Whole::create(&path).unwrap();
        whole.write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        whole.commit().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[test]
    fn given_up_it_leaves_nothing_and_takes_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let mut whole = Whole::create(&folder.path().join("out")).unwrap();
        whole.write_all(b"half").unwrap();
        whole.abandon().then(|| assert!(names(folder.path()).is_empty()));
        assert!(whole.write_all(b"more").is_err());
        assert!(whole.commit().is_err());
        assert!(names(folder.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_it_even_where_others_could_read_the_old_one() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        Whole::create(&path).unwrap().commit().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_replaced_file_keeps_its_mode_and_its_links() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("rules"), folder.path().join("link"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o664)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let mut whole = Whole::replace(&link).unwrap();
        whole.write_all(b"new").unwrap();
        whole.commit().unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o664);
        assert!(Whole::replace(&folder.path().join("missing")).is_err());
        assert_eq!(names(folder.path()), ["link", "rules"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("out"), folder.path().join("link"));
        fs::write(&path, "old").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let mut whole = Whole::create(&link).unwrap();
        whole.write_all(b"new").unwrap();
        whole.commit().unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }
}
