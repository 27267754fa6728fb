//! A dictionary as a rule file: each category a facet, a class of its terms, and a rule for the class.

use std::collections::HashSet;
use std::fmt::Write;

use super::{Category, Dictionary};

/// What the file is to say beside the dictionary's terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The layer's id.
    pub layer: String,
    /// Whether it adds to a layer that there is.
    pub extend: bool,
    /// What a term is worth: `strong`, `medium` or `weak`.
    pub strength: &'static str,
    /// The name of the dictionary.
    pub source: String,
}

/// A category with the examples that are to stand in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled<'a> {
    /// The category.
    pub category: &'a Category,
    /// Its facet's and rule's id.
    pub id: String,
    /// Which term is the example that fires.
    pub fires: usize,
    /// Which of [`SILENT`] is the one that does not.
    pub silent: usize,
}

/// Sentences that may be silent examples; the last holds no word that a dictionary has.
pub const SILENT: [&str; 4] =
    ["The room faces the street.", "It rained on the way here.", "Nine o'clock, second floor.", "Zzyzx."];

/// The categories, with ids that no two share.
pub fn ruled(dictionary: &Dictionary) -> Vec<Ruled<'_>> {
    let mut taken = HashSet::new();
    let one = |category: &'_ Category| {
        let slug = slug(&category.path);
        let mut id = slug.clone();
        let mut number = 1;
        while !taken.insert(id.clone()) {
            number += 1;
            id = format!("{slug}-{number}");
        }
        id
    };
    let ids: Vec<String> = dictionary.categories.iter().map(one).collect();
    dictionary.categories.iter().zip(ids).map(|(category, id)| Ruled { category, id, fires: 0, silent: 0 }).collect()
}

/// Lower-case letters, digits and hyphens.
pub fn slug(path: &[String]) -> String {
    let mut slug = String::new();
    for c in path.join("-").chars() {
        match c {
            c if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "category".to_owned() } else { slug.to_owned() }
}

/// The rule file.
pub fn write(frame: &Frame, categories: &[Ruled]) -> String {
    let mut out = format!("# Made from {} by layers rules import.\n\n[layer]\n", frame.source.replace('\n', " "));
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    // A String takes whatever is written to it.
    let _ = writeln!(out, "id = {}", text(&frame.layer));
    if frame.extend {
        out += "extend = true\n";
    } else {
        let name = name(&frame.layer);
        let _ = writeln!(out, "name = {}\nfull_name = {}", text(&name), text(&name));
        let _ = writeln!(out, "pages = \"–\"\ndefinition = {}", text(&format!("words of {}", frame.source)));
    }
    for Ruled { category, id, .. } in categories {
        let name = category.path.join(" > ");
        let _ = writeln!(out, "\n[[layer.facet]]\nid = {}\nname = {}", text(id), text(&name));
    }
    for ruled in categories {
        let class = format!("{}-{}", frame.layer, ruled.id);
        let name = ruled.category.path.join(" > ");
        let _ =
            writeln!(out, "\n[class.{class}]\nmeaning = {}\nwords = [", text(&format!("{name} in {}", frame.source)));
        for term in &ruled.category.terms {
            let _ = writeln!(out, "  {},", text(term));
        }
        let _ = writeln!(out, "]\n\n[[rule]]\nid = \"word-of-{}\"\nfacet = {}", ruled.id, text(&ruled.id));
        let _ = writeln!(out, "strength = \"{}\"\nwhy = {}", frame.strength, text(&format!("a word of {name}")));
        let _ = writeln!(out, "patterns = [\"<{class}>\"]");
        let fires = example(&ruled.category.terms[ruled.fires.min(ruled.category.terms.len() - 1)]);
        let silent = SILENT[ruled.silent.min(SILENT.len() - 1)];
        let _ = writeln!(out, "fires = [{}]\nsilent = [{}]", text(&fires), text(silent));
    }
    out
}

/// A layer's name from its id.
fn name(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// A sentence with a term in it.
fn example(term: &str) -> String {
    let words = term.replace('*', "").replace('?', "a");
    format!("Words: {words}.")
}
