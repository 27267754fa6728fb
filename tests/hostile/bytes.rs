//! Bytes that are no letters, in each format of text.

use super::run::{CANARY, Comes, Input};

/// Sequences by name.
const SEQUENCES: [(&str, &[u8]); 30] = [
    ("overlong-slash", b"\xC0\xAF"),
    ("overlong-nul", b"\xC0\x80"),
    ("overlong-3", b"\xE0\x80\xAF"),
    ("overlong-4", b"\xF0\x80\x80\xAF"),
    ("surrogate-high", b"\xED\xA0\x80"),
    ("surrogate-low", b"\xED\xBF\xBF"),
    ("cesu-8", b"\xED\xA0\xBD\xED\xB8\x80"),
    ("beyond-unicode", b"\xF4\x90\x80\x80"),
    ("five-bytes", b"\xF8\x88\x80\x80\x80"),
    ("six-bytes", b"\xFC\x84\x80\x80\x80\x80"),
    ("fe", b"\xFE"),
    ("ff", b"\xFF"),
    ("continuation-alone", b"\x80\xBF"),
    ("cut-short", b"\xE2\x82"),
    ("cut-by-space", b"\xC2 "),
    ("nul", b"a\0b"),
    ("bom-inside", b"\xEF\xBB\xBF"),
    ("bom-utf16", b"\xFF\xFE"),
    ("noncharacters", b"\xEF\xBF\xBE\xEF\xBF\xBF\xF4\x8F\xBF\xBF\xEF\xB7\x90"),
    ("c0-controls", b"\x01\x02\x07\x08\x0B\x0C\x0E\x1F\x7F"),
    ("c1-controls", b"\xC2\x80\xC2\x85\xC2\x9B31m\xC2\x9D0;x\xC2\x9C"),
    ("escape-sequences", b"\x1B[2J\x1B[31m\x1B]0;title\x07\x1B]8;;http://x\x1B\\\x1BPq\x1B\\\x1B[6n"),
    ("bidi-overrides", b"\xE2\x80\xAEevil\xE2\x80\xAC\xE2\x81\xA6x\xE2\x81\xA9\xD8\x9C"),
    ("zero-width", b"a\xE2\x80\x8Bb\xE2\x80\x8Dc\xEF\xBB\xBFd\xE2\x81\xA0e"),
    ("tag-characters", b"\xF3\xA0\x80\x81\xF3\xA0\x81\xA9\xF3\xA0\x81\xBF"),
    ("variation-selectors", b"a\xEF\xB8\x8F\xEF\xB8\x80\xF3\xA0\x84\x80\xF3\xA0\x87\xAF"),
    ("combining-storm", "a\u{301}\u{302}\u{303}\u{304}\u{489}\u{20e3}".as_bytes()),
    ("private-use", b"\xEE\x80\x80\xF3\xB0\x80\x80\xF4\x80\x80\x80"),
    ("line-separators", b"a\xE2\x80\xA8b\xE2\x80\xA9c\xC2\x85d"),
    ("carriage-returns", b"a\rb\r\rc\r"),
];

pub fn inputs() -> Vec<Input> {
    let mut all = Vec::new();
    for (name, bytes) in SEQUENCES {
        for (ending, before, after) in FORMATS {
            let file = [before, CANARY, " ", "\u{1}", " said.", after].concat();
            let file: Vec<u8> =
                file.bytes().flat_map(|byte| if byte == 1 { bytes.to_vec() } else { vec![byte] }).collect();
            // In these, a carriage return begins a row that is none.
            let rows = name == "carriage-returns" && ["tsv", "cha"].contains(&ending);
            let comes = if rows { Comes::Some } else { Comes::Either };
            all.push(Input::new(format!("byte-{name}.{ending}"), file, comes));
        }
        all.push(Input::new(format!("byte-{name}-alone.txt"), bytes, Comes::Either));
    }
    all
}

/// Endings, and what stands around the words.
const FORMATS: [(&str, &str, &str); 11] = [
    ("txt", "T: She and I ", "\nC: Yes.\n"),
    ("md", "---\nclient: A\n---\n# Note\n\n", "\n"),
    ("jsonl", "{\"text\":\"", "\"}\n{\"text\":\"So.\"}\n"),
    ("json", "[{\"speaker\":\"A\",\"text\":\"", "\"},{\"speaker\":\"B\",\"text\":\"So.\"}]"),
    ("csv", "speaker,text,more\nT,\"", "\",x\nC,So.,y\n"),
    ("tsv", "start\tend\ttext\n0\t10\t", "\n10\t20\tSo.\n"),
    ("vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>", "\n\n00:03.000 --> 00:04.000\nSo.\n"),
    ("srt", "1\n00:00:01,000 --> 00:00:02,000\nAnna: ", "\n\n2\n00:00:03,000 --> 00:00:04,000\nSo.\n"),
    ("cha", "@UTF8\n@Begin\n@Participants:\tCLI Ann Participant\n*CLI:\t", "\n*CLI:\tso .\n@End\n"),
    ("html", "<html><body><p>", "</p><p>So.</p></body></html>"),
    ("rtf", "{\\rtf1\\ansi ", "\\par So.\\par}"),
];
