//! Formats that keep their text in a container: a zip archive, XML, typesetting. Each is taken apart by a worker process, so that
//! a fault in a library costs its file and nothing else; what comes back is text.

pub(super) mod docx;
pub(super) mod html;
mod limits;
pub(super) mod odt;
pub(super) mod pdf;
mod pdf_page;
mod pdf_text;
mod prose;
pub(super) mod qdpx;
mod refusal;
pub(super) mod rtf;
mod rtf_token;
mod serve;
mod transcript;
mod worker;
mod xml;
mod zip;

use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use limits::Limits;
pub(super) use refusal::size;
pub use serve::serve;
pub use worker::Workers;

use super::document::Document;
use refusal::Refusal;

/// A container format: its name and the way to its text.
struct Kind {
    name: &'static str,
    extract: fn(&[u8], &Limits) -> Result<Vec<Part>, Refusal>,
}

/// Every container format; a new one is a file of its own, a line here and one in [`super::FORMATS`].
static KINDS: [&Kind; 6] = [&docx::KIND, &odt::KIND, &rtf::KIND, &pdf::KIND, &html::KIND, &qdpx::KIND];

/// A text of a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    /// Its name, where a container holds several.
    name: Option<String>,
    /// The text, its lines ended by line feeds; or why there is none.
    text: Result<String, Refusal>,
}

impl Part {
    /// The one text of a file.
    fn whole(text: String) -> Vec<Part> {
        vec![Part { name: None, text: Ok(text) }]
    }
}

/// Reads a container to its end.
fn read(kind: &'static Kind, bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    let limits = document.options.limits;
    let mut whole = Vec::new();
    if let Err(error) = bytes.take(limits.unpacked.saturating_add(1)).read_to_end(&mut whole) {
        return document.failure(None, "unreadable", error.to_string());
    }
    let read = if whole.len() as u64 > limits.unpacked {
        Err(Refusal::Large(limits.unpacked))
    } else {
        match &document.options.workers {
            Some(workers) => workers.extract(kind, &whole, &limits),
            None => (kind.extract)(&whole, &limits),
        }
    };
    match read {
        Ok(parts) => parts.into_iter().try_for_each(|part| take(part, document)),
        Err(refusal) => document.failure(None, refusal.code(), refusal.to_string()),
    }
}

/// Hands a text on. One of several is a source of its own, named after its container.
fn take(part: Part, document: &mut Document) -> ControlFlow<()> {
    let Some(name) = part.name else { return hand_on(part.text, document) };
    let source: Arc<str> = format!("{}/{name}", document.source).into();
    let mut inner = document.inner(&source);
    hand_on(part.text, &mut inner)?;
    inner.finish()
}

fn hand_on(text: Result<String, Refusal>, document: &mut Document) -> ControlFlow<()> {
    match text {
        Ok(text) => transcript::read(&text, document),
        Err(refusal) => document.failure(None, refusal.code(), refusal.to_string()),
    }
}

#[cfg(test)]
mod tests;
