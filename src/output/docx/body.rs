//! Blocks as WordprocessingML.

use std::io;

use quick_xml::events::BytesText;

use super::super::xml::{Xml, clean};
use super::{Block, Face, Page, Run, Table};

/// A4 in twentieths of a point, and the margin on all sides.
const LONG: &str = "16838";
const SHORT: &str = "11906";
const MARGIN: &str = "850";

pub(super) fn write(blocks: &[Block], page: Page, xml: &mut Xml) -> io::Result<()> {
    blocks.iter().try_for_each(|one| block(one, xml))?;
    xml.create_element("w:sectPr").write_inner_content(|xml| {
        let size = xml.create_element("w:pgSz");
        match page {
            Page::Upright => size.with_attributes([("w:w", SHORT), ("w:h", LONG)]),
            Page::Wide => size.with_attributes([("w:w", LONG), ("w:h", SHORT), ("w:orient", "landscape")]),
        }
        .write_empty()?;
        let sides = ["w:top", "w:right", "w:bottom", "w:left"].map(|side| (side, MARGIN));
        let margin = xml.create_element("w:pgMar").with_attributes(sides);
        margin.with_attributes([("w:header", "400"), ("w:footer", "400"), ("w:gutter", "0")]).write_empty()?;
        Ok(())
    })?;
    Ok(())
}

fn block(block: &Block, xml: &mut Xml) -> io::Result<()> {
    match block {
        Block::Heading(level, text) => {
            paragraph(Some(&format!("Heading{level}")), &[Run::new(text.as_str(), Face::Plain)], xml)
        }
        Block::Paragraph(runs) => paragraph(None, runs, xml),
        Block::Quote(runs) => paragraph(Some("Quote"), runs, xml),
        Block::Table(rows) => table(rows, xml),
    }
}

fn paragraph(style: Option<&str>, runs: &[Run], xml: &mut Xml) -> io::Result<()> {
    xml.create_element("w:p").write_inner_content(|xml| {
        if let Some(style) = style {
            xml.create_element("w:pPr").write_inner_content(|xml| value("w:pStyle", style, xml))?;
        }
        runs.iter().try_for_each(|one| run(one, xml))
    })?;
    Ok(())
}

fn run(run: &Run, xml: &mut Xml) -> io::Result<()> {
    xml.create_element("w:r").write_inner_content(|xml| {
        if run.face != Face::Plain {
            xml.create_element("w:rPr").write_inner_content(|xml| face(run.face, xml))?;
        }
        for (at, line) in run.text.split('\n').enumerate() {
            if at > 0 {
                xml.create_element("w:br").write_empty()?;
            }
            for (at, part) in line.split('\t').enumerate() {
                if at > 0 {
                    xml.create_element("w:tab").write_empty()?;
                }
                let text = xml.create_element("w:t").with_attribute(("xml:space", "preserve"));
                text.write_text_content(BytesText::new(&clean(part)))?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

fn face(face: Face, xml: &mut Xml) -> io::Result<()> {
    match face {
        Face::Plain => Ok(()),
        Face::Bold => xml.create_element("w:b").write_empty().map(|_| ()),
        Face::Cue => value("w:u", "single", xml),
        Face::Small => {
            // Dark enough to be read on white: 7:1.
            value("w:color", "595959", xml)?;
            value("w:sz", "17", xml)
        }
    }
}

fn table(table: &Table, xml: &mut Xml) -> io::Result<()> {
    let wide: u32 = table.columns.iter().map(|(_, wide)| wide).sum();
    xml.create_element("w:tbl").write_inner_content(|xml| {
        xml.create_element("w:tblPr").write_inner_content(|xml| {
            width("w:tblW", wide, xml)?;
            xml.create_element("w:tblBorders").write_inner_content(|xml| {
                ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"].into_iter().try_for_each(|side| {
                    let line = [("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "808080")];
                    xml.create_element(side).with_attributes(line).write_empty().map(|_| ())
                })
            })?;
            xml.create_element("w:tblLayout").with_attribute(("w:type", "fixed")).write_empty()?;
            Ok(())
        })?;
        xml.create_element("w:tblGrid").write_inner_content(|xml| {
            table.columns.iter().try_for_each(|(_, wide)| {
                xml.create_element("w:gridCol").with_attribute(("w:w", wide.to_string().as_str())).write_empty()?;
                Ok(())
            })
        })?;
        let heads = table.columns.iter().map(|(name, _)| vec![vec![Run::new(*name, Face::Bold)]]).collect::<Vec<_>>();
        row(&heads, true, table, xml)?;
        table.rows.iter().try_for_each(|cells| row(cells, false, table, xml))
    })?;
    // A table that nothing follows is not read by all.
    paragraph(None, &[], xml)
}

fn row(cells: &[Vec<Vec<Run>>], head: bool, table: &Table, xml: &mut Xml) -> io::Result<()> {
    xml.create_element("w:tr").write_inner_content(|xml| {
        if head {
            xml.create_element("w:trPr").write_inner_content(|xml| {
                xml.create_element("w:tblHeader").write_empty()?;
                Ok(())
            })?;
        }
        cells.iter().zip(&table.columns).try_for_each(|(cell, (_, wide))| {
            xml.create_element("w:tc").write_inner_content(|xml| {
                xml.create_element("w:tcPr").write_inner_content(|xml| width("w:tcW", *wide, xml))?;
                // A cell without a paragraph is a broken file.
                if cell.is_empty() {
                    return paragraph(None, &[], xml);
                }
                cell.iter().try_for_each(|runs| paragraph(None, runs, xml))
            })?;
            Ok(())
        })
    })?;
    Ok(())
}

fn width(name: &str, wide: u32, xml: &mut Xml) -> io::Result<()> {
    let wide = wide.to_string();
    xml.create_element(name).with_attributes([("w:w", wide.as_str()), ("w:type", "dxa")]).write_empty()?;
    Ok(())
}

fn value(name: &str, value: &str, xml: &mut Xml) -> io::Result<()> {
    xml.create_element(name).with_attribute(("w:val", value)).write_empty()?;
    Ok(())
}
