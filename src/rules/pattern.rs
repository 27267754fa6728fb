//! The pattern language: `{client} ~2 <want> {therapist} to (approve|be proud)`, read into plain data.

use serde::{Deserialize, Serialize};

use super::forms::{forms, is_roles};
use super::{limits, words};

/// The widest gap a pattern may have, in words.
pub const WIDEST_GAP: u8 = 8;
/// The most forms a pattern may expand to.
pub const MOST_FORMS: usize = 64;
/// The most words, classes and roles one after the other.
pub const MOST_STEPS: usize = 24;
/// The most words a match may span; keeps a match within the bits of one number.
const WIDEST_FORM: usize = 120;

/// A pattern that was read without fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    /// As it stands in the file.
    pub text: String,
}

/// One place of a pattern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Element {
    /// A word, class or role.
    Term(Term),
    /// Up to so many words of any kind.
    Gap(u8),
    /// One of these phrases.
    Group(Vec<Vec<Term>>),
    /// One of these phrases or nothing.
    Optional(Vec<Vec<Term>>),
}

/// What one word has to be.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Term {
    /// A word, folded; may hold `*`, `?` and `#`.
    Word(String),
    /// A word or phrase of a class.
    Class(String),
    /// A word that means somebody.
    Role(RoleTerm),
    /// Several words one after the other, as one step of a form; reading makes none.
    Phrase(Vec<String>),
}

/// `{client}`, `{client's}`, `{client?}`, `{client's?}` and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RoleTerm {
    /// Who is meant.
    pub who: Who,
    /// `'s`: as a possessive.
    pub possessive: bool,
    /// `?`: also where it is not sure.
    pub unsure: bool,
}

/// Whom a role can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Who {
    /// The client.
    Client,
    /// The therapist.
    Therapist,
    /// Both of them.
    Both,
    /// Somebody else.
    Other,
}

impl Who {
    /// The name in patterns.
    pub fn name(self) -> &'static str {
        match self {
            Who::Client => "client",
            Who::Therapist => "therapist",
            Who::Both => "both",
            Who::Other => "other",
        }
    }
}

/// What is wrong with a pattern, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// Byte offset in the pattern.
    pub at: usize,
    /// One line: what is wrong, what is allowed.
    pub message: String,
}

fn error<T>(at: usize, message: impl Into<String>) -> Result<T, PatternError> {
    Err(PatternError { at, message: message.into() })
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Says what is wrong and where, for the first fault.
    pub fn read(text: &str) -> Result<Pattern, PatternError> {
        Pattern::read_with(text, false)
    }

    /// Reads a condition's pattern, which may be a role and nothing else.
    ///
    /// # Errors
    /// As [`Pattern::read`].
    pub fn read_condition(text: &str) -> Result<Pattern, PatternError> {
        Pattern::read_with(text, true)
    }

    fn read_with(text: &str, condition: bool) -> Result<Pattern, PatternError> {
        if text.len() > limits::PATTERN {
            return error(0, format!("has more than {} bytes; make several of it, or a class", limits::PATTERN));
        }
        let parts = parts(text)?;
        for part in &parts {
            let forms = forms(part);
            if forms.len() > MOST_FORMS {
                return error(0, format!("expands to more than {MOST_FORMS} forms; make several of it"));
            }
            for form in &forms {
                if is_roles(form) && (form.len() > 1 || parts.len() == 1 && !condition) {
                    return error(0, NO_WORD);
                }
                if form.len() > MOST_STEPS {
                    return error(0, format!("has {} words, at most {MOST_STEPS} are allowed", form.len()));
                }
                if form.iter().map(|step| step.gap as usize + 1).sum::<usize>() > WIDEST_FORM {
                    return error(0, format!("is too long: words and gaps must add up to less than {WIDEST_FORM}"));
                }
            }
        }
        let alone = condition && parts.len() == 1;
        if !alone && parts.iter().all(|part| forms(part).iter().any(is_roles)) {
            return error(0, NO_WORD);
        }
        Ok(Pattern { text: text.to_string() })
    }

    /// Its parts, parted by `&`; each an outline of words.
    pub fn parts(&self) -> Vec<Vec<Element>> {
        parts(&self.text).expect("it was read without fault")
    }

    /// Every class the pattern names.
    pub fn classes(&self) -> Vec<String> {
        let parts = self.parts();
        let terms = parts.iter().flatten().flat_map(Element::terms);
        terms.filter_map(|term| if let Term::Class(name) = term { Some(name.clone()) } else { None }).collect()
    }
}

fn parts(text: &str) -> Result<Vec<Vec<Element>>, PatternError> {
    let mut parts = Vec::new();
    let mut from = 0;
    for piece in text.split('&') {
        parts.push(Reader { text, at: from, end: from + piece.len() }.part()?);
        from += piece.len() + 1;
    }
    Ok(parts)
}

impl Element {
    /// Every term in it.
    pub fn terms(&self) -> Vec<&Term> {
        match self {
            Element::Term(term) => vec![term],
            Element::Gap(_) => vec![],
            Element::Group(phrases) | Element::Optional(phrases) => phrases.iter().flatten().collect(),
        }
    }
}

const NO_WORD: &str = "needs at least one word or class beside its roles";

/// Reads one part of a pattern, from `at` to `end`.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..self.end].chars().next()
    }

    fn skip_space(&mut self) {
        while let Some(c) = self.peek().filter(|c| c.is_whitespace()) {
            self.at += c.len_utf8();
        }
    }

    fn part(&mut self) -> Result<Vec<Element>, PatternError> {
        let begin = self.at;
        let mut elements = Vec::new();
        self.skip_space();
        while let Some(c) = self.peek() {
            match c {
                '~' => elements.push(self.gap()?),
                '(' => elements.push(Element::Group(self.alternatives(')')?)),
                '[' => elements.push(Element::Optional(self.alternatives(']')?)),
                _ => elements.extend(self.terms()?.into_iter().map(Element::Term)),
            }
            self.skip_space();
        }
        match (elements.first(), elements.last()) {
            (None, _) | (_, None) => error(begin, "is empty"),
            (Some(Element::Gap(_)), _) => error(begin, "begins with a gap; a gap stands between words"),
            (_, Some(Element::Gap(_))) => error(begin, "ends with a gap; a gap stands between words"),
            _ if elements.iter().all(|e| matches!(e, Element::Optional(_) | Element::Gap(_))) => {
                error(begin, "has nothing but optional words")
            }
            _ => Ok(elements),
        }
    }

    fn gap(&mut self) -> Result<Element, PatternError> {
        let begin = self.at;
        self.at += 1;
        let digits: String = self.text[self.at..self.end].chars().take_while(char::is_ascii_digit).collect();
        self.at += digits.len();
        match digits.parse::<u8>() {
            Ok(n @ 1..=WIDEST_GAP) => Ok(Element::Gap(n)),
            _ if digits.is_empty() => error(begin, format!("a gap needs its width; ~1 to ~{WIDEST_GAP} are allowed")),
            Ok(0) => error(begin, format!("the gap ~0 is none; ~1 to ~{WIDEST_GAP} are allowed")),
            _ => error(begin, format!("the gap ~{digits} is too wide; ~1 to ~{WIDEST_GAP} are allowed")),
        }
    }

    fn alternatives(&mut self, close: char) -> Result<Vec<Vec<Term>>, PatternError> {
        let begin = self.at;
        self.at += 1;
        let mut phrases = vec![Vec::new()];
        loop {
            self.skip_space();
            let at = self.at;
            match self.peek() {
                None => return error(begin, format!("is not closed: `{close}` is missing")),
                Some(c) if c == close => {
                    self.at += 1;
                    break;
                }
                Some('|') => {
                    self.at += 1;
                    phrases.push(Vec::new());
                }
                Some('~') => return error(at, "a gap cannot stand inside alternatives"),
                Some('(' | '[') => return error(at, "alternatives cannot stand inside alternatives"),
                Some(_) => {
                    let terms = self.terms()?;
                    phrases.last_mut().expect("there is always one").extend(terms);
                }
            }
        }
        if phrases.iter().any(Vec::is_empty) {
            return error(begin, "has an empty alternative");
        }
        Ok(phrases)
    }

    /// One class, one role, or the words up to the next space or sign.
    fn terms(&mut self) -> Result<Vec<Term>, PatternError> {
        let begin = self.at;
        match self.peek() {
            Some('<') => {
                let name = self.enclosed('>')?;
                if name.is_empty() {
                    return error(begin, "a class needs a name: <kin>");
                }
                Ok(vec![Term::Class(name.to_string())])
            }
            Some('{') => {
                let inner = self.enclosed('}')?;
                Ok(vec![Term::Role(role(inner).ok_or_else(|| PatternError {
                    at: begin,
                    message: format!(
                        "unknown role {{{inner}}}; allowed are {{client}}, {{therapist}}, {{both}}, {{other}}, with 's and ? inside"
                    ),
                })?)])
            }
            _ => {
                let rest = &self.text[self.at..self.end];
                let len = rest.find(|c: char| c.is_whitespace() || "()[]|<>{}~&".contains(c)).unwrap_or(rest.len());
                if len == 0 {
                    let sign = self.peek().unwrap_or(' ');
                    return error(begin, format!("`{sign}` has nothing to close here"));
                }
                self.at += len;
                let found = words::of_pattern(&rest[..len]);
                if found.is_empty() {
                    return error(begin, "punctuation is not part of a pattern");
                }
                if let Some(wide) = found.iter().find(|w| w.trim_matches(['*', '?']).is_empty()) {
                    return error(begin, format!("`{wide}` would match any word; use a gap such as ~1"));
                }
                Ok(found.into_iter().map(Term::Word).collect())
            }
        }
    }

    fn enclosed(&mut self, close: char) -> Result<&str, PatternError> {
        let begin = self.at;
        let rest = &self.text[self.at + 1..self.end];
        let Some(len) = rest.find(close) else {
            return error(begin, format!("is not closed: `{close}` is missing"));
        };
        self.at += len + 2;
        Ok(rest[..len].trim())
    }
}

fn role(inner: &str) -> Option<RoleTerm> {
    let (inner, unsure) = match inner.strip_suffix('?') {
        Some(rest) => (rest, true),
        None => (inner, false),
    };
    let (name, possessive) = match inner.strip_suffix("'s").or_else(|| inner.strip_suffix("’s")) {
        Some(rest) => (rest, true),
        None => (inner, false),
    };
    let who = [Who::Client, Who::Therapist, Who::Both, Who::Other].into_iter().find(|who| who.name() == name)?;
    Some(RoleTerm { who, possessive, unsure })
}
