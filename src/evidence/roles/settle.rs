//! The words of a passage, one after the other: whom each means, given who has been named so far.

use super::frame::Frame;
use super::names::Names;
use super::{CLIENT, OTHER, POSSESSIVE, People, THERAPIST, quoted, unsure};
use crate::evidence::words::{Word, Words};
use crate::layer::Role;
use crate::program::traits::Traits;

/// Whom he and she mean at the moment.
#[derive(Clone, Copy)]
pub(super) struct Third {
    female: People,
    male: People,
    they: People,
    /// Who was named last may be of either sex: that holds for the sentence only.
    brief: bool,
}

/// Gives each word the people it may mean.
pub fn settle(text: &str, words: &mut Words, frame: Frame, names: Names) {
    let start = Third {
        female: frame.third,
        male: frame.third,
        they: unsure(frame.third & 0xF) | frame.third & 0xF00,
        brief: false,
    };
    let mut third = start;
    let mut sentence = 0;
    let mut named = Vec::new();
    let quoted = quoted::speakers(text, words, &frame);
    // Any word may be one of these names; else only few words mean anybody.
    let told = !names.told.is_empty() || names.client.is_some();
    for at in 0..words.list.len() {
        let Word { sentence: own, traits, capital, .. } = words.list[at];
        if own != sentence {
            sentence = own;
            third = doubt(third, frame.third);
        }
        if !(traits.has(Traits::PEOPLE) || told || capital && frame.writing) {
            continue;
        }
        let word = words.list[at];
        let next = words.list.get(at + 1).copied();
        let before = at.checked_sub(1).map(|i| words.list[i]);
        let (roles, two) = if word.quote > 0 {
            (quoted::means(traits, quoted[word.quote as usize - 1], &frame, next), 0)
        } else {
            let mut scene = Scene { text, frame: &frame, third: &mut third, names, named: &mut named };
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
pub(super) fn shaped(people: People, traits: Traits) -> People {
    if !traits.has(Traits::POSSESSIVE) {
        people
    } else if traits.has(Traits::OBJECT) {
        people | people << POSSESSIVE
    } else {
        people << POSSESSIVE
    }
}

/// "you know", "you see": no one is meant.
pub(super) fn filler(next: Option<Word>) -> bool {
    next.is_some_and(|next| next.traits.has(Traits::KNOW))
}

pub(super) struct Scene<'a> {
    pub(super) text: &'a str,
    pub(super) frame: &'a Frame,
    pub(super) third: &'a mut Third,
    pub(super) names: Names<'a>,
    /// Names that were the client's so far.
    pub(super) named: &'a mut Vec<String>,
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
            if filler(next) { 0 } else { frame.you }
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
        let determiner = before.map(|b| b.traits).unwrap_or_default();
        let owned = determiner.has(Traits::MY) || determiner.has(Traits::DEFINITE);
        let voice = self.frame.voice.role;
        if traits.has(Traits::THERAPIST_NOUN) && self.frame.writing {
            let own = match voice {
                Some(Role::Client) => owned || !determiner.has(Traits::INDEFINITE.or(Traits::POSSESSIVE)),
                // "The therapist", "this writer", "felt that therapist had" in a note; "her therapist" and "a therapist" may be others.
                _ => !determiner.has(Traits::INDEFINITE.or(Traits::POSSESSIVE)),
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
    pub(super) fn person(&mut self, who: People, owned: bool, before: Option<Word>, word: Word) -> (People, People) {
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
}
