//! Bytes into canonical text, in a stream: decoded, without BOM, every line end a line feed.

use std::io::{self, Read};
use std::mem;

use encoding_rs::{Decoder as Foreign, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memchr;

/// How much of a source decides its encoding.
pub(crate) const HEAD: usize = 64 * 1024;
/// Bytes asked for at a time.
const CHUNK: usize = 128 * 1024;

/// Why a source's text ends early.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Reading failed.
    Io(io::Error),
    /// A NUL byte where no BOM says UTF-16; how many bytes of the source come before it.
    Binary(u64),
}

/// A stream of bytes, seen as canonical text.
pub(crate) struct Decoder<R> {
    bytes: R,
    live: bool,
    encoding: Encoding,
    /// What one read gives; kept, because a fresh one would have to be zeroed each time.
    chunk: Vec<u8>,
    /// Bytes read and not yet decoded.
    raw: Vec<u8>,
    /// The piece handed on last.
    text: String,
    /// Bytes of the source read so far.
    read: u64,
    ended: bool,
    done: bool,
    /// What ended the text before its end.
    fault: Option<Fault>,
    /// The last byte handed on was a carriage return: a line feed that comes next belongs to it.
    after_return: bool,
    guessed: bool,
    replaced: u64,
}

enum Encoding {
    Unknown,
    /// `plain` while only ASCII was seen: until then a live stream may still turn out to be Windows-1252.
    Utf8 {
        plain: bool,
    },
    Windows(Foreign),
    Utf16(Foreign),
}

impl<R: Read> Decoder<R> {
    /// Reads from `bytes`; a `live` one waits for no more than one read gives.
    pub(crate) fn new(bytes: R, live: bool) -> Self {
        Decoder {
            bytes,
            live,
            encoding: Encoding::Unknown,
            chunk: Vec::new(),
            raw: Vec::new(),
            text: String::new(),
            read: 0,
            ended: false,
            done: false,
            fault: None,
            after_return: false,
            guessed: false,
            replaced: 0,
        }
    }

    /// Whether the encoding was guessed to be Windows-1252.
    pub(crate) fn guessed(&self) -> bool {
        self.guessed
    }

    /// How many times bytes that mean nothing became U+FFFD.
    pub(crate) fn replaced(&self) -> u64 {
        self.replaced
    }

    /// The next piece of text, never empty; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<&str>, Fault> {
        self.text.clear();
        while self.text.is_empty() {
            if self.done {
                return self.fault.take().map_or(Ok(None), Err);
            }
            self.fill();
            if matches!(self.encoding, Encoding::Unknown) && !self.detect() {
                continue;
            }
            match &mut self.encoding {
                Encoding::Unknown | Encoding::Utf8 { .. } => self.utf8(),
                Encoding::Windows(_) => self.windows(),
                Encoding::Utf16(_) => self.utf16(),
            }
            self.done = self.ended;
        }
        Ok(Some(&self.text))
    }

    /// Takes what the next read gives.
    fn fill(&mut self) {
        let had = self.raw.len();
        self.chunk.resize(CHUNK, 0);
        let got = loop {
            match self.bytes.read(&mut self.chunk) {
                Ok(got) => break got,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.fault = Some(Fault::Io(error));
                    break 0;
                }
            }
        };
        self.raw.extend_from_slice(&self.chunk[..got]);
        self.ended = got == 0;
        // UTF-16 is full of NUL bytes; in anything else one of them means that this is no text.
        let wide = matches!(self.encoding, Encoding::Utf16(_)) || self.utf16_bom();
        if !wide && let Some(at) = memchr(0, &self.raw[had..]) {
            self.fault = Some(Fault::Binary(self.read + at as u64));
            self.ended = true;
            // What stands before it goes out, wherever the chunks end; a binary file as such gives nothing at all.
            let head = matches!(self.encoding, Encoding::Unknown) && self.read + (at as u64) < HEAD as u64;
            self.raw.truncate(if head { 0 } else { had + at });
        }
        self.read += got as u64;
    }

    fn utf16_bom(&self) -> bool {
        matches!(self.encoding, Encoding::Unknown)
            && (self.raw.starts_with(b"\xFF\xFE") || self.raw.starts_with(b"\xFE\xFF"))
    }

    /// Settles the encoding, if enough was read.
    fn detect(&mut self) -> bool {
        let raw = &self.raw;
        if raw.starts_with(b"\xFF\xFE") || raw.starts_with(b"\xFE\xFF") {
            let encoding = if raw[0] == 0xFF { UTF_16LE } else { UTF_16BE };
            self.encoding = Encoding::Utf16(encoding.new_decoder_without_bom_handling());
            self.raw.drain(..2);
            return true;
        }
        let bom_may_come =
            raw.len() < 3 && [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"].iter().any(|b| b.starts_with(raw));
        if !self.ended && (bom_may_come || !self.live && raw.len() < HEAD) {
            return false;
        }
        if raw.starts_with(b"\xEF\xBB\xBF") {
            self.encoding = Encoding::Utf8 { plain: false };
            self.raw.drain(..3);
        } else if !self.live && not_utf8(&raw[..raw.len().min(HEAD)], self.ended && raw.len() <= HEAD) {
            self.windows_1252();
        } else {
            self.encoding = Encoding::Utf8 { plain: true };
        }
        true
    }

    fn windows_1252(&mut self) {
        self.encoding = Encoding::Windows(WINDOWS_1252.new_decoder_without_bom_handling());
        self.guessed = true;
    }

    fn utf8(&mut self) {
        let open = if self.ended { 0 } else { open_sequence(&self.raw) };
        if let Encoding::Utf8 { plain: true } = self.encoding {
            let within = self.read - (self.raw.len() as u64) < HEAD as u64;
            let plain = within && self.raw[..self.raw.len() - open].is_ascii();
            if self.live && within && !plain {
                let bad = not_utf8(&self.raw, self.ended);
                if bad {
                    self.windows_1252();
                    return self.windows();
                }
            }
            self.encoding = Encoding::Utf8 { plain };
        }
        let rest = self.raw.split_off(self.raw.len() - open);
        line_feeds(&mut self.raw, &mut self.after_return);
        let mut spare = mem::take(&mut self.text).into_bytes();
        spare.clear();
        spare.extend_from_slice(&rest);
        self.text = String::from_utf8(mem::replace(&mut self.raw, spare)).unwrap_or_else(|error| {
            let mut text = String::with_capacity(error.as_bytes().len());
            for chunk in error.as_bytes().utf8_chunks() {
                text.push_str(chunk.valid());
                if !chunk.invalid().is_empty() {
                    text.push('\u{FFFD}');
                    self.replaced += 1;
                }
            }
            text
        });
    }

    fn windows(&mut self) {
        line_feeds(&mut self.raw, &mut self.after_return);
        if let Encoding::Windows(decoder) = &mut self.encoding {
            decode(decoder, &mut self.raw, &mut self.text, self.ended);
        }
    }

    fn utf16(&mut self) {
        if let Encoding::Utf16(decoder) = &mut self.encoding {
            self.replaced += decode(decoder, &mut self.raw, &mut self.text, self.ended);
        }
        let mut bytes = mem::take(&mut self.text).into_bytes();
        line_feeds(&mut bytes, &mut self.after_return);
        self.text = String::from_utf8(bytes).unwrap_or_default();
    }
}

/// Decodes all of `raw`; says how many sequences meant nothing.
fn decode(decoder: &mut Foreign, raw: &mut Vec<u8>, text: &mut String, last: bool) -> u64 {
    let before = text.len();
    text.reserve(decoder.max_utf8_buffer_length(raw.len()).unwrap_or(raw.len() * 4 + 16));
    let (_, _, bad) = decoder.decode_to_string(raw, text, last);
    raw.clear();
    if bad { memchr::memmem::find_iter(&text.as_bytes()[before..], "\u{FFFD}").count() as u64 } else { 0 }
}

/// Whether bytes are no UTF-8. A sequence cut off at the end of the source speaks for Windows-1252 only where no other
/// letter was in UTF-8: files do get cut in the middle of a letter.
fn not_utf8(bytes: &[u8], whole: bool) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => false,
        Err(error) => error.error_len().is_some() || whole && bytes[..error.valid_up_to()].is_ascii(),
    }
}

/// How many bytes at the end begin a UTF-8 sequence that is not complete.
fn open_sequence(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let byte = bytes[bytes.len() - back];
        let needs = match byte {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            0x80..=0xBF => continue,
            _ => return 0,
        };
        return if needs > back { back } else { 0 };
    }
    0
}

/// Turns CR LF and CR into LF, in place.
fn line_feeds(bytes: &mut Vec<u8>, after_return: &mut bool) {
    if bytes.is_empty() {
        return;
    }
    let mut from = usize::from(*after_return && bytes[0] == b'\n');
    *after_return = false;
    let mut to = 0;
    while let Some(at) = memchr(b'\r', &bytes[from..]).map(|at| at + from) {
        bytes.copy_within(from..at, to);
        to += at - from;
        bytes[to] = b'\n';
        to += 1;
        from = at + 1;
        match bytes.get(from) {
            Some(b'\n') => from += 1,
            Some(_) => {}
            None => *after_return = true,
        }
    }
    if from != to {
        bytes.copy_within(from.., to);
        bytes.truncate(to + bytes.len() - from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Gives at most so many bytes a read, in turn.
    struct Drip<'a>(&'a [u8], Vec<usize>);

    impl Read for Drip<'_> {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let size = if self.1.is_empty() { usize::MAX } else { self.1.remove(0) };
            self.1.extend((size < usize::MAX).then_some(size));
            let n = size.min(self.0.len()).min(buf.len());
            buf[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn all(bytes: &[u8], sizes: Vec<usize>, live: bool) -> (String, bool, u64, Option<u64>) {
        let mut decoder = Decoder::new(Drip(bytes, sizes), live);
        let mut out = String::new();
        let nul = loop {
            match decoder.next() {
                Ok(Some(text)) => out.push_str(text),
                Ok(None) => break None,
                Err(Fault::Binary(at)) => break Some(at),
                Err(Fault::Io(error)) => panic!("{error}"),
            }
        };
        (out, decoder.guessed(), decoder.replaced(), nul)
    }

    fn text(bytes: &[u8]) -> String {
        all(bytes, vec![], false).0
    }

    #[test]
    fn line_ends_become_line_feeds() {
        assert_eq!(text(b"a\r\nb\rc\n\r\n\r\rd\r"), "a\nb\nc\n\n\n\nd\n");
    }

    #[test]
    fn boms_are_removed_and_obeyed() {
        assert_eq!(text(b"\xEF\xBB\xBFa\xC3\xA9"), "aé");
        assert_eq!(text(b"\xFF\xFEa\0\r\0\n\0\xE9\0"), "a\né");
        assert_eq!(text(b"\xFE\xFF\0a\0\r"), "a\n");
        assert_eq!(text(b"\xEF\xBB"), "ï»");
        assert_eq!(all(b"\xFF\xFEa\0\0\xD8", vec![], false), ("a\u{FFFD}".into(), false, 1, None));
    }

    #[test]
    fn windows_1252_is_guessed_from_the_head_alone() {
        assert_eq!(all(b"caf\xE9 \x93hm\x94", vec![], false), ("café “hm”".into(), true, 0, None));
        assert_eq!(all(b"caf\xE9", vec![], false), ("café".into(), true, 0, None));
        assert_eq!(
            all("é caf\u{e9}".as_bytes().split_last().unwrap().1, vec![], false),
            ("é caf\u{FFFD}".into(), false, 1, None)
        );
        let mut late = vec![b'a'; HEAD];
        late.extend(b"\xE9b\xFF");
        let (out, guessed, replaced, _) = all(&late, vec![], false);
        assert!(out.ends_with("a\u{FFFD}b\u{FFFD}"));
        assert_eq!((guessed, replaced), (false, 2));
    }

    #[test]
    fn a_live_stream_of_windows_1252_is_noticed_at_its_first_such_letter() {
        assert_eq!(all(b"one\ncaf\xE9 au lait", vec![4, 5], true), ("one\ncafé au lait".into(), true, 0, None));
    }

    #[test]
    fn nul_means_binary() {
        assert_eq!(all(b"PK\x03\0\x04", vec![], false), (String::new(), false, 0, Some(3)));
        let mut late = vec![b'a'; HEAD + 5];
        late.push(0);
        let (out, _, _, nul) = all(&late, vec![], false);
        assert_eq!((out.len(), nul), (HEAD + 5, Some(HEAD as u64 + 5)));
    }

    proptest! {
        #[test]
        fn chunks_change_nothing(
            bytes in proptest::collection::vec(prop_oneof![
                Just(b'\r'), Just(b'\n'), Just(b'a'), Just(0xC3), Just(0xA9), Just(0xE2), Just(0x80), Just(0xF0), any::<u8>()
            ], 0..200),
            pad in prop_oneof![Just(0usize), Just(HEAD - 60)],
            sizes in proptest::collection::vec(1usize..40, 1..8),
        ) {
            let mut whole = vec![b'x'; pad];
            whole.extend(bytes);
            prop_assert_eq!(all(&whole, sizes, false), all(&whole, vec![], false));
        }

        #[test]
        fn utf8_comes_out_as_it_went_in(words in "[^\r\0\u{FEFF}]{0,80}", sizes in proptest::collection::vec(1usize..9, 1..5), live: bool) {
            prop_assert_eq!(all(words.as_bytes(), sizes, live).0, words);
        }
    }
}
