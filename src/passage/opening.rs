//! What the first 64 KiB of a document tell: front matter, header, genre, and who wrote a letter.

use super::facts::Facts;
use super::{Genre, Session, label, letter, line};
use crate::input::{Options, Unit};
use crate::layer::Role;

/// What is known of a document before it is cut up.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Opening {
    /// Bytes of front matter.
    pub front: usize,
    /// Where the header block ends.
    pub header: usize,
    /// The kind of text.
    pub genre: Genre,
    /// That of what carries no label: what somebody wrote before, after or between talk is a note.
    pub unlabelled: Genre,
    /// Whether labels begin turns.
    pub turns: bool,
    /// Whether one letter such as A or P may be a speaker.
    pub letters: bool,
    /// Whether a note quotes talk turn by turn: `T: … C: …`.
    pub excerpts: bool,
    /// Whether labels end in the number of their turn.
    pub numbered: bool,
    /// What front matter or header say of the session.
    pub session: Session,
    /// Who wrote a letter, if that is clear.
    pub author: Option<Role>,
    /// The therapists' and clients' names, as front matter or header give them.
    pub therapists: Vec<String>,
    pub clients: Vec<String>,
}

/// Reads the start of a document; none where too little of it has come to tell.
///
/// `whole` says that `sample` is all there is to decide on.
pub(crate) fn read(sample: &str, whole: bool, options: &Options) -> Option<Opening> {
    let front = front_matter(sample, whole)?;
    let mut opening = Opening { front, ..Opening::default() };
    let mut facts = Facts::default();
    facts.front_matter(&sample[..front]);
    opening.header = front + line::header_block(&sample[front..], whole)?;
    facts.header(&sample[front..opening.header]);
    let told = options.genre.or(facts.genre);
    let body = &sample[opening.header..];
    if !whole && !body.lines().any(decisive) {
        return None;
    }
    let talk = Labels::count(body);
    opening.letters = talk.letters();
    opening.numbered = talk.numbered();
    opening.excerpts = talk.excerpts();
    opening.genre = told.unwrap_or_else(|| {
        if talk.transcript(opening.letters, options) {
            Genre::Transcript
        } else if letter::letter(body) {
            Genre::Letter
        } else {
            Genre::Note
        }
    });
    opening.unlabelled = match told {
        None if opening.genre == Genre::Transcript => Genre::Note,
        _ => opening.genre,
    };
    opening.turns = match options.unit {
        Unit::Turn => true,
        Unit::Auto | Unit::Paragraph | Unit::Sentence => opening.genre == Genre::Transcript,
    };
    if opening.genre == Genre::Letter {
        opening.author = letter::author(body, options);
    }
    opening.session = facts.session();
    (opening.therapists, opening.clients) = (facts.therapists, facts.clients);
    Some(opening)
}

/// The genre that a word names.
pub(crate) fn genre_named(word: &str) -> Option<Genre> {
    match word.to_ascii_lowercase().as_str() {
        "note" => Some(Genre::Note),
        "letter" => Some(Genre::Letter),
        "transcript" => Some(Genre::Transcript),
        _ => None,
    }
}

/// Whether a line says something about the genre of a live stream.
fn decisive(row: &str) -> bool {
    !(row.trim().is_empty() || line::separator(row) || line::markdown_heading(row) || line::header(row) == Some(true))
}

/// How many bytes are YAML between lines of `---`; `None` where the end may be yet to come.
fn front_matter(sample: &str, whole: bool) -> Option<usize> {
    if !sample.starts_with("---") {
        return if whole || sample.len() >= 3 || !"---".starts_with(sample) { Some(0) } else { None };
    }
    let mut at = 0;
    for (n, row) in sample.split_inclusive('\n').enumerate() {
        at += row.len();
        let bare = row.trim_end();
        let key = || {
            bare.split_once(':')
                .is_some_and(|(key, rest)| !key.contains(' ') && (rest.is_empty() || rest.starts_with(' ')))
        };
        match bare {
            "---" | "..." if n > 0 => return Some(at),
            "---" if n == 0 => {}
            // The line may go on.
            _ if !row.ends_with('\n') => break,
            _ if n > 0 && (bare.is_empty() || bare.starts_with([' ', '#', '-']) || key()) => {}
            _ => return Some(0),
        }
    }
    whole.then_some(0)
}

/// The labels of a sample, counted.
#[derive(Default)]
struct Labels<'a> {
    names: Vec<(&'a str, usize)>,
    /// Paragraphs without any label.
    prose: usize,
    /// Whether the first line of all has a label that says its role.
    at_once: bool,
}

impl<'a> Labels<'a> {
    fn count(body: &'a str) -> Self {
        let mut labels = Labels::default();
        let mut first = true;
        // Whether the paragraph at hand has a label, if there is one.
        let mut paragraph: Option<bool> = None;
        for row in body.lines() {
            if row.trim().is_empty() {
                labels.prose += usize::from(paragraph.take() == Some(false));
                continue;
            }
            if let Some(found) = label::parse(row) {
                paragraph = Some(true);
                labels.at_once |= first && label::role_of(found.name).is_some() && !section(found.name);
                match labels.names.iter().position(|(name, _)| *name == found.name) {
                    Some(i) => labels.names[i].1 += 1,
                    None if labels.names.len() < 256 => labels.names.push((found.name, 1)),
                    None => {}
                }
            } else if decisive(row) && !line::direction(row) {
                paragraph.get_or_insert(false);
            }
            first = false;
        }
        labels.prose += usize::from(paragraph == Some(false));
        labels
    }

    /// Whether single letters such as P are people: not in a SOAP note, but where P and A alternate, or beside T.
    fn letters(&self) -> bool {
        let mut sections = self.names.iter().filter(|(name, _)| section(name));
        let repeated = sections.clone().any(|(_, n)| *n > 1);
        let beside = self.names.iter().any(|(name, n)| *n > 1 && !section(name));
        let two = self.names.len() == 2 && sections.all(|(name, _)| matches!(*name, "A" | "P" | "I" | "R"));
        repeated && (beside || two)
    }

    /// Whether both sides speak under short labels.
    fn excerpts(&self) -> bool {
        let side = |role| self.names.iter().any(|(name, _)| label::short(name) && label::role_of(name) == Some(role));
        side(Role::Therapist) && side(Role::Client)
    }

    fn numbered(&self) -> bool {
        let numbered = |name: &str| label::unnumbered(name).is_some();
        let (once, all) = self.names.iter().fold((0, 0), |(once, all), (name, n)| {
            (once + usize::from(numbered(name) && *n == 1), all + usize::from(numbered(name)))
        });
        // C1 and C2 are two people if they come back, two turns if they do not.
        once >= 3 && once == all
    }

    /// Whether two letters come with numbers in turn, as in verbatims: D1, S1, D2, S2.
    fn pairs(&self) -> bool {
        let letters: Vec<_> = self.names.iter().filter_map(|(name, _)| label::lettered(name)).collect();
        let often = |letter: &&str| letters.iter().filter(|other| other == &letter).count() > 1;
        letters
            .iter()
            .find(|letter| often(letter))
            .is_some_and(|one| letters.iter().any(|two| two != one && often(two)))
    }

    fn transcript(&self, letters: bool, options: &Options) -> bool {
        // A name that comes once and says no role may be any word before a colon.
        let told =
            |name: &str| options.therapist.iter().chain(&options.client).any(|told| told.eq_ignore_ascii_case(name));
        let known = |name: &str| label::role_of(name).is_some() || told(name);
        let pairs = self.pairs();
        let person = |name: &str, n| n > 1 || known(name) || pairs && label::lettered(name).is_some();
        let people = self.names.iter().filter(|(name, n)| (letters || !section(name)) && person(name, *n));
        let turns: usize = people.map(|(_, n)| n).sum();
        match turns {
            0 => false,
            1 => self.at_once && self.prose == 0,
            _ => self.prose <= turns,
        }
    }
}

/// Whether a name is a letter that heads parts of notes.
pub(crate) fn section(name: &str) -> bool {
    label::SECTION_LETTERS.contains(&name)
}
