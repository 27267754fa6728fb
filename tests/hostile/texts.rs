//! Plain text: long, empty, endless, of many people and many sessions.

use super::run::{CANARY, Comes, Input};

pub fn inputs() -> Vec<Input> {
    let mut all = sizes();
    all.extend(people());
    all.extend(shapes());
    all
}

fn said(file: &str, text: impl Into<Vec<u8>>) -> Input {
    Input::new(file, text, Comes::Read)
}

/// Smaller twins of what `--ignored` makes.
fn sizes() -> Vec<Input> {
    let long = format!("{CANARY} ").repeat(300_000);
    vec![
        said("empty.txt", ""),
        said("one-byte.txt", "a"),
        said("white-space.txt", " \t\u{a0}\u{2003}\n".repeat(20_000)),
        said("empty-lines.txt", "\n".repeat(500_000)),
        said("carriage-returns-only.txt", "\r".repeat(500_000)),
        said("empty-lines-then-words.txt", format!("{}{CANARY}\n", "\r\n".repeat(300_000))),
        said("a-long-line.txt", long.clone()),
        Input::new("a-line-too-long.txt", long.clone(), Comes::Refused("too-long")).with(&["--max-passage", "1MiB"]),
        Input::new("a-line-too-long.md", long.clone(), Comes::Refused("too-long")).with(&["--max-passage", "1MiB"]),
        Input::new("a-turn-too-long.txt", format!("T: {long}\nC: no\n"), Comes::Refused("too-long"))
            .with(&["--max-passage", "1MiB"]),
        said("a-word-without-end.txt", format!("{CANARY}{}", "x".repeat(2 << 20))),
        said("letters-without-space.txt", "é".repeat(1 << 20)),
        said("a-sentence-without-end.txt", "we agreed to meet and I said no and she ".repeat(20_000)),
        said("full-stops.txt", ".".repeat(1 << 20)),
        said("abbreviations.txt", "Dr. ".repeat(200_000)),
        said("quotes.txt", "“ ” \" ' ".repeat(100_000)),
        said("quotes-that-open.txt", "“she ".repeat(100_000)),
        said("one-letter-lines.txt", "a\n".repeat(300_000)),
        said("paragraphs.txt", format!("We agreed {CANARY}.\n\n").repeat(20_000)),
        said("utf16.txt", utf16(&format!("T: {CANARY}\nC: We agreed.\n"), false)),
        said("utf16-big.txt", utf16(&format!("T: {CANARY}\nC: We agreed.\n"), true)),
        said("utf16-odd.txt", [&utf16(CANARY, false)[..], b"\n"].concat()),
        said("utf16-surrogates-alone.txt", b"\xFF\xFE\x00\xD8a\0\x00\xDC\x00\xDC\xFF\xDB".to_vec()),
        said("utf16-no-more-than-its-mark.txt", b"\xFF\xFE".to_vec()),
        Input::new("utf16-without-mark.txt", b"Z\0a\0n\0z\0".repeat(100), Comes::Refused("binary")),
        Input::new("utf32.txt", b"\xFF\xFE\0\0a\0\0\0b\0\0\0".to_vec(), Comes::Either),
        Input::new("nul-late.txt", format!("{CANARY} ").repeat(9000) + "\0more", Comes::Refused("binary")),
        Input::new("only-nul.txt", vec![0; 100_000], Comes::Refused("binary")),
        Input::new("elf.txt", b"\x7fELF\x02\x01\x01\0\0\0\0".to_vec(), Comes::Refused("binary")),
        Input::new("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), Comes::Refused("binary")),
        Input::new("gzip.txt", b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), Comes::Refused("binary")),
        said("random.txt", noise(200_000)),
    ]
}

/// Labels and names.
fn people() -> Vec<Input> {
    let each = |count: u32, row: &dyn Fn(u32) -> String| (0..count).map(row).collect::<String>();
    vec![
        said("speakers.txt", each(100_000, &|n| format!("Anna{n}: {CANARY}.\n"))),
        said("labels-only.txt", "T:\nC:\n".repeat(100_000)),
        said("speaker-long.txt", format!("{}: {CANARY}\n", "Anna ".repeat(200_000)).repeat(2)),
        said("colons.txt", ":".repeat(1 << 20)),
        said("a-label-in-each-word.txt", "T: C: ".repeat(200_000)),
        said("brackets.txt", "[".repeat(1 << 20)),
        said("bracketed-speakers.txt", each(50_000, &|n| format!("[SPEAKER_{n}]: {CANARY}\n"))),
        said("times.txt", format!("[99:99:99] T: {CANARY}\n[00:00:00.{}] C: x\n", "9".repeat(5000)).repeat(100)),
        said("time-huge.txt", format!("[{}:00:00] T: {CANARY}\n[1:2] C: x\n", "9".repeat(400))),
        said("initials.txt", "A. B. C. D. ".repeat(50_000)),
        said(
            "unlabelled-after-a-label.txt",
            format!("Anna: hm\n\n# A\n\n{}", format!("{CANARY} {}\n\n# B\n\n", "x".repeat(100_000)).repeat(30)),
        ),
    ]
}

/// What a note is made of.
fn shapes() -> Vec<Input> {
    let each = |count: u32, row: &dyn Fn(u32) -> String| (0..count).map(row).collect::<String>();
    vec![
        said("front-matter-without-end.md", format!("---\nclient: {CANARY}\n{}", "key: value\n".repeat(50_000))),
        said("front-matter-of-clients.md", format!("---\nclients: [{}]\n---\nWe agreed.\n", "Anna, ".repeat(5000))),
        said("front-matter-anchors.md", "---\na: &a [x,x,x]\nb: &b [*a,*a,*a]\nclient: *b\n---\nWe agreed.\n"),
        said("front-matter-long-value.md", format!("---\nclient: {}\n---\nWe agreed.\n", CANARY.repeat(4000))),
        said(
            "header-long.txt",
            format!(
                "Client: {}\nSession: {}\nDate: {}\n\nWe agreed.\n",
                CANARY.repeat(900),
                "7".repeat(900),
                "1".repeat(900)
            ),
        ),
        said("sessions.md", each(3000, &|n| format!("## Session {n}\n\n{CANARY}\n\n"))),
        said("dates.md", each(3000, &|n| format!("## {:04}-01-01\n\n{CANARY}\n\n", 1000 + n))),
        said(
            "dates-impossible.md",
            "## 9999-99-99\n\n## 0000-00-00\n\n## 32 March 2024\n\n31.02.2024 - x\n".repeat(200),
        ),
        said("headings.md", "# a:\n".repeat(100_000)),
        said("headings-with-nothing.txt", "Mood:\nPlan: n/a\n".repeat(20_000)),
        said("hashes.md", "#".repeat(1 << 20)),
        said("separators.md", "---\n===\n***\n".repeat(50_000)),
        said("quoted-mail.txt", format!("{} {CANARY}\n", ">".repeat(100_000))),
        said("asterisks.md", "*".repeat(1 << 20)),
        said("underscores.md", "_*".repeat(1 << 19)),
        said("lists.md", format!("{}- {CANARY}\n", "  ".repeat(50_000))),
        said("table-of-pipes.txt", "|".repeat(1 << 20)),
        said("hyphens.txt", format!("{CANARY}{}", "-a".repeat(1 << 19))),
        said("apostrophes.txt", "i'm'd've'll ".repeat(50_000)),
        said("stammers.txt", "I- I- I- ".repeat(50_000)),
        said("cues-everywhere.txt", "We agreed to meet weekly. ".repeat(20_000)),
        said("digits.txt", "1".repeat(1 << 20)),
        Input::new("looks-like-json.txt", format!("{{\"text\": {CANARY}"), Comes::Refused("not-json")),
        said("looks-like-csv.txt", format!("text,speaker {CANARY}")),
        said("looks-like-vtt.txt", format!("WEBVTT {CANARY}")),
    ]
}

pub fn utf16(text: &str, big: bool) -> Vec<u8> {
    let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    let mark: [u8; 2] = bytes(0xFEFF);
    mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
}

/// Bytes as by chance, always the same, none of them NUL.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..length).map(|_| next().max(1)).collect()
}
