//! The format of a source whose name does not tell it, from its first line.

use std::io::{self, Cursor, Read};

use super::Format;

/// How much of a source is looked at; a longer first line is taken for text.
const HEAD: usize = 64 << 10;

/// A source with what was read of it put back in front.
pub struct Begun<R>(io::Chain<Cursor<Vec<u8>>, R>);

impl<R: Read> Begun<R> {
    /// A source of which nothing was read.
    pub fn unread(bytes: R) -> Begun<R> {
        Begun(Cursor::new(Vec::new()).chain(bytes))
    }
}

impl<R: Read> Read for Begun<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.0.read(to)
    }
}

/// Says what a source is: JSON Lines where the first line is an object that has a `text`, else text. Waits for no more than a first
/// read where that does not begin with a brace. A fault in reading comes up again when the source is read.
pub fn format<R: Read>(mut bytes: R) -> (Format, Begun<R>) {
    let mut head = vec![0; HEAD];
    let mut length = 0;
    while length < HEAD {
        match bytes.read(&mut head[length..]) {
            Ok(0) | Err(_) => break,
            Ok(more) => length += more,
        }
        let line = start(&head[..length]);
        if line.first().is_some_and(|&byte| byte != b'{') || line.contains(&b'\n') {
            break;
        }
    }
    head.truncate(length);
    let line = start(&head).split(|&byte| byte == b'\n').next().unwrap_or_default();
    let object: Option<serde_json::Map<String, serde_json::Value>> = serde_json::from_slice(line).ok();
    let format = match object.is_some_and(|object| object.contains_key("text")) {
        true => Format::Jsonl,
        false => Format::Text,
    };
    (format, Begun(Cursor::new(head).chain(bytes)))
}

/// What follows a byte order mark and white space.
fn start(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start()
}
