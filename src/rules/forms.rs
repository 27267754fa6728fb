//! All ways to match a part of a pattern, each a row of steps.

use super::pattern::{Element, MOST_FORMS, Term};
use super::words;

/// One way to match a part: steps, one after the other.
pub type Form = Vec<Step>;

/// One place of a form: words and classes, or roles, never both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// How many words may stand before it, after the step before.
    pub gap: u8,
    /// What stands here: any of these.
    pub any: Vec<Term>,
}

/// All ways to match a part: optional words in and out, phrases that hold classes or roles one by one; words and plain phrases
/// stay together. Stops soon after [`MOST_FORMS`].
pub fn forms(part: &[Element]) -> Vec<Form> {
    let mut forms: Vec<(Form, u8)> = vec![(Vec::new(), 0)];
    for element in part {
        forms = match element {
            Element::Gap(n) => forms.into_iter().map(|(form, gap)| (form, gap.saturating_add(*n))).collect(),
            Element::Term(term) => branch(forms, std::slice::from_ref(&vec![term.clone()]), false),
            Element::Group(phrases) => branch(forms, phrases, false),
            Element::Optional(phrases) => branch(forms, phrases, true),
        };
        if forms.len() > MOST_FORMS {
            break;
        }
    }
    forms.into_iter().map(|(form, _)| form).filter(|form| !form.is_empty()).collect()
}

/// Whether a form is nothing but roles: of one step, it stands for any word of the sentence that means them.
pub fn is_roles(form: &Form) -> bool {
    form.iter().all(|step| step.any.iter().all(|term| matches!(term, Term::Role(_))))
}

/// Each form so far, followed by each way to go on. Words and plain phrases stay together in one step, and so do single
/// roles, but not both: a step asks either for words, by which a form can be found, or for roles.
fn branch(forms: Vec<(Form, u8)>, phrases: &[Vec<Term>], optional: bool) -> Vec<(Form, u8)> {
    let (mut words, mut roles, mut mixed) = (Vec::new(), Vec::new(), Vec::new());
    for phrase in phrases {
        match &phrase[..] {
            [Term::Role(role)] => roles.push(Term::Role(*role)),
            [one] => words.push(one.clone()),
            many => match plain(many) {
                Some(plain) => words.push(Term::Phrase(plain)),
                None => mixed.push(many),
            },
        }
    }
    let mut out = Vec::new();
    for (form, gap) in forms {
        if out.len() > MOST_FORMS {
            break;
        }
        let gap_here = if form.is_empty() { 0 } else { gap };
        for any in [&words, &roles].into_iter().filter(|any| !any.is_empty()) {
            let mut next = form.clone();
            next.push(Step { gap: gap_here, any: any.clone() });
            out.push((next, 0));
        }
        for phrase in mixed.iter().take(MOST_FORMS + 1) {
            let mut next = form.clone();
            for (i, term) in phrase.iter().enumerate() {
                next.push(Step { gap: if i == 0 { gap_here } else { 0 }, any: vec![term.clone()] });
            }
            out.push((next, 0));
        }
        if optional {
            out.push((form, gap));
        }
    }
    out
}

/// The words of a phrase that is nothing but words, and few enough to be found as one.
fn plain(phrase: &[Term]) -> Option<Vec<String>> {
    let word = |term: &Term| {
        if let Term::Word(word) = term { Some(word.clone()) } else { None }
    };
    if phrase.len() <= words::MOST_PHRASE { phrase.iter().map(word).collect() } else { None }
}
