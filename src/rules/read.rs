//! One rule file into a draft: each thing as the file says it, with its place, names not yet looked up.

use std::cell::RefCell;
use std::sync::Arc;

use toml::de::DeTable;

use super::fault::{self, Fault, File, Place};
use super::layers::{LayerDraft, layer};
use super::limits;
use super::pattern::{Pattern, PatternError};
use super::table::{At, Table};
use super::{Condition, Genre, Kind, Mark, Near, Scope, Speaker, Strength};

/// What one file holds.
#[derive(Debug, Default)]
pub struct Draft {
    /// From `pack.toml`.
    pub head: Option<Head>,
    /// The layer that the file's rules belong to.
    pub layer: Option<LayerDraft>,
    /// `[[rule]]`.
    pub rules: Vec<RuleDraft>,
    /// `[class.NAME]`.
    pub classes: Vec<ClassDraft>,
    /// `[[context]]`.
    pub contexts: Vec<ContextDraft>,
    /// `[terminators]`.
    pub terminators: Vec<PatternAt>,
}

/// The head of a pack.
#[derive(Debug)]
pub struct Head {
    pub name: String,
    pub version: String,
    /// The order of the layers.
    pub layers: Vec<String>,
    /// What the grades are worth, in log odds.
    pub grades: Vec<(Strength, f64)>,
}

#[derive(Debug)]
pub struct RuleDraft {
    pub place: Place,
    pub id: String,
    pub facet: (String, Place),
    pub strength: Strength,
    /// The rule's own weight, where it has one.
    pub adds: Option<f64>,
    pub against: bool,
    pub why: String,
    pub patterns: Vec<PatternAt>,
    pub regex: Vec<String>,
    pub speaker: Vec<Speaker>,
    pub genre: Vec<Genre>,
    pub conditions: Vec<(Condition, Vec<PatternAt>)>,
    pub survives: Vec<Kind>,
    pub marks: Option<Mark>,
    pub continues: bool,
    pub fires: Vec<(String, Place)>,
    pub silent: Vec<(String, Place)>,
}

#[derive(Debug)]
pub struct ClassDraft {
    pub place: Place,
    pub name: String,
    pub extend: bool,
    pub meaning: String,
    pub words: Vec<(String, Place)>,
    pub excludes: Vec<(String, Place)>,
}

#[derive(Debug)]
pub struct ContextDraft {
    pub place: Place,
    pub id: String,
    pub kind: Kind,
    pub scope: Scope,
    pub limit: u8,
    pub patterns: Vec<PatternAt>,
    pub layers: Vec<(String, Place)>,
}

/// A pattern and where it stands.
#[derive(Debug, Clone)]
pub struct PatternAt {
    pub pattern: Pattern,
    pub place: Place,
}

const STRENGTHS: [(&str, Strength); 3] =
    [("strong", Strength::Strong), ("medium", Strength::Medium), ("weak", Strength::Weak)];
const SPEAKERS: [(&str, Speaker); 4] = [
    ("therapist", Speaker::Therapist),
    ("client", Speaker::Client),
    ("author", Speaker::Author),
    ("unknown", Speaker::Unknown),
];
const GENRES: [(&str, Genre); 3] =
    [("note", Genre::Note), ("letter", Genre::Letter), ("transcript", Genre::Transcript)];
const VOIDS: [(&str, Kind); 4] =
    [("negated", Kind::Negated), ("theory", Kind::Theory), ("elsewhere", Kind::Elsewhere), ("idiom", Kind::Idiom)];
const SCOPES: [(&str, Scope); 5] = [
    ("after", Scope::After),
    ("before", Scope::Before),
    ("sentence", Scope::Sentence),
    ("passage", Scope::Passage),
    ("inside", Scope::Inside),
];
const MARKS: [(&str, Mark); 2] = [("strain", Mark::Strain), ("repair", Mark::Repair)];

/// How far a context reaches where it does not say.
const USUAL_LIMIT: u8 = 6;
/// The farthest it may reach; beyond, `sentence` says what is meant.
const FARTHEST_LIMIT: f64 = 30.0;

/// Reads one file. Faults are added to `faults`; what is sound comes back.
pub fn read(file: &Arc<File>, faults: &mut Vec<Fault>) -> Draft {
    let (root, errors) = DeTable::parse_recoverable(&file.text);
    let list = RefCell::new(Vec::new());
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        let message = format!("not TOML: {}", error.message().trim().replace('\n', "; "));
        let place = Place { file: file.clone(), at };
        fault::add(&mut list.borrow_mut(), Fault { place, rule: None, message, warning: false });
    }
    let draft = {
        let table = Table::new(file, root.get_ref(), 0, &list);
        table.only(&["pack", "strength", "layer", "rule", "class", "context", "terminators"]);
        let layer = table.table("layer").and_then(layer);
        let layer_id = layer.as_ref().map(|layer| layer.id.clone());
        Draft {
            head: head(&table),
            layer,
            rules: table.tables("rule").into_iter().filter_map(|table| rule(table, layer_id.as_deref())).collect(),
            classes: table.named_tables("class").into_iter().map(|(name, table)| class(name, table)).collect(),
            contexts: table.tables("context").into_iter().filter_map(context).collect(),
            terminators: table.table("terminators").map_or_else(Vec::new, |t| {
                t.only(&["patterns"]);
                patterns(&t, "patterns")
            }),
        }
    };
    faults.extend(list.into_inner());
    draft
}

fn head(root: &Table) -> Option<Head> {
    let pack = root.table("pack")?;
    pack.only(&["name", "version", "layers"]);
    let grades = root.table("strength").map_or_else(Vec::new, |table| {
        table.only(&STRENGTHS.map(|(name, _)| name));
        STRENGTHS.into_iter().filter_map(|(name, grade)| Some((grade, table.number(name)?.value))).collect()
    });
    Some(Head {
        name: pack.required("name")?.value,
        version: pack.required("version")?.value,
        layers: pack.strings("layers").into_iter().map(|id| id.value).collect(),
        grades,
    })
}

/// An id: lower case letters, digits and hyphens.
pub(super) fn id(table: &Table, key: &str) -> Option<At<String>> {
    let found = table.required(key)?;
    let sound = found.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !sound {
        table.fault(found.at, format!("`{key}` must be lower-case letters, digits and hyphens"));
    }
    // A faulty id still names what else is wrong with its table.
    Some(found)
}

const RULE_KEYS: &str = "id facet strength adds against why patterns regex speaker genre with without with_passage \
without_passage with_before without_before survives marks continues fires silent";

const CONDITIONS: [(&str, Near, bool); 6] = [
    ("with", Near::Sentence, true),
    ("without", Near::Sentence, false),
    ("with_passage", Near::Passage, true),
    ("without_passage", Near::Passage, false),
    ("with_before", Near::Before, true),
    ("without_before", Near::Before, false),
];

fn rule(mut table: Table, layer: Option<&str>) -> Option<RuleDraft> {
    let found = id(&table, "id");
    table.name = found.as_ref().map(|id| layer.map_or(id.value.clone(), |layer| format!("{layer}/{}", id.value)));
    table.only(&RULE_KEYS.split(' ').collect::<Vec<_>>());
    let facet = table.required("facet");
    let strength = table.required("strength").and_then(|s| table.choice(&s, "strength", &STRENGTHS));
    let why = table.required("why");
    let patterns_found = patterns(&table, "patterns");
    let regex = regexes(&table);
    let continues = table.bool("continues");
    if continues {
        if table.has("patterns") || table.has("regex") {
            table.fault(table.at, "has `continues` and patterns; a rule has one or the other");
        }
    } else if !table.has("patterns") && !table.has("regex") {
        table.fault(table.at, "`patterns` is missing");
    } else if table.strings("patterns").is_empty() && regex.is_empty() {
        table.fault(table.at, "`patterns` is empty");
    }
    let examples = |key: &str| -> Vec<(String, Place)> {
        let found = table.strings(key);
        if found.is_empty() {
            table.fault(
                table.at,
                format!("`{key}` is missing: a rule has at least one example that fires it and one that must not"),
            );
        }
        found.into_iter().map(|e| (e.value, table.place(e.at))).collect()
    };
    let (fires, silent) = (examples("fires"), examples("silent"));
    let conditions = CONDITIONS.into_iter().filter(|(key, ..)| table.has(key)).map(|(key, place, wanted)| {
        let found = patterns_with(&table, key, Pattern::read_condition);
        let patterns = found.iter().map(|p| p.pattern.clone()).collect();
        (Condition { place, wanted, patterns }, found)
    });
    let id = found?;
    Some(RuleDraft {
        place: table.place(id.at),
        facet: facet.map(|f| (f.value, table.place(f.at)))?,
        // What is missing was told; the rest is checked all the same.
        strength: strength.unwrap_or(Strength::Medium),
        adds: table.number("adds").map(|n| n.value),
        against: table.bool("against"),
        why: why.map_or_else(String::new, |why| why.value),
        conditions: conditions.collect(),
        speaker: table.choices("speaker", &SPEAKERS),
        genre: table.choices("genre", &GENRES),
        survives: table.choices("survives", &VOIDS),
        marks: table.string("marks").and_then(|m| table.choice(&m, "marks", &MARKS)),
        patterns: patterns_found,
        regex,
        continues,
        fires,
        silent,
        id: id.value,
    })
}

/// The patterns in a list; a faulty one is told at its place, the others come back.
fn patterns(table: &Table, key: &str) -> Vec<PatternAt> {
    patterns_with(table, key, Pattern::read)
}

fn patterns_with(table: &Table, key: &str, read: fn(&str) -> Result<Pattern, PatternError>) -> Vec<PatternAt> {
    let mut out = Vec::new();
    for found in table.strings(key) {
        match read(&found.value) {
            Ok(pattern) => out.push(PatternAt { pattern, place: table.place(found.at) }),
            // One for the opening quote: right wherever the string holds no escapes.
            Err(error) => {
                let shown = fault::clip(&found.value, 60);
                table.fault(found.at + 1 + error.at, format!("pattern `{shown}`: {}", error.message));
            }
        }
    }
    out
}

fn regexes(table: &Table) -> Vec<String> {
    let mut out = Vec::new();
    for found in table.strings("regex") {
        match check_regex(&found.value) {
            Ok(()) => out.push(found.value),
            Err(message) => table.fault(found.at, message),
        }
    }
    out
}

fn built(text: &str, size: usize) -> Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(text).case_insensitive(true).size_limit(size).build()
}

/// About how many bytes a regex compiles to: the next power of two, from 4 KiB on.
pub(super) fn regex_size(text: &str) -> usize {
    let sizes = std::iter::successors(Some(4 << 10), |size| Some(size * 2));
    sizes.take_while(|size| *size < limits::REGEX).find(|size| built(text, *size).is_ok()).unwrap_or(limits::REGEX)
}

fn check_regex(text: &str) -> Result<(), String> {
    match built(text, limits::REGEX) {
        Ok(found) if found.is_match("") => Err("regex matches the empty string".to_string()),
        Ok(_) => Ok(()),
        Err(regex::Error::CompiledTooBig(_)) => {
            Err(format!("regex needs more than {} bytes; make it smaller", limits::REGEX))
        }
        Err(error) => Err(format!(
            "regex: {}",
            error.to_string().lines().last().unwrap_or("not valid").trim_start_matches("error: ")
        )),
    }
}

fn class(name: At<String>, mut table: Table) -> ClassDraft {
    table.name = Some(format!("class.{}", name.value));
    table.only(&["meaning", "words", "excludes", "extend"]);
    let extend = table.bool("extend");
    let meaning = if extend { table.string("meaning") } else { table.required("meaning") };
    let list = |key| -> Vec<(String, Place)> {
        table.strings(key).into_iter().map(|found| (found.value, table.place(found.at))).collect()
    };
    let words = list("words");
    if words.is_empty() {
        table.fault(table.at, "`words` is missing or empty");
    }
    ClassDraft {
        place: table.place(name.at),
        meaning: meaning.map_or_else(String::new, |m| m.value),
        excludes: list("excludes"),
        name: name.value,
        extend,
        words,
    }
}

fn context(mut table: Table) -> Option<ContextDraft> {
    let id = id(&table, "id");
    table.name = id.as_ref().map(|id| format!("context {}", id.value));
    table.only(&["id", "kind", "scope", "limit", "patterns", "layers"]);
    let kinds = [&VOIDS[..], &[("pseudo", Kind::Pseudo)]].concat();
    let kind = table.required("kind").and_then(|k| table.choice(&k, "kind", &kinds))?;
    let scope = match kind {
        Kind::Pseudo => Some(Scope::Inside),
        _ => table.required("scope").and_then(|s| table.choice(&s, "scope", &SCOPES)),
    };
    let limit = table.number("limit");
    if let Some(n) = limit.as_ref().filter(|n| !(1.0..=FARTHEST_LIMIT).contains(&n.value) || n.value.fract() != 0.0) {
        table.fault(n.at, format!("`limit` must be a whole number from 1 to {FARTHEST_LIMIT}"));
        return None;
    }
    let patterns = patterns(&table, "patterns");
    if table.strings("patterns").is_empty() {
        table.fault(table.at, "`patterns` is missing or empty");
    }
    let id = id?;
    Some(ContextDraft {
        place: table.place(id.at),
        kind,
        scope: scope?,
        limit: limit.map_or(USUAL_LIMIT, |n| n.value as u8),
        patterns,
        layers: table.strings("layers").into_iter().map(|l| (l.value, table.place(l.at))).collect(),
        id: id.value,
    })
}
