//! What rules cost, added up: each limit is told once, at the place where it is reached.

use std::collections::BTreeMap;

use super::forms::forms;
use super::pattern::{Element, Pattern, Term};
use super::{Class, limits, read};

/// What was spent so far.
#[derive(Debug, Default)]
pub(super) struct Cost {
    words: usize,
    forms: usize,
    /// Words of classes within alternatives, which every such group looks up by itself.
    grouped: usize,
    wild: usize,
    regexes: usize,
}

impl Cost {
    /// Spends so many words of classes.
    ///
    /// # Errors
    /// There are too many; the message where it has not been told.
    pub(super) fn words(&mut self, more: usize) -> Result<(), Option<String>> {
        let most = limits::WORDS;
        let message = || format!("the classes hold more than {most} words, those of classes in them counted again");
        match spend(&mut self.words, more, most) {
            Spent::Within => Ok(()),
            Spent::Over => Err(Some(message())),
            Spent::Long => Err(None),
        }
    }

    /// Spends what a pattern costs.
    ///
    /// # Errors
    /// What there is too much of.
    pub(super) fn pattern(&mut self, pattern: &Pattern, classes: &BTreeMap<String, Class>) -> Result<(), String> {
        let parts = pattern.parts();
        let all: usize = parts.iter().map(|part| forms(part).len()).sum();
        let held = |element: &Element| -> Vec<&Class> {
            element
                .terms()
                .iter()
                .filter_map(|term| if let Term::Class(name) = term { classes.get(name) } else { None })
                .collect()
        };
        let group = |element: &&Element| matches!(element, Element::Group(_) | Element::Optional(_));
        let grouped: usize = parts.iter().flatten().filter(group).flat_map(held).map(|class| class.words.len()).sum();
        let own = parts.iter().flatten().flat_map(Element::terms);
        let own = own.filter(|term| if let Term::Word(word) = term { wild(word) } else { false }).count();
        let wild: usize = parts
            .iter()
            .flatten()
            .flat_map(held)
            .map(|class| class.words.iter().flat_map(|phrase| phrase.split(' ')).filter(|word| wild(word)).count())
            .sum();
        let over = |spent, what: &str| if let Spent::Over = spent { Err(what.to_owned()) } else { Ok(()) };
        let most = limits::FORMS;
        over(spend(&mut self.forms, all, most), &format!("the patterns expand to more than {most} forms in all"))?;
        let most = limits::GROUPED;
        let message = format!("the alternatives of all patterns hold more than {most} words of classes");
        over(spend(&mut self.grouped, grouped, most), &message)?;
        let most = limits::WILD;
        let message = format!("there are more than {most} words with `*`, `?` or `#` at another place than the end");
        over(spend(&mut self.wild, own + wild, most), &message)
    }

    /// Spends what regexes compile to.
    ///
    /// # Errors
    /// It is too much.
    pub(super) fn regexes(&mut self, all: &[String]) -> Result<(), String> {
        for regex in all {
            if self.regexes > limits::REGEXES {
                return Ok(());
            }
            if let Spent::Over = spend(&mut self.regexes, read::regex_size(regex), limits::REGEXES) {
                return Err(format!("all regexes together need more than {} bytes", limits::REGEXES));
            }
        }
        Ok(())
    }
}

enum Spent {
    Within,
    /// Now it is too much.
    Over,
    /// It was before.
    Long,
}

fn spend(spent: &mut usize, more: usize, most: usize) -> Spent {
    let before = *spent;
    *spent = before.saturating_add(more);
    match (before > most, *spent > most) {
        (true, _) => Spent::Long,
        (_, true) => Spent::Over,
        _ => Spent::Within,
    }
}

/// Whether a word has a sign for any letter at another place than the end.
fn wild(word: &str) -> bool {
    word.strip_suffix('*').unwrap_or(word).contains(['*', '?', '#'])
}
