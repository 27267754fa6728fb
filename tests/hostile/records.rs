//! JSON, JSON Lines and tables.

use super::run::{CANARY, Comes, Input};

pub fn inputs() -> Vec<Input> {
    [json(), lines(), tables()].concat_all()
}

trait ConcatAll {
    fn concat_all(self) -> Vec<Input>;
}

impl<const N: usize> ConcatAll for [Vec<Input>; N] {
    fn concat_all(self) -> Vec<Input> {
        self.into_iter().flatten().collect()
    }
}

fn read(file: &str, text: impl Into<Vec<u8>>) -> Input {
    Input::new(file, text, Comes::Read)
}

fn refused(file: &str, text: impl Into<Vec<u8>>, code: &'static str) -> Input {
    Input::new(file, text, Comes::Refused(code))
}

fn some(file: &str, text: impl Into<Vec<u8>>) -> Input {
    Input::new(file, text, Comes::Some)
}

fn json() -> Vec<Input> {
    let deep = 1_000_000;
    let segment = |n: usize| format!("{{\"start\":{n},\"end\":{n},\"text\":\"{CANARY} {n}\"}}");
    let segments = |count: usize| (0..count).map(segment).collect::<Vec<_>>().join(",");
    let words: Vec<String> = (0..60_000).map(|n| format!("{{\"word\":\"zzz{n}\",\"start\":1,\"end\":2}}")).collect();
    let sentences = "So it was. ".repeat(30_000);
    vec![
        refused("deep-lists.json", format!("{}{}", "[".repeat(deep), "]".repeat(deep)), "too-deep"),
        refused("deep-lists-open.json", "[".repeat(deep), "too-deep"),
        refused("deep-objects.json", format!("{}1{}", "{\"a\":".repeat(deep), "}".repeat(deep)), "too-deep"),
        refused("cut-short.json", format!("[{{\"text\":\"{CANARY}"), "not-json"),
        refused("no-json.json", CANARY, "not-json"),
        refused("comma-too-many.json", format!("[{{\"text\":\"{CANARY}\"}},]"), "not-json"),
        refused("single-quotes.json", format!("[{{'text':'{CANARY}'}}]"), "not-json"),
        refused("no-talk.json", format!("{{\"a\":\"{CANARY}\"}}"), "no-text"),
        refused("number.json", "1e999999", "no-text"),
        refused("null.json", "null", "no-text"),
        refused("string.json", format!("\"{CANARY}\""), "no-text"),
        refused("digits.json", "1".repeat(1 << 20), "no-text"),
        read("empty.json", ""),
        read("empty-list.json", "[{\"text\":\"\"}]"),
        read("surrogate-alone.json", format!("[{{\"text\":\"{CANARY} \\ud800 x\"}},{{\"text\":\"\\udfff\\ud83d\"}}]")),
        read("surrogates-swapped.json", format!("[{{\"text\":\"{CANARY} \\ude00\\ud83d\"}}]")),
        read("surrogate-in-a-key.json", format!("[{{\"text\":\"{CANARY}\",\"\\ud800\":1,\"x\":\"\\udc00\"}}]")),
        refused("surrogate-cut.json", format!("[{{\"text\":\"{CANARY} \\ud8\"}}]"), "not-json"),
        read("nul-escaped.json", format!("[{{\"text\":\"{CANARY} \\u0000\\u001b[2J\"}}]")),
        refused("control-raw.json", format!("[{{\"text\":\"{CANARY} \u{1}\"}}]"), "not-json"),
        read("keys-twice.json", format!("[{{\"text\":\"a\",\"text\":\"{CANARY}\",\"text\":\"b\"}}]")),
        read("many-segments.json", format!("{{\"segments\":[{}]}}", segments(50_000))),
        read(
            "many-fields.json",
            format!("[{{\"text\":\"{CANARY}\"{}}}]", (0..50_000).map(|n| format!(",\"k{n}\":{n}")).collect::<String>()),
        ),
        read(
            "times-huge.json",
            format!(
                "{{\"segments\":[{{\"start\":1e308,\"end\":-1e308,\"text\":\"{CANARY}\"}},{{\"start\":\"x\",\"end\":[],\"text\":\"b\"}}]}}"
            ),
        ),
        read(
            "times-not-numbers.json",
            format!("{{\"segments\":[{{\"start\":NaN,\"end\":-Infinity,\"text\":\"{CANARY}\"}}]}}"),
        ),
        read("words-that-are-not-there.json", format!("{{\"text\":\"{sentences}\",\"words\":[{}]}}", words.join(","))),
        read(
            "words-of-a-segment.json",
            format!("{{\"segments\":[{{\"text\":\"{sentences}\",\"words\":[{}]}}]}}", words.join(",")),
        ),
        read(
            "words-of-every-speaker.json",
            format!(
                "{{\"segments\":[{{\"text\":\"{}\",\"words\":[{}]}}]}}",
                "a ".repeat(30_000),
                (0..30_000).map(|n| format!("{{\"word\":\"a\",\"speaker\":\"S{n}\"}}")).collect::<Vec<_>>().join(",")
            ),
        ),
        some("entries-without-text.json", format!("[{},{}]", segment(0), ["{\"x\":1}"; 100_000].join(",\n"))),
        some("entries-of-all-kinds.json", format!("[{},1,null,[],\"{CANARY}\",{{}}]", segment(0))),
        read(
            "lists-of-speakers.json",
            format!("{{{}}}", (0..20_000).map(|n| format!("\"S{n}\":[\"{CANARY}\"]")).collect::<Vec<_>>().join(",")),
        ),
        read(
            "sessions.json",
            format!(
                "[{}]",
                (0..3000).map(|n| format!("{{\"session\":{n},\"text\":\"{CANARY}\"}}")).collect::<Vec<_>>().join(",")
            ),
        ),
        read(
            "white-space.json",
            format!("{}[{{\"text\":\"{CANARY}\"}}]{}", " \n".repeat(200_000), "\n".repeat(200_000)),
        ),
        read("escapes.json", format!("[{{\"text\":\"{CANARY} {}\"}}]", "\\u00e9\\n\\\\\\\"".repeat(50_000))),
        refused("too-large.json", format!("[{{\"text\":\"{}\"}}]", CANARY.repeat(100_000)), "too-long")
            .with(&["--max-unpacked", "1MiB"]),
        read("utf16.json", super::texts::utf16(&format!("[{{\"text\":\"{CANARY}\"}}]"), false)),
    ]
}

fn lines() -> Vec<Input> {
    let record = format!("{{\"text\":\"{CANARY}\"}}\n");
    let deep = format!("{}1{}", "[".repeat(500_000), "]".repeat(500_000));
    vec![
        some("bad-lines.jsonl", format!("{record}{}", "{\n".repeat(200_000))),
        some("bad-line-among-good.jsonl", format!("{record}{CANARY}\n{record}[1]\n{{}}\n{{\"text\":1}}\n{record}")),
        some("not-utf8.jsonl", [record.as_bytes(), b"{\"text\":\"\xFF\"}\n", record.as_bytes()].concat()),
        refused("deep-field.jsonl", format!("{{\"text\":\"{CANARY}\",\"x\":{deep}}}\n"), "too-deep"),
        refused(
            "deep-objects-in-a-field.jsonl",
            format!("{{\"text\":\"{CANARY}\",\"x\":{}1{}}}\n", "{\"a\":".repeat(300), "}".repeat(300)),
            "too-deep",
        ),
        read("brackets-in-a-string.jsonl", format!("{{\"text\":\"{CANARY}\",\"x\":\"{}\"}}\n", "[{\\\"".repeat(5000))),
        refused("line-too-long.jsonl", format!("{{\"text\":\"{}\"}}\n", CANARY.repeat(200_000)), "too-long")
            .with(&["--max-passage", "1MiB"]),
        read("empty-texts.jsonl", "{\"text\":\"\"}\n".repeat(200_000)),
        read("empty-lines.jsonl", "\n".repeat(500_000)),
        read(
            "sources.jsonl",
            (0..3000)
                .map(|n| format!("{{\"text\":\"{CANARY}\",\"source\":\"sources.jsonl{n}\"}}\n"))
                .collect::<String>(),
        ),
        read(
            "surrogate-alone.jsonl",
            format!("{{\"text\":\"{CANARY} \\ud800\",\"x\":\"\\uDFFF\",\"id\":\"\\ud83d\"}}\n"),
        ),
        read(
            "escape-in-a-source.jsonl",
            format!("{{\"text\":\"{CANARY}\",\"speaker\":\"\\u001b[2J\\u202e\",\"client\":\"\\n\\u0000\"}}\n"),
        ),
        read(
            "fields-of-our-own-names.jsonl",
            format!(
                "{{\"text\":\"{CANARY}\",\"tags\":1,\"error\":{{}},\"passage\":\"x\",\"line\":[],\"start\":null}}\n"
            ),
        ),
        read("before-large.jsonl", format!("{{\"text\":\"a\",\"before\":\"{}\"}}\n", "We agreed. ".repeat(50_000))),
        read(
            "number-huge.jsonl",
            format!("{{\"text\":\"{CANARY}\",\"z\":[{}],\"x\":1e999999,\"y\":-0.0e-999}}\n", "9".repeat(5000)),
        ),
        read("number-huge-as-an-id.jsonl", format!("{{\"text\":\"{CANARY}\",\"id\":{}}}\n", "9".repeat(5000))),
    ]
}

fn tables() -> Vec<Input> {
    let rows = |count: u32| (0..count).map(|n| format!("S{n},{CANARY}\n")).collect::<String>();
    vec![
        refused("no-column.csv", format!("a,b\n{CANARY},x\n"), "no-column"),
        read("header-only.csv", "speaker,text\n"),
        read("empty.csv", ""),
        read("quote-open.csv", format!("speaker,text\nT,\"{CANARY}\nC,so\n")),
        refused(
            "quote-open-long.csv",
            format!("speaker,text\nT,\"{}", format!("{CANARY}\n").repeat(200_000)),
            "too-long",
        )
        .with(&["--max-passage", "1MiB"]),
        refused("cell-too-long.csv", format!("speaker,text\nT,{}\nC,so\n", CANARY.repeat(200_000)), "too-long")
            .with(&["--max-passage", "1MiB"]),
        refused("header-too-long.csv", format!("speaker,text{}\nT,{CANARY}\n", ",x".repeat(1 << 20)), "no-column"),
        read("columns.csv", format!("speaker,text{}\nT,{CANARY}{}\n", ",x".repeat(20_000), ",y".repeat(20_000))),
        read("columns-in-a-row.csv", format!("speaker,text\nT,{CANARY}{}\n", ",".repeat(500_000))),
        some("rows-short.csv", format!("speaker,text\n{}", "T\n".repeat(200_000))),
        read("speakers.csv", format!("speaker,text\n{}", rows(100_000))),
        read("quotes.csv", format!("speaker,text\nT,{}\n", "\"\"\"\"".repeat(100_000))),
        some("formulas.csv", format!("speaker,text,=x\n=cmd|' /C calc'!A0,+{CANARY},@x\n-1,\t=1,\r=1\n")),
        read("delimiters.csv", format!("speaker;text\nT;{CANARY}\n|,;\t|,;\n")),
        read("blank-lines.csv", format!("speaker,text\n{}T,{CANARY}\n", "\n".repeat(300_000))),
        refused("nul-inside.csv", format!("speaker,text\nT,{CANARY}\0\n"), "binary"),
        read(
            "times.csv",
            format!("speaker,text,time,end\nT,{CANARY},1e400,-1\nC,x,99999999999999999999,NaN\nT,y,-5,inf\n"),
        ),
        read("sessions.csv", (0..3000).fold("session,text\n".to_owned(), |all, n| all + &format!("{n},{CANARY}\n"))),
    ]
}
