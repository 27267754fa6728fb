//! HTML: what a browser would show of it as text, without scripts and styles. Notes that pandoc and LibreOffice put at the end
//! stay there; their numbers in the text are left out.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::Read;
use std::ops::ControlFlow;

use encoding_rs::{Encoding, WINDOWS_1252};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::super::document::Document;
use super::super::format::Format;
use super::limits::Limits;
use super::prose::{Block, Prose};
use super::refusal::Refusal;
use super::{Kind, Part};

pub(in super::super) static FORMAT: Format = Format {
    name: "html",
    about: "HTML, without scripts and styles",
    endings: &["html", "htm", "xhtml"],
    looks: |head| {
        let begin: String = head.text.chars().take(1024).collect::<String>().to_ascii_lowercase();
        begin.starts_with("<!doctype html")
            || begin.starts_with("<html")
            || begin.starts_with("<?xml") && begin.contains("<html")
    },
    read,
};
pub(super) static KIND: Kind = Kind { name: "html", extract };

fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    super::read(&KIND, bytes, document)
}

fn extract(bytes: &[u8], _: &Limits) -> Result<Vec<Part>, Refusal> {
    let known: [&[u8]; 4] = [b"PK\x03\x04", b"%PDF-", b"{\\rtf", b"\xD0\xCF\x11\xE0"];
    let wide = Encoding::for_bom(bytes).is_some();
    let binary = !wide && bytes.contains(&0) && !bytes.trim_ascii_start().starts_with(b"<");
    if binary || known.iter().any(|begin| bytes.starts_with(begin)) {
        return Err(super::zip::not("HTML", bytes));
    }
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&decoded(bytes)));
    let tokenizer = Tokenizer::new(Page::default(), TokenizerOpts::default());
    // Scripts are not run, so nothing interrupts it.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut shown = tokenizer.sink.shown.into_inner();
    shown.end();
    Ok(Part::whole(shown.prose.finish()))
}

/// Text in the encoding that a BOM or the page's begin names, else UTF-8, else Windows-1252.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let begin = bytes[..bytes.len().min(2048)].to_ascii_lowercase();
    let named = memchr::memmem::find(&begin, b"charset=").and_then(|at| {
        let rest = begin[at + 8..].trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
        let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:".contains(byte));
        Encoding::for_label(&rest[..end.unwrap_or(rest.len())])
    });
    let utf8 = || std::str::from_utf8(bytes).ok().map(Cow::Borrowed);
    match (Encoding::for_bom(bytes), named) {
        (Some((encoding, _)), _) => encoding.decode(bytes).0,
        (None, Some(encoding)) => encoding.decode(bytes).0,
        (None, None) => utf8().unwrap_or_else(|| WINDOWS_1252.decode(bytes).0),
    }
}

#[derive(Default)]
struct Page {
    shown: RefCell<Shown>,
}

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut shown = self.shown.borrow_mut();
        match token {
            Token::CharacterTokens(words) => shown.words(&words),
            Token::TagToken(tag) => {
                shown.tag(&tag);
                if tag.kind == TagKind::StartTag {
                    // What stands in these is no HTML.
                    match &*tag.name {
                        "script" => return TokenSinkResult::RawData(RawKind::ScriptData),
                        "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
                            return TokenSinkResult::RawData(RawKind::Rawtext);
                        }
                        "title" | "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// What is shown so far.
#[derive(Default)]
struct Shown {
    prose: Prose,
    block: Block,
    words: String,
    /// Within text whose line ends count.
    as_is: usize,
    /// The element that is left out, and how many of its name are open.
    skipping: Option<(String, usize)>,
}

/// Elements that are not shown, or show no words of the text.
const LEFT_OUT: [&str; 17] = [
    "audio", "button", "canvas", "head", "iframe", "math", "noembed", "noframes", "noscript", "object", "option",
    "script", "select", "style", "svg", "template", "title",
];
/// Elements that stand within a line; all others begin and end one.
const INLINE: [&str; 41] = [
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "img",
    "ins",
    "kbd",
    "label",
    "mark",
    "meta",
    "nobr",
    "o:p",
    "q",
    "rb",
    "ruby",
    "s",
    "samp",
    "small",
    "source",
    "span",
    "st1:place",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
];

impl Shown {
    fn words(&mut self, words: &str) {
        if self.skipping.is_some() {
            return;
        }
        for c in words.chars() {
            match c {
                '\r' => {}
                _ if self.as_is > 0 => self.words.push(c),
                ' ' | '\t' | '\n' | '\u{c}' if self.words.is_empty() || self.words.ends_with([' ', '\n']) => {}
                ' ' | '\t' | '\n' | '\u{c}' => self.words.push(' '),
                '\u{a0}' => self.words.push(' '),
                _ => self.words.push(c),
            }
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let name = &*tag.name;
        let opens = tag.kind == TagKind::StartTag;
        if let Some((skipped, open)) = &mut self.skipping {
            if skipped == name && !tag.self_closing {
                *open = if opens { *open + 1 } else { *open - 1 };
            }
            // A page may leave its head open.
            if *open == 0 || skipped == "head" && name == "body" {
                self.skipping = None;
            }
            return;
        }
        if opens && !tag.self_closing && !void(name) && left_out(tag) {
            self.skipping = Some((name.to_owned(), 1));
            return;
        }
        match name {
            "br" => self.words.push('\n'),
            "pre" | "textarea" => {
                self.end();
                self.as_is = if opens { self.as_is + 1 } else { self.as_is.saturating_sub(1) };
            }
            "li" if tag.attrs.iter().any(|own| own.value.starts_with("fn") || &*own.value == "doc-endnote") => {
                self.begin(opens, Block::Paragraph)
            }
            "li" => self.begin(opens, Block::Item),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.begin(opens, Block::Heading(name.as_bytes()[1] - b'0')),
            // An item's first paragraph is the item.
            "p" | "div" | "label" if opens && self.block == Block::Item && self.words.trim().is_empty() => {}
            _ if INLINE.contains(&name) => {}
            _ => self.begin(opens, Block::Paragraph),
        }
    }

    fn begin(&mut self, opens: bool, block: Block) {
        self.end();
        if opens {
            self.block = block;
        }
    }

    /// Ends the block at hand.
    fn end(&mut self) {
        let block = std::mem::take(&mut self.block);
        self.prose.block(block, &std::mem::take(&mut self.words));
    }
}

/// Whether an element and all in it is left out.
fn left_out(tag: &Tag) -> bool {
    let attribute =
        |name: &str| tag.attrs.iter().find(|own| &*own.name.local == name).map(|own| own.value.to_ascii_lowercase());
    let style = attribute("style").unwrap_or_default().replace(' ', "");
    let hidden = attribute("hidden").is_some() || style.contains("display:none") || style.contains("mso-hide:all");
    // The number of a note, and the way back from it.
    let class = attribute("class").unwrap_or_default();
    let role = attribute("role").unwrap_or_default();
    let note = ["footnote-ref", "footnote-back", "sdfootnoteanc", "sdfootnotesym", "sdendnoteanc", "sdendnotesym"]
        .contains(&&*class)
        || ["doc-noteref", "doc-backlink"].contains(&&*role);
    let deleted = &*tag.name == "del";
    // LibreOffice writes so what stands at the top and foot of each page.
    let margin = &*tag.name == "div" && matches!(attribute("title").as_deref(), Some("header" | "footer"));
    hidden || margin || note || deleted || LEFT_OUT.contains(&&*tag.name)
}

/// Elements that never have an end.
fn void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::text;
    use super::*;

    fn shown(page: &str) -> String {
        text(&KIND, page.as_bytes()).unwrap()
    }

    #[test]
    fn blocks_are_paragraphs_and_scripts_are_not_shown() {
        let page = "<!doctype html><html><head><title>No</title><style>p { }</style><script>if (a < b) '</p>'</script></head>\
            <body><!-- no --><h2>What\n happened</h2><p>She   came &amp;\n<b>l</b>ate.<br>So&nbsp;&eacute;.<p>Next\
            <ul><li>one<li><p>two</p><p>more</p></li></ul><table><tr><td>T</td><td>Yes.</td></tr></table>\
            <div>a<div>b</div>c</div><pre>x  y\n z</pre><template><p>no</p></template><p hidden>no</p>\
            <div title='footer'><p>1</p></div><p style='display: none'>no <span>no</span></p><script src='x'></script><p>I <del>never</del> <ins>was</ins>.</p></body></html>";
        let expected = "## What happened\n\nShe came & late.\nSo é.\n\nNext\n\n- one\n- two\n\nmore\n\nT\n\nYes.\n\na\n\nb\n\nc\n\n\
            x  y\nz\n\nI was.\n";
        assert_eq!(shown(page), expected);
    }

    #[test]
    fn numbers_of_notes_are_no_words() {
        let pandoc = "<p>So.<a href='#fn1' class='footnote-ref' role='doc-noteref'><sup>1</sup></a></p>\
            <section role='doc-endnotes'><ol><li id='fn1'><p>Noted.<a role='doc-backlink'>↩︎</a></p></li></ol></section>";
        assert_eq!(shown(pandoc), "So.\n\nNoted.\n");
        let office =
            "<p>So.<a class='sdfootnoteanc'><sup>1</sup></a></p><div><p><a class='sdfootnotesym'>1</a>Noted.</p></div>";
        assert_eq!(shown(office), "So.\n\nNoted.\n");
    }

    #[test]
    fn encodings_are_named_or_guessed() {
        for bytes in [
            &b"<meta charset='iso-8859-1'><p>caf\xE9"[..],
            b"<meta http-equiv=x content='text/html; charset=windows-1252'><p>caf\xE9",
            b"<p>caf\xC3\xA9",
            b"<p>caf\xE9",
            b"\xFF\xFE<\0p\0>\0c\0a\0f\0\xE9\0",
        ] {
            assert_eq!(text(&KIND, bytes), Ok("café\n".into()));
        }
    }

    #[test]
    fn what_is_no_html_is_told() {
        let said = |bytes: &[u8]| text(&KIND, bytes).unwrap_err().to_string();
        assert_eq!(said(b"%PDF-1.4"), "is no HTML but a PDF; rename it, or give --input-format pdf");
        assert!(said(b"\x7fELF\0\0").starts_with("is damaged or cut short, no whole HTML"));
        assert_eq!(shown("<p>a\0b"), "ab\n");
    }

    #[test]
    fn a_head_that_never_ends_hides_no_body() {
        assert_eq!(shown("<html><head><title>x</title><body><p>So."), "So.\n");
    }
}
