//! Weights into rule files: only the numbers change, every other byte stays.
//!
//! Numbers are put in at the places that the TOML reader names. What comes out is read again and compared, so that a file is
//! never written that would not say what was meant.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Cues, GRADES, Weights};
use crate::rules::fault::File;
use crate::rules::{Loaded, Pack, load};

/// Why weights cannot be put into the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unwritable {
    /// No file has a `[pack]`, where the grades stand.
    NoPack,
    /// What was to change stands in none of the files in a way that can be changed: its name.
    NoPlace(String),
    /// The files would not say what was meant.
    OtherForm,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unwritable::NoPack => out.write_str(
                "no file has a [pack] table, which says what the grades of strength are worth; begin with \
                 `layers rules export my-rules`, and put your own files beside those",
            ),
            Unwritable::NoPlace(what) => {
                write!(out, "{what} cannot be changed where it stands; write it as `key = number` on a line of its own")
            }
            Unwritable::OtherForm => out.write_str(
                "the files hold tables in a form in which numbers cannot be changed, such as `strength.weak = 1`; \
                 write [strength], [layer] and [[rule]] on lines of their own",
            ),
        }
    }
}

/// The files that change, with their new text.
///
/// # Errors
/// Where something has no place.
pub fn edit(
    files: &[Arc<File>],
    loaded: &Loaded,
    cues: &Cues,
    before: &Weights,
    after: &Weights,
) -> Result<Vec<(Arc<File>, String)>, Unwritable> {
    // The files were loaded, so they are sound TOML.
    let parsed = files.iter().enumerate().filter_map(|(at, file)| {
        Some(Parsed { at, text: &file.text, root: DeTable::parse(&file.text).ok()?.into_inner() })
    });
    let parsed: Vec<Parsed> = parsed.collect();
    let mut splices = grades(&parsed, before, after)?;
    levels(&parsed, &loaded.pack, before, after, &mut splices)?;
    own(&parsed, &loaded.pack, cues, before, after, &mut splices)?;
    let new: Vec<Arc<File>> = files
        .iter()
        .enumerate()
        .map(|(at, file)| Arc::new(File { path: file.path.clone(), text: spliced(&file.text, at, &splices) }))
        .collect();
    said(&new, loaded, cues, after)?;
    let changed = files.iter().zip(new).filter(|(old, new)| old.text != new.text);
    Ok(changed.map(|(old, new)| (old.clone(), new.text.clone())).collect())
}

/// A rule file.
struct Parsed<'a> {
    at: usize,
    text: &'a str,
    root: DeTable<'a>,
}

/// A table in it, and where it begins.
#[derive(Clone, Copy)]
struct Found<'a> {
    file: &'a Parsed<'a>,
    table: &'a DeTable<'a>,
    start: usize,
}

/// What takes the place of what, in which file.
struct Splice {
    file: usize,
    place: Range<usize>,
    text: String,
}

impl<'a> Parsed<'a> {
    fn table(&'a self, key: &str) -> Option<Found<'a>> {
        self.found(self.root.get(key)?)
    }

    fn found(&'a self, value: &'a Spanned<DeValue<'a>>) -> Option<Found<'a>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Found { file: self, table, start: value.span().start }),
            _ => None,
        }
    }

    fn tables(&'a self, key: &str) -> Vec<Found<'a>> {
        match self.root.get(key).map(Spanned::get_ref) {
            Some(DeValue::Array(items)) => items.iter().filter_map(|item| self.found(item)).collect(),
            _ => Vec::new(),
        }
    }

    fn newline(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }
}

impl Found<'_> {
    fn is(&self, key: &str, wanted: &str) -> bool {
        matches!(self.table.get(key).map(Spanned::get_ref), Some(DeValue::String(text)) if text == wanted)
    }

    fn says(&self, key: &str) -> bool {
        matches!(self.table.get(key).map(Spanned::get_ref), Some(DeValue::Boolean(true)))
    }

    /// Sets a number; a new one stands under the key `below`.
    fn set(&self, key: &str, below: &str, number: f64) -> Option<Splice> {
        let splice = |place, text| Splice { file: self.file.at, place, text };
        if let Some(value) = self.table.get(key) {
            return Some(splice(value.span(), written(number)));
        }
        let end = self.table.get(below)?.span().end;
        let text = self.file.text;
        if text[self.start..].starts_with('{') {
            return Some(splice(end..end, format!(", {key} = {}", written(number))));
        }
        // What else stands on that line, such as a comment, belongs to it.
        let line = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let line = if text[..line].ends_with('\r') { line - 1 } else { line };
        Some(splice(line..line, format!("{}{key} = {}", self.file.newline(), written(number))))
    }
}

/// With a point, as TOML tells whole numbers from others.
fn written(number: f64) -> String {
    format!("{number:?}")
}

fn grades(files: &[Parsed], before: &Weights, after: &Weights) -> Result<Vec<Splice>, Unwritable> {
    let packs = || files.iter().filter(|file| file.table("pack").is_some()).rev();
    let last = packs().next().ok_or(Unwritable::NoPack)?;
    if before.grades == after.grades {
        return Ok(Vec::new());
    }
    let tables = || packs().filter_map(|file| file.table("strength"));
    let Some(any) = tables().next() else {
        let newline = last.newline();
        let end = last.text.len();
        let mut text = format!("{newline}[strength]{newline}");
        for (grade, worth) in GRADES.iter().zip(after.grades).rev() {
            text += &format!("{} = {}{newline}", grade.name(), written(worth));
        }
        return Ok(vec![Splice { file: last.at, place: end..end, text }]);
    };
    let mut splices = Vec::new();
    for (at, grade) in GRADES.iter().enumerate().filter(|(at, _)| before.grades[*at] != after.grades[*at]) {
        // Of several packs the last that says what a grade is worth decides.
        let table = tables().find(|table| table.table.contains_key(grade.name())).unwrap_or(any);
        let below = GRADES.iter().map(|grade| grade.name()).find(|name| table.table.contains_key(*name));
        let splice = table.set(grade.name(), below.unwrap_or_default(), after.grades[at]);
        splices.push(splice.ok_or_else(|| Unwritable::NoPlace(format!("`{}` in [strength]", grade.name())))?);
    }
    Ok(splices)
}

fn levels(
    files: &[Parsed],
    pack: &Pack,
    before: &Weights,
    after: &Weights,
    splices: &mut Vec<Splice>,
) -> Result<(), Unwritable> {
    for (at, layer) in pack.layers.iter().enumerate() {
        let tables = || files.iter().filter_map(|file| file.table("layer")).filter(|table| table.is("id", &layer.id));
        let (old, new) = (before.levels[at], after.levels[at]);
        for (key, below, old, new) in
            [("bias", "id", old.bias, new.bias), ("threshold", "id", old.threshold, new.threshold)]
        {
            if old == new {
                continue;
            }
            // The last file that extends the layer and says it decides, else the layer's own.
            let extending = tables().rfind(|table| table.says("extend") && table.table.contains_key(key));
            let table = extending.or_else(|| tables().find(|table| !table.says("extend")));
            let splice = table.and_then(|table| table.set(key, below, new));
            splices.push(splice.ok_or_else(|| Unwritable::NoPlace(format!("`{key}` of {}", layer.id)))?);
        }
    }
    Ok(())
}

fn own(
    files: &[Parsed],
    pack: &Pack,
    cues: &Cues,
    before: &Weights,
    after: &Weights,
    splices: &mut Vec<Splice>,
) -> Result<(), Unwritable> {
    for (at, rule) in pack.rules.iter().enumerate() {
        let Some(new) = after.own[at].filter(|_| before.own[at] != after.own[at]) else { continue };
        let layer = &pack.layers[rule.layer].id;
        let id = rule.id.split_once('/').map_or(rule.id.as_str(), |(_, id)| id);
        let of_layer = files.iter().filter(|file| file.table("layer").is_some_and(|table| table.is("id", layer)));
        let table = of_layer.flat_map(|file| file.tables("rule")).find(|table| table.is("id", id));
        let splice = table.and_then(|table| {
            // A rule speaks against by `against`, or by a weight below nothing.
            let below_nothing = cues.0[at].against && !table.says("against");
            table.set("adds", "strength", if below_nothing { -new } else { new })
        });
        splices.push(splice.ok_or_else(|| Unwritable::NoPlace(format!("`adds` of {}", rule.id)))?);
    }
    Ok(())
}

fn spliced(text: &str, file: usize, splices: &[Splice]) -> String {
    let mut own: Vec<&Splice> = splices.iter().filter(|splice| splice.file == file).collect();
    own.sort_by_key(|splice| splice.place.start);
    let (mut out, mut from) = (String::with_capacity(text.len() + 64), 0);
    for splice in own {
        out += &text[from..splice.place.start];
        out += &splice.text;
        from = splice.place.end;
    }
    out + &text[from..]
}

/// Whether the new files say what was meant, and nothing else.
fn said(new: &[Arc<File>], loaded: &Loaded, cues: &Cues, after: &Weights) -> Result<(), Unwritable> {
    let mut meant = loaded.pack.clone();
    for (layer, level) in meant.layers.iter_mut().zip(&after.levels) {
        (layer.bias, layer.threshold) = (level.bias, level.threshold);
    }
    for (at, rule) in meant.rules.iter_mut().enumerate() {
        rule.adds = after.adds(at, cues);
    }
    let read = load(new);
    meant.sha256.clone_from(&read.pack.sha256);
    if read.sound() && read.pack == meant { Ok(()) } else { Err(Unwritable::OtherForm) }
}
