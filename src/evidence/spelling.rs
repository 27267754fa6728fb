//! How a word is written, folded: held in two numbers where it has up to 16 bytes, as nearly all words have.

/// Words of more bytes are held as text.
pub const SHORT: usize = 16;

/// A folded word of 1 to [`SHORT`] bytes, padded with zeros; all zeros where it is longer.
pub type Key = [u64; 2];

/// A folded word.
#[derive(Debug, Default, Clone)]
pub struct Spelling {
    key: Key,
    /// The word, where it is too long for a key; else left over from before.
    long: String,
}

impl PartialEq for Spelling {
    fn eq(&self, other: &Spelling) -> bool {
        self.key == other.key && (self.key != [0, 0] || self.long == other.long)
    }
}

impl Spelling {
    /// No word.
    pub fn clear(&mut self) {
        self.key = [0, 0];
        self.long.clear();
    }

    /// A word that [`ascii`] read.
    #[inline]
    pub fn set(&mut self, key: Key) {
        self.key = key;
    }

    /// Any folded word.
    pub fn set_text(&mut self, folded: &str) {
        self.key = key(folded);
        if self.key == [0, 0] {
            self.long.clear();
            self.long.push_str(folded);
        }
    }

    /// The same word as another.
    #[inline]
    pub fn copy(&mut self, other: &Spelling) {
        self.key = other.key;
        if self.key == [0, 0] {
            self.long.clone_from(&other.long);
        }
    }

    /// Its key; none where it is too long for one.
    #[inline]
    pub fn key(&self) -> Option<Key> {
        (self.key != [0, 0]).then_some(self.key)
    }

    /// The word; `room` is where a short one is written out.
    pub fn text<'a>(&'a self, room: &'a mut [u8; SHORT]) -> &'a str {
        match self.key() {
            Some(key) => key_text(key, room),
            None => &self.long,
        }
    }
}

/// The key of a folded word; zeros where it is too long for one.
pub fn key(folded: &str) -> Key {
    let mut room = [0; SHORT];
    match room.get_mut(..folded.len()) {
        Some(to) => to.copy_from_slice(folded.as_bytes()),
        None => return [0, 0],
    }
    [chunk(&room, 0), chunk(&room, 8)]
}

/// The first half of the key of a word of up to 8 bytes, of which the second is 0.
pub const fn half(word: &str) -> u64 {
    let bytes = word.as_bytes();
    assert!(bytes.len() <= 8);
    let (mut all, mut at) = (0, bytes.len());
    while at > 0 {
        at -= 1;
        all = all << 8 | bytes[at] as u64;
    }
    all
}

/// The word that a key stands for.
pub fn key_text(key: Key, room: &mut [u8; SHORT]) -> &str {
    room[..8].copy_from_slice(&key[0].to_le_bytes());
    room[8..].copy_from_slice(&key[1].to_le_bytes());
    let length = room.iter().position(|&byte| byte == 0).unwrap_or(SHORT);
    std::str::from_utf8(&room[..length]).expect("a key is made of a word")
}

/// Reads the word of ASCII letters and digits that begins at `at`: its key and its length in bytes. None where an apostrophe or
/// other character may go on with it, or it is too long.
///
/// Eight bytes are looked at at a time, in a number: a branch a letter would be mistaken at the end of every word.
#[inline]
pub fn ascii(bytes: &[u8], at: usize) -> Option<(Key, usize)> {
    let (first, count) = letters(chunk(bytes, at));
    let (second, length) = match count {
        8 => {
            let (second, more) = letters(chunk(bytes, at + 8));
            (second, 8 + more)
        }
        _ => (0, count),
    };
    let ends = bytes.get(at + length).is_none_or(|&byte| CLASS[byte as usize] == OTHER);
    ends.then_some(([first, second], length))
}

/// What a byte is for cutting words: no part of one; an ASCII letter or digit; what may go on with one.
pub const CLASS: [u8; 256] = {
    let mut class = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => LETTER,
            b'\'' | 0x80.. => MAYBE,
            _ => OTHER,
        };
        byte += 1;
    }
    class
};
pub const OTHER: u8 = 0;
pub const LETTER: u8 = 1;
pub const MAYBE: u8 = 2;

/// Eight bytes from `at`, the first in the lowest place; zeros beyond the end.
#[inline]
fn chunk(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..at + 8) {
        Some(eight) => u64::from_le_bytes(eight.try_into().expect("eight bytes")),
        None => {
            let rest = bytes.get(at..).unwrap_or_default();
            rest.iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte))
        }
    }
}

const EACH: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * EACH;

/// The ASCII letters and digits that a chunk begins with, as small letters, and how many they are.
#[inline]
fn letters(chunk: u64) -> (u64, usize) {
    // In each byte the highest bit says whether it is at least so much; no sum runs over into the next byte.
    let low = chunk & !HIGH;
    let at_least = |bytes: u64, least: u8| bytes + u64::from(0x80 - least) * EACH;
    let small = low | (0x20 * EACH);
    let letter = at_least(small, b'a') & !at_least(small, b'z' + 1);
    let digit = at_least(low, b'0') & !at_least(low, b'9' + 1);
    let other = !(letter | digit) & HIGH | chunk & HIGH;
    let count = other.trailing_zeros() as usize / 8;
    let kept = if count == 8 { u64::MAX } else { (1 << (8 * count)) - 1 };
    ((chunk | (letter & HIGH) >> 2) & kept, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_words_are_read_and_folded() {
        let read = |text: &str| {
            ascii(text.as_bytes(), 0).map(|(key, length)| (key_text(key, &mut [0; SHORT]).to_string(), length))
        };
        let word = |text: &str, length| Some((text.to_string(), length));
        assert_eq!(read("Hello there"), word("hello", 5));
        assert_eq!(read("I"), word("i", 1));
        assert_eq!(read("A1@Z[`{/:"), word("a1", 2));
        assert_eq!(read("abcdefgh ij"), word("abcdefgh", 8));
        assert_eq!(read("ABCDEFGHIJKLMNOP."), word("abcdefghijklmnop", 16));
        assert_eq!(read("abcdefghijklmnopq"), None);
        assert_eq!(read("don't"), None);
        assert_eq!(read("caf\u{e9}"), None);
        assert_eq!(read("naive\u{308}"), None);
    }

    #[test]
    fn a_letter_is_what_ascii_says() {
        for byte in 1..=255u8 {
            let count = usize::from(byte.is_ascii_alphanumeric());
            let expected = if count == 1 { u64::from(byte.to_ascii_lowercase()) } else { 0 };
            assert_eq!(letters(u64::from(byte)), (expected, count), "{byte}");
        }
    }

    #[test]
    fn a_word_comes_back_from_its_key() {
        for word in ["i", "don't", "für", "sixteen letters!"] {
            assert_eq!(key_text(key(word), &mut [0; SHORT]), word);
        }
        assert_eq!(key("seventeen letters"), [0, 0]);
        assert_eq!(key("prof"), [half("prof"), 0]);
    }
}
