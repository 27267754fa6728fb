//! Word-processor documents (Office Open XML): headings, paragraphs and tables, nothing that runs or loads.

mod body;
pub mod sheet;

use std::io;

use super::{package, xml};

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// A heading: 1 for the document's, 2 and 3 below it.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// Words that somebody said, set in.
    Quote(Vec<Run>),
    /// A table whose first row comes again on each page.
    Table(Table),
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// The columns: name and width in twentieths of a point.
    pub columns: Vec<(&'static str, u32)>,
    /// Cells, row by row; a cell is paragraphs.
    pub rows: Vec<Vec<Vec<Vec<Run>>>>,
}

/// A stretch of words that look alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// The words; line breaks and tabs stay.
    pub text: String,
    /// How they look.
    pub face: Face,
}

/// How words look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// Like the text around.
    Plain,
    /// Bold.
    Bold,
    /// Underlined: a cue.
    Cue,
    /// Smaller and grey: places, notes of the program.
    Small,
}

/// How the pages lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// A4 upright.
    Upright,
    /// A4 on its side.
    Wide,
}

impl Run {
    pub(super) fn new(text: impl Into<String>, face: Face) -> Run {
        Run { text: text.into(), face }
    }
}

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>
"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>
"#;
const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>
"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="80"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="120" w:after="120"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:sz w:val="26"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading3"><w:name w:val="heading 3"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="200" w:after="60"/><w:outlineLvl w:val="2"/></w:pPr><w:rPr><w:b/><w:sz w:val="22"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/><w:pPr><w:ind w:left="400"/></w:pPr></w:style></w:styles>
"#;

/// The bytes of a document: the same blocks give the same bytes.
pub(super) fn document(blocks: &[Block], page: Page) -> io::Result<Vec<u8>> {
    let mut xml = xml::begin()?;
    xml.create_element("w:document").with_attribute(("xmlns:w", WORD)).write_inner_content(|xml| {
        xml.create_element("w:body").write_inner_content(|xml| body::write(blocks, page, xml))?;
        Ok(())
    })?;
    let document = xml.into_inner();
    package::zip([
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.as_bytes()),
        ("word/styles.xml", STYLES.as_bytes()),
    ])
}
