//! quanteda's YAML: categories within categories, with lists of terms in the end.

use yaml_rust2::parser::{Event, Parser};

use super::Dictionary;

/// How deep categories may stand in categories.
const MOST_NESTING: usize = 16;

/// What is open at a place in the file.
enum Open {
    /// A mapping, and whether a key comes next.
    Map(bool),
    List,
}

/// Reads one. Event by event: aliases are not followed, so that a small file cannot become a large one.
pub(super) fn read(text: &str) -> Result<Dictionary, String> {
    let mut dictionary = Dictionary::default();
    let mut parser = Parser::new_from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    loop {
        let (event, mark) = parser.next_token().map_err(|error| {
            format!(
                "not YAML (line {}): check the blanks at its beginning and its quotation marks",
                error.marker().line()
            )
        })?;
        let line = mark.line() as u64;
        match event {
            Event::StreamEnd => return Ok(dictionary),
            Event::MappingStart(..) => open.push(Open::Map(true)),
            Event::SequenceStart(..) => open.push(Open::List),
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                value_ends(&mut open, &mut path);
            }
            Event::Scalar(text, ..) => scalar(text, line, &mut open, &mut path, &mut dictionary)?,
            Event::Alias(_) => {
                dictionary.left(line, &path.join(" > "), "repeats another part of the file by an alias; write it out");
                value_ends(&mut open, &mut path);
            }
            _ => {}
        }
        if open.len() > MOST_NESTING {
            return Err(format!("has categories more than {MOST_NESTING} deep"));
        }
        if matches!(open.first(), Some(Open::List)) {
            return Err("is no dictionary: it begins with a list, not with a category".to_owned());
        }
    }
}

/// A key, or a term.
fn scalar(
    text: String,
    line: u64,
    open: &mut [Open],
    path: &mut Vec<String>,
    dictionary: &mut Dictionary,
) -> Result<(), String> {
    match open.last_mut() {
        None => return Err("is no dictionary: it begins with no category".to_owned()),
        Some(Open::Map(key)) if *key => {
            *key = false;
            path.push(text);
            return Ok(());
        }
        Some(_) if text.is_empty() || text == "~" => dictionary.left(line, &path.join(" > "), "has no term"),
        Some(_) => dictionary.add(path, &text, line),
    }
    value_ends(open, path);
    Ok(())
}

/// After a value of a mapping comes the next key.
fn value_ends(open: &mut [Open], path: &mut Vec<String>) {
    if let Some(Open::Map(key)) = open.last_mut() {
        *key = true;
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::tests_shared::shown;

    #[test]
    fn categories_stand_in_categories() {
        let text = "Affect:\n  Positive:\n    - glad*\n    - fed up\n  Negative: sad\nNone:\nWork: [boss, 'no', 5]\n";
        let (categories, left) = shown(&read(text).unwrap());
        assert_eq!(categories, ["Affect/Positive: glad*, fed up", "Affect/Negative: sad", "Work: boss, no, 5"]);
        assert_eq!(left, ["7 None: has no term"]);
    }

    #[test]
    fn what_is_none_is_said() {
        assert!(read("- a\n- b\n").unwrap_err().contains("begins with a list"));
        assert!(read("just words").unwrap_err().contains("begins with no category"));
        assert!(read("a: [b\nc: d: e").unwrap_err().starts_with("not YAML (line "));
        assert!(read(&format!("{}x", "[".repeat(50_000))).is_err());
        let laughs = "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
        assert_eq!(shown(&read(laughs).unwrap()).1.len(), 4);
    }
}
