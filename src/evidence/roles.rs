//! Who is meant: each word that names somebody gets the person it means, from speaker, genre, quotation marks, the passage and the
//! one before.

use super::lexicon::{Lexicon, Traits};
use super::words::{Word, Words};
use crate::layer::Role;
use crate::passage::Genre;
use crate::rules::pattern::{RoleTerm, Who};

/// A set of people as bits: client, therapist, both, other; the same as possessives, then both again for "not sure".
pub type People = u16;

const CLIENT: People = 1;
const THERAPIST: People = 1 << 1;
const BOTH: People = 1 << 2;
const OTHER: People = 1 << 3;
const POSSESSIVE: u32 = 4;
const UNSURE: u32 = 8;

/// The bits that a role in a pattern asks for.
pub fn mask(role: RoleTerm) -> People {
    let who = match role.who {
        Who::Client => CLIENT,
        Who::Therapist => THERAPIST,
        Who::Both => BOTH,
        Who::Other => OTHER,
    };
    let bits = if role.possessive { who << POSSESSIVE } else { who };
    if role.unsure { bits | bits << UNSURE } else { bits }
}

fn of(role: Role) -> People {
    match role {
        Role::Client => CLIENT,
        Role::Therapist => THERAPIST,
    }
}

/// Whose voice a passage is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Voice {
    /// Who speaks or writes, where that is known.
    pub role: Option<Role>,
    /// Whether the input, or the words beyond doubt, say so; a note's therapist is only assumed.
    pub told: bool,
}

/// Whom the pronouns of a passage mean until something in it changes that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// Whose voice it is.
    pub voice: Voice,
    i: People,
    you: People,
    we: People,
    /// he, she, they where nobody else has been named.
    third: People,
    /// Whether nouns such as "the client" and names mean the client of this therapy.
    writing: bool,
    /// Where a stammered word began, while words are read.
    pub stammer_start: Option<u32>,
}

fn unsure(people: People) -> People {
    people << UNSURE
}

/// Settles the frame of a passage.
pub fn frame(
    text: &str,
    genre: Genre,
    speaker: Option<Role>,
    words: &Words,
    lexicon: &Lexicon,
    before: Option<&Frame>,
) -> Frame {
    let (voice, addressed) = voice(text, genre, speaker, words, lexicon, before);
    let (mine, yours) = match voice.role {
        Some(role) => (of(role), of(role.other())),
        None => (0, 0),
    };
    let mut frame = Frame { voice, i: mine, writing: genre != Genre::Transcript, ..Frame::default() };
    match (genre, voice.role) {
        (Genre::Transcript, None) => {
            (frame.you, frame.we, frame.third) = (0, BOTH, OTHER);
            (frame.i, frame.you) = (unsure(CLIENT | THERAPIST), unsure(CLIENT | THERAPIST));
        }
        (Genre::Transcript, Some(_)) => (frame.you, frame.we, frame.third) = (yours, BOTH, OTHER),
        // A client's own account: "you" is the reader, unless it is a letter to the therapist.
        (_, Some(Role::Client)) => {
            frame.you = if addressed { THERAPIST } else { unsure(THERAPIST) };
            frame.we = if addressed { BOTH } else { BOTH | unsure(OTHER) };
            // Such a letter is about the therapist; whoever else is named takes the pronoun away.
            frame.third = match (addressed, genre) {
                (true, _) => OTHER,
                (false, Genre::Letter) => THERAPIST,
                (false, _) => unsure(THERAPIST),
            };
        }
        (_, Some(Role::Therapist)) => {
            frame.you = if genre == Genre::Letter { CLIENT } else { unsure(CLIENT) };
            frame.we = BOTH;
            frame.third = CLIENT;
        }
        (_, None) => {
            (frame.i, frame.you, frame.we, frame.third) =
                (unsure(CLIENT | THERAPIST), unsure(CLIENT | THERAPIST), BOTH, unsure(CLIENT | THERAPIST));
        }
    }
    frame
}

/// Whose voice it is, and whether a client's letter speaks to the therapist.
fn voice(
    text: &str,
    genre: Genre,
    speaker: Option<Role>,
    words: &Words,
    lexicon: &Lexicon,
    before: Option<&Frame>,
) -> (Voice, bool) {
    if genre == Genre::Transcript {
        return (Voice { role: speaker, told: speaker.is_some() }, true);
    }
    let (mut my_helper, mut my_client) = (false, false);
    let mut you = 0;
    for (at, word) in words.list.iter().enumerate() {
        let traits = lexicon.kind(word.kind).traits;
        you += usize::from(word.quote == 0 && traits.has(Traits::YOU.or(Traits::YOUR)));
        let owned = at > 0 && lexicon.kind(words.list[at - 1].kind).traits.has(Traits::MY);
        let initial = word.all_capitals && word.end - word.start == 1 && text[word.start as usize..].starts_with('T');
        my_helper |= owned && (traits.has(Traits::THERAPIST_NOUN) || initial);
        my_client |= owned && traits.has(Traits::CLIENT_NOUN.or(Traits::SUPERVISOR));
    }
    let told = speaker.or(match (my_helper, my_client) {
        (true, false) => Some(Role::Client),
        (false, true) => Some(Role::Therapist),
        _ => before.filter(|frame| frame.voice.told).and_then(|frame| frame.voice.role),
    });
    let assumed = told.or((genre == Genre::Note).then_some(Role::Therapist));
    // A client who writes "my therapist" speaks to others; one who only says "you" speaks to the therapist.
    let addressed = genre == Genre::Letter && !my_helper && you > 0;
    (Voice { role: assumed, told: told.is_some() }, addressed)
}

/// Whom he and she mean at the moment.
#[derive(Clone, Copy)]
struct Third {
    female: People,
    male: People,
    they: People,
    /// Who was named last may be of either sex: that holds for the sentence only.
    brief: bool,
}

/// Gives each word the people it may mean.
pub fn settle(text: &str, words: &mut Words, lexicon: &Lexicon, frame: Frame, client: Option<&str>) {
    let start = Third {
        female: frame.third,
        male: frame.third,
        they: unsure(frame.third & 0xF) | frame.third & 0xF00,
        brief: false,
    };
    let mut third = start;
    let mut sentence = 0;
    let quoted = quoted_speakers(text, words, lexicon, &frame);
    for at in 0..words.list.len() {
        let word = words.list[at];
        if word.sentence != sentence {
            sentence = word.sentence;
            third = doubt(third, frame.third);
        }
        let traits = lexicon.kind(word.kind).traits;
        let next = words.list.get(at + 1).copied();
        let before = at.checked_sub(1).map(|i| words.list[i]);
        let (roles, two) = if word.quote > 0 {
            (in_quotes(traits, quoted[word.quote as usize - 1], &frame, next, lexicon), 0)
        } else {
            let mut scene = Scene { text, lexicon, frame: &frame, third: &mut third, client };
            scene.word(word, traits, before, next)
        };
        words.list[at].roles = roles;
        if two != 0 && at > 0 {
            words.list[at - 1].roles_two |= two;
        }
    }
    words.quoted_others.clear();
    words.quoted_others.extend(quoted.iter().map(|people| *people == OTHER));
    words.frame = frame;
}

/// Somebody named in the sentence before may still be meant: nobody is sure then.
fn doubt(third: Third, usual: People) -> Third {
    let soften = |people: People| {
        if people == usual || people & OTHER == 0 { people } else { unsure(OTHER | usual & 0xF) | usual & 0xF00 }
    };
    if third.brief {
        return Third { female: usual, male: usual, they: third.they, brief: false };
    }
    Third { female: soften(third.female), male: soften(third.male), they: third.they, brief: false }
}

/// A pronoun's people: as a possessive, as itself, or (her) both.
fn shaped(people: People, traits: Traits) -> People {
    if !traits.has(Traits::POSSESSIVE) {
        people
    } else if traits.has(Traits::OBJECT) {
        people | people << POSSESSIVE
    } else {
        people << POSSESSIVE
    }
}

/// "you know", "you see": no one is meant.
fn filler(lexicon: &Lexicon, next: Option<Word>) -> bool {
    next.is_some_and(|next| lexicon.kind(next.kind).traits.has(Traits::KNOW))
}

fn in_quotes(traits: Traits, speaker: People, frame: &Frame, next: Option<Word>, lexicon: &Lexicon) -> People {
    let listener = match speaker {
        // In talk, whoever quotes themself said it to somebody else most of the time.
        _ if !frame.writing && speaker == frame.i => 0,
        CLIENT => THERAPIST,
        THERAPIST => CLIENT,
        _ => 0,
    };
    if traits.has(Traits::I) {
        speaker
    } else if traits.has(Traits::MY) {
        speaker << POSSESSIVE
    } else if traits.has(Traits::YOU) {
        if filler(lexicon, next) { 0 } else { listener }
    } else if traits.has(Traits::YOUR) {
        listener << POSSESSIVE
    } else if traits.has(Traits::WE) {
        if listener == 0 { OTHER } else { BOTH }
    } else if traits.has(Traits::OUR) {
        if listener == 0 { OTHER << POSSESSIVE } else { BOTH << POSSESSIVE }
    } else if traits.has(Traits::HE.or(Traits::SHE).or(Traits::THEY)) {
        shaped(OTHER, traits)
    } else {
        0
    }
}

struct Scene<'a> {
    text: &'a str,
    lexicon: &'a Lexicon,
    frame: &'a Frame,
    third: &'a mut Third,
    client: Option<&'a str>,
}

impl Scene<'_> {
    /// Whom a word outside quotations means, and whom it means together with the word before it.
    fn word(&mut self, word: Word, traits: Traits, before: Option<Word>, next: Option<Word>) -> (People, People) {
        let frame = self.frame;
        let simple = if traits.has(Traits::I) {
            frame.i
        } else if traits.has(Traits::MY) {
            frame.i << POSSESSIVE
        } else if traits.has(Traits::YOU) {
            if filler(self.lexicon, next) { 0 } else { frame.you }
        } else if traits.has(Traits::YOUR) {
            frame.you << POSSESSIVE
        } else if traits.has(Traits::WE) {
            frame.we
        } else if traits.has(Traits::OUR) {
            frame.we << POSSESSIVE
        } else if traits.has(Traits::SHE) {
            shaped(self.third.female, traits)
        } else if traits.has(Traits::HE) {
            shaped(self.third.male, traits)
        } else if traits.has(Traits::THEY) {
            shaped(self.third.they, traits)
        } else {
            return self.noun(word, traits, before, next);
        };
        (simple, 0)
    }

    fn noun(&mut self, word: Word, traits: Traits, before: Option<Word>, next: Option<Word>) -> (People, People) {
        let determiner = before.map(|b| self.lexicon.kind(b.kind).traits).unwrap_or_default();
        let owned = determiner.has(Traits::MY) || determiner.has(Traits::DEFINITE);
        let voice = self.frame.voice.role;
        if traits.has(Traits::THERAPIST_NOUN) && self.frame.writing {
            let own = match voice {
                Some(Role::Client) => owned || !determiner.has(Traits::INDEFINITE.or(Traits::POSSESSIVE)),
                // "The therapist", "this writer" in a note; "her therapist" may be another.
                _ => determiner.has(Traits::DEFINITE) || before.is_none_or(|b| b.sentence != word.sentence),
            };
            return self.person(if own { THERAPIST } else { OTHER }, owned, before, word);
        }
        if traits.has(Traits::CLIENT_NOUN) && self.frame.writing && voice != Some(Role::Client) {
            let own = !determiner.has(Traits::INDEFINITE.or(Traits::POSSESSIVE));
            return self.person(if own { CLIENT } else { OTHER }, owned, before, word);
        }
        if traits.has(Traits::FEMALE.or(Traits::MALE).or(Traits::SOMEONE).or(Traits::SUPERVISOR)) {
            let usual = self.frame.third & 0xF;
            // Who is named stands nearest; the client or therapist may still be meant.
            let people = OTHER | unsure(usual);
            let usual_still = self.third.female & OTHER == 0 && self.third.male & OTHER == 0;
            self.third.brief = !traits.has(Traits::FEMALE.or(Traits::MALE)) && (usual_still || self.third.brief);
            if !traits.has(Traits::MALE) {
                self.third.female = people;
            }
            if !traits.has(Traits::FEMALE) {
                self.third.male = people;
            }
            return (OTHER, if owned || determiner.has(Traits::POSSESSIVE) { OTHER } else { 0 });
        }
        self.name(word, traits, determiner, before, next)
    }

    /// A noun that means one of the two, or somebody of the same trade.
    fn person(&mut self, who: People, owned: bool, before: Option<Word>, word: Word) -> (People, People) {
        if who != OTHER {
            let other_way = if self.frame.voice.role == Some(Role::Client) { THERAPIST } else { CLIENT };
            if who == other_way {
                (self.third.female, self.third.male, self.third.they) = (who, who, unsure(who));
            }
        }
        let same_sentence = before.is_some_and(|b| b.sentence == word.sentence && b.quote == word.quote);
        let people = if self.possessive(word) { who << POSSESSIVE } else { who };
        (people, if owned && same_sentence { people } else { 0 })
    }

    fn possessive(&self, word: Word) -> bool {
        let text = &self.text[word.start as usize..word.end as usize];
        text.ends_with("'s") || text.ends_with("’s") || text.ends_with("s'") || text.ends_with("s’")
    }

    /// Names and initials.
    fn name(
        &mut self,
        word: Word,
        traits: Traits,
        determiner: Traits,
        before: Option<Word>,
        next: Option<Word>,
    ) -> (People, People) {
        let text = &self.text[word.start as usize..word.end as usize];
        let bare = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text);
        let told =
            self.client.is_some_and(|names| names.split_whitespace().any(|name| name.eq_ignore_ascii_case(bare)));
        if !told && (!word.capital || !self.frame.writing) {
            return (0, 0);
        }
        let first = before.is_none_or(|b| b.sentence != word.sentence);
        let voice = self.frame.voice.role;
        let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
        let initials = word.all_capitals && letters <= 2 && bare.chars().all(char::is_alphabetic);
        if initials && voice == Some(Role::Client) {
            // "T" is how clients write therapist.
            return if bare == "T" { self.person(THERAPIST, determiner.has(Traits::MY), before, word) } else { (0, 0) };
        }
        let next_lower = next.is_some_and(|n| !n.capital && n.sentence == word.sentence);
        let sure = told
            || initials && letters == 1 && !matches!(bare, "A" | "I" | "T" | "S" | "O" | "P") && !traits.has(Traits::I)
            || initials && letters == 2 && !traits.has(Traits::KNOWN) && !COMMON_INITIALS.contains(&bare)
            || first
                && !traits.has(Traits::KNOWN)
                && letters > 2
                && !word.all_capitals
                && next_lower
                && verb_follows(self, next);
        if !sure || voice == Some(Role::Client) && !told {
            return (0, 0);
        }
        if !first && determiner.has(Traits::FEMALE.or(Traits::MALE).or(Traits::SOMEONE)) {
            return (OTHER, 0);
        }
        self.person(CLIENT, false, before, word)
    }
}

/// Whether a name is followed by what a person does: a past or third-person form, or 's.
fn verb_follows(scene: &Scene, next: Option<Word>) -> bool {
    next.is_some_and(|n| {
        let word = &scene.text[n.start as usize..n.end as usize];
        word.ends_with("ed")
            || [
                "was", "is", "has", "had", "said", "says", "told", "felt", "feels", "came", "began", "spoke", "went",
                "and", "did", "does", "would", "could", "brought", "seems", "sat", "wept", "gave", "took", "left",
                "then", "also", "again", "now", "looks", "thought", "wants", "kept", "made", "found", "forgot", "who",
                "can",
            ]
            .contains(&word)
    })
}

/// Capitals in notes that are no initials of a client.
const COMMON_INITIALS: [&str; 24] = [
    "OK", "GP", "AM", "PM", "TV", "UK", "US", "EU", "OT", "CT", "PT", "MI", "ED", "IT", "NB", "PS", "CV", "HR", "DV",
    "MH", "TF", "RE", "ME", "BP",
];

/// For each quotation, who is quoted: found by the nearest person before (or just after) it in its sentence.
fn quoted_speakers(text: &str, words: &Words, lexicon: &Lexicon, frame: &Frame) -> Vec<People> {
    let usual = match (frame.writing, frame.voice.role) {
        (true, Some(Role::Therapist)) => CLIENT,
        _ => 0,
    };
    let mut out = vec![usual; words.quotes.len()];
    let mut third = OTHER;
    if frame.writing {
        third = match frame.voice.role {
            Some(Role::Client) => THERAPIST,
            _ => CLIENT,
        };
    }
    let who = |word: &Word, before: Option<&Word>| -> Option<People> {
        let traits = lexicon.kind(word.kind).traits;
        let initial = word.all_capitals && word.end - word.start == 1 && frame.writing;
        if traits.has(Traits::I) {
            Some(frame.i & 0xF)
        } else if traits.has(Traits::YOU) {
            Some(frame.you & 0xF)
        } else if traits.has(Traits::FEMALE.or(Traits::MALE).or(Traits::SOMEONE).or(Traits::SUPERVISOR)) {
            Some(OTHER)
        } else if traits.has(Traits::THERAPIST_NOUN) || initial && text[word.start as usize..].starts_with('T') {
            Some(if frame.writing { THERAPIST } else { OTHER })
        } else if traits.has(Traits::CLIENT_NOUN) || initial {
            Some(if frame.writing { CLIENT } else { OTHER })
        } else if traits.has(Traits::HE.or(Traits::SHE).or(Traits::THEY)) && !traits.has(Traits::POSSESSIVE) {
            // "her mother … she said": kin named before in the sentence is meant.
            let _ = before;
            Some(third)
        } else {
            None
        }
    };
    let mut first = 0;
    for (quote, found) in out.iter_mut().enumerate() {
        let id = quote as u32 + 1;
        let Some(begin) = words.list[first..].iter().position(|word| word.quote == id).map(|i| i + first) else {
            continue;
        };
        let end = words.list[begin..].iter().position(|word| word.quote != id).map_or(words.list.len(), |i| i + begin);
        let sentence = words.list[begin].sentence;
        // The two or three words after: she said.
        let after = words.list[end..].iter().take(3).take_while(|word| word.quote == 0).collect::<Vec<_>>();
        let said_after = after.iter().any(|word| lexicon.kind(word.kind).traits.has(Traits::REPORTING));
        let mut lead = words.list[first..begin]
            .iter()
            .rev()
            .take_while(|word| word.quote == 0 && word.sentence == sentence)
            .take(12);
        let before_it = lead.clone().any(|word| lexicon.kind(word.kind).traits.has(Traits::REPORTING));
        if before_it {
            // The subject stands before the verb; the nearest person after the verb is the one told.
            let mut seen_verb = false;
            for word in lead.by_ref() {
                if lexicon.kind(word.kind).traits.has(Traits::REPORTING) {
                    seen_verb = true;
                } else if seen_verb && let Some(people) = who(word, None) {
                    *found = people;
                    break;
                }
            }
        } else if said_after && let Some(people) = after.iter().find_map(|word| who(word, None)) {
            *found = people;
        }
        first = end;
    }
    out
}

/// A word with whom it means, for people to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Byte offsets in the passage's text.
    pub bytes: std::ops::Range<usize>,
    /// `client`, `therapist's`, `other?` …: all that it may mean.
    pub roles: Vec<String>,
}

/// The words of a passage that mean somebody.
pub fn readings(words: &Words, _text: &str) -> Vec<Reading> {
    words
        .list
        .iter()
        .filter(|word| word.roles != 0)
        .map(|word| {
            let mut roles = Vec::new();
            for (unsure, mark) in [(0, ""), (UNSURE, "?")] {
                for (possessive, tail) in [(0, ""), (POSSESSIVE, "'s")] {
                    for (bit, who) in
                        [(CLIENT, Who::Client), (THERAPIST, Who::Therapist), (BOTH, Who::Both), (OTHER, Who::Other)]
                    {
                        if word.roles & bit << possessive << unsure != 0 {
                            roles.push(format!("{}{tail}{mark}", who.name()));
                        }
                    }
                }
            }
            Reading { bytes: word.start as usize..word.end as usize, roles }
        })
        .collect()
}
