//! `project.qde`: users, codebook, sources and codings.

use std::io;

use uuid::Uuid;

use super::super::xml::{self, Xml};
use super::codebook::Codebook;
use super::source::{Selection, Source};
use super::{User, guid};

/// The most characters of a selection's name, which is its words: longer ones end in `…`.
const NAME: usize = 255;

/// What stands in every project, for who opens it without having run the program.
const ABOUT: &str =
    "A coding is a place to look, not a diagnosis. No coding does not mean that the layer was not there.";

/// The bytes of the document. It has no times: the same session gives the same bytes.
pub(super) fn write(user: &User, codebook: &Codebook, sources: &[Source]) -> io::Result<Vec<u8>> {
    let mut xml = xml::begin()?;
    let guid = user.guid.to_string();
    let project = xml
        .create_element("Project")
        .with_attribute(("xmlns", "urn:QDA-XML:project:1.0"))
        .with_attribute(("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"))
        .with_attribute((
            "xsi:schemaLocation",
            "urn:QDA-XML:project:1.0 http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd",
        ))
        .with_attribute(("name", "layers"))
        .with_attribute(("origin", &*xml::clean(&user.origin)))
        .with_attribute(("creatingUserGUID", guid.as_str()));
    project.write_inner_content(|xml| {
        xml.create_element("Users").write_inner_content(|xml| {
            let name = xml::clean(&user.name);
            xml.create_element("User")
                .with_attribute(("guid", guid.as_str()))
                .with_attribute(("name", &*name))
                .write_empty()?;
            Ok(())
        })?;
        xml.create_element("CodeBook").write_inner_content(|xml| codebook.write(xml))?;
        if !sources.is_empty() {
            xml.create_element("Sources")
                .write_inner_content(|xml| sources.iter().try_for_each(|one| source(one, user.guid, xml)))?;
        }
        xml::element(xml, "Description", ABOUT)
    })?;
    Ok(xml.into_inner())
}

fn source(source: &Source, user: Uuid, xml: &mut Xml) -> io::Result<()> {
    let guid = source.guid();
    // Names are cut out of the text in one go: counting from its start for each would take long.
    let mut bytes: Vec<usize> = source.text.char_indices().map(|(at, _)| at).collect();
    bytes.push(source.text.len());
    let byte = |at: u64| bytes[usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len() - 1)];
    xml.create_element("TextSource")
        .with_attribute(("guid", guid.to_string().as_str()))
        .with_attribute(("name", &*xml::clean(&source.shown)))
        .with_attribute(("plainTextPath", format!("internal://{guid}.txt").as_str()))
        .write_inner_content(|xml| {
            source.selections.iter().try_for_each(|one| {
                let words = &source.text[byte(one.start)..byte(one.end)];
                selection(one, words, guid::selection(guid, one.start, one.end), user, xml)
            })
        })?;
    Ok(())
}

fn selection(selection: &Selection, words: &str, guid: Uuid, user: Uuid, xml: &mut Xml) -> io::Result<()> {
    let user_text = user.to_string();
    xml.create_element("PlainTextSelection")
        .with_attribute(("guid", guid.to_string().as_str()))
        .with_attribute(("name", &*xml::clean(&named(words))))
        .with_attribute(("startPosition", selection.start.to_string().as_str()))
        .with_attribute(("endPosition", selection.end.to_string().as_str()))
        .with_attribute(("creatingUser", user_text.as_str()))
        .write_inner_content(|xml| {
            xml::element(xml, "Description", &selection.notes.join("\n"))?;
            selection.codes.iter().try_for_each(|code| {
                let coding = guid::coding(guid, *code, user);
                xml.create_element("Coding")
                    .with_attribute(("guid", coding.to_string().as_str()))
                    .with_attribute(("creatingUser", user_text.as_str()))
                    .write_inner_content(|xml| {
                        xml.create_element("CodeRef")
                            .with_attribute(("targetGUID", code.to_string().as_str()))
                            .write_empty()?;
                        Ok(())
                    })?;
                Ok(())
            })
        })?;
    Ok(())
}

fn named(words: &str) -> String {
    match words.char_indices().nth(NAME) {
        None => words.to_owned(),
        Some(_) => words.chars().take(NAME - 1).chain(['…']).collect(),
    }
}
