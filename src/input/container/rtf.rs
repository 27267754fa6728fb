//! RTF: control words, groups and bytes. Tracked insertions are text and deletions are not; footnotes stand at the end; comments,
//! headers and footers are left out.
//!
//! Words are those of the Rich Text Format Specification 1.9.1. The reader is our own: the crates that there are lose words or
//! panic where files are not as they expect.

use std::collections::HashMap;
use std::io::Read;
use std::ops::ControlFlow;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::super::document::Document;
use super::super::format::Format;
use super::limits::Limits;
use super::prose::{Block, Prose, unmarked};
use super::refusal::Refusal;
use super::rtf_token::{SIGNS, Token, Tokens, charset};
use super::{Kind, Part};

pub(in super::super) static FORMAT: Format = Format {
    name: "rtf",
    about: "Rich Text Format",
    endings: &["rtf"],
    looks: |head| head.text.starts_with("{\\rtf"),
    read,
};
pub(super) static KIND: Kind = Kind { name: "rtf", extract };

fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    super::read(&KIND, bytes, document)
}

fn extract(bytes: &[u8], limits: &Limits) -> Result<Vec<Part>, Refusal> {
    let bytes = bytes.trim_ascii_start();
    if !bytes.starts_with(b"{\\rtf") {
        return Err(super::zip::not("RTF", bytes));
    }
    let mut text = Text::new(limits.depth);
    for token in Tokens::new(bytes) {
        text.take(token)?;
        if text.groups.is_empty() {
            text.end();
            return Ok(Part::whole(text.prose.finish()));
        }
    }
    Err(Refusal::Damaged("RTF".to_owned()))
}

/// What holds within a group, and again outside of it once it ends.
#[derive(Clone, Copy)]
struct Group {
    place: Place,
    hidden: bool,
    deleted: bool,
    /// How many characters stand after `\u` for readers that know no Unicode.
    spare: usize,
    encoding: &'static Encoding,
    block: Block,
    /// The font or style that a group of a table is about.
    number: i32,
}

/// What the words of a group are.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Body,
    Note,
    Fonts,
    Styles,
    LeftOut,
}

struct Text {
    prose: Prose,
    groups: Vec<Group>,
    depth: usize,
    words: String,
    /// Bytes that are not yet decoded.
    bytes: Vec<u8>,
    /// Halves of a character that UTF-16 writes in two.
    wide: Vec<u16>,
    /// Characters to pass over after `\u`.
    spare: usize,
    /// The next word may be that of a group which only newer readers know.
    starred: bool,
    /// A list's mark stood before the paragraph.
    listed: bool,
    fonts: HashMap<i32, &'static Encoding>,
    styles: HashMap<i32, Block>,
    default: &'static Encoding,
    /// Paragraphs that are interrupted by the notes at hand.
    interrupted: Vec<String>,
}

impl Text {
    fn new(depth: usize) -> Self {
        Text {
            prose: Prose::default(),
            groups: Vec::new(),
            depth,
            words: String::new(),
            bytes: Vec::new(),
            wide: Vec::new(),
            spare: 0,
            starred: false,
            listed: false,
            fonts: HashMap::new(),
            styles: HashMap::new(),
            default: WINDOWS_1252,
            interrupted: Vec::new(),
        }
    }

    fn take(&mut self, token: Token) -> Result<(), Refusal> {
        if !matches!(token, Token::Byte(_)) {
            self.decode();
        }
        if !matches!(token, Token::Word("u", _) | Token::Byte(_)) {
            self.unite();
        }
        match token {
            Token::Open => {
                let outer = Group {
                    place: Place::Body,
                    hidden: false,
                    deleted: false,
                    spare: 1,
                    encoding: self.default,
                    block: Block::Paragraph,
                    number: 0,
                };
                self.groups.push(*self.groups.last().unwrap_or(&outer));
                self.spare = 0;
                if self.groups.len() > self.depth {
                    return Err(Refusal::Deep(self.depth));
                }
            }
            Token::Close => self.close(),
            Token::Byte(byte) => self.byte(byte),
            Token::Star => self.starred = true,
            Token::Word(word, number) => {
                let starred = std::mem::take(&mut self.starred);
                self.word(word, number, starred);
            }
        }
        Ok(())
    }

    fn group(&mut self) -> Option<&mut Group> {
        self.groups.last_mut()
    }

    fn place(&self) -> Place {
        self.groups.last().map_or(Place::LeftOut, |group| group.place)
    }

    fn close(&mut self) {
        let Some(group) = self.groups.pop() else { return };
        self.spare = 0;
        self.starred = false;
        match group.place {
            Place::Styles => {
                let name = std::mem::take(&mut self.words);
                let name = name.trim().trim_end_matches(';').to_ascii_lowercase();
                let level = name.strip_prefix("heading ").and_then(|level| level.parse().ok());
                let heading = level.or((name == "title").then_some(1)).map(Block::Heading);
                if let Some(block) = heading.or(matches!(group.block, Block::Heading(_)).then_some(group.block)) {
                    self.styles.insert(group.number, block);
                }
            }
            Place::Note if self.place() != Place::Note => {
                let note = std::mem::replace(&mut self.words, self.interrupted.pop().unwrap_or_default());
                self.prose.note(note);
            }
            _ => {}
        }
    }

    fn byte(&mut self, byte: u8) {
        self.starred = false;
        if self.spare > 0 {
            self.spare -= 1;
            return;
        }
        self.unite();
        self.bytes.push(byte);
    }

    /// Reads the bytes that have come, in the encoding of their font.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let encoding = self.groups.last().map_or(self.default, |group| group.encoding);
        self.push(&encoding.decode_without_bom_handling(&bytes).0);
    }

    /// Puts halves of characters together.
    fn unite(&mut self) {
        if !self.wide.is_empty() {
            let wide = std::mem::take(&mut self.wide);
            self.push(&String::from_utf16_lossy(&wide));
        }
    }

    fn push(&mut self, words: &str) {
        let shown = self.groups.last().is_some_and(|group| match group.place {
            Place::Body | Place::Note => !group.hidden && !group.deleted,
            Place::Styles => true,
            Place::Fonts | Place::LeftOut => false,
        });
        if shown {
            self.words.push_str(words);
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>, starred: bool) {
        if let "listtext" | "pntext" = word {
            self.listed = true;
        }
        let place = self.place();
        let Some(group) = self.groups.last_mut() else { return };
        if place == Place::LeftOut {
            return;
        }
        let on = number != Some(0);
        match word {
            "footnote" => {
                group.place = Place::Note;
                if place != Place::Note {
                    self.interrupted.push(std::mem::take(&mut self.words));
                }
            }
            "shpinst" => {}
            _ if starred || LEFT_OUT.contains(&word) => group.place = Place::LeftOut,
            "fonttbl" => group.place = Place::Fonts,
            "stylesheet" => group.place = Place::Styles,
            "ansicpg" => {
                let name = number.map_or(String::new(), |page| format!("windows-{page}"));
                self.default = Encoding::for_label(name.as_bytes()).unwrap_or(WINDOWS_1252);
                group.encoding = self.default;
            }
            "mac" => (self.default, group.encoding) = (encoding_rs::MACINTOSH, encoding_rs::MACINTOSH),
            "fcharset" if place == Place::Fonts => {
                self.fonts.insert(group.number, charset(number).unwrap_or(self.default));
            }
            "f" | "s" if matches!(place, Place::Fonts | Place::Styles) => group.number = number.unwrap_or(0),
            "f" => group.encoding = number.and_then(|font| self.fonts.get(&font)).copied().unwrap_or(self.default),
            "uc" => group.spare = number.and_then(|count| count.try_into().ok()).unwrap_or(1),
            "u" => {
                // Numbers above 32767 are written as negative ones.
                self.wide.extend(number.map(|code| code as u16));
                self.spare = group.spare;
            }
            "v" => group.hidden = on,
            "deleted" => group.deleted = on,
            "plain" => (group.hidden, group.deleted) = (false, false),
            _ => self.layout(word, number, place),
        }
    }

    fn layout(&mut self, word: &str, number: Option<i32>, place: Place) {
        let style = number.and_then(|style| self.styles.get(&style)).copied();
        let Some(group) = self.group() else { return };
        match word {
            "pard" => group.block = Block::Paragraph,
            "s" => group.block = style.unwrap_or(group.block),
            "outlinelevel" => {
                let level = number.and_then(|level| u8::try_from(level).ok()).filter(|level| *level < 9);
                group.block = level.map_or(group.block, |level| Block::Heading(level + 1));
            }
            "ls" if group.block == Block::Paragraph && number != Some(0) => group.block = Block::Item,
            "par" | "sect" | "page" | "cell" | "nestcell" | "row" | "nestrow" => match place {
                Place::Note => self.words.push('\n'),
                Place::Body => self.end(),
                _ => {}
            },
            _ => {
                if let Some((_, sign)) = SIGNS.iter().find(|(name, _)| *name == word) {
                    self.push(sign);
                }
            }
        }
    }

    /// Ends the paragraph at hand.
    fn end(&mut self) {
        let block = self.groups.last().map_or(Block::Paragraph, |group| group.block);
        let words = std::mem::take(&mut self.words);
        let listed = std::mem::take(&mut self.listed);
        match (block, unmarked(&words)) {
            (Block::Heading(_), _) => self.prose.block(block, &words),
            (_, Some(words)) => self.prose.block(Block::Item, words),
            (Block::Paragraph, None) if listed => self.prose.block(Block::Item, &words),
            (_, None) => self.prose.block(block, &words),
        }
    }
}

/// Groups that are no text of the document.
#[rustfmt::skip]
const LEFT_OUT: [&str; 32] = [
    "aftnsep", "aftnsepc", "annotation", "background", "colortbl", "do", "filetbl", "fldinst", "footer", "footerf", "footerl",
    "footerr", "ftncn", "ftnsep", "ftnsepc", "header", "headerf", "headerl", "headerr", "info", "listtext", "nonshppict", "objdata",
    "panose", "pict", "pntext", "private", "revtbl", "rxe", "sp", "tc", "xe",
];

#[cfg(test)]
mod tests {
    use super::super::tests::text;
    use super::*;

    fn shown(inner: &str) -> String {
        let file = format!(
            "{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0 Times;}}{{\\f1\\fcharset238 Times CE;}}}}{inner}}}\0"
        );
        text(&KIND, file.as_bytes()).unwrap()
    }

    #[test]
    fn paragraphs_headings_lists_and_cells() {
        let body = "{\\stylesheet{\\s1\\b heading 1;}{\\s2\\outlinelevel1 Mine;}{\\s3 Other;}}{\\info{\\title no}}{\\header no\\par}\n\
            \\pard\\s1 Session\\par\\pard\\s2 Seven\\par\\pard She \\b came\\b0 .\\line Late.\\~So.\\par\\par\
            {\\listtext\\pard\\bullet\\tab}\\ls1 one\\par{\\listtext 2.\\tab}two\\par\\pard \\bullet\\tab three\\par\
            {\\pard \\outlinelevel0 Head\\par}\\trowd\\intbl T\\cell Yes.\\cell\\row\\pard last";
        let expected =
            "# Session\n\n## Seven\n\nShe came.\nLate. So.\n\n- one\n- two\n- three\n\n# Head\n\nT\n\nYes.\n\nlast\n";
        assert_eq!(shown(body), expected);
    }

    #[test]
    fn characters_in_every_spelling() {
        let body = r"caf\'e9 \u8220?x\u8221\'94 \u-10179?\u-8638? {\f1\'e8} {\uc2\u233\'c3\'a9}\{a\\b\} \endash\_\-c\rquote d\emdash  e";
        assert_eq!(shown(body), "café “x” 🙂 č é{a\\b} –-c’d— e\n");
    }

    #[test]
    fn what_was_deleted_hidden_or_commented_is_no_text() {
        let body = r"I {\deleted never }{\revised was }{\v hidden }{\*\atnid x}{\*\annotation{\*\atndate 1}comment}here{\*\unknown no}.\par
            {\field{\*\fldinst HYPERLINK x}{\fldrslt link}} {\pict\bin5 }}}}}ff} on {\*\shpinst{\sp{\sn no}}{\shptxt\pard box\par}}";
        assert_eq!(shown(body), "I was here.\n\nlink  on box\n");
    }

    #[test]
    fn notes_stand_at_the_end() {
        let body = r"So{\super\chftn}{\*\footnote\chftn\pard{\pard First.\par}}.\par And{\footnote\pard Second.}\par";
        assert_eq!(shown(body), "So.\n\nAnd\n\nFirst.\n\nSecond.\n");
    }

    #[test]
    fn what_is_no_rtf_is_told() {
        let said = |bytes: &[u8]| text(&KIND, bytes).unwrap_err().to_string();
        let damaged = "is damaged or cut short, no whole RTF; open it where it was written and save it again";
        assert_eq!(said(b"{\\rtf1 So"), damaged);
        assert_eq!(said(b"{\\rtf1 \\bin99999 So}"), damaged);
        assert_eq!(said(b"So."), "is no RTF but text; rename it to .txt, or give --input-format text");
        assert_eq!(
            said(b"{\\rtf1 {{{{{{".repeat(99).as_slice()),
            "is nested more than 100 levels deep; raise --max-depth to read it"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(inner in "[a-z{}\\\\'*0-9u; -]{0,60}") {
            let _ = text(&KIND, format!("{{\\rtf1 {inner}}}").as_bytes());
        }
    }
}
