//! What holds of every format, whatever comes: nothing panics, passages are slices of the canonical text, and where the bytes
//! are cut changes nothing.

use std::io::{self, Read};
use std::ops::ControlFlow;

use layers::input::{Canonical, FORMATS, Format, Item, Options, Unit, canonical, read};
use layers::passage::Piece;
use proptest::prelude::*;

/// Lines that some format may trip over.
fn text() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("WEBVTT"),
        Just("NOTE Confidence: 0.2"),
        Just("1"),
        Just("00:01.000 --> 00:02.000"),
        Just("00:00:02,000 --> 00:00:01,000"),
        Just("0:0:5.320 --> x"),
        Just("<v Ann B.>So <i>it</i> was. Was it? </v><v>é"),
        Just("<v"),
        Just("&lt;&amp;&;"),
        Just("- Ben: no"),
        Just("[SPEAKER_00]: so?"),
        Just("Ann  0:03"),
        Just("Ann\t1:00:03"),
        Just("@Begin"),
        Just("@Participants:\tCLI Ann Client, THE"),
        Just("*CLI:\tso <we we> [/] we é [: e] . \u{15}5_20\u{15}"),
        Just("*CLI"),
        Just("\t[*] +..."),
        Just("speaker,text,timestamp"),
        Just("T,\"so, é"),
        Just("T,no,1:02,more"),
        Just("start\tend\ttext"),
        Just("0\t1500\t[[T]]So."),
        Just("{\"segments\":["),
        Just(
            "{\"start\":0,\"end\":1.5,\"text\":\" So é. No\",\"speaker\":\"A\",\"words\":[{\"word\":\"é.\",\"score\":0.1},{\"word\":\"No\",\"speaker\":\"B\"}]},"
        ),
        Just("{\"text\":\"last\"}]}"),
        Just("[{\"role\":\"user\",\"content\":\"a\\r\\nb\"}]"),
        Just("{\"text\":\"a\",\"speaker\":\"T\"}"),
        Just(""),
        Just("   é 😀 \u{2028} "),
        Just("Plain words. And more."),
    ];
    proptest::collection::vec((line, prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n")]), 0..20)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| format!("{line}{end}")).collect())
}

fn options(format: Option<&'static Format>, unit: Unit) -> Options {
    Options { format, unit, ..Options::default() }
}

fn items(bytes: impl Read, options: &Options) -> Vec<Item> {
    let mut items = Vec::new();
    let _ = read(&"test".into(), None, bytes, options, &mut |item| {
        items.push(item);
        ControlFlow::Continue(())
    });
    items
}

fn printed(bytes: impl Read, options: &Options) -> Vec<char> {
    let mut text = String::new();
    let _ = canonical(&"test".into(), None, bytes, options, &mut |part| {
        if let Canonical::Text(part) = part {
            text.push_str(part);
        }
        ControlFlow::Continue(())
    });
    text.chars().collect()
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
    fn passages_are_slices_of_the_canonical_text(text in text(), format in 0..=FORMATS.len(), sentences: bool) {
        let format = FORMATS.get(format).copied();
        let unit = if sentences { Unit::Sentence } else { Unit::Auto };
        let options = options(format, unit);
        let whole = printed(text.as_bytes(), &options);
        for item in items(text.as_bytes(), &options) {
            let Item::Piece(Piece::Passage(passage)) = item else { continue };
            for doubt in &passage.doubtful {
                prop_assert!(passage.text.get(doubt.clone()).is_some_and(|words| !words.is_empty()));
            }
            // A record of JSON Lines is a text of its own.
            if passage.start == 0 && passage.id.is_none() && text.contains("{\"text\":\"a\"") { continue }
            let span = passage.span();
            let slice: String = whole[span.start as usize..span.end as usize].iter().collect();
            prop_assert_eq!(slice, passage.text);
        }
    }

    #[test]
    fn chunks_change_nothing(text in text(), format in 0..FORMATS.len(), sizes in proptest::collection::vec(1usize..30, 1..6)) {
        let options = options(Some(FORMATS[format]), Unit::Auto);
        prop_assert_eq!(items(Drip(text.as_bytes(), sizes), &options), items(text.as_bytes(), &options));
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200), format in 0..FORMATS.len()) {
        items(&bytes[..], &options(Some(FORMATS[format]), Unit::Auto));
    }
}
