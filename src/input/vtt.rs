//! WebVTT, as the W3C describes it and as Teams, Stream, Zoom and WhisperX write it.

use std::io::Read;
use std::ops::ControlFlow;

use super::cues::{self, Cue};
use super::document::Document;
use super::format::Format;
use super::named::{Named, Voice};
use super::sniff::Head;

pub(super) static FORMAT: Format =
    Format { name: "vtt", about: "WebVTT subtitles, also of Zoom and Teams", endings: &["vtt"], looks, read };

/// A header, or at once a time line: one service writes none.
fn looks(head: &Head) -> bool {
    let first = head.lines().next().unwrap_or_default();
    let header = first.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    header || cues::time_line(first).is_some()
}

fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    let mut named = Named::new(&document.options);
    cues::read(bytes, document, true, &mut |cue, document| {
        voices(&cue).into_iter().try_for_each(|voice| named.push(voice, document))
    })?;
    named.finish(document)
}

/// Tags that WebVTT knows; others are kept as words, such as `<unclear>`.
const TAGS: [&str; 8] = ["v", "c", "i", "b", "u", "ruby", "rt", "lang"];

/// A cue cut where its voice tags begin and end, without any tags.
fn voices(cue: &Cue) -> Vec<Voice> {
    let text = cue.rows.join("\n");
    let mut voices = Vec::new();
    let mut label: Option<String> = None;
    let mut words = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('<') {
        words.push_str(&rest[..at]);
        let Some((tag, after)) = rest[at + 1..].split_once('>') else {
            rest = &rest[at..];
            break;
        };
        let name = tag.trim_start_matches('/').split([' ', '\t', '\n', '.']).next().unwrap_or_default();
        let time = tag.starts_with(|c: char| c.is_ascii_digit());
        if !time && !TAGS.contains(&name) {
            words.push_str(&rest[at..at + tag.len() + 2]);
        }
        if name == "v" {
            end(&mut voices, cue, label.take(), std::mem::take(&mut words));
            if !tag.starts_with('/') {
                // Classes stand before the name: `v.loud Anna`.
                let who = tag.split_once(char::is_whitespace).map_or("", |(_, who)| who);
                label = Some(unescaped(who)).filter(|who| !who.trim().is_empty());
            }
        }
        rest = after;
    }
    words.push_str(rest);
    end(&mut voices, cue, label, words);
    voices
}

fn end(voices: &mut Vec<Voice>, cue: &Cue, label: Option<String>, words: String) {
    if !words.trim().is_empty() {
        let rows = words.split('\n').map(unescaped).filter(|row| !row.trim().is_empty()).collect();
        voices.push(Voice { label, rows, time: cue.time, line: cue.line, confidence: cue.confidence });
    }
}

/// Text with its character references read. They come after the tags, so that an escaped tag stays speech.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [
            ("&amp;", "&"),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&nbsp;", " "),
            // Marks of direction are no words.
            ("&lrm;", ""),
            ("&rlm;", ""),
        ];
        match known.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, meant)) => {
                out.push_str(meant);
                rest = &rest[name.len()..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use crate::input::tests::talk;

    #[test]
    fn voice_tags_name_speakers() {
        let text = "\u{feff}WEBVTT - from a service\nKind: captions\n\nNOTE\nnot --- said\n\nSTYLE\n::cue { color: red }\n\n\
            c-1\n00:01.000 --> 00:02.500 align:start\n<v.loud Doe, Jane [NA]>I <i>felt</i> <c.x>alone</c>,\n<00:00:02.000>so alone.</v>\n\n\
            00:02.500 --> 00:04.000\n<v Bo &amp; Co>Mm.</v> <v Doe, Jane [NA]>Yes\n\nNOTE said\n\n100:00:04.000 --> 100:00:05.000\nNOTE this: &lt;v X&gt; &amp; so <unclear>\n";
        let expected = [
            "12 Doe, Jane [NA] 1000-2500| I felt alone, so alone.",
            "16 Bo & Co 2500-4000| Mm.",
            "16 Doe, Jane [NA] 2500-4000| Yes",
            "21 - 360004000-360005000| NOTE this: <v X> & so <unclear>",
        ];
        assert_eq!(talk("vtt", text), expected);
    }

    #[test]
    fn teams_cuts_one_utterance_into_cues() {
        let text = "WEBVTT\n\n0a1b/7-0\n00:00:03.100 --> 00:00:05.000\n<v Ray>I keep thinking</v>\n\n\
            0a1b/7-1\n00:00:05.000 --> 00:00:07.250\n<v Ray>about it.</v>\n";
        assert_eq!(talk("vtt", text), ["5 Ray 3100-7250| I keep thinking about it."]);
    }

    #[test]
    fn times_need_no_padding_and_words_may_stand_apart() {
        let text = "0:0:0.0 --> 0:0:5.320\n\nHow was the week?\n\n0:0:5.320 --> 0:0:6.0\n\nFine.\n";
        assert_eq!(talk("", text), ["3 - 0-6000| How was the week? Fine."]);
    }

    #[test]
    fn teams_once_wrote_the_name_above() {
        let text = "0:0:0.0 --> 0:0:4.120\nAnn Bo\nSo it\nwas.\n\n0:0:4.120 --> 0:0:5.0\nRay\nHm.\n";
        assert_eq!(talk("", text), ["2 Ann Bo 0-4120| So it was.", "7 Ray 4120-5000| Hm."]);
    }

    #[test]
    fn stream_says_how_sure_it_was() {
        let text = "WEBVTT\n\nNOTE Confidence: 0.31\n\n6f-2\n00:00:00.000 --> 00:00:01.000\nI hated it.\n\n\
            NOTE Confidence: 0.91\n\n6f-3\n00:00:01.000 --> 00:00:02.000\nI did.\n";
        assert_eq!(talk("vtt", text), ["7 - 0-2000| I hated it. I did. ?0..11"]);
    }

    #[test]
    fn zoom_names_each_cue() {
        let text = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nanna k: Thanks. Note: it was hard.\n\n\
            2\n00:00:02.000 --> 00:00:03.000\nMüller, Jo (she/her): 10:30 Meeting: was it?\n\n\
            3\n00:00:03.000 --> 00:00:04.000\nanna k: Yes\nand: no.\n\n\
            4\n00:00:04.000 --> 00:00:05.000\nMüller, Jo (she/her): Hm.\n\n\
            5\n00:00:05.000 --> 00:00:06.000\nDr. Who: Late.\n";
        let expected = [
            "5 anna k 1000-2000| Thanks. Note: it was hard.",
            "9 Müller, Jo (she/her) 2000-3000| 10:30 Meeting: was it?",
            "13 anna k 3000-4000| Yes and: no.",
            "18 Müller, Jo (she/her) 4000-5000| Hm.",
            "22 Dr. Who 5000-6000| Late.",
        ];
        assert_eq!(talk("vtt", text), expected);
    }

    #[test]
    fn what_is_no_cue_is_said_and_the_rest_is_read() {
        let text = "WEBVTT\n\n00:01 -> 00:02\nlost\n\n1\n00:00:02.000 --> 00:00:03.000\n<v A>kept\n";
        let no_cue = "no time line such as 00:00:01.000 --> 00:00:02.000; left out up to the next blank line";
        assert_eq!(talk("vtt", text), [format!("failure 3 no-cue {no_cue}"), "8 A 2000-3000| kept".into()]);
    }
}
