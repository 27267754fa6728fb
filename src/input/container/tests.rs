//! What tests of several containers share, and the limits.

use std::io::{Cursor, Write};

use ::zip::ZipWriter;
use ::zip::write::SimpleFileOptions;

use super::*;

/// A zip archive of these files.
pub(super) fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The one text of a file, within the usual limits.
pub(super) fn text(kind: &Kind, bytes: &[u8]) -> Result<String, Refusal> {
    within(&Limits::default(), kind, bytes)
}

fn within(limits: &Limits, kind: &Kind, bytes: &[u8]) -> Result<String, Refusal> {
    let mut parts = (kind.extract)(bytes, limits)?;
    assert_eq!(parts.len(), 1);
    parts.remove(0).text
}

#[test]
fn every_kind_is_a_format() {
    for kind in KINDS {
        assert!(super::super::Format::named(kind.name).is_some(), "{}", kind.name);
    }
}

#[test]
fn limits_hold() {
    let body = |inner: &str| {
        let text = format!(
            "<office:text xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'>{inner}</office:text>"
        );
        archive(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &text)])
    };
    let said = |limits: Limits, bytes: &[u8]| within(&limits, &odt::KIND, bytes).unwrap_err();
    let usual = Limits::default();
    let large = body(&" ".repeat(3 << 20));
    assert_eq!(said(usual, &large), Refusal::Ratio(200));
    assert_eq!(said(Limits { unpacked: 1 << 20, ..usual }, &large), Refusal::Large(1 << 20));
    assert_eq!(said(Limits { entries: 1, ..usual }, &body("")), Refusal::Entries(1));
    assert_eq!(said(usual, &body(&"<a>".repeat(300))), Refusal::Deep(100));
}

#[test]
fn entities_are_not_expanded() {
    let xml = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><x>1&b;2</x>";
    let mut words = String::new();
    xml::walk(xml.as_bytes(), &Limits::default(), "x", &mut |node| {
        if let xml::Node::Words(more) = node {
            words.push_str(&more);
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(words, "12");
}
