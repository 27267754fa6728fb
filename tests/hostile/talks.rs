//! Subtitles and transcripts, malformed.

use super::run::{CANARY, Comes, Input};

pub fn inputs() -> Vec<Input> {
    let mut all = subtitles();
    all.extend(voices());
    all.extend(chat());
    all.extend(otter());
    all
}

fn read(file: &str, text: impl Into<Vec<u8>>) -> Input {
    Input::new(file, text, Comes::Read)
}

fn some(file: &str, text: impl Into<Vec<u8>>) -> Input {
    Input::new(file, text, Comes::Some)
}

fn cues(count: u32, words: &dyn Fn(u32) -> String) -> String {
    (0..count)
        .map(|n| {
            format!("{:02}:{:02}:{:02}.000 --> 99:59:59.000\n{}\n\n", n / 3600 % 100, n / 60 % 60, n % 60, words(n))
        })
        .collect()
}

fn subtitles() -> Vec<Input> {
    let cue = format!("00:01.000 --> 00:02.000\n{CANARY}\n");
    vec![
        read("header-only.vtt", "WEBVTT"),
        some("no-header.vtt", format!("{CANARY}\n")),
        some("no-times.vtt", format!("WEBVTT\n\n{}", format!("{CANARY}\n\n").repeat(50_000))),
        read("times-backwards.vtt", format!("WEBVTT\n\n00:09.000 --> 00:01.000\n{CANARY}\n")),
        read(
            "times-huge.vtt",
            format!("WEBVTT\n\n99999999999999999:00:00.000 --> 99999999999999999:00:01.000\n{CANARY}\n"),
        )
        .or_read(),
        some("times-broken.vtt", format!("WEBVTT\n\n00:01 -> 00:02\n{CANARY}\n\n-1:00.000 --> x\n{CANARY}\n")),
        read("arrows.vtt", format!("WEBVTT\n\n{cue}{}\n", "-->".repeat(100_000))).or_read(),
        read(
            "a-cue-without-end.vtt",
            format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", format!("{CANARY}\n").repeat(100_000)),
        ),
        read(
            "a-line-without-end.vtt",
            format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", format!("{CANARY} ").repeat(200_000)),
        ),
        read("a-note-without-end.vtt", format!("WEBVTT\n\nNOTE\n{}", format!("{CANARY}\n").repeat(100_000))),
        read("cues.vtt", format!("WEBVTT\n\n{}", cues(50_000, &|_| CANARY.to_owned()))),
        read("cues-at-one-time.vtt", format!("WEBVTT\n\n{}", format!("{cue}\n").repeat(50_000))),
        read("confidence.vtt", format!("WEBVTT\n\nNOTE Confidence: {}\n\n{cue}", "9".repeat(5000))),
        some("numbers-only.srt", "1\n2\n3\n".repeat(1000)),
        read("empty.srt", ""),
        read("cut-short.srt", format!("1\n00:00:01,000 --> 00:00:0\n{CANARY}")),
        read("number-huge.srt", format!("{}\n00:00:01,000 --> 00:00:02,000\n{CANARY}\n", "9".repeat(100_000))),
        read("dashes.srt", format!("1\n00:00:01,000 --> 00:00:02,000\n{}\n", format!("- {CANARY}\n").repeat(20_000))),
    ]
}

fn voices() -> Vec<Input> {
    let one = |words: &str| format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{words}\n");
    vec![
        read("tags-open.vtt", one(&format!("{}{CANARY}", "<v ".repeat(20_000)))),
        read("tags-nested.vtt", one(&format!("{}{CANARY}{}", "<i>".repeat(10_000), "</i>".repeat(10_000)))),
        read("tags-never-closed.vtt", one(&format!("{CANARY}{}", "<".repeat(60_000)))),
        read("tag-names.vtt", one(&format!("<{}>{CANARY}", "x".repeat(60_000)))),
        read("voice-long.vtt", one(&format!("<v {}>{CANARY}", "Anna ".repeat(10_000)))),
        read("entities.vtt", one(&format!("{}{CANARY}", "&amp;&lt;&".repeat(6000)))),
        read("voices.vtt", format!("WEBVTT\n\n{}", cues(50_000, &|n| format!("<v S{n}>{CANARY}</v>")))),
        read("names.vtt", format!("WEBVTT\n\n{}", cues(50_000, &|n| format!("Anna{n}: {CANARY}")))),
        read("names-in-one-cue.vtt", one(&(0..20_000).map(|n| format!("Anna B{n}: {CANARY}\n")).collect::<String>())),
        read(
            "names-twice-in-cues.vtt",
            format!(
                "WEBVTT\n\n{}",
                cues(300, &|cue| {
                    (0..300).map(|n| format!("Anna X{}: {CANARY}\n", (cue * 300 + n) / 2)).collect::<String>()
                })
            ),
        ),
        read(
            "names-twice-then-many.vtt",
            format!(
                "WEBVTT\n\n{}{}",
                cues(300, &|cue| {
                    (0..100).map(|n| format!("Anna X{}: a\n", (cue * 100 + n) / 2)).collect::<String>()
                }),
                cues(40_000, &|n| format!("Bo Y{n}: {CANARY}"))
            ),
        ),
    ]
}

fn chat() -> Vec<Input> {
    let head = "@UTF8\n@Begin\n";
    let people: String = (0..50_000).map(|n| format!("C{n} Ann Participant, ")).collect();
    vec![
        read("header-only.cha", head),
        some("no-chat.cha", format!("{CANARY}\n").repeat(50_000)),
        some("speakers-without-colon.cha", format!("{head}{}", format!("*CLI {CANARY}\n").repeat(50_000))),
        read("participants.cha", format!("{head}@Participants:\t{people}\n*C1:\t{CANARY} .\n@End\n")),
        read(
            "participants-who-speak.cha",
            format!(
                "{head}@Participants:\t{people}\n{}@End\n",
                (0..50_000).map(|n| format!("*C{n}:\t{CANARY} .\n")).collect::<String>()
            ),
        ),
        read(
            "ids.cha",
            format!(
                "{head}{}*C1:\t{CANARY} .\n",
                (0..50_000).map(|n| format!("@ID:\te|x|C{n}|||||Client|||\n")).collect::<String>()
            ),
        ),
        read("brackets-open.cha", format!("{head}*CLI:\t{}{CANARY} .\n", "[<(".repeat(50_000))),
        read(
            "brackets-nested.cha",
            format!("{head}*CLI:\t{}{CANARY}{} .\n", "<".repeat(50_000), "> [/]".repeat(50_000)),
        ),
        read("retracings.cha", format!("{head}*CLI:\t{}{CANARY} .\n", "I like [/] ".repeat(50_000))),
        read("bullets.cha", format!("{head}*CLI:\t{CANARY} {} .\n", "\u{15}1_2".repeat(50_000))),
        read(
            "bullets-huge.cha",
            format!("{head}*CLI:\t{CANARY} . \u{15}{}_{}\u{15}\n", "9".repeat(400), "9".repeat(400)),
        ),
        read("continued.cha", format!("{head}*CLI:\t{}", format!("{CANARY}\n\t").repeat(100_000))),
        read("a-colon.cha", format!("{head}:\n@:\n*:\t{CANARY}\n")).in_part(),
        read("not-ascii.cha", format!("{head}é:\t{CANARY}\n*é:\t{CANARY}\n")).in_part(),
    ]
}

fn otter() -> Vec<Input> {
    vec![
        read(
            "otter-names.txt",
            (0..50_000).map(|n| format!("Anna{n}  0:{:02}\n{CANARY}\n\n", n % 60)).collect::<String>(),
        ),
        read(
            "otter-times.txt",
            format!("Anna  99999999999999999999:02\n{CANARY}\n\nBo  0:99\nx\n\nAnna  0:05\ny\n\nBo  0:06\nz\n"),
        ),
        read("otter-long.txt", format!("Anna  0:01\n{}\n\nBo  0:02\nso\n", format!("{CANARY}\n").repeat(100_000))),
        read("otter-names-only.txt", "Anna  0:01\n\nBo  0:02\n\n".repeat(20_000)),
    ]
}
