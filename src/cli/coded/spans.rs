//! Codings that are places in a source, as QDA software has them, laid over the passages of that source.

use std::path::{Path, PathBuf};

use layers::span::Span;
use serde_json::{Map, Value};

/// A stretch of a source that somebody coded.
#[derive(Debug, PartialEq)]
pub struct Coding {
    /// The source, as the codings name it.
    pub source: String,
    /// Where, in the source's canonical text.
    pub span: Span,
    /// The layers' ids.
    pub layers: Vec<String>,
    /// The line of the coding.
    pub line: u64,
}

/// Whether a record is a place in a source and no passage.
pub fn is_one(record: &Map<String, Value>) -> bool {
    record.contains_key("start") && !record.contains_key("text")
}

/// A record as a coding.
///
/// # Errors
/// What is wrong with the record.
pub fn coding(record: &Map<String, Value>, line: u64) -> Result<Coding, String> {
    let number =
        |name: &str| record.get(name).and_then(Value::as_u64).ok_or_else(|| format!("`{name}` is no whole number"));
    let span = Span { start: number("start")?, end: number("end")? };
    if span.end <= span.start {
        return Err("`end` must be after `start`".to_owned());
    }
    let source = record.get("source").and_then(Value::as_str).ok_or("`source` must name the file that was coded")?;
    let layers = match record.get("layers").or(record.get("layer")).or(record.get("code")) {
        Some(Value::String(layer)) => vec![layer.clone()],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => return Err("`layers` must be a list of layers".to_owned()),
    };
    Ok(Coding { source: source.to_owned(), span, layers, line })
}

/// Whether a coding counts for a passage: it lies inside it, or covers at least half of it. A label before the passage, from
/// `room` on, is inside too.
pub fn counts(coding: Span, passage: Span, room: u64) -> bool {
    let inside = room <= coding.start && coding.end <= passage.end && coding.end > passage.start;
    let shared = coding.end.min(passage.end).saturating_sub(coding.start.max(passage.start));
    inside || shared * 2 >= passage.end - passage.start && shared > 0
}

/// Where the source of a coding is: beside the file of codings, else where the program was started.
pub fn path(source: &str, codings: Option<&Path>) -> PathBuf {
    let beside = codings.and_then(Path::parent).map(|folder| folder.join(source));
    beside.filter(|path| path.is_file()).unwrap_or_else(|| PathBuf::from(source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_counts_inside_a_passage_or_over_half_of_it() {
        let counts = |start, end| counts(Span { start, end }, Span { start: 10, end: 20 }, 7);
        assert!(counts(7, 11) && !counts(6, 11) && !counts(7, 10));
        assert!(counts(10, 20) && counts(12, 13) && counts(0, 100));
        assert!(counts(5, 15) && !counts(5, 14));
        assert!(counts(15, 25) && !counts(16, 25));
        assert!(!counts(0, 10) && !counts(20, 30));
    }
}
