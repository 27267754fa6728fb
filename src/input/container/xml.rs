//! XML as it streams by: elements, their ends and words, each with its namespace. No entity is expanded but those that XML itself
//! has.

use std::borrow::Cow;

use encoding_rs::Encoding;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

use super::limits::Limits;
use super::refusal::Refusal;

/// What comes next.
pub(super) enum Node<'a> {
    Open(Element<'a>),
    Close { space: &'a str, name: &'a str },
    Words(Cow<'a, str>),
}

/// An element that opens.
pub(super) struct Element<'a> {
    /// Its namespace.
    pub space: &'a str,
    /// Its name without prefix.
    pub name: &'a str,
    start: &'a BytesStart<'a>,
}

impl Element<'_> {
    /// The value of an attribute, by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut own = self.start.attributes();
        let found = own.with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }
}

/// Goes through XML from its begin to its end.
pub(super) fn walk(
    bytes: &[u8],
    limits: &Limits,
    kind: &str,
    each: &mut dyn FnMut(Node) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let damaged = || Refusal::Damaged(kind.to_owned());
    let text = decoded(bytes).ok_or_else(damaged)?;
    let mut reader = NsReader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0;
    loop {
        let (space, event) = reader.read_resolved_event().map_err(|_| damaged())?;
        let space = match &space {
            ResolveResult::Bound(space) => space.as_ref(),
            _ => "",
        };
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > limits.depth {
                    return Err(Refusal::Deep(limits.depth));
                }
                each(Node::Open(Element { space, name: start.local_name().as_ref(), start: &start }))?;
            }
            Event::End(end) => {
                depth -= 1;
                each(Node::Close { space, name: end.local_name().as_ref() })?;
            }
            Event::Text(words) => each(Node::Words(words.xml10_content()))?,
            Event::CData(words) => each(Node::Words(words.xml10_content()))?,
            Event::GeneralRef(entity) => {
                let char = entity.resolve_char_ref().map_err(|_| damaged())?;
                if let Some(char) = char {
                    each(Node::Words(char.to_string().into()))?;
                } else if let Some(meant) = resolve_predefined_entity(&entity) {
                    each(Node::Words(meant.into()))?;
                }
            }
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(damaged()),
            _ => {}
        }
    }
}

/// XML is UTF-8 unless a BOM says otherwise, but for what nobody writes any more.
fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match Encoding::for_bom(bytes) {
        Some((encoding, bom)) => Some(encoding.decode_without_bom_handling(&bytes[bom..]).0),
        None => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}
