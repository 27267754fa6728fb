//! HTML and RTF.

use super::run::{CANARY, Comes, Input};

pub fn inputs() -> Vec<Input> {
    [html(), rtf()].into_iter().flatten().collect()
}

fn read(file: &str, text: impl Into<Vec<u8>>) -> Input {
    Input::new(file, text, Comes::Read)
}

fn refused(file: &str, text: impl Into<Vec<u8>>, code: &'static str) -> Input {
    Input::new(file, text, Comes::Refused(code))
}

fn html() -> Vec<Input> {
    let many = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<String>();
    vec![
        read("deep.html", format!("<html>{}{CANARY}", "<div>".repeat(1_000_000))),
        read("deep-lists.html", format!("<html>{}{CANARY}", "<ul><li>".repeat(200_000))),
        read("deep-pre.html", format!("<html>{}{CANARY}", "<pre>".repeat(200_000))),
        read("deep-hidden.html", format!("<html>{}{CANARY}", "<div hidden>".repeat(200_000))),
        read("tags-open.html", format!("<html>{CANARY}{}", "<".repeat(1_000_000))),
        read("a-tag-without-end.html", format!("<html>{CANARY}<a {}", "x".repeat(1_000_000))),
        read("attributes.html", format!("<html><p {}>{CANARY}", many(5000, &|n| format!("a{n}=x ")))),
        read("attribute-long.html", format!("<html><p style='{}'>{CANARY}", "display : none ".repeat(100_000))),
        read("entities.html", format!("<html><p>{CANARY}{}", "&amp;&#x1b;&notin;&#1114112;&#0;&zzz;".repeat(20_000))),
        read("entity-long.html", format!("<html><p>{CANARY}&{};&#{};", "a".repeat(500_000), "9".repeat(500_000))),
        read("comment-open.html", format!("<html><p>{CANARY}<!--{}", "-".repeat(500_000))),
        read("comments.html", format!("<html><p>{CANARY}{}", "<!---->".repeat(100_000))),
        read("script-open.html", format!("<html><script>{}", CANARY.repeat(50_000))),
        read("scripts.html", format!("<html>{}", "<script><!--<script></script>".repeat(50_000))),
        read("style-open.html", format!("<html><style>{CANARY}{{")),
        read("title-open.html", format!("<html><title>{CANARY}")),
        read("textarea-open.html", format!("<html><textarea>{}", CANARY.repeat(50_000))),
        read("plaintext.html", format!("<html><plaintext>{CANARY}</plaintext><p>x")),
        read("cdata.html", format!("<html><![CDATA[{CANARY}]]><svg><![CDATA[x]]></svg>")),
        read("doctype-long.html", format!("<!doctype html {}><p>{CANARY}", "x".repeat(500_000))),
        read(
            "loads.html",
            format!(
                "<html><head><meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'><link rel=stylesheet href=file:///etc/passwd></head><body><img src=http://127.0.0.1:9/x><iframe src=file:///etc/passwd></iframe><object data=x></object><p>{CANARY}"
            ),
        ),
        read("charset-unknown.html", format!("<html><meta charset='x-none-such'><p>{CANARY}\u{e9}")),
        read("charset-utf7.html", format!("<html><meta charset='utf-7'><p>{CANARY}+ADw-script+AD4-")),
        read("charset-utf16-but-is-not.html", format!("<html><meta charset='utf-16'><p>{CANARY}")),
        read("charset-iso-2022.html", format!("<html><meta charset='iso-2022-jp'><p>{CANARY}\u{1b}$B\u{1b}(B")),
        read("nul.html", format!("<html><p>{CANARY}\0\0\0<\0p>")),
        refused("pdf.html", format!("%PDF-1.4 {CANARY}"), "mislabelled"),
        refused("zip.html", "PK\u{3}\u{4}", "mislabelled").or_read(),
        read("blocks.html", format!("<html>{}", format!("<p>{CANARY}").repeat(100_000))),
        read("breaks.html", format!("<html><p>{CANARY}{}", "<br>".repeat(500_000))),
        read("breaks-and-letters.html", format!("<html><p>{}", "a<br>".repeat(300_000))),
        read("times.html", format!("<html>{}", "<p>0:0:0.0 --> 0:0:1.0<p>a".repeat(30_000))),
        read("headings.html", format!("<html>{}{CANARY}", "<h1>".repeat(200_000))),
        read("empty.html", ""),
    ]
}

fn rtf() -> Vec<Input> {
    let one = |inner: &str| format!("{{\\rtf1\\ansi {inner}}}");
    vec![
        refused("deep.rtf", one(&"{".repeat(1_000_000)), "too-large"),
        refused("deep-closed.rtf", one(&format!("{}{CANARY}{}", "{".repeat(10_000), "}".repeat(10_000))), "too-large"),
        read("closed-too-often.rtf", one(&format!("{CANARY}{}", "}".repeat(100_000)))),
        read("groups.rtf", one(&format!("{CANARY}{}", "{}".repeat(500_000)))),
        refused("bin-too-long.rtf", one(&format!("\\bin2147483647 {CANARY}")), "damaged"),
        read("bin-negative.rtf", one(&format!("\\bin-5 {CANARY}"))),
        read("bin-huge.rtf", one(&format!("\\bin99999999999999999999 {CANARY}"))),
        refused("bin-over-the-end.rtf", one(&format!("{CANARY}\\bin3 ")), "damaged"),
        read("bins.rtf", one(&format!("{CANARY}{}", "\\bin0 ".repeat(200_000)))),
        refused("cut-short.rtf", format!("{{\\rtf1 {CANARY}"), "damaged"),
        refused("only-a-head.rtf", "{\\rtf1", "damaged"),
        refused("word-without-end.rtf", format!("{{\\rtf1\\{}", "a".repeat(1_000_000)), "damaged"),
        read("number-without-end.rtf", one(&format!("\\u{}? {CANARY}", "9".repeat(500_000)))),
        read("characters.rtf", one(&format!("{CANARY}{}", "\\u-10179?\\u-8638?".repeat(100_000)))),
        read("halves.rtf", one(&format!("{CANARY}{}", "\\u-10179?".repeat(200_000)))),
        read("skips.rtf", one(&format!("\\uc2147483647\\u65 {CANARY}"))),
        read("skips-negative.rtf", one(&format!("\\uc-1\\u65 {CANARY}"))),
        read("hex.rtf", one(&format!("{CANARY}{}", "\\'zz\\'1".repeat(50_000)))),
        read(
            "fonts.rtf",
            one(&format!(
                "{{\\fonttbl{}}}{CANARY}",
                (0..50_000).map(|n| format!("{{\\f{n}\\fcharset128 x;}}")).collect::<String>()
            )),
        ),
        read(
            "fonts-flip.rtf",
            one(&format!(
                "{{\\fonttbl{{\\f0 x;}}{{\\f1\\fcharset128 y;}}}}{CANARY}{}",
                "\\f1\\'81\\f0\\'81".repeat(50_000)
            )),
        ),
        read(
            "styles.rtf",
            one(&format!("{{\\stylesheet{}}}\\s5 {CANARY}", "{\\s5 heading 99999999999;}".repeat(20_000))),
        ),
        read("notes.rtf", one(&format!("{CANARY}{}", "{\\footnote x}".repeat(50_000)))),
        read("notes-in-notes.rtf", one(&format!("{CANARY}{}{}", "{\\footnote x".repeat(90), "}".repeat(90)))),
        read("paragraphs.rtf", one(&format!("{CANARY}{}", "\\par a".repeat(200_000)))),
        read(
            "objects.rtf",
            one(&format!(
                "{CANARY}{{\\object\\objdata {}}}{{\\field{{\\*\\fldinst INCLUDETEXT \"/etc/passwd\"}}}}",
                "41".repeat(200_000)
            )),
        ),
        read("code-page.rtf", format!("{{\\rtf1\\ansicpg999999999 {CANARY}\\'ff}}")),
        read("stars.rtf", one(&format!("{}{CANARY}", "\\*".repeat(200_000)))),
        refused("text.rtf", CANARY, "mislabelled"),
        refused("empty.rtf", "", "damaged"),
    ]
}
