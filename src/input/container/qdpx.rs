//! REFI-QDA projects `.qdpx`: their texts, the transcripts of their recordings, and what they hold as the text of a PDF. Each is a
//! source of its own. Read leniently, as programs write them in their own ways.

use std::collections::HashMap;
use std::io::Read;
use std::ops::ControlFlow;

use super::super::decode::Decoder;
use super::super::document::Document;
use super::super::format::Format;
use super::limits::Limits;
use super::refusal::{Looks, Refusal};
use super::xml::{self, Element, Node};
use super::zip::Archive;
use super::{Kind, Part, docx, rtf};

pub(in super::super) static FORMAT: Format = Format {
    name: "qdpx",
    about: "REFI-QDA projects: their texts",
    endings: &["qdpx"],
    looks: |head| head.text.starts_with("PK\u{3}\u{4}") && head.text.to_ascii_lowercase().contains(".qde"),
    read,
};
pub(super) static KIND: Kind = Kind { name: "qdpx", extract };
const NAME: &str = "REFI-QDA project";

fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    super::read(&KIND, bytes, document)
}

fn extract(bytes: &[u8], limits: &Limits) -> Result<Vec<Part>, Refusal> {
    let mut archive = Archive::open(bytes, limits, NAME)?;
    archive.must_be(Looks::Qdpx)?;
    let root = |name: &&str| !name.contains('/') && name.to_ascii_lowercase().ends_with(".qde");
    let projects: Vec<String> = archive.names().filter(root).map(str::to_owned).collect();
    let [project] = &projects[..] else { return Err(Refusal::Several) };
    let xml = archive.needed(project)?;
    let mut sources = Sources::default();
    xml::walk(&xml, limits, NAME, &mut |node| {
        sources.take(node);
        Ok(())
    })?;
    if sources.all.len() > limits.entries {
        return Err(Refusal::Entries(limits.entries));
    }
    if sources.all.is_empty() {
        return Err(Refusal::Without("any text source".to_owned()));
    }
    let mut names: HashMap<String, usize> = HashMap::new();
    let mut bomb = None;
    let part = |source: Source| {
        let times = names.entry(source.name.clone()).or_default();
        *times += 1;
        // Else two passages would have one id.
        let name = if *times > 1 { format!("{} ({times})", source.name) } else { source.name.clone() };
        // One that unpacks without end may be named a thousand times.
        let text = bomb.clone().map_or_else(|| text(&source, &mut archive, limits), Err);
        bomb = text.as_ref().err().filter(|refusal| refusal.code() == "too-large").cloned();
        Part { name: Some(name), text }
    };
    Ok(sources.all.into_iter().map(part).collect())
}

/// A source as the project describes it.
#[derive(Default)]
struct Source {
    name: String,
    plain: Option<String>,
    rich: Option<String>,
    content: Option<String>,
}

#[derive(Default)]
struct Sources {
    all: Vec<Source>,
    /// The names of the sources that are open, and whether each has text.
    open: Vec<(String, bool)>,
    content: bool,
}

impl Sources {
    fn take(&mut self, node: Node) {
        match node {
            Node::Open(element) => self.opens(&element),
            Node::Words(words) if self.content => {
                if let Some(source) = self.all.last_mut() {
                    source.content.get_or_insert_default().push_str(&words);
                }
            }
            Node::Words(_) => {}
            Node::Close { name: "PlainTextContent", .. } => self.content = false,
            Node::Close { name, .. } if kind(name).is_some() => {
                self.open.pop();
            }
            Node::Close { .. } => {}
        }
    }

    fn opens(&mut self, element: &Element) {
        match (element.name, kind(element.name)) {
            ("PlainTextContent", _) => self.content = self.open.last().is_some_and(|(_, text)| *text),
            (_, Some(text)) => {
                let own = element.attribute("name").filter(|name| !name.trim().is_empty());
                let name =
                    own.or_else(|| self.open.last().map(|(name, _)| name.clone())).unwrap_or_else(|| "unnamed".into());
                self.open.push((name.clone(), text));
                if text {
                    let (plain, rich) = (element.attribute("plainTextPath"), element.attribute("richTextPath"));
                    self.all.push(Source { name, plain, rich, content: None });
                }
            }
            _ => {}
        }
    }
}

/// Whether an element is a source, and whether that has text.
fn kind(name: &str) -> Option<bool> {
    match name {
        "TextSource" | "Transcript" | "Representation" => Some(true),
        "PDFSource" | "PictureSource" | "AudioSource" | "VideoSource" => Some(false),
        _ => None,
    }
}

fn text(source: &Source, archive: &mut Archive, limits: &Limits) -> Result<String, Refusal> {
    if let Some(content) = &source.content {
        return Ok(ended(content.replace("\r\n", "\n").replace('\r', "\n")));
    }
    if let Some(bytes) = file(source.plain.as_deref(), archive)? {
        return decoded(&bytes);
    }
    match file(source.rich.as_deref(), archive)? {
        Some(bytes) => {
            let kind = if bytes.starts_with(b"{\\rtf") { &rtf::KIND } else { &docx::KIND };
            let parts = (kind.extract)(&bytes, limits)?;
            parts.into_iter().next().map_or(Ok(String::new()), |part| part.text)
        }
        None => Err(Refusal::Without("the text of this source".to_owned())),
    }
}

/// The file that a path such as `internal://GUID.txt` names; none where it is not in the project.
fn file(path: Option<&str>, archive: &mut Archive) -> Result<Option<Vec<u8>>, Refusal> {
    let Some(name) = path.and_then(|path| path.strip_prefix("internal://")) else { return Ok(None) };
    let name = name.trim_start_matches('/');
    match archive.file(&format!("sources/{name}"))? {
        Some(bytes) => Ok(Some(bytes)),
        None => archive.file(name),
    }
}

fn decoded(bytes: &[u8]) -> Result<String, Refusal> {
    let mut decoder = Decoder::new(bytes, false);
    let mut text = String::new();
    loop {
        match decoder.next() {
            Ok(Some(more)) => text.push_str(more),
            Ok(None) => return Ok(ended(text)),
            Err(_) => return Err(Refusal::Damaged("text".to_owned())),
        }
    }
}

/// Texts follow each other when they are printed.
fn ended(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::tests::archive;
    use super::*;

    fn texts(files: &[(&str, &str)]) -> Vec<(String, Result<String, String>)> {
        let parts = extract(&archive(files), &Limits::default()).unwrap();
        let one = |part: Part| (part.name.unwrap(), part.text.map_err(|refusal| refusal.to_string()));
        parts.into_iter().map(one).collect()
    }

    #[test]
    fn each_text_is_a_source() {
        let project = "<?xml version='1.0'?><Project xmlns='urn:QDA-XML:project:1.0' name='p' basePath=''><CodeBook><Codes/></CodeBook><Sources>\
            <TextSource guid='1' name='one.txt' plainTextPath='internal://AB.TXT'><PlainTextSelection name='not text'><Description>no\
            </Description></PlainTextSelection></TextSource>\
            <TextSource name='one.txt'><PlainTextContent>T: So?&#13;&#10;C: Yes.</PlainTextContent></TextSource>\
            <AudioSource name='s07.mp3' path='internal://x.mp3'><Transcript plainTextPath='internal://t.txt'><SyncPoint/></Transcript></AudioSource>\
            <PDFSource name='letter.pdf'><Representation plainTextPath='internal://gone.txt'/></PDFSource>\
            <PictureSource name='picture'><TextDescription>no</TextDescription></PictureSource></Sources></Project>";
        let files = [
            ("Some.QDE", project),
            ("Sources/.root", ""),
            ("Sources/ab.txt", "\u{feff}She came.\r\n"),
            ("sources/t.txt", "Hm."),
        ];
        let expected = [
            ("one.txt", Ok("She came.\n")),
            ("one.txt (2)", Ok("T: So?\nC: Yes.\n")),
            ("s07.mp3", Ok("Hm.\n")),
            ("letter.pdf", Err("is an archive without the text of this source; save the document again")),
        ];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.map(str::to_owned).map_err(str::to_owned)));
        assert_eq!(texts(&files), expected);
    }

    #[test]
    fn what_is_no_project_is_told() {
        let said = |files: &[(&str, &str)]| extract(&archive(files), &Limits::default()).unwrap_err().to_string();
        assert_eq!(said(&[("a.qde", ""), ("b.qde", "")]), "holds more than one project (.qde); export one alone");
        assert_eq!(said(&[("a.qde", "<Project/>")]), "is an archive without any text source; save the document again");
        assert_eq!(
            said(&[("x/a.qde", "")]),
            "is no REFI-QDA project but a zip archive; unpack it and name the files in it"
        );
    }
}
