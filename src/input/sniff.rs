//! The begin of a source whose name does not tell its format.

use std::io::{self, Cursor, Read};

use encoding_rs::Encoding;

/// How much of a source is looked at.
const HEAD: usize = 64 << 10;

/// A source with what was read of it put back in front.
pub(super) type Begun<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// The begin of a source.
pub(super) struct Head {
    /// As text, where it is text: without BOM, and without the white space that it may begin with. The end may be cut anywhere.
    pub text: String,
}

impl Head {
    /// The lines that are not blank.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().map(str::trim_end).filter(|line| !line.is_empty())
    }
}

/// Looks at the begin of a source. Waits for no more than a first read where it is `live`, nor for more than a line where that
/// may be one of JSON Lines. A fault in reading comes up again when the source is read.
pub(super) fn begin<R: Read>(mut bytes: R, live: bool) -> (Head, Begun<R>) {
    let mut head = vec![0; HEAD];
    let mut length = 0;
    while length < HEAD {
        match bytes.read(&mut head[length..]) {
            Ok(0) | Err(_) => break,
            Ok(more) => length += more,
        }
        let line = head[..length].strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head[..length]).trim_ascii_start();
        let braced = line.first() == Some(&b'{');
        if braced && line.contains(&b'\n') || live && !braced && !line.is_empty() {
            break;
        }
    }
    head.truncate(length);
    let text = match Encoding::for_bom(&head) {
        Some((encoding, bom)) => encoding.decode_without_bom_handling(&head[bom..]).0,
        None => String::from_utf8_lossy(&head),
    };
    let text = text.trim_start().to_owned();
    (Head { text }, Cursor::new(head).chain(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_text_and_nothing_of_the_source_is_lost() {
        for bytes in [&b"\xEF\xBB\xBF\n a\xC3\xA9"[..], b"\xFF\xFE\n\0a\0\xE9\0", " a\u{e9}".as_bytes()] {
            let (head, mut begun) = begin(bytes, false);
            let mut all = Vec::new();
            begun.read_to_end(&mut all).unwrap();
            assert_eq!((head.text.as_str(), &all[..]), ("a\u{e9}", bytes));
        }
    }
}
