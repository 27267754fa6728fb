//! Patterns as regular expressions, so that other engines can be run on the same rules. A regex accepts whatever the pattern does,
//! and more: it knows no sentence ends, no contexts, of a role only which words may name it, and of `A & B` only A.

use crate::rules::Pack;
use crate::rules::forms::{forms, is_roles};
use crate::rules::pattern::{Element, Pattern, RoleTerm, Term, Who};

/// What may stand between two words: anything that is not part of a word, and stammered words; nothing before a clitic, which
/// alone begins without a word boundary.
const BETWEEN: &str = r"(?:\b[^\p{L}\p{N}]+(?:[\p{L}\p{N}'’]+(?:[-–—…,]|\.\.\.)[^\p{L}\p{N}]+)*|)";
const WORD: &str = r"[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*";

/// The regex of a pattern; matched without regard to case.
pub fn regex(pattern: &Pattern, pack: &Pack) -> String {
    // The parts of one sentence may stand in any order and inside each other, which no regex says: the first with words stands for
    // all.
    let parts = pattern.parts();
    let part = parts.iter().find(|part| !forms(part).iter().any(is_roles)).unwrap_or(&parts[0]);
    part_regex(part, pack)
}

/// One part: its elements with what may stand between them.
fn part_regex(elements: &[Element], pack: &Pack) -> String {
    let mut out = String::new();
    let mut between = String::new();
    let mut begun = false;
    for element in elements {
        match element {
            Element::Gap(n) => between = format!("{between}(?:{BETWEEN}{WORD}){{0,{n}}}"),
            Element::Optional(phrases) if begun => {
                between = format!("{between}(?:{BETWEEN}{})?", phrases_regex(phrases, pack));
            }
            // At the beginning an optional phrase may be left out: what matches without it matches.
            Element::Optional(_) => {}
            Element::Term(found) => {
                out += &format!("{}{}", lead(begun, &between), term(found, pack));
                (between, begun) = (String::new(), true);
            }
            Element::Group(phrases) => {
                out += &format!("{}{}", lead(begun, &between), phrases_regex(phrases, pack));
                (between, begun) = (String::new(), true);
            }
        }
    }
    out + r"\b"
}

fn lead(begun: bool, between: &str) -> String {
    if begun { format!("{between}{BETWEEN}") } else { String::new() }
}

fn phrases_regex(phrases: &[Vec<Term>], pack: &Pack) -> String {
    let all: Vec<String> =
        phrases.iter().map(|phrase| phrase.iter().map(|t| term(t, pack)).collect::<Vec<_>>().join(BETWEEN)).collect();
    format!("(?:{})", all.join("|"))
}

fn term(term: &Term, pack: &Pack) -> String {
    match term {
        Term::Word(word) => word_regex(word),
        Term::Role(role) => role_regex(*role, pack),
        Term::Class(name) => class_regex(name, pack),
        Term::Phrase(words) => words.iter().map(|word| word_regex(word)).collect::<Vec<_>>().join(BETWEEN),
    }
}

fn class_regex(name: &str, pack: &Pack) -> String {
    let words = pack.classes.iter().filter(|class| class.name == name).flat_map(|class| &class.words);
    let all: Vec<String> =
        words.map(|phrase| phrase.split(' ').map(word_regex).collect::<Vec<_>>().join(BETWEEN)).collect();
    format!("(?:{})", all.join("|"))
}

/// A word from its beginning; its end is the business of what follows. Its apostrophes may be of any kind, and left out, as people type.
fn word_regex(word: &str) -> String {
    let mut out = String::new();
    let clitic = word.starts_with('\'');
    if !clitic {
        out += r"\b";
    }
    for c in word.chars() {
        match c {
            '*' => out += r"[\p{L}\p{N}\p{M}'’]*",
            '?' => out += r"[\p{L}\p{N}\p{M}]",
            '#' => out += r"\p{N}+",
            '\'' => out += "['’‘ʼ＇]?",
            c => out += &regex::escape(&c.to_string()),
        }
    }
    out
}

/// The classes whose words mean a person.
const NOUNS: [&str; 9] = [
    "therapist-noun",
    "client-noun",
    "kin-female",
    "kin-male",
    "kin-neutral",
    "other-female",
    "other-male",
    "other-neutral",
    "supervisor-noun",
];

/// Every word that may name somebody. Names are any word with a capital.
fn role_regex(role: RoleTerm, pack: &Pack) -> String {
    let (plain, possessive) = match role.who {
        Who::Both => ("we|us|ourselves", "our|ours"),
        Who::Client | Who::Therapist | Who::Other => (
            "i|me|myself|you|yourself|u|ya|he|him|himself|she|her|herself|they|them|themselves|themself",
            "my|mine|your|yours|ur|his|her|hers|their|theirs",
        ),
    };
    let names = r"(?-i:\p{Lu}[\p{L}\p{N}'’]*)";
    // A person is one word, so that a class's phrases name nobody; somebody else may go by any of the nouns.
    let classes: &[&str] = match role.who {
        Who::Client => &["client-noun"],
        Who::Therapist => &["therapist-noun"],
        Who::Both => &[],
        Who::Other => &NOUNS,
    };
    let named = pack.classes.iter().filter(|class| classes.contains(&class.name.as_str()));
    let mut nouns: Vec<&str> =
        named.flat_map(|class| &class.words).map(String::as_str).filter(|phrase| !phrase.contains(' ')).collect();
    nouns.sort_unstable();
    nouns.dedup();
    let nouns: Vec<String> = nouns.into_iter().map(word_regex).collect();
    let nouns = if nouns.is_empty() { String::new() } else { format!("|(?:{})(?:['’]s?)?", nouns.join("|")) };
    let nouns = match role.who {
        Who::Both => String::new(),
        Who::Client | Who::Therapist | Who::Other => format!("|(?:{WORD}{BETWEEN})?(?:{names}{nouns})"),
    };
    let pronouns = match (role.possessive, role.who) {
        // "he" in quotes may be anybody; "we" in quotes somebody else.
        (false, Who::Other) => format!("{plain}|we|us|ourselves"),
        (true, Who::Other) => format!("{possessive}|our|ours"),
        (false, _) => plain.to_string(),
        (true, _) => possessive.to_string(),
    };
    format!(r"(?:\b(?:{pronouns}){nouns})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fault::File;

    #[test]
    fn a_role_is_every_word_that_may_name_it_and_stays_short() {
        let many: String = (0..500).map(|n| format!("\"aunt number {n}\", ")).collect();
        let text = format!(
            "[class.client-noun]\nmeaning = \"\"\nwords = [\"client\"]\n[class.kin-female]\nmeaning = \"\"\nwords = [{many}]"
        );
        let pack = crate::rules::load(&[File { path: String::new(), text }.into()]).pack;
        for (pattern, accepted) in [
            ("{client} hope*", &["I hope", "she hoped", "Anna hopes", "the client hopes"][..]),
            ("{client's} hope*", &["the client's hope", "the client’s hopes", "AB's hope", "her hope"]),
            ("{other} hope*", &["our client hopes", "they hope", "Bo hopes"]),
        ] {
            let regex = regex(&Pattern::read(pattern).unwrap(), &pack);
            assert!(regex.len() < 1000, "{pattern}: {}", regex.len());
            let regex = ::regex::RegexBuilder::new(&regex).case_insensitive(true).build().unwrap();
            for text in accepted {
                assert!(regex.is_match(text), "{pattern}: {text}");
            }
        }
    }
}
