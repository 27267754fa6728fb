//! Files read and tagged on several threads. What comes of one does not depend on the others, nor on who did it.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use layers::input::{self, Failure, Item, Notice};
use layers::passage::Piece;
use layers::program::Rules;
use layers::report::{self, Settings};
use layers::summary::{Part, Totals};
use sha2::{Digest, Sha256};

use super::progress::Progress;
use super::since::Earlier;
use crate::cli::regular;
use crate::cli::walk::{Job, kinds};

/// What came of a file.
pub enum Done {
    /// It was read, if perhaps not to its end.
    Read {
        /// What was counted, session by session.
        parts: Vec<Part>,
        /// What could not be read.
        failures: Vec<Failure>,
        /// What is worth knowing.
        notices: Vec<Notice>,
        /// Its hash in hex.
        sha256: String,
    },
    /// It is as in the earlier report; the hash.
    Unchanged(String),
    /// It is not to be read after all: the reason.
    LeftOut(&'static str),
}

/// Everything that the threads share.
pub struct Work<'a> {
    /// The rules.
    pub rules: &'a Rules,
    /// How it is read and what is counted.
    pub settings: &'a Settings,
    /// An earlier report to go on from.
    pub earlier: Option<&'a Earlier>,
    /// Who is shown how far it is.
    pub progress: &'a Progress,
    /// Set where somebody wants it to end.
    pub stop: &'a AtomicBool,
}

/// Stack of a thread, as large as the first one's is.
const STACK: usize = 8 << 20;

impl Work<'_> {
    /// Does all, on so many threads; none for a file that an interruption left undone.
    pub fn all(&self, jobs: &[Job], threads: usize) -> io::Result<Vec<Option<Done>>> {
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<Option<Done>>> = Mutex::new(jobs.iter().map(|_| None).collect());
        thread::scope(|scope| {
            for _ in 0..threads.clamp(1, jobs.len().max(1)) {
                let one = || {
                    let mut tagger = super::super::tagging::tagger(self.rules, &self.settings.input);
                    while !self.stop.load(Ordering::Relaxed) {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(job) = jobs.get(at) else { break };
                        let came = self.one(job, &mut tagger);
                        done.lock().unwrap_or_else(PoisonError::into_inner)[at] = came;
                        self.progress.file();
                    }
                };
                thread::Builder::new().stack_size(STACK).spawn_scoped(scope, one)?;
            }
            Ok::<(), io::Error>(())
        })?;
        Ok(done.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// One file; none where it was interrupted.
    fn one(&self, job: &Job, tagger: &mut layers::tag::Tagger) -> Option<Done> {
        let known = |earlier: &&Earlier| earlier.bytes(&job.name) == Some(job.bytes);
        if let Some(earlier) = self.earlier.filter(known) {
            let hash = regular::open(&job.path).and_then(|file| self.hashed(job, file));
            if let Some(hash) = hash.ok().filter(|hash| earlier.has(&job.name, hash)) {
                return Some(Done::Unchanged(hash));
            }
        }
        let mut file = match regular::open(&job.path) {
            Ok(file) => file,
            Err(error) => return Some(failed(job, error)),
        };
        let mut head = Vec::new();
        if let Err(error) = file.by_ref().take(8 << 10).read_to_end(&mut head) {
            return Some(failed(job, error));
        }
        if kinds::own(&head) || job.unsure.is_some() && kinds::binary(&head) {
            self.progress.bytes(job.bytes);
            return Some(Done::LeftOut(if kinds::own(&head) { "own" } else { "format" }));
        }
        self.read(job, Cursor::new(head).chain(file), tagger)
    }

    /// Reads and tags a file; none where it was interrupted.
    fn read(&self, job: &Job, input: impl Read, tagger: &mut layers::tag::Tagger) -> Option<Done> {
        let (mut failures, mut notices, mut passages) = (Vec::new(), Vec::new(), 0);
        let mut totals = Totals::new(&self.rules.pack, true);
        let mut hashing = Hashing { input, hash: hash_of(job), progress: self.progress };
        let options = job.known.options(&self.settings.input);
        let flow = input::read(&job.name, Some(&job.path), &mut hashing, &options, &mut |item| {
            match item {
                Item::Piece(Piece::Passage(passage)) => {
                    passages += 1;
                    let mut tagged = tagger.tag(passage);
                    report::count(&mut totals, &mut tagged, &self.settings.select, &self.rules.pack);
                }
                Item::Piece(Piece::Structure { .. }) => {}
                Item::Failure(failure) => failures.push(failure),
                Item::Notice(notice) => notices.push(notice),
            }
            if self.stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if flow.is_break() {
            return None;
        }
        if passages == 0 && failures.is_empty() {
            let message = "holds no text; nothing to tag".to_owned();
            notices.push(Notice { source: job.name.clone(), message });
        }
        // A format may end before its file does.
        let _ = io::copy(&mut hashing, &mut io::sink());
        let sha256 = hex(hashing.hash);
        Some(Done::Read { parts: totals.parts, failures, notices, sha256 })
    }

    fn hashed(&self, job: &Job, file: File) -> io::Result<String> {
        let mut hashing = Hashing { input: file, hash: hash_of(job), progress: self.progress };
        io::copy(&mut hashing, &mut io::sink())?;
        Ok(hex(hashing.hash))
    }
}

fn failed(job: &Job, error: io::Error) -> Done {
    let (code, message) = match error.kind() {
        io::ErrorKind::NotFound => ("not-found", "is gone since the folder was listed".to_owned()),
        io::ErrorKind::PermissionDenied => {
            ("no-permission", "you may not read it; ask its owner, or check its permissions".to_owned())
        }
        _ => ("not-read", format!("cannot be read: {error}")),
    };
    let failure = Failure { source: job.name.clone(), line: None, code, message };
    Done::Read { parts: Vec::new(), failures: vec![failure], notices: Vec::new(), sha256: String::new() }
}

/// Begins with what is known beforehand: where that changes, the file is another.
fn hash_of(job: &Job) -> Sha256 {
    let mut hash = Sha256::new();
    for part in job.known.told() {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hashes what is read through it, and says how far it is.
struct Hashing<'a, R> {
    input: R,
    hash: Sha256,
    progress: &'a Progress,
}

impl<R: Read> Read for Hashing<'_, R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(to)?;
        self.hash.update(&to[..read]);
        self.progress.bytes(read as u64);
        Ok(read)
    }
}
