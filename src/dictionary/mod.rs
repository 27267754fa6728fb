//! Dictionaries that people have, read into categories of words: LIWC `.dic` and `.dicx`, quanteda YAML, a table of words and
//! categories. [`rules`] makes a rule file of one.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::rules::fault::clip;

mod liwc;
mod quanteda;
pub mod rules;
mod table;

/// The most words a term may have, as a class of the rule language has it.
const MOST_WORDS: usize = 6;
/// The longest term, in bytes.
const LONGEST: usize = 200;
/// The most categories and terms: those of the dictionaries in use are a tenth of it.
const MOST_CATEGORIES: usize = 1000;
const MOST_TERMS: usize = 200_000;

/// A dictionary as read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dictionary {
    /// Its categories, in the order in which they were met.
    pub categories: Vec<Category>,
    /// What could not be carried over.
    pub left: Vec<Left>,
    /// The place of each category, by its path, and the terms that it has.
    known: HashMap<Vec<String>, (usize, HashSet<String>)>,
}

/// A category and its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its name, below those of the categories that it stands in.
    pub path: Vec<String>,
    /// Its terms, each once: words with `*` and `?`, or phrases of them.
    pub terms: Vec<String>,
}

/// Something that could not be carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The line, from 1.
    pub line: u64,
    /// What it is, as the dictionary has it.
    pub what: String,
    /// Why; the same words for the same reason.
    pub why: &'static str,
}

/// The forms of dictionaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// LIWC: a legend between `%`, then terms with the numbers of their categories.
    Dic,
    /// LIWC-22: a table with a column for each category.
    Dicx,
    /// quanteda: categories and lists of terms in YAML.
    Quanteda,
    /// A column of words and one of categories.
    Table,
}

/// The form that a file's name and beginning tell.
pub fn form(name: &Path, text: &str) -> Option<Form> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first.trim() == "%" {
        return Some(Form::Dic);
    }
    if table::is_dicx(first) {
        return Some(Form::Dicx);
    }
    match name.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "dic" => Some(Form::Dic),
        "dicx" => Some(Form::Dicx),
        "yml" | "yaml" => Some(Form::Quanteda),
        "csv" | "tsv" | "txt" => Some(Form::Table),
        _ => None,
    }
}

/// Reads a dictionary.
///
/// # Errors
/// Why it is none, in one line.
pub fn read(text: &str, form: Form) -> Result<Dictionary, String> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut dictionary = match form {
        Form::Dic => liwc::read(text)?,
        Form::Dicx => table::dicx(text)?,
        Form::Quanteda => quanteda::read(text)?,
        Form::Table => table::read(text)?,
    };
    dictionary.categories.retain(|category| !category.terms.is_empty());
    if dictionary.categories.is_empty() {
        return Err("holds no term that can be carried over".to_owned());
    }
    let terms: usize = dictionary.categories.iter().map(|category| category.terms.len()).sum();
    if dictionary.categories.len() > MOST_CATEGORIES || terms > MOST_TERMS {
        return Err(format!(
            "holds more than {MOST_CATEGORIES} categories or {MOST_TERMS} terms; take what you need of it"
        ));
    }
    Ok(dictionary)
}

impl Dictionary {
    fn left(&mut self, line: u64, what: &str, why: &'static str) {
        self.left.push(Left { line, what: clip(what, LONGEST).into_owned(), why });
    }

    /// Adds a term to a category, if the rule language can say it.
    fn add(&mut self, path: &[String], term: &str, line: u64) {
        let term = match plain(term) {
            Ok(term) => term,
            Err(why) => return self.left(line, term, why),
        };
        if !self.known.contains_key(path) {
            self.known.insert(path.to_vec(), (self.categories.len(), HashSet::new()));
            self.categories.push(Category { path: path.to_vec(), terms: Vec::new() });
        }
        if let Some((at, terms)) = self.known.get_mut(path)
            && terms.insert(term.clone())
        {
            self.categories[*at].terms.push(term);
        }
    }
}

/// A term as the rule language writes it.
fn plain(term: &str) -> Result<String, &'static str> {
    if term.len() > LONGEST {
        return Err("is longer than words are");
    }
    let folded: String =
        term.to_lowercase().chars().map(|c| if matches!(c, '’' | '‘' | 'ʼ') { '\'' } else { c }).collect();
    let folded = folded.replace('_', " ");
    let folded = folded.trim().trim_end_matches('.');
    if !folded.chars().any(char::is_alphanumeric) {
        return Err("has no letter: signs and smileys are no words to layers");
    }
    if folded.chars().any(|c| "<>(){}[]|".contains(c)) {
        return Err("a condition on the words beside it; write a rule of your own for it");
    }
    if !folded.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "'-*?".contains(c)) {
        return Err("has signs inside; layers matches words");
    }
    let words: Vec<&str> = folded.split_whitespace().collect();
    // A hyphen parts words.
    if folded.split(|c: char| c.is_whitespace() || c == '-').filter(|word| !word.is_empty()).count() > MOST_WORDS {
        return Err("has more than six words");
    }
    if words.iter().any(|word| !word.chars().any(char::is_alphanumeric)) {
        return Err("has a word of any letters, which would match everywhere");
    }
    Ok(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_that_the_rule_language_can_say() {
        assert_eq!(plain("Stress*").as_deref(), Ok("stress*"));
        assert_eq!(plain("can’t").as_deref(), Ok("can't"));
        assert_eq!(plain("united_states").as_deref(), Ok("united states"));
        assert_eq!(plain("Mr.").as_deref(), Ok("mr"));
        for term in ["", ":)", "<of>", "kind (of)", "a/b", "#metoo", "* of", "one two three four five six seven"] {
            assert!(plain(term).is_err(), "{term}");
        }
    }

    #[test]
    fn forms_are_told_by_content_then_by_name() {
        assert_eq!(form(Path::new("x.txt"), "\n%\n1\tA\n%\n"), Some(Form::Dic));
        assert_eq!(form(Path::new("x.csv"), "DicTerm,Stress\n"), Some(Form::Dicx));
        assert_eq!(form(Path::new("x.yml"), "A:\n"), Some(Form::Quanteda));
        assert_eq!(form(Path::new("x.csv"), "word,category\n"), Some(Form::Table));
        assert_eq!(form(Path::new("x.pdf"), "a"), None);
    }
}

#[cfg(test)]
pub(crate) mod tests_shared {
    use super::Dictionary;

    /// Categories and what was left, a line each.
    pub(crate) fn shown(dictionary: &Dictionary) -> (Vec<String>, Vec<String>) {
        let categories = dictionary.categories.iter();
        let left = dictionary.left.iter();
        (
            categories.map(|one| format!("{}: {}", one.path.join("/"), one.terms.join(", "))).collect(),
            left.map(|one| format!("{} {}: {}", one.line, one.what, one.why)).collect(),
        )
    }
}
