//! Whose voice a passage is in, and whom its pronouns mean until something in it changes that.

use super::{BOTH, CLIENT, OTHER, People, THERAPIST, of, unsure};
use crate::evidence::words::Words;
use crate::layer::Role;
use crate::passage::Genre;
use crate::program::traits::Traits;

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
    pub(super) i: People,
    pub(super) you: People,
    pub(super) we: People,
    /// he, she, they where nobody else has been named.
    pub(super) third: People,
    /// Whether the writer has spoken of their therapist, in this passage or the one before.
    of_helper: bool,
    /// Whether nouns such as "the client" and names mean the client of this therapy.
    pub(super) writing: bool,
}

/// What a passage tells the next of whose voice it is; all that frames depend on from passage to passage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    writer: Option<Role>,
    of_helper: bool,
}

impl Frame {
    /// What it tells the next.
    pub fn carried(&self) -> Carried {
        Carried { writer: self.voice.role.filter(|_| self.voice.told), of_helper: self.of_helper }
    }

    /// A frame that tells the next so much.
    pub fn telling(carried: Carried) -> Frame {
        let voice = Voice { role: carried.writer, told: carried.writer.is_some() };
        Frame { voice, of_helper: carried.of_helper, ..Frame::default() }
    }
}

/// Settles the frame of a passage.
pub fn frame(text: &str, genre: Genre, speaker: Option<Role>, words: &Words, before: Option<&Frame>) -> Frame {
    let (voice, addressed, of_helper) = voice(text, genre, speaker, words, before);
    let (mine, yours) = match voice.role {
        Some(role) => (of(role), of(role.other())),
        None => (0, 0),
    };
    let mut frame = Frame { voice, i: mine, writing: genre != Genre::Transcript, of_helper, ..Frame::default() };
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
            // Where the therapist has been spoken of, the account goes on about them; whoever else is named takes the pronoun away.
            frame.third = match (addressed, genre) {
                (true, _) => OTHER,
                (false, Genre::Letter) if of_helper => THERAPIST,
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

/// Whose voice it is, whether a client's letter speaks to the therapist, and whether it has spoken of them.
fn voice(
    text: &str,
    genre: Genre,
    speaker: Option<Role>,
    words: &Words,
    before: Option<&Frame>,
) -> (Voice, bool, bool) {
    if genre == Genre::Transcript {
        return (Voice { role: speaker, told: speaker.is_some() }, true, false);
    }
    let (mut my_helper, mut my_client) = (false, false);
    let mut you = 0;
    for (at, word) in words.list.iter().enumerate() {
        let traits = word.traits;
        you += usize::from(word.quote == 0 && traits.has(Traits::YOU.or(Traits::YOUR)));
        let owned = at > 0 && words.list[at - 1].traits.has(Traits::MY);
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
    let of_helper = my_helper || before.is_some_and(|frame| frame.of_helper);
    let addressed = genre == Genre::Letter && !of_helper && you > 0;
    (Voice { role: assumed, told: told.is_some() }, addressed, of_helper)
}
