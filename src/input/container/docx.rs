//! Word `.docx`, also as Teams writes transcripts. Tracked insertions are text and deletions are not; footnotes and endnotes stand
//! at the end; comments, headers and footers are left out.
//!
//! Names of elements are those of ECMA-376, part 1, chapter 17.

use std::collections::HashMap;
use std::io::Read;
use std::ops::ControlFlow;

use super::super::document::Document;
use super::super::format::Format;
use super::limits::Limits;
use super::prose::{Block, Prose};
use super::refusal::{Looks, Refusal};
use super::xml::{self, Element, Node};
use super::zip::Archive;
use super::{Kind, Part};

pub(in super::super) static FORMAT: Format = Format {
    name: "docx",
    about: "Word documents, also transcripts of Teams",
    endings: &["docx", "docm", "dotx"],
    // Any zip archive that is nothing else; and what old Word wrote, so that it is told what to do with it.
    looks: |head| head.text.starts_with("PK\u{3}\u{4}") || head.text.starts_with("\u{fffd}\u{fffd}\u{11}\u{871}\u{1a}"),
    read,
};
pub(super) static KIND: Kind = Kind { name: "docx", extract };
const NAME: &str = "Word .docx";

fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    super::read(&KIND, bytes, document)
}

fn extract(bytes: &[u8], limits: &Limits) -> Result<Vec<Part>, Refusal> {
    let mut archive = Archive::open(bytes, limits, NAME)?;
    archive.must_be(Looks::Docx)?;
    let main = related(&mut archive, "", "/officeDocument", limits)?.unwrap_or_else(|| "word/document.xml".into());
    let xml = archive.needed(&main)?;
    let mut parts = HashMap::new();
    for kind in ["styles", "footnotes", "endnotes"] {
        if let Some(name) = related(&mut archive, &main, &format!("/{kind}"), limits)? {
            parts.insert(kind, archive.file(&name)?.unwrap_or_default());
        }
    }
    let styles = parts.get("styles").map_or(Ok(HashMap::new()), |xml| styles(xml, limits))?;
    let mut body = Body::new(&styles);
    xml::walk(&xml, limits, NAME, &mut |node| body.take(node))?;
    let mut prose = Prose::default();
    body.blocks.iter().for_each(|(_, block, words)| prose.block(*block, words));
    for kind in ["footnotes", "endnotes"] {
        let mut notes = Body::new(&styles);
        if let Some(xml) = parts.get(kind) {
            xml::walk(xml, limits, NAME, &mut |node| notes.take(node))?;
        }
        for (_, id) in body.notes.iter().filter(|(of, _)| *of == kind) {
            let rows = notes.blocks.iter().filter(|(note, ..)| note.as_ref() == Some(id));
            prose.note(rows.map(|(_, _, words)| words.as_str()).collect::<Vec<_>>().join("\n"));
        }
    }
    Ok(Part::whole(prose.finish()))
}

/// The name of the part that stands in a relation, such as `/styles`, to another.
fn related(archive: &mut Archive, to: &str, relation: &str, limits: &Limits) -> Result<Option<String>, Refusal> {
    let (folder, file) = to.rsplit_once('/').map_or(("", to), |(folder, file)| (folder, file));
    let under = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let Some(xml) = archive.file(&under(&format!("_rels/{file}.rels")))? else { return Ok(None) };
    let mut found = None;
    xml::walk(&xml, limits, NAME, &mut |node| {
        if let Node::Open(element) = node
            && element.attribute("Type").is_some_and(|kind| kind.ends_with(relation))
            && let Some(target) = element.attribute("Target")
        {
            found = Some(target.strip_prefix('/').map_or_else(|| under(&target), str::to_owned));
        }
        Ok(())
    })?;
    Ok(found)
}

/// The namespace of Word's own elements, transitional or strict.
fn word(space: &str) -> bool {
    space.contains("/wordprocessingml/") && space.ends_with("/main")
}

/// What styles make of a paragraph: by id.
type Styles = HashMap<String, Block>;

fn styles(xml: &[u8], limits: &Limits) -> Result<Styles, Refusal> {
    let mut all: HashMap<String, (Option<Block>, Option<String>)> = HashMap::new();
    let mut id = String::new();
    xml::walk(xml, limits, NAME, &mut |node| {
        let Node::Open(element) = node else { return Ok(()) };
        let value = || element.attribute("val").unwrap_or_default();
        let style = all.entry(id.clone()).or_default();
        match element.name {
            "style" => id = element.attribute("styleId").unwrap_or_default(),
            "name" => style.0 = heading(&value()).or(style.0),
            "basedOn" => style.1 = Some(value()),
            "outlineLvl" => style.0 = style.0.or(outline(&value())),
            "numId" if value() != "0" => style.0 = style.0.or(Some(Block::Item)),
            _ => {}
        }
        Ok(())
    })?;
    let resolved = |id: &String| {
        let mut at = id;
        // Styles may be based on each other in a ring.
        for _ in 0..20 {
            let (block, base) = all.get(at)?;
            if block.is_some() {
                return *block;
            }
            at = base.as_ref()?;
        }
        None
    };
    Ok(all.keys().filter_map(|id| Some((id.clone(), resolved(id)?))).collect())
}

/// Word's own names of styles are English in every language of Word.
fn heading(name: &str) -> Option<Block> {
    let name = name.to_ascii_lowercase();
    let level = name.strip_prefix("heading ").and_then(|level| level.parse().ok());
    level.or((name == "title").then_some(1)).map(Block::Heading)
}

/// Levels of the outline begin with 0; 9 is none.
fn outline(level: &str) -> Option<Block> {
    level.parse::<u8>().ok().filter(|level| *level < 9).map(|level| Block::Heading(level + 1))
}

/// The paragraphs of a part.
struct Body<'a> {
    styles: &'a Styles,
    /// The note that a paragraph belongs to, what it is, its words.
    blocks: Vec<(Option<String>, Block, String)>,
    /// Notes in the order in which the text refers to them: of which part, and their id.
    notes: Vec<(&'static str, String)>,
    note: Option<String>,
    /// Paragraphs that are open: a text box stands within one.
    open: Vec<Paragraph>,
    /// Elements open within one that is left out.
    skipping: usize,
    /// Words of a paragraph whose end was deleted.
    carried: String,
}

#[derive(Default)]
struct Paragraph {
    block: Option<Block>,
    words: String,
    /// Its end was deleted, so that it goes on in the next.
    goes_on: bool,
    properties: bool,
    run: bool,
    hidden: bool,
    text: bool,
}

impl<'a> Body<'a> {
    fn new(styles: &'a Styles) -> Self {
        Body {
            styles,
            blocks: Vec::new(),
            notes: Vec::new(),
            note: None,
            open: Vec::new(),
            skipping: 0,
            carried: String::new(),
        }
    }

    fn take(&mut self, node: Node) -> Result<(), Refusal> {
        match node {
            Node::Open(_) if self.skipping > 0 => self.skipping += 1,
            Node::Close { .. } if self.skipping > 0 => self.skipping -= 1,
            Node::Open(element) if word(element.space) => self.opens(&element),
            // What a program shows that does not know the choice before it: the same again.
            Node::Open(element) if element.name == "Fallback" => self.skipping = 1,
            Node::Close { space, name } if word(space) => self.closes(name),
            Node::Words(words) if self.skipping == 0 => {
                if let Some(paragraph) = self.open.last_mut().filter(|paragraph| paragraph.text) {
                    paragraph.words.push_str(&words);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn opens(&mut self, element: &Element) {
        let id = || element.attribute("id").unwrap_or_default();
        match element.name {
            "p" => {
                let words = std::mem::take(&mut self.carried);
                return self.open.push(Paragraph { words, ..Paragraph::default() });
            }
            "footnote" | "endnote" => return self.note = Some(id()),
            _ => {}
        }
        let Some(paragraph) = self.open.last_mut() else { return };
        match element.name {
            "del" if paragraph.properties => paragraph.goes_on = true,
            // What was there before a change, in words and in looks.
            "del" | "moveFrom" | "delText" | "instrText" | "pPrChange" | "rPrChange" => self.skipping = 1,
            "pPr" => paragraph.properties = true,
            "r" => (paragraph.run, paragraph.hidden) = (true, false),
            "vanish" if paragraph.run => paragraph.hidden = !off(element),
            "footnoteReference" => self.notes.push(("footnotes", id())),
            "endnoteReference" => self.notes.push(("endnotes", id())),
            _ if paragraph.properties => paragraph.property(element, self.styles),
            _ if !paragraph.run || paragraph.hidden => {}
            "t" => paragraph.text = true,
            "tab" | "ptab" => paragraph.words.push('\t'),
            "br" | "cr" => paragraph.words.push('\n'),
            "noBreakHyphen" => paragraph.words.push('-'),
            _ => {}
        }
    }

    fn closes(&mut self, name: &str) {
        match name {
            "p" => {
                let Some(paragraph) = self.open.pop() else { return };
                if paragraph.goes_on {
                    self.carried = paragraph.words;
                } else {
                    let block = paragraph.block.unwrap_or_default();
                    self.blocks.push((self.note.clone(), block, paragraph.words));
                }
            }
            "footnote" | "endnote" => self.note = None,
            _ => {}
        }
        let Some(paragraph) = self.open.last_mut() else { return };
        match name {
            "t" => paragraph.text = false,
            "r" => paragraph.run = false,
            "pPr" => paragraph.properties = false,
            _ => {}
        }
    }
}

impl Paragraph {
    fn property(&mut self, element: &Element, styles: &Styles) {
        let value = || element.attribute("val").unwrap_or_default();
        let heading = matches!(self.block, Some(Block::Heading(_)));
        match element.name {
            // It may stand before or behind what makes an item of the paragraph.
            "pStyle" => self.block = styles.get(&value()).copied().or_else(|| heading_id(&value())).or(self.block),
            "outlineLvl" => self.block = outline(&value()).or(self.block),
            "numId" if !heading => self.block = (value() != "0").then_some(Block::Item),
            _ => {}
        }
    }
}

/// A heading by the id of its style, where a document has no styles: `Heading2`.
fn heading_id(id: &str) -> Option<Block> {
    id.strip_prefix("Heading").and_then(|level| level.parse().ok()).map(Block::Heading)
}

/// Whether a property is there only to be off.
fn off(element: &Element) -> bool {
    matches!(element.attribute("val").as_deref(), Some("0" | "false" | "off"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{archive, text};
    use super::*;

    const SPACE: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' xmlns:mc='urn:mc'";
    const RELATIONS: &str =
        "<Relationships><Relationship Type='x/officeDocument' Target='word/document2.xml'/></Relationships>";
    const OWN: &str = "<Relationships><Relationship Type='x/footnotes' Target='footnotes.xml'/>\
        <Relationship Type='x/styles' Target='/word/styles.xml'/></Relationships>";
    const STYLES: &str = "<w:style w:type='paragraph' w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>\
        <w:style w:styleId='Mine'><w:basedOn w:val='berschrift1'/></w:style>\
        <w:style w:styleId='List'><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr></w:style>\
        <w:style w:styleId='Ring'><w:basedOn w:val='Ring'/></w:style>";

    fn docx(body: &str, notes: &str) -> Vec<u8> {
        let part = |name: &str, inner: &str| format!("<w:{name} {SPACE}>{inner}</w:{name}>");
        archive(&[
            ("[Content_Types].xml", "<Types/>"),
            ("_rels/.rels", RELATIONS),
            ("word/_rels/document2.xml.rels", OWN),
            ("word/document2.xml", &part("document", &format!("<w:body>{body}</w:body>"))),
            ("word/styles.xml", &part("styles", STYLES)),
            ("word/footnotes.xml", &part("footnotes", notes)),
            ("word/comments.xml", "not read"),
        ])
    }

    fn paragraph(inner: &str) -> String {
        format!("<w:p>{inner}</w:p>")
    }

    fn run(words: &str) -> String {
        format!("<w:r><w:t xml:space='preserve'>{words}</w:t></w:r>")
    }

    #[test]
    fn paragraphs_headings_lists_and_cells() {
        let styled =
            |style: &str, words: &str| paragraph(&format!("<w:pPr><w:pStyle w:val='{style}'/></w:pPr>{}", run(words)));
        let list = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='2'/></w:numPr><w:tabs><w:tab/></w:tabs></w:pPr>";
        let body = [
            styled("Mine", "Session &amp; seven"),
            paragraph(&(run("She ") + &run("came&#33;") + "<w:r><w:br/><w:tab/><w:t>Late.</w:t></w:r>")),
            paragraph(""),
            styled("List", "one"),
            paragraph(&format!("{list}{}", run("two"))),
            styled("Ring", "<![CDATA[<end>]]>"),
            format!(
                "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
                styled("x", "T"),
                styled("x", "Yes.")
            ),
        ];
        let expected = "# Session & seven\n\nShe came!\nLate.\n\n- one\n- two\n\n<end>\n\nT\n\nYes.\n";
        assert_eq!(text(&KIND, &docx(&body.concat(), "")), Ok(expected.into()));
    }

    #[test]
    fn what_was_deleted_hidden_or_commented_is_no_text() {
        let body = [
            paragraph(&format!(
                "{}<w:ins>{}</w:ins><w:del><w:r><w:delText>never</w:delText></w:r></w:del>",
                run("I "),
                run("was ")
            )),
            paragraph(&format!(
                "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:moveFrom>{}</w:moveFrom>{}",
                run("gone"),
                run("joined ")
            )),
            paragraph(&format!(
                "<w:pPr><w:pPrChange><w:pPr><w:pStyle w:val='Mine'/></w:pPr></w:pPrChange></w:pPr>{}",
                run("here")
            )),
            paragraph(
                "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>seen</w:t></w:r>\
                       <w:r><w:commentReference w:id='1'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>",
            ),
            paragraph(&format!(
                "{}<w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>\
                       </mc:AlternateContent></w:r>{}",
                run("out"),
                paragraph(&run("box")),
                paragraph(&run("box")),
                run("side")
            )),
        ];
        let expected = "I was\n\njoined here\n\nseen\n\nbox\n\noutside\n";
        assert_eq!(text(&KIND, &docx(&body.concat(), "")), Ok(expected.into()));
    }

    #[test]
    fn notes_stand_at_the_end() {
        let note = |id: &str, words: &str| format!("<w:footnote w:id='{id}'>{}</w:footnote>", paragraph(&run(words)));
        let body = paragraph(&(run("So") + "<w:r><w:footnoteReference w:id='3'/></w:r>" + &run(".")))
            + &paragraph(&(run("And") + "<w:r><w:footnoteReference w:id='2'/></w:r>"));
        let notes = note("-1", "separator") + &note("2", " Second.") + &note("3", "First.");
        assert_eq!(text(&KIND, &docx(&body, &notes)), Ok("So.\n\nAnd\n\nFirst.\n\nSecond.\n".into()));
    }

    #[test]
    fn what_is_no_docx_is_told() {
        let whole = docx(&paragraph(&run("So")), "");
        let said = |bytes: &[u8]| text(&KIND, bytes).unwrap_err().to_string();
        let damaged = "is damaged or cut short, no whole Word .docx; open it where it was written and save it again";
        assert_eq!(said(&whole[..whole.len() / 2]), damaged);
        assert_eq!(said(b""), damaged);
        assert_eq!(said(b"%PDF-1.4"), "is no Word .docx but a PDF; rename it, or give --input-format pdf");
        assert_eq!(
            said(&archive(&[("a.txt", "a")])),
            "is no Word .docx but a zip archive; unpack it and name the files in it"
        );
        assert_eq!(said(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..."), "is a .doc of old Word; save it as .docx");
        let wide: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
        let protected = [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &wide].concat();
        assert_eq!(said(&protected), "is password-protected; save a copy without a password");
        assert_eq!(said(&docx("<w:p>", "")), damaged);
        let empty = archive(&[("[Content_Types].xml", "<Types/>")]);
        assert_eq!(said(&empty), "is an archive without word/document.xml; save the document again");
    }
}
