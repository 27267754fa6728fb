//! XML, written in memory.

use std::borrow::Cow;
use std::io;

use quick_xml::events::{BytesDecl, BytesText, Event};

/// An XML document on its way.
pub(super) type Xml = quick_xml::Writer<Vec<u8>>;

/// Begins a document.
pub(super) fn begin() -> io::Result<Xml> {
    let mut xml = Xml::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
    Ok(xml)
}

/// Writes an element that holds nothing but text.
pub(super) fn element(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&clean(text)))?;
    Ok(())
}

/// `text` with U+FFFD for each character that XML cannot hold, escaped or not; it stays as long as it was.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let bad = |c: char| matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    match text.contains(bad) {
        true => Cow::Owned(text.replace(bad, "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}
