//! Plain text and Markdown: decoded, then cut into passages.

use std::io::Read;
use std::ops::ControlFlow;

use super::decode::Decoder;
use super::document::Document;
use super::format::Format;

/// Plain text; what nothing else is.
pub(super) static FORMAT: Format = Format { name: "text", about: "Plain text", endings: &[], looks: |_| true, read };

/// The same: headings, emphasis and YAML front matter are known in any text.
pub(super) static MARKDOWN: Format = Format {
    name: "markdown",
    about: "Markdown, also with YAML front matter",
    endings: &["md", "markdown"],
    looks: |_| false,
    read,
};

/// Reads a text to its end.
fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    let mut decoder = Decoder::new(bytes, document.options.live);
    let mut said = false;
    let fault = loop {
        match decoder.next() {
            Ok(Some(text)) => document.text(text)?,
            Ok(None) => break None,
            Err(fault) => break Some(fault),
        }
        if decoder.guessed() && !std::mem::replace(&mut said, true) {
            document.guessed()?;
        }
    };
    document.finish()?;
    document.replaced(decoder.replaced())?;
    fault.map_or(ControlFlow::Continue(()), |fault| document.fault(&fault))
}
