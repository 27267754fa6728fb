//! Bytes into lines, in bounded memory.

use std::io::Read;

use memchr::memchr;

use super::decode::{Decoder, Fault};

const CHUNK: usize = 128 * 1024;

/// Lines of a stream of bytes, without their line feeds.
pub(super) struct Lines<R> {
    bytes: Bytes<R>,
    most: usize,
    buffer: Vec<u8>,
    from: usize,
    ended: bool,
}

enum Bytes<R> {
    Plain(R),
    /// Where the encoding is to be found out, or is UTF-16, as PowerShell writes it.
    Decoded(Box<Decoder<std::io::Chain<std::io::Cursor<Vec<u8>>, R>>>),
}

/// One line.
#[derive(Debug, PartialEq)]
pub(super) enum Line<'a> {
    Whole(&'a [u8]),
    /// It has more bytes than may be.
    TooLong,
}

impl<R: Read> Lines<R> {
    /// Reads lines of at most so many bytes. A BOM is obeyed and left out.
    pub(super) fn new(mut bytes: R, most: usize) -> Result<Self, Fault> {
        let mut buffer = vec![0; 3];
        let mut got = 0;
        while got < 3 {
            match bytes.read(&mut buffer[got..]) {
                Ok(0) => break,
                Ok(n) => got += n,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Fault::Io(error)),
            }
        }
        buffer.truncate(got);
        let bytes = if buffer.starts_with(b"\xFF\xFE") || buffer.starts_with(b"\xFE\xFF") {
            let whole = std::io::Cursor::new(std::mem::take(&mut buffer)).chain(bytes);
            Bytes::Decoded(Box::new(Decoder::new(whole, true)))
        } else {
            if buffer == b"\xEF\xBB\xBF" {
                buffer.clear();
            }
            Bytes::Plain(bytes)
        };
        Ok(Lines { bytes, most, buffer, from: 0, ended: false })
    }

    /// The same, decoded: every line is UTF-8.
    pub(super) fn decoded(bytes: R, most: usize, live: bool) -> Self {
        let whole = std::io::Cursor::new(Vec::new()).chain(bytes);
        let bytes = Bytes::Decoded(Box::new(Decoder::new(whole, live)));
        Lines { bytes, most, buffer: Vec::new(), from: 0, ended: false }
    }

    /// Whether the encoding was guessed.
    pub(super) fn guessed(&self) -> bool {
        matches!(&self.bytes, Bytes::Decoded(decoder) if decoder.guessed())
    }

    /// How many times bytes that mean nothing became U+FFFD.
    pub(super) fn replaced(&self) -> u64 {
        match &self.bytes {
            Bytes::Decoded(decoder) => decoder.replaced(),
            Bytes::Plain(_) => 0,
        }
    }

    /// The next line; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Line<'_>>, Fault> {
        let mut looked = self.from;
        let mut too_long = false;
        loop {
            if let Some(at) = memchr(b'\n', &self.buffer[looked..]) {
                let (from, end) = (self.from, looked + at);
                self.from = end + 1;
                let long = too_long || end - from > self.most;
                return Ok(Some(if long { Line::TooLong } else { Line::Whole(&self.buffer[from..end]) }));
            }
            if self.ended {
                let from = std::mem::replace(&mut self.from, self.buffer.len());
                let rest = &self.buffer[from..];
                return Ok(match rest {
                    _ if too_long || rest.len() > self.most => Some(Line::TooLong),
                    [] => None,
                    _ => Some(Line::Whole(rest)),
                });
            }
            self.buffer.drain(..self.from);
            self.from = 0;
            if self.buffer.len() > self.most {
                too_long = true;
                self.buffer.clear();
            }
            looked = self.buffer.len();
            self.fill()?;
        }
    }

    fn fill(&mut self) -> Result<(), Fault> {
        match &mut self.bytes {
            Bytes::Plain(bytes) => {
                let had = self.buffer.len();
                self.buffer.resize(had + CHUNK, 0);
                let got = loop {
                    match bytes.read(&mut self.buffer[had..]) {
                        Ok(got) => break got,
                        Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                        Err(error) => {
                            self.buffer.truncate(had);
                            return Err(Fault::Io(error));
                        }
                    }
                };
                self.buffer.truncate(had + got);
                self.ended = got == 0;
            }
            Bytes::Decoded(decoder) => match decoder.next()? {
                Some(text) => self.buffer.extend_from_slice(text.as_bytes()),
                None => self.ended = true,
            },
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8], most: usize) -> Vec<String> {
        let mut lines = Lines::new(bytes, most).unwrap();
        let mut out = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            out.push(match line {
                Line::Whole(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                Line::TooLong => "<too long>".into(),
            });
        }
        out
    }

    #[test]
    fn lines_come_one_by_one() {
        assert_eq!(lines(b"a\n\nbc", 9), ["a", "", "bc"]);
        assert_eq!(lines(b"a\n", 9), ["a"]);
        assert_eq!(lines(b"", 9), [""; 0]);
        assert_eq!(lines(b"\xEF\xBB\xBFab\ncd", 9), ["ab", "cd"]);
        assert_eq!(lines(b"\xFF\xFEa\0\r\0\n\0b\0", 9), ["a", "b"]);
    }

    #[test]
    fn long_lines_are_skipped_and_said() {
        let long = "x".repeat(3 * CHUNK);
        assert_eq!(lines(format!("a\n{long}\nb\n{long}").as_bytes(), 1000), ["a", "<too long>", "b", "<too long>"]);
        assert_eq!(lines(b"abcd\nabc\nabcd", 3), ["<too long>", "abc", "<too long>"]);
    }
}
