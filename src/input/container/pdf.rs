//! PDF with a text layer. A PDF says where each letter stands and nothing of words, lines and paragraphs: those are found in
//! [`super::pdf_page`] and [`super::pdf_text`].

use std::io::Read;
use std::ops::ControlFlow;

use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::Dict;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt, interpret_page,
};

use super::super::document::Document;
use super::super::format::Format;
use super::limits::Limits;
use super::pdf_page::{Glyph, Line, lines};
use super::pdf_text;
use super::refusal::Refusal;
use super::{Kind, Part};

pub(in super::super) static FORMAT: Format = Format {
    name: "pdf",
    about: "PDF that holds text, not scans",
    endings: &["pdf"],
    looks: |head| head.text.starts_with("%PDF-"),
    read,
};
pub(super) static KIND: Kind = Kind { name: "pdf", extract };

fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    super::read(&KIND, bytes, document)
}

fn extract(bytes: &[u8], limits: &Limits) -> Result<Vec<Part>, Refusal> {
    // Some bytes of mail or of a network may stand before the PDF.
    let begin = &bytes[..bytes.len().min(1024)];
    if memchr::memmem::find(begin, b"%PDF-").is_none() {
        return Err(super::zip::not("PDF", bytes));
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Refusal::Protected,
        _ => Refusal::Damaged("PDF".to_owned()),
    })?;
    let cache = InterpreterCache::new();
    let (mut known, mut unknown, mut letters) = (0, 0, 0);
    let mut pages: Vec<Vec<Line>> = Vec::new();
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        let frame = Rect::new(0.0, 0.0, width.into(), height.into());
        let settings = InterpreterSettings::default();
        let mut context = Context::new(page.initial_transform(true).to_kurbo(), frame, &cache, pdf.xref(), settings);
        let mut letters_of = Letters::default();
        interpret_page(page, &mut context, &mut letters_of);
        known += letters_of.glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty()).count();
        unknown += letters_of.unknown;
        letters += letters_of.glyphs.iter().map(|glyph| glyph.text.len() as u64).sum::<u64>();
        if letters > limits.unpacked {
            return Err(Refusal::Large(limits.unpacked));
        }
        pages.push(lines(&letters_of.glyphs));
    }
    // Letters that are pictures with numbers say no more than a scan.
    if pages.is_empty() || unknown >= known {
        return Err(if pages.is_empty() { Refusal::Damaged("PDF".to_owned()) } else { Refusal::Scan });
    }
    Ok(Part::whole(pdf_text::text(pages)))
}

/// Takes the letters of a page as they are drawn, also those that cannot be seen: recognised text stands so behind a scan.
#[derive(Default)]
struct Letters {
    glyphs: Vec<Glyph>,
    /// Letters of which it is not known what they mean.
    unknown: usize,
    /// Whether each stretch that is open is none of the text, such as a page's number.
    marked: Vec<bool>,
}

impl<'a> Device<'a> for Letters {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        if self.marked.contains(&true) {
            return;
        }
        for glyph in run.glyphs() {
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => {
                    self.unknown += 1;
                    "\u{fffd}".to_owned()
                }
            };
            let place = props.transform * glyph.transform();
            let advance = match &**glyph {
                Drawn::Outline(glyph) => glyph.advance_width(),
                Drawn::Type3(glyph) => glyph.advance_width(),
            };
            // Fonts are drawn on a square of 1000.
            let at = |x: f64, y: f64| {
                let point = place * Point::new(x, y);
                (point.x, point.y)
            };
            self.glyphs.extend(Glyph::new(
                text,
                at(0.0, 0.0),
                at(f64::from(advance.unwrap_or(500.0)), 0.0),
                at(0.0, 1000.0),
            ));
        }
    }

    fn begin_marked_content(&mut self, tag: &[u8], _: Option<&Dict<'_>>) {
        self.marked.push(tag == b"Artifact");
    }

    fn end_marked_content(&mut self) {
        self.marked.pop();
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::super::tests::text;
    use super::*;

    /// A PDF of one page with this content.
    fn pdf(content: &str) -> Vec<u8> {
        let mut file = String::from("%PDF-1.4\n");
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
                .to_owned(),
            format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        ];
        let mut places = Vec::new();
        for (n, object) in objects.iter().enumerate() {
            places.push(file.len());
            file += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
        }
        let table = file.len();
        file += "xref\n0 6\n0000000000 65535 f \n";
        places.iter().for_each(|place| file += &format!("{place:010} 00000 n \n"));
        file += &format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
        file.into_bytes()
    }

    #[test]
    fn letters_become_lines_and_paragraphs() {
        let content = "BT /F 20 Tf 72 700 Td (Session 7) Tj ET BT /F 10 Tf 14 TL 72 660 Td (She came and sat in the chair that I keep) Tj \
            T* (for her, and won-) Tj 0.05 Tc T* [(d)-20(ered)-400(why.)] TJ 0 Tc 0 -28 Td (T: So?) Tj 0 -14 Td (C: Yes.) Tj ET \
            /Artifact BMC BT /F 10 Tf 300 20 Td (no) Tj ET EMC BT /F 10 Tf 300 40 Td (17) Tj ET";
        let expected = "# Session 7\n\nShe came and sat in the chair that I keep for her, and wondered why.\n\nT: So?\n\nC: Yes.\n";
        assert_eq!(text(&KIND, &pdf(content)), Ok(expected.into()));
    }

    #[test]
    fn what_is_no_pdf_with_text_is_told() {
        let said = |bytes: &[u8]| text(&KIND, bytes).unwrap_err().to_string();
        assert_eq!(said(&pdf("0 0 100 100 re f")), "has no text layer: it is a scan; run OCR on it first");
        let damaged = "is damaged or cut short, no whole PDF; open it where it was written and save it again";
        assert_eq!(said(b"%PDF-1.4\n1 0 obj"), damaged);
        assert_eq!(said(b"{\\rtf1}"), "is no PDF but RTF; rename it, or give --input-format rtf");
    }
}
