//! OpenDocument text `.odt`. Tracked insertions are text and deletions are not; notes stand at the end; comments are left out.
//!
//! Names of elements are those of OpenDocument 1.3, part 3.

use std::collections::HashSet;
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
    name: "odt",
    about: "OpenDocument text, as LibreOffice writes it",
    endings: &["odt", "ott"],
    looks: |head| head.text.starts_with("PK") && head.text.contains("mimetypeapplication/vnd.oasis.opendocument"),
    read,
};
pub(super) static KIND: Kind = Kind { name: "odt", extract };
const NAME: &str = "OpenDocument .odt";

fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    super::read(&KIND, bytes, document)
}

fn extract(bytes: &[u8], limits: &Limits) -> Result<Vec<Part>, Refusal> {
    let mut archive = Archive::open(bytes, limits, NAME)?;
    let manifest = archive.file("META-INF/manifest.xml")?.unwrap_or_default();
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(Refusal::Protected);
    }
    archive.must_be(Looks::Odt)?;
    let xml = archive.needed("content.xml")?;
    let mut text = Text::default();
    xml::walk(&xml, limits, NAME, &mut |node| {
        text.take(node);
        Ok(())
    })?;
    Ok(Part::whole(text.prose.finish()))
}

/// The text so far.
#[derive(Default)]
struct Text {
    prose: Prose,
    /// Automatic styles made from that of titles.
    titles: HashSet<String>,
    /// Paragraphs that are open: a text box or note stands within one.
    open: Vec<(Block, String)>,
    /// Words of the note at hand, where one is open.
    note: Option<String>,
    /// An item of a list has begun, and no paragraph of it.
    item: bool,
    /// Elements open within one that is left out.
    skipping: usize,
}

impl Text {
    fn take(&mut self, node: Node) {
        match node {
            Node::Open(_) if self.skipping > 0 => self.skipping += 1,
            Node::Close { .. } if self.skipping > 0 => self.skipping -= 1,
            Node::Open(element) => self.opens(&element),
            Node::Close { space, name } => self.closes(space, name),
            Node::Words(words) if self.skipping == 0 => {
                if let Some((_, own)) = self.open.last_mut() {
                    push(own, &words);
                }
            }
            Node::Words(_) => {}
        }
    }

    fn opens(&mut self, element: &Element) {
        let left_out = matches!(
            element.name,
            "tracked-changes"
                | "annotation"
                | "note-citation"
                | "covered-table-cell"
                | "binary-data"
                | "hidden-text"
                | "ruby-text"
                | "forms"
                | "title"
                | "desc"
                | "scripts"
        );
        let text = element.space.ends_with(":text:1.0");
        match element.name {
            _ if left_out => self.skipping = 1,
            "style" if element.attribute("parent-style-name").as_deref() == Some("Title") => {
                self.titles.extend(element.attribute("name"));
            }
            "list-item" if text => self.item = true,
            "note-body" if text => self.note = Some(String::new()),
            "p" if text => {
                let style = element.attribute("style-name").unwrap_or_default();
                let block = match std::mem::take(&mut self.item) {
                    _ if style == "Title" || self.titles.contains(&style) => Block::Heading(1),
                    true => Block::Item,
                    false => Block::Paragraph,
                };
                self.open.push((block, String::new()));
            }
            "h" if text => {
                let level = element.attribute("outline-level").and_then(|level| level.parse().ok()).unwrap_or(1);
                self.open.push((Block::Heading(level), String::new()));
            }
            _ if text => {
                let Some((_, words)) = self.open.last_mut() else { return };
                match element.name {
                    "s" => {
                        let times = element.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1);
                        // Nobody writes more spaces on a line.
                        words.extend(std::iter::repeat_n(' ', usize::min(times, 1000)));
                    }
                    "tab" => words.push('\t'),
                    "line-break" => words.push('\n'),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn closes(&mut self, space: &str, name: &str) {
        if !space.ends_with(":text:1.0") {
            return;
        }
        match name {
            "p" | "h" => {
                let Some((block, words)) = self.open.pop() else { return };
                match &mut self.note {
                    Some(note) => {
                        note.push_str(&words);
                        note.push('\n');
                    }
                    None => self.prose.block(block, &words),
                }
            }
            "list-item" => self.item = false,
            "note-body" => {
                if let Some(note) = self.note.take() {
                    self.prose.note(note);
                }
            }
            _ => {}
        }
    }
}

/// Adds words; white space in XML is one space, however long.
fn push(own: &mut String, words: &str) {
    for c in words.chars() {
        match c {
            ' ' | '\t' | '\n' | '\r' if own.ends_with([' ', '\n']) => {}
            ' ' | '\t' | '\n' | '\r' => own.push(' '),
            _ => own.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{archive, text};
    use super::*;

    fn odt(body: &str) -> Vec<u8> {
        let spaces = ["office", "text", "table", "style", "draw", "svg"]
            .map(|name| format!("xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'"))
            .join(" ");
        let content = format!(
            "<office:document-content {spaces}><office:automatic-styles>\
             <style:style style:name='P1' style:parent-style-name='Title'/></office:automatic-styles>\
             <office:body><office:text>{body}</office:text></office:body></office:document-content>"
        );
        archive(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &content)])
    }

    #[test]
    fn paragraphs_headings_lists_and_cells() {
        let body = "<text:p text:style-name='P1'>Session</text:p><text:h text:outline-level='2'>Se<text:span>ven</text:span></text:h>\
            <text:p>She<text:s text:c='2'/>came\n  &amp; went<text:line-break/>late.<text:tab/>So.</text:p><text:p/>\
            <text:list><text:list-item><text:p>one</text:p></text:list-item><text:list-item><text:p>two</text:p>\
            <text:list><text:list-item><text:p>three</text:p><text:p>more</text:p></text:list-item></text:list></text:list-item></text:list>\
            <table:table><table:table-row><table:table-cell><text:p>T</text:p></table:table-cell>\
            <table:table-cell><text:p>Yes.</text:p></table:table-cell></table:table-row></table:table>";
        let expected =
            "# Session\n\n## Seven\n\nShe  came & went\nlate.\tSo.\n\n- one\n- two\n- three\n\nmore\n\nT\n\nYes.\n";
        assert_eq!(text(&KIND, &odt(body)), Ok(expected.into()));
    }

    #[test]
    fn notes_stand_at_the_end_and_what_was_deleted_is_no_text() {
        let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>never</text:p></text:deletion>\
            </text:changed-region></text:tracked-changes>\
            <text:p>I<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Noted.</text:p></text:note-body>\
            </text:note> <text:change-start/>was<text:change-end/><office:annotation><text:p>comment</text:p></office:annotation>
 here.<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box><svg:title>picture</svg:title></draw:frame></text:p>";
        assert_eq!(text(&KIND, &odt(body)), Ok("box\n\nI was here.\n\nNoted.\n".into()));
    }

    #[test]
    fn what_is_no_odt_is_told() {
        let said = |bytes: &[u8]| text(&KIND, bytes).unwrap_err().to_string();
        let protected = archive(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("META-INF/manifest.xml", "<m:encryption-data/>"),
            ("content.xml", "\u{1}"),
        ]);
        assert_eq!(said(&protected), "is password-protected; save a copy without a password");
        let sheet = archive(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]);
        assert_eq!(said(&sheet), "is no OpenDocument .odt but a workbook; save its sheet as CSV");
        let whole = odt("<text:p>So</text:p>");
        let damaged =
            "is damaged or cut short, no whole OpenDocument .odt; open it where it was written and save it again";
        assert_eq!(said(&whole[..200]), damaged);
        assert_eq!(said(&odt("<text:p>")), damaged);
    }
}
