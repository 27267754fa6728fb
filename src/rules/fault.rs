//! What is wrong with a rule file, with its place.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::limits::{self, NAME};

/// A rule file as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path, as messages name it.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// A place in a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<File>,
    /// Byte offset in it.
    pub at: usize,
}

impl Place {
    /// Line and column from 1; the column counts Unicode scalar values.
    pub fn line_column(&self) -> (usize, usize) {
        let before = &self.file.text[..self.file.text.floor_char_boundary(self.at)];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// One fault in the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// The full id of the rule, class or context it concerns, where there is one.
    pub rule: Option<String>,
    /// What is wrong and what is allowed. Lower case, no full stop.
    pub message: String,
    /// Whether the rules still work.
    pub warning: bool,
}

/// `path:line:col: rule: what is wrong, what is allowed`, then the line and a caret under the place.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.place.line_column();
        write!(f, "{}:{line}:{column}: ", self.place.file.path)?;
        if self.warning {
            f.write_str("warning: ")?;
        }
        if let Some(rule) = &self.rule {
            write!(f, "{}: ", clip(rule, LINE))?;
        }
        let shown = self.place.file.text.lines().nth(line - 1).unwrap_or("");
        let (shown, before) = around(shown, column - 1);
        // A tab is one column wide in the count above; show it as one blank, so that the caret stands right.
        let shown: String = shown.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        writeln!(f, "{}", clip(&self.message, LONGEST))?;
        writeln!(f, "  {shown}")?;
        write!(f, "  {}^", " ".repeat(before))
    }
}

/// The most letters of a message and of a line that are shown.
const LONGEST: usize = 400;
const LINE: usize = 200;

/// The begin of a text.
pub fn clip(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// A line, and how many of its letters stand before a place; of a long one only what is near the place.
fn around(line: &str, place: usize) -> (String, usize) {
    if line.chars().nth(LINE).is_none() {
        return (line.to_owned(), place);
    }
    let from = place.saturating_sub(LINE / 2);
    let mark = if from > 0 { "…" } else { "" };
    let near: String = line.chars().skip(from).take(LINE).collect();
    (format!("{mark}{near}"), place - from + mark.chars().count())
}

/// Adds a fault to a list that takes no more than a few hundred: a file can be made to have millions.
pub(super) fn add(list: &mut Vec<Fault>, fault: Fault) {
    // Behind as many warnings there is still room for what makes the rules unsound.
    let most = if fault.warning { limits::FAULTS } else { 2 * limits::FAULTS };
    if list.len() < most {
        list.push(fault);
    }
}

/// The name among `allowed` that `typed` was probably meant to be.
pub fn near<'a>(typed: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing long names with long names takes a time that grows with both.
    let short = |name: &&str| name.len() <= NAME;
    allowed
        .into_iter()
        .filter(|name| short(name) && short(&typed))
        .map(|name| (likeness(typed, name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// One slip of the finger is near in a short name too, where a likeness by share is not.
fn likeness(typed: &str, name: &str) -> f64 {
    let slip = if strsim::osa_distance(typed, name) <= 1 { 0.9 } else { 0.0 };
    strsim::jaro_winkler(typed, name).max(slip)
}

/// `; did you mean \`x\`?` or nothing.
pub fn did_you_mean<'a>(typed: &str, allowed: impl IntoIterator<Item = &'a str>) -> String {
    near(typed, allowed).map_or(String::new(), |name| format!("; did you mean `{name}`?"))
}

/// The near name, then all that are allowed.
pub fn allowed(typed: &str, names: &[&str]) -> String {
    let hint = did_you_mean(typed, names.iter().copied());
    let join = if hint.is_empty() { ";" } else { "" };
    format!("{hint}{join} allowed are {}", names.join(", "))
}
