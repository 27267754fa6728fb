//! RTF cut into groups, control words and bytes of text; and the words and numbers that stand for characters.

use encoding_rs::Encoding;

/// A piece of RTF.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\*`: readers that do not know the next word pass over its group.
    Star,
    /// `\name` or `\name12`; also `\~`, as `~`.
    Word(&'a str, Option<i32>),
    /// A byte of text.
    Byte(u8),
}

/// Cuts RTF up.
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Tokens { rest: bytes }
    }

    /// What stands after a backslash.
    fn control(&mut self) -> Option<Token<'a>> {
        let (first, rest) = self.rest.split_first()?;
        if first.is_ascii_alphabetic() {
            return Some(self.word());
        }
        self.rest = rest;
        match first {
            b'\'' => {
                let hex = rest.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
                match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                    Some(byte) => {
                        self.rest = &rest[2..];
                        Some(Token::Byte(byte))
                    }
                    None => Some(Token::Word("", None)),
                }
            }
            b'*' => Some(Token::Star),
            b'~' => Some(Token::Word("~", None)),
            b'_' => Some(Token::Byte(b'-')),
            b'\r' | b'\n' => Some(Token::Word("par", None)),
            b'\t' => Some(Token::Word("tab", None)),
            b'{' | b'}' | b'\\' => Some(Token::Byte(*first)),
            // Where a word may be parted, and marks of indexes.
            _ => Some(Token::Word("", None)),
        }
    }

    fn word(&mut self) -> Token<'a> {
        let letters = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (name, rest) = self.rest.split_at(letters);
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let length = if digits == 0 { 0 } else { sign + digits };
        let number = std::str::from_utf8(&rest[..length]).ok().and_then(|number| number.parse().ok());
        // One space ends a word and is no text.
        self.rest = rest[length..].strip_prefix(b" ").unwrap_or(&rest[length..]);
        let name = std::str::from_utf8(name).unwrap_or_default();
        if name == "bin" {
            // So many bytes of a picture follow, which mean nothing here.
            let skipped = number.and_then(|length: i32| usize::try_from(length).ok()).unwrap_or(0);
            self.rest = &self.rest[skipped.min(self.rest.len())..];
        }
        Token::Word(name, number)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let (first, rest) = self.rest.split_first()?;
            self.rest = rest;
            return Some(match first {
                b'\r' | b'\n' | 0 => continue,
                b'{' => Token::Open,
                b'}' => Token::Close,
                b'\\' => return self.control(),
                b'\t' => Token::Word("tab", None),
                _ => Token::Byte(*first),
            });
        }
    }
}

/// Characters that are words.
pub(super) const SIGNS: [(&str, &str); 13] = [
    ("bullet", "•"),
    ("emdash", "—"),
    ("emspace", " "),
    ("endash", "–"),
    ("enspace", " "),
    ("ldblquote", "“"),
    ("line", "\n"),
    ("lquote", "‘"),
    ("qmspace", " "),
    ("rdblquote", "”"),
    ("rquote", "’"),
    ("tab", "\t"),
    ("~", " "),
];

/// The encoding of a font's character set.
pub(super) fn charset(number: Option<i32>) -> Option<&'static Encoding> {
    Some(match number? {
        77 => encoding_rs::MACINTOSH,
        128 => encoding_rs::SHIFT_JIS,
        129 => encoding_rs::EUC_KR,
        134 => encoding_rs::GBK,
        136 => encoding_rs::BIG5,
        161 => encoding_rs::WINDOWS_1253,
        162 => encoding_rs::WINDOWS_1254,
        163 => encoding_rs::WINDOWS_1258,
        177 => encoding_rs::WINDOWS_1255,
        178 => encoding_rs::WINDOWS_1256,
        186 => encoding_rs::WINDOWS_1257,
        204 => encoding_rs::WINDOWS_1251,
        222 => encoding_rs::WINDOWS_874,
        238 => encoding_rs::WINDOWS_1250,
        _ => return None,
    })
}
