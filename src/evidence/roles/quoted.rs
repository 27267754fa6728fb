//! Quotations: who is quoted, and whom the words in them mean.

use super::frame::Frame;
use super::settle::{filler, shaped};
use super::{BOTH, CLIENT, OTHER, POSSESSIVE, People, THERAPIST};
use crate::evidence::words::{Word, Words};
use crate::layer::Role;
use crate::program::traits::Traits;

/// Whom a word in a quotation of `speaker` means.
pub fn means(traits: Traits, speaker: People, frame: &Frame, next: Option<Word>) -> People {
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
        if filler(next) { 0 } else { listener }
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

/// So many words before a quotation may say who is quoted, and so many after it.
const LEAD: usize = 12;
const TAIL: usize = 3;

/// For each quotation, who is quoted: the subject of the verb of saying before it, or just after it, in its sentence.
pub fn speakers(text: &str, words: &Words, frame: &Frame) -> Vec<People> {
    let usual = match (frame.writing, frame.voice.role) {
        (true, Some(Role::Therapist)) => CLIENT,
        _ => 0,
    };
    let mut out = vec![usual; words.quotes.len()];
    let says = |word: &Word| word.traits.has(Traits::REPORTING);
    let who = |word: &Word| person(text, word, frame);
    let mut first = 0;
    for (quote, found) in out.iter_mut().enumerate() {
        let id = quote as u32 + 1;
        let Some(begin) = words.list[first..].iter().position(|word| word.quote == id).map(|i| i + first) else {
            continue;
        };
        let end = words.list[begin..].iter().position(|word| word.quote != id).map_or(words.list.len(), |i| i + begin);
        let sentence = words.list[begin].sentence;
        let lead = words.list[first..begin].iter().rev().take(LEAD);
        let mut lead =
            lead.take_while(|word| word.quote == 0 && word.sentence == sentence).skip_while(|word| !says(word));
        let tail = || words.list[end..].iter().take(TAIL).take_while(|word| word.quote == 0);
        if lead.next().is_some() {
            // The subject stands before the verb; a person after the verb is the one told.
            *found = lead.find_map(who).unwrap_or(*found);
        } else if tail().any(says) {
            *found = tail().find_map(who).unwrap_or(*found);
        }
        first = end;
    }
    out
}

/// The person a word outside quotations means, roughly: enough to tell who is quoted.
fn person(text: &str, word: &Word, frame: &Frame) -> Option<People> {
    let traits = word.traits;
    let initial = word.all_capitals && word.end - word.start == 1 && frame.writing;
    let of_this_therapy = |people| if frame.writing { people } else { OTHER };
    if traits.has(Traits::I) {
        Some(frame.i & 0xF)
    } else if traits.has(Traits::YOU) {
        Some(frame.you & 0xF)
    } else if traits.has(Traits::FEMALE.or(Traits::MALE).or(Traits::SOMEONE).or(Traits::SUPERVISOR)) {
        Some(OTHER)
    } else if traits.has(Traits::THERAPIST_NOUN) || initial && text[word.start as usize..].starts_with('T') {
        Some(of_this_therapy(THERAPIST))
    } else if traits.has(Traits::CLIENT_NOUN) || initial {
        Some(of_this_therapy(CLIENT))
    } else if traits.has(Traits::HE.or(Traits::SHE).or(Traits::THEY)) && !traits.has(Traits::POSSESSIVE) {
        Some(of_this_therapy(if frame.voice.role == Some(Role::Client) { THERAPIST } else { CLIENT }))
    } else {
        None
    }
}
