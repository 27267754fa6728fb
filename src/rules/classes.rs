//! Classes unfolded: their own words, and those of the classes that stand in them.

use std::collections::{BTreeMap, BTreeSet};

use super::Class;
use super::merge::{ADDS, Merge};
use super::read::ClassDraft;
use super::words::{self, MOST_PHRASE};

/// How deep classes may stand in classes.
const MOST_NESTING: usize = 8;

type All<'a> = BTreeMap<&'a str, Vec<&'a ClassDraft>>;

/// A class being unfolded.
#[derive(Default)]
struct Unfolding<'a> {
    words: BTreeSet<String>,
    /// The classes that stand in each other here, the outermost first.
    open: Vec<&'a str>,
    /// All that were met: one that stands in several is unfolded once.
    met: BTreeSet<&'a str>,
}

impl Merge {
    pub(super) fn classes(&mut self, drafts: &[ClassDraft]) {
        let mut by_name: All = BTreeMap::new();
        for extend in [false, true] {
            for draft in drafts.iter().filter(|draft| draft.extend == extend) {
                let known = by_name.entry(&draft.name).or_default();
                let message = match (known.is_empty(), extend) {
                    (false, false) => Some("there is a class with this name already; add to it with `extend = true`"),
                    (true, true) => Some("there is no class to extend"),
                    _ => None,
                };
                known.push(draft);
                if let Some(message) = message {
                    let others = drafts.iter().filter(|other| !other.extend).map(|other| other.name.as_str());
                    let hint = if extend { self.hint(&draft.name, others) + ADDS } else { String::new() };
                    self.lacks |= extend;
                    self.fault(&draft.place, format!("class.{}", draft.name), format!("{message}{hint}"));
                }
            }
        }
        for (name, parts) in &by_name {
            let mut unfolding = Unfolding { open: vec![*name], met: [*name].into(), ..Unfolding::default() };
            parts.iter().for_each(|part| self.unfold(part, &by_name, &mut unfolding));
            let words: Vec<String> = unfolding.words.into_iter().collect();
            let meaning = parts[0].meaning.clone();
            self.classes.insert(name.to_string(), Class { name: name.to_string(), meaning, words });
        }
        self.exclusions(drafts);
    }

    fn unfold<'a>(&mut self, draft: &'a ClassDraft, all: &All<'a>, unfolding: &mut Unfolding<'a>) {
        let name = format!("class.{}", draft.name);
        for (word, place) in &draft.words {
            if let Err(message) = self.cost.words(1) {
                return message.into_iter().for_each(|message| self.fault(place, &name, message));
            }
            let Some(inner) = word.strip_prefix('<').and_then(|word| word.strip_suffix('>')) else {
                match phrase(word) {
                    Ok(phrase) => drop(unfolding.words.insert(phrase)),
                    Err(message) => self.fault(place, &name, message),
                }
                continue;
            };
            let Some((inner, parts)) = all.get_key_value(inner) else {
                let hint = self.hint(inner, all.keys().copied());
                self.lack(place, &name, format!("unknown class <{inner}>{hint}"));
                continue;
            };
            if unfolding.open.len() > MOST_NESTING || unfolding.open.contains(inner) {
                let message = format!("<{inner}> stands in itself, or more than {MOST_NESTING} classes deep");
                self.fault(place, &name, message);
            } else if unfolding.met.insert(inner) {
                unfolding.open.push(inner);
                parts.iter().for_each(|part| self.unfold(part, all, unfolding));
                unfolding.open.pop();
            }
        }
    }

    /// No word stands in two classes that exclude each other.
    fn exclusions(&mut self, drafts: &[ClassDraft]) {
        for draft in drafts {
            for (other, place) in &draft.excludes {
                let name = format!("class.{}", draft.name);
                let Some(there) = self.classes.get(other) else {
                    let hint = self.hint(other, self.classes.keys().map(String::as_str));
                    self.lack(place, name, format!("excludes the unknown class <{other}>{hint}"));
                    continue;
                };
                let words = &self.classes[&draft.name].words;
                if let Err(message) = self.cost.words(words.len()) {
                    return message.into_iter().for_each(|message| self.fault(place, &name, message));
                }
                // Both are in order.
                let shared = words.iter().filter(|word| there.words.binary_search(word).is_ok());
                let both: Vec<&str> = shared.map(String::as_str).collect();
                if !both.is_empty() {
                    let message = format!("excludes <{other}>, but both hold: {}", both.join(", "));
                    self.fault(place, name, message);
                }
            }
        }
    }
}

/// A word or phrase of a class, folded.
fn phrase(word: &str) -> Result<String, String> {
    let phrase = words::of_pattern(word);
    if phrase.is_empty() || phrase.len() > MOST_PHRASE {
        Err(format!("`{word}` must be a phrase of 1 to {MOST_PHRASE} words"))
    } else if phrase.iter().any(|word| word.trim_matches(['*', '?']).is_empty()) {
        Err(format!("`{word}` holds a word that matches any word"))
    } else {
        Ok(phrase.join(" "))
    }
}
