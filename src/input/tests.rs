//! Whole sources, as a stage behind this one sees them.

use std::io::{self, Read};

use super::*;
use crate::layer::Role;
use crate::passage::{Passage, Structure};

/// Options as the command line gives them by default.
pub(crate) fn options() -> Options {
    Options::default()
}

/// All that a source of this name gives.
pub(crate) fn items(bytes: impl Read, options: &Options) -> Vec<Item> {
    let mut items = Vec::new();
    let flow = read(&"test".into(), None, bytes, options, &mut |item| {
        items.push(item);
        ControlFlow::Continue(())
    });
    assert!(flow.is_continue());
    items
}

/// One line an item, as a reader would want to see it.
pub(crate) fn show(items: &[Item]) -> Vec<String> {
    let one = |item: &Item| match item {
        Item::Piece(Piece::Passage(Passage { speaker, label, text, line, .. })) => {
            let who = match speaker {
                Some(Role::Therapist) => "therapist",
                Some(Role::Client) => "client",
                None => "-",
            };
            format!("{line} {who} {}| {}", label.as_deref().unwrap_or(""), text.replace('\n', "⏎"))
        }
        Item::Piece(Piece::Structure { kind, span }) => format!("{kind:?} {}..{}", span.start, span.end),
        Item::Failure(failure) => format!("failure {:?} {} {}", failure.line, failure.code, failure.message),
        Item::Notice(notice) => format!("notice {}", notice.message),
    };
    items.iter().map(one).collect()
}

/// What a talk of this format gives; of no format where its content is to tell.
pub(crate) fn talk(format: &str, text: &str) -> Vec<String> {
    let items = items(text.as_bytes(), &Options { format: Format::named(format), ..options() });
    items.iter().filter_map(said).collect()
}

/// Line, label, milliseconds, words, and the bytes of those doubted.
fn said(item: &Item) -> Option<String> {
    match item {
        Item::Piece(Piece::Passage(Passage { label, line, time, text, doubtful, .. })) => {
            let time = time.map_or(String::new(), |time| {
                format!(" {}-{}", time.start, time.end.map_or(String::new(), |end| end.to_string()))
            });
            let doubts: String = doubtful.iter().map(|range| format!(" ?{range:?}")).collect();
            Some(format!("{line} {}{time}| {text}{doubts}", label.as_deref().unwrap_or("-")))
        }
        Item::Piece(Piece::Structure { .. }) => None,
        Item::Failure(Failure { line, code, message, .. }) => {
            Some(format!("failure {} {code} {message}", line.map_or(String::new(), |line| line.to_string())))
        }
        Item::Notice(notice) => Some(format!("notice {}", notice.message)),
    }
}

/// Passages alone.
fn shown(text: &str) -> Vec<String> {
    let structure = |item: &Item| matches!(item, Item::Piece(Piece::Structure { .. }));
    show(&items(text.as_bytes(), &options()).into_iter().filter(|item| !structure(item)).collect::<Vec<_>>())
}

/// For reading with one's own eyes: `LOOK=file cargo test look -- --ignored --nocapture`.
#[test]
#[ignore = "prints a file's pieces"]
#[allow(clippy::print_stdout)]
fn look() {
    let path = std::env::var_os("LOOK").expect("LOOK names a file");
    let file = std::fs::File::open(&path).expect("a readable file");
    let mut options = options();
    options.format = Format::of_name(Path::new(&path));
    if let Ok(unit) = std::env::var("UNIT") {
        options.unit = match unit.as_str() {
            "sentence" => Unit::Sentence,
            "paragraph" => Unit::Paragraph,
            _ => Unit::Turn,
        };
    }
    println!("{}", show(&items(file, &options)).join("\n"));
}

#[test]
fn unreadable_sources_are_failures_after_what_was_read() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let got = show(&items(b"One.\n\nTwo.".chain(Broken), &options()));
    assert_eq!(got, ["1 - | One.", "3 - | Two.", "failure None unreadable the disk is gone"]);
}

#[test]
fn binary_files_are_refused() {
    let got = show(&items(&b"PK\x03\x04\0\0 words"[..], &options()));
    let message = "binary data, not text (a NUL byte after 4 bytes): convert it to text first";
    assert_eq!(got, [format!("failure None binary {message}")]);
}

#[test]
fn guessed_and_stray_bytes_are_noticed() {
    assert_eq!(show(&items(&b"caf\xE9"[..], &options())), ["notice not UTF-8: read as Windows-1252", "1 - | café"]);
}

#[test]
fn turns_and_their_continuations() {
    let text = "Session 4\n\nT: Hello.\nHow are you?\n\nC: Fine.\n\n(long silence)\n\nC: No.\n(sighs)\nNot fine.\n";
    let expected = [
        "1 - | Session 4",
        "3 therapist T| Hello.⏎How are you?",
        "6 client C| Fine.",
        "10 client C| No.⏎(sighs)⏎Not fine.",
    ];
    assert_eq!(shown(text), expected);
}

#[test]
fn verbatims_number_their_turns() {
    let text = "D1: Where is God in this for you?\nS1: I feel dry.\nD2: Dry.\nS2: Yes.\n";
    let rows: Vec<_> = shown(text)
        .iter()
        .map(|row| row.split_once('|').unwrap().0.replace("therapist", "-").replace("client", "-"))
        .collect();
    assert_eq!(rows, ["1 - D", "2 - S", "3 - D", "4 - S"]);
    // Goals and questions are numbered too.
    assert_eq!(shown("G1: Sleep.\nG2: Work.\nG3: Rest.\n"), ["1 - | G1: Sleep.⏎G2: Work.⏎G3: Rest."]);
}

#[test]
fn headings_of_notes_begin_passages_and_are_no_speakers() {
    let text = "Client: AB\nSession: 4\nDate: 3 May\n\nS: Sad today.\nMore.\nO: Tearful.\nA: Grief.\nP: Weekly.\n\nTransference:\n\nShe sees me\nas her mother.\n";
    let expected = [
        "5 - | S: Sad today.⏎More.",
        "7 - | O: Tearful.",
        "8 - | A: Grief.",
        "9 - | P: Weekly.",
        "13 - | She sees me⏎as her mother.",
    ];
    assert_eq!(shown(text), expected);
}

#[test]
fn talk_quoted_in_a_note_is_cut_into_turns() {
    let text = "He came late.\n\nHe was cold.\n\nI felt it.\n\nVerbatim:\nT: What was it\nlike?\nC: Cold.\nPlan: go on\n\nT: So.\n\nHe left.\n";
    let expected = [
        "1 - | He came late.",
        "3 - | He was cold.",
        "5 - | I felt it.",
        "8 therapist T| What was it⏎like?",
        "10 client C| Cold.",
        "11 - | Plan: go on",
        "13 therapist T| So.",
        "15 - | He left.",
    ];
    assert_eq!(shown(text), expected);
    let genres = |item| match item {
        Item::Piece(Piece::Passage(passage)) => Some(passage.genre),
        _ => None,
    };
    let genres: Vec<_> = items(text.as_bytes(), &options()).into_iter().filter_map(genres).collect();
    assert_eq!(genres[2..5], [Genre::Note, Genre::Transcript, Genre::Transcript]);
}

#[test]
fn front_matter_headings_and_separators_are_structure() {
    let text =
        "---\nclient: AB\nsession: 7\ndate: 2024-05-03\n---\n# Session\n\nShe came.\n\n***\n\nTitle\n=====\nText.\n";
    let all = items(text.as_bytes(), &options());
    let kinds: Vec<_> = all
        .iter()
        .filter_map(|item| match item {
            Item::Piece(Piece::Structure { kind, .. }) => Some(*kind),
            _ => None,
        })
        .collect();
    use Structure::*;
    assert_eq!(kinds, [FrontMatter, Heading, Separator, Heading, Separator]);
    let Some(Item::Piece(Piece::Passage(passage))) =
        all.iter().find(|item| matches!(item, Item::Piece(Piece::Passage(_))))
    else {
        panic!()
    };
    assert_eq!((passage.text.as_str(), passage.line), ("She came.", 8));
    assert_eq!(passage.session.session.as_deref(), Some("7"));
    assert_eq!(passage.session.client.as_deref(), Some("AB"));
}

#[test]
fn too_long_passages_are_left_out_and_the_rest_goes_on() {
    let small = Options { max_passage: 10, ..options() };
    let message = "a passage of more than 10 bytes was left out: raise --max-passage to read it";
    let expected = ["1 - | One.".to_string(), format!("failure Some(3) too-long {message}"), "6 - | Two.".to_string()];
    assert_eq!(show(&items(&b"One.\n\n123456\n78901\n\nTwo."[..], &small)), expected);
    let line = format!("One.\n\n{}\n\n\nTwo.", "word ".repeat(300_000));
    assert_eq!(show(&items(line.as_bytes(), &small)), expected);
}

#[test]
fn live_streams_do_not_wait() {
    struct Slow(Vec<&'static [u8]>, std::rc::Rc<std::cell::Cell<usize>>);
    impl Read for Slow {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            let part = self.0.remove(0);
            self.1.set(self.1.get() + 1);
            buf[..part.len()].copy_from_slice(part);
            Ok(part.len())
        }
    }
    let reads = std::rc::Rc::new(std::cell::Cell::new(0));
    let slow = Slow(vec![b"T: Hel", b"lo\n", b"C: Hi\n", b"T: So\n"], reads.clone());
    let mut seen = Vec::new();
    let live = Options { live: true, ..options() };
    let _ = read(&"live".into(), None, slow, &live, &mut |item| {
        if matches!(item, Item::Piece(Piece::Passage(_))) {
            seen.push((reads.get(), show(&[item]).remove(0)));
        }
        ControlFlow::Continue(())
    });
    let expected = [(3, "1 therapist T| Hello"), (4, "2 client C| Hi"), (4, "3 therapist T| So")];
    assert_eq!(seen, expected.map(|(n, text)| (n, text.to_string())));
}

mod properties {
    use super::*;
    use crate::span::Span;
    use proptest::prelude::*;

    /// Lines that a splitter may trip over.
    fn text() -> impl Strategy<Value = String> {
        let line = prop_oneof![
            Just(""),
            Just("   "),
            Just("T: Hello there."),
            Just("C: I feel sad. Dr. M knows."),
            Just("**Anna:** yes"),
            Just("T:"),
            Just("Plan: weekly"),
            Just("RISK"),
            Just("---"),
            Just("# Title"),
            Just("(silence)"),
            Just("Client: AB"),
            Just("Date: 3 May"),
            Just("Dear Anna,"),
            Just("  an indented line — é 😀 "),
            Just("[SPEAKER_00]: so?"),
            Just("Yours,"),
            Just("====="),
            Just("And then she said: no. \"Why?\" I asked... well."),
            Just("- item one"),
            Just("a\u{2028}b\u{a0}c\u{3000}"),
            Just("Ben: my wife"),
        ];
        proptest::collection::vec((line, prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n"), Just("\r")]), 0..30)
            .prop_map(|lines| lines.into_iter().map(|(line, end)| format!("{line}{end}")).collect())
    }

    fn unit() -> impl Strategy<Value = Unit> {
        prop_oneof![Just(Unit::Auto), Just(Unit::Paragraph), Just(Unit::Turn), Just(Unit::Sentence)]
    }

    struct Drip<'a>(&'a [u8], Vec<usize>);
    impl Read for Drip<'_> {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            self.1.rotate_left(1);
            let n = self.1[0].min(self.0.len()).min(buf.len());
            buf[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    proptest! {
        #[test]
        fn every_letter_belongs_somewhere_and_spans_are_slices(text in text(), unit in unit(), live: bool) {
            let canonical: Vec<char> = text.replace("\r\n", "\n").replace('\r', "\n").chars().collect();
            let options = Options { unit, live, ..options() };
            let mut at = 0;
            for item in items(text.as_bytes(), &options) {
                let span: Span = match &item {
                    Item::Piece(Piece::Passage(passage)) => {
                        let span = passage.span();
                        let slice: String = canonical[span.start as usize..span.end as usize].iter().collect();
                        prop_assert_eq!(&slice, &passage.text);
                        prop_assert_eq!(slice.trim(), &slice);
                        let line = 1 + canonical[..span.start as usize].iter().filter(|c| **c == '\n').count();
                        prop_assert_eq!(line as u64, passage.line);
                        span
                    }
                    Item::Piece(Piece::Structure { span, .. }) => *span,
                    other => panic!("{other:?}"),
                };
                let between = &canonical[at..span.start as usize];
                prop_assert!(between.iter().all(|c| c.is_whitespace()), "left out {between:?}");
                prop_assert!(span.start < span.end);
                at = span.end as usize;
            }
            prop_assert!(canonical[at..].iter().all(|c| c.is_whitespace()), "left out {:?}", &canonical[at..]);
        }

        #[test]
        fn chunks_change_nothing(text in text(), unit in unit(), max in prop_oneof![Just(20usize), Just(1 << 20)],
                                 sizes in proptest::collection::vec(1usize..30, 1..6)) {
            let options = Options { unit, max_passage: max, ..options() };
            prop_assert_eq!(items(Drip(text.as_bytes(), sizes), &options), items(text.as_bytes(), &options));
        }

        #[test]
        fn chunks_change_nothing_in_jsonl(lines in proptest::collection::vec(prop_oneof![
                Just("{\"text\":\"a\",\"x\":1}"), Just(""), Just("{"), Just("{\"text\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}")], 0..9),
                sizes in proptest::collection::vec(1usize..30, 1..6)) {
            let options = Options { format: Format::named("jsonl"), max_passage: 30, ..options() };
            let text = lines.join("\r\n");
            prop_assert_eq!(items(Drip(text.as_bytes(), sizes), &options), items(text.as_bytes(), &options));
        }
    }
}

/// For tuning: `LOOK=folder` of transcripts in which Robin is the therapist and Kim the client.
#[test]
#[ignore = "prints how often roles are found"]
#[allow(clippy::print_stdout)]
fn look_roles() {
    let folder = std::env::var_os("LOOK").expect("LOOK names a folder");
    let (mut right, mut wrong, mut unsure) = (0, 0, 0);
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let mut seen = None;
        for item in items(std::fs::File::open(&path).expect("a file"), &options()) {
            if let Item::Piece(Piece::Passage(passage)) = item {
                let expected = match passage.label.as_deref() {
                    Some("Robin") => Role::Therapist,
                    _ => Role::Client,
                };
                seen = seen.or(passage.speaker.map(|role| role == expected));
            }
        }
        match seen {
            Some(true) => right += 1,
            Some(false) => wrong += 1,
            None => unsure += 1,
        }
        if seen != Some(true) {
            println!("{seen:?} {}", path.display());
        }
    }
    println!("right {right} wrong {wrong} unsure {unsure}");
}

/// For measuring: `cargo test --release look_speed -- --ignored --nocapture --test-threads 1`.
#[test]
#[ignore = "prints speeds"]
#[allow(clippy::print_stdout)]
fn look_speed() {
    struct Again(Vec<u8>, usize, u64);
    impl Read for Again {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let n = buf.len().min(self.0.len() - self.1).min(self.2 as usize);
            buf[..n].copy_from_slice(&self.0[self.1..self.1 + n]);
            self.1 = (self.1 + n) % self.0.len();
            self.2 -= n as u64;
            Ok(n)
        }
    }
    /// Seconds of processor time, which other programs on the machine do not change.
    fn processor() -> f64 {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        let ticks = |n| stat.split(' ').nth(n).and_then(|n| n.parse::<f64>().ok()).unwrap_or_default();
        (ticks(13) + ticks(14)) / 100.0
    }
    let note = "She came late and said that she felt alone; I noticed that I wanted to rescue her,\nas so often. We talked of the break.\n\n";
    let turns = "T: What was that like for you, when he left?\nC: I don’t know. I felt like a child — as if nobody would come.\n";
    let record = "{\"text\":\"I felt like a child, as if nobody would come back for me.\",\"speaker\":\"client\",\"source\":\"s\",\"x\":[1,2]}\n";
    let many: String = (0..100_000).map(|n| format!("Ann{n}: I felt it.\n")).collect();
    let text = Format::named("text");
    for (name, unit, format, text) in [
        ("note", Unit::Auto, text, note.to_string()),
        ("turns", Unit::Auto, text, turns.to_string()),
        ("sentences", Unit::Sentence, text, turns.to_string()),
        ("jsonl", Unit::Auto, Format::named("jsonl"), record.to_string()),
        ("empty lines", Unit::Auto, text, "\n".to_string()),
        ("turn and empty lines", Unit::Turn, text, format!("T: a\n{}", "\n".repeat(10_000_000))),
        ("one line", Unit::Auto, text, "word ".to_string()),
        ("crlf", Unit::Auto, text, note.replace('\n', "\r\n")),
        ("windows-1252", Unit::Auto, text, String::new()),
        ("many speakers", Unit::Turn, text, many),
    ] {
        let bytes = if text.is_empty() {
            note.replace(';', "\u{e9}").chars().map(|c| c as u8).collect()
        } else {
            text.into_bytes()
        };
        let size = if name == "empty lines" { 10_000_000 } else { 100_000_000 };
        let start = processor();
        let mut count = 0;
        let options = Options { unit, format, ..options() };
        let _ =
            read(&"speed".into(), None, Again(bytes.repeat(1 + 50_000 / bytes.len()), 0, size), &options, &mut |_| {
                count += 1;
                ControlFlow::Continue(())
            });
        let seconds = processor() - start;
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default().to_string();
        println!("{name:22} {:6.0} MB/s {count:9} items {peak}", size as f64 / 1e6 / seconds);
    }
}
