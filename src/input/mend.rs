//! JSON that not everybody can read: halves of characters, numbers that no computer holds, lists in lists in lists. What comes in
//! as JSON goes out as JSON, so it is mended here.
//!
//! Halves are `\ud83d` without the other half, as programs write them that cut text in the middle of one. They mean nothing and are
//! read as U+FFFD. Numbers beyond what a float holds become null, as infinities do.

use std::borrow::Cow;

use memchr::memchr;
use memchr::memmem::find;

/// JSON in which no half stands alone, and how many did.
pub(super) fn mended(json: &str) -> (Cow<'_, str>, u64) {
    let bytes = json.as_bytes();
    if find(bytes, b"\\ud").is_none() && find(bytes, b"\\uD").is_none() {
        return (Cow::Borrowed(json), 0);
    }
    let mut out = String::new();
    let (mut from, mut at, mut times) = (0, 0, 0);
    while let Some(slash) = memchr(b'\\', &bytes[at..]).map(|more| at + more) {
        at = match (unit(bytes, slash), unit(bytes, slash + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => slash + 12,
            (Some(0xD800..=0xDFFF), _) => {
                out.push_str(&json[from..slash]);
                out.push_str("\\ufffd");
                times += 1;
                from = slash + 6;
                from
            }
            // What a backslash stands before is no begin of another escape.
            _ => slash + 2,
        };
        if at >= bytes.len() {
            break;
        }
    }
    out.push_str(&json[from..]);
    (if times == 0 { Cow::Borrowed(json) } else { Cow::Owned(out) }, times)
}

/// What is said of them.
pub(super) fn said(times: u64) -> Option<String> {
    let places = if times == 1 { "1 place".to_owned() } else { format!("{times} places") };
    (times > 0).then(|| format!("half a character in {places} means nothing and was read as U+FFFD"))
}

/// The number of a `\u` escape.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    u16::from_str_radix(digits?, 16).ok()
}

/// JSON without numbers that nothing can hold, and how deep lists and objects stand in each other in it.
pub(super) fn bounded(json: Cow<'_, str>) -> (Cow<'_, str>, usize) {
    let bytes = json.as_bytes();
    let (mut deep, mut deepest, mut at) = (0_usize, 0, 0);
    let mut endless = Vec::new();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => {
                deep += 1;
                deepest = deepest.max(deep);
            }
            b'}' | b']' => deep = deep.saturating_sub(1),
            b'"' => at = string_end(bytes, at),
            b'-' | b'0'..=b'9' => {
                let from = at;
                let inside = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
                at += bytes[from + 1..].iter().take_while(|byte| inside(byte)).count();
                if !held(&json[from..=at]) {
                    endless.push(from..at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    if endless.is_empty() {
        return (json, deepest);
    }
    let mut out = String::with_capacity(json.len());
    let mut from = 0;
    for number in endless {
        out.push_str(&json[from..number.start]);
        out.push_str("null");
        from = number.end;
    }
    out.push_str(&json[from..]);
    (out.into(), deepest)
}

/// Whether a float can hold a number, roughly; nearly all are too short to ask.
fn held(number: &str) -> bool {
    let long = number.len() > 300 || number.bytes().any(|byte| byte.eq_ignore_ascii_case(&b'e'));
    !long || number.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Where the string ends that begins at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match memchr::memchr2(b'"', b'\\', bytes.get(at + 1..).unwrap_or_default()) {
            None => return bytes.len(),
            Some(more) if bytes[at + 1 + more] == b'"' => return at + 1 + more,
            Some(more) => at += more + 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_alone_become_one_sign_and_whole_characters_stay() {
        for (json, expected, times) in [
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#, 0),
            (r#""\ud83d""#, r#""\ufffd""#, 1),
            (r#""\uDE00\ud83d""#, r#""\ufffd\ufffd""#, 2),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#, 1),
            (r#""\\ud83d""#, r#""\\ud83d""#, 0),
            (r#""\\\ud83d""#, r#""\\\ufffd""#, 1),
            (r#"{"\ud800":"é\udfffé"}"#, r#"{"\ufffd":"é\ufffdé"}"#, 2),
            (r#""\ud8"#, r#""\ud8"#, 0),
            (r#""\ud83d\"#, r#""\ufffd\"#, 1),
        ] {
            let (mended, found) = mended(json);
            assert_eq!((mended.as_ref(), found), (expected, times), "{json}");
        }
    }

    #[test]
    fn strings_are_not_deep() {
        let depth = |json: &'static str| bounded(json.into()).1;
        assert_eq!(depth(r#"{"a":[1,{"b":"[[[\"[[["}],"c":[]}"#), 3);
        assert_eq!((depth("1"), depth("[[["), depth(r#""[\"#), depth("]]")), (0, 3, 0, 0));
    }

    #[test]
    fn numbers_that_nothing_holds_are_null() {
        let json = r#"{"a1e999":[1e999,-1E+400,1e3,-0.0e-999,true],"b":"1e999"}"#;
        assert_eq!(bounded(json.into()).0, r#"{"a1e999":[null,null,1e3,-0.0e-999,true],"b":"1e999"}"#);
        assert_eq!(bounded("9".repeat(400).into()).0, "null");
        assert_eq!(bounded("9".repeat(300).into()).0.len(), 300);
    }

    proptest::proptest! {
        #[test]
        fn whatever_was_json_is_read_afterwards(text in "\"(\\\\u[dD][89a-fA-F0-7][0-9a-f]{2}|\\\\\\\\|\\\\n|[a-z]){0,12}\"") {
            let (mended, _) = mended(&text);
            let read = serde_json::from_str::<String>(&mended);
            proptest::prop_assert!(read.is_ok(), "{text} {mended}");
            // What was whole stays as it was.
            if let Ok(before) = serde_json::from_str::<String>(&text) {
                proptest::prop_assert_eq!(read.unwrap(), before);
            }
        }
    }
}
