//! Why there is no text: one line each, which says what to do and holds no word of the text.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a container gives no text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Refusal {
    /// It can be opened only with a password.
    Protected,
    /// It is a .doc of Word 97 to 2003, or another file of that time.
    OldWord,
    /// It is something else than its name or an option says.
    Other { is: Looks, not: String },
    /// It is cut short or damaged.
    Damaged(String),
    /// It lacks the part that holds the text.
    Without(String),
    /// It holds more than one project.
    Several,
    /// A PDF of pictures.
    Scan,
    /// It is larger than so many bytes, packed or unpacked.
    Large(u64),
    /// A part of it unpacks to more than so many times its size.
    Ratio(u64),
    /// It has more than so many files in it.
    Entries(usize),
    /// Something in it is nested deeper than this.
    Deep(usize),
    /// It took more than so many seconds of processor time.
    Slow(u64),
    /// It took more than so many seconds by the clock.
    Stuck(u64),
    /// What reads it broke off, for want of memory or by a fault of its own.
    Broke(u64),
    /// No worker could be started, for this reason.
    NoWorker(String),
}

/// What the first bytes of a file look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Looks {
    /// A zip archive of no kind that is known.
    Zip,
    Docx,
    Odt,
    Qdpx,
    Workbook,
    Slides,
    Pdf,
    Rtf,
    Html,
    Text,
}

impl Looks {
    /// What it is, and what to do with it.
    fn say(self) -> (&'static str, &'static str) {
        match self {
            Looks::Zip => ("a zip archive", "unpack it and name the files in it"),
            Looks::Docx => ("a Word .docx", "rename it, or give --input-format docx"),
            Looks::Odt => ("an OpenDocument .odt", "rename it, or give --input-format odt"),
            Looks::Qdpx => ("a REFI-QDA project", "rename it, or give --input-format qdpx"),
            Looks::Workbook => ("a workbook", "save its sheet as CSV"),
            Looks::Slides => ("a presentation", "save its text as .txt"),
            Looks::Pdf => ("a PDF", "rename it, or give --input-format pdf"),
            Looks::Rtf => ("RTF", "rename it, or give --input-format rtf"),
            Looks::Html => ("HTML", "rename it, or give --input-format html"),
            Looks::Text => ("text", "rename it to .txt, or give --input-format text"),
        }
    }
}

impl Refusal {
    /// A short code for programs.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Refusal::Protected => "protected",
            Refusal::OldWord => "old-word",
            Refusal::Other { .. } => "mislabelled",
            Refusal::Damaged(_) => "damaged",
            Refusal::Without(_) | Refusal::Scan => "no-text",
            Refusal::Several => "several",
            Refusal::Large(_) | Refusal::Ratio(_) | Refusal::Entries(_) | Refusal::Deep(_) => "too-large",
            Refusal::Slow(_) | Refusal::Stuck(_) => "too-slow",
            Refusal::Broke(_) => "broke-off",
            Refusal::NoWorker(_) => "no-worker",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Refusal::Protected => write!(out, "is password-protected; save a copy without a password"),
            Refusal::OldWord => write!(out, "is a .doc of old Word; save it as .docx"),
            Refusal::Other { is, not } => {
                let (is, advice) = is.say();
                write!(out, "is no {not} but {is}; {advice}")
            }
            Refusal::Damaged(what) => {
                write!(out, "is damaged or cut short, no whole {what}; open it where it was written and save it again")
            }
            Refusal::Without(what) => write!(out, "is an archive without {what}; save the document again"),
            Refusal::Several => write!(out, "holds more than one project (.qde); export one alone"),
            Refusal::Scan => write!(out, "has no text layer: it is a scan; run OCR on it first"),
            Refusal::Large(most) => {
                write!(out, "is, or unpacks to, more than {}; raise --max-unpacked to read it", size(*most))
            }
            Refusal::Ratio(most) => {
                write!(out, "unpacks to more than {most} times its size, as zip bombs do; raise --max-ratio to read it")
            }
            Refusal::Entries(most) => write!(out, "holds more than {most} files; raise --max-entries to read it"),
            Refusal::Deep(most) => {
                write!(out, "is nested more than {most} levels deep; raise --max-depth to read it")
            }
            Refusal::Slow(most) => {
                write!(out, "takes more than {most} seconds of processor time; raise --max-seconds to read it")
            }
            Refusal::Stuck(most) => write!(out, "took more than {most} seconds; raise --max-seconds to read it"),
            Refusal::Broke(most) => write!(
                out,
                "could not be read: its reader broke off (a fault in it, or it needs more than {} of memory: \
                 --max-memory); save it in another format, such as .txt",
                size(*most)
            ),
            Refusal::NoWorker(why) => write!(out, "could not be read: no worker process starts ({why})"),
        }
    }
}

/// Bytes in the largest unit that divides them.
pub(in super::super) fn size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit = units.into_iter().find(|(bits, _)| bytes >= 1 << bits && bytes.is_multiple_of(1 << bits));
    unit.map_or(format!("{bytes} bytes"), |(bits, unit)| format!("{} {unit}", bytes >> bits))
}
