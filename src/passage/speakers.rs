//! Who is therapist and who client: settled on the first turns, then never revised.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::opening::Opening;
use super::split::Sink;
use super::talk::{self, Talk};
use super::{Genre, Passage, Piece, Structure, label};
use crate::input::{Item, Options};
use crate::layer::Role;

/// How many turns, or bytes of them, decide.
const TURNS: usize = 20;
const BYTES: usize = 64 * 1024;

/// The roles that names have, told or by themselves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    therapist: Vec<String>,
    client: Vec<String>,
}

impl Names {
    pub(crate) fn new(options: &Options) -> Self {
        let lower = |names: &[String]| names.iter().map(|name| name.trim().to_lowercase()).collect();
        Names { therapist: lower(&options.therapist), client: lower(&options.client) }
    }

    /// Takes what the source itself says of somebody of whom nothing was told.
    fn tell(&mut self, name: &str, role: Role) {
        let name = name.to_lowercase();
        if !self.therapist.contains(&name) && !self.client.contains(&name) {
            match role {
                Role::Therapist => self.therapist.push(name),
                Role::Client => self.client.push(name),
            }
        }
    }

    /// The role of a label: what was told, else what the label itself says.
    pub(crate) fn role(&self, name: &str) -> Option<Role> {
        if !self.therapist.is_empty() || !self.client.is_empty() {
            let low = name.to_lowercase();
            // With T17, T is meant as well.
            let stem = low.trim_end_matches(|c: char| c.is_ascii_digit());
            let told = |names: &[String]| names.iter().any(|name| *name == low || *name == stem);
            if told(&self.therapist) {
                return Some(Role::Therapist);
            }
            if told(&self.client) {
                return Some(Role::Client);
            }
        }
        label::role_of(name)
    }
}

/// Gives passages their speakers, and holds them back until that is settled.
pub(crate) struct Speakers {
    names: Names,
    live: bool,
    /// Who wrote a letter.
    author: Option<Role>,
    talks: Vec<Talk>,
    turns: usize,
    bytes: usize,
    held: Vec<Item>,
    decided: Option<Vec<(Arc<str>, Option<Role>)>>,
}

impl Speakers {
    pub(crate) fn new(options: &Options) -> Self {
        Speakers {
            names: Names::new(options),
            live: options.live,
            author: None,
            talks: Vec::new(),
            turns: 0,
            bytes: 0,
            held: Vec::new(),
            decided: None,
        }
    }

    /// Takes what the source says of somebody.
    pub(crate) fn tell(&mut self, name: &str, role: Role) {
        self.names.tell(name, role);
    }

    /// Takes what the start of the document told.
    pub(crate) fn open(&mut self, opening: &Opening) {
        self.author = opening.author;
        let told = |names: &mut Vec<String>, name: &Option<Arc<str>>| {
            names.extend(name.iter().map(|name| name.to_lowercase()))
        };
        told(&mut self.names.therapist, &opening.therapist);
        told(&mut self.names.client, &opening.session.client);
    }

    /// Takes an item and hands on what is ready.
    pub(crate) fn take(&mut self, mut item: Item, each: Sink) -> ControlFlow<()> {
        if self.decided.is_none() {
            if let Item::Piece(Piece::Structure { kind: Structure::Label, .. }) = item {
                self.turns += 1;
            }
            if self.turns > TURNS || self.bytes > BYTES {
                self.decide(each)?;
            }
        }
        let mut sure = true;
        if let Item::Piece(Piece::Passage(passage)) = &mut item {
            self.hear(passage);
            passage.speaker = self.role(passage);
            sure = passage.speaker.is_some() || passage.label.is_none();
        }
        let wait = self.decided.is_none() && !self.live && (!sure || !self.held.is_empty());
        if wait {
            self.bytes += 64;
            self.held.push(item);
            ControlFlow::Continue(())
        } else {
            each(item)
        }
    }

    /// Ends the document.
    pub(crate) fn finish(&mut self, each: Sink) -> ControlFlow<()> {
        if self.decided.is_none() { self.decide(each) } else { ControlFlow::Continue(()) }
    }

    fn hear(&mut self, passage: &Passage) {
        let (None, Some(label)) = (&self.decided, &passage.label) else {
            return;
        };
        self.bytes += passage.text.len();
        let i = self.talks.iter().position(|talk| talk.label == *label).unwrap_or_else(|| {
            self.talks.push(Talk::new(label, self.names.role(label)));
            self.talks.len() - 1
        });
        // A passage may be as long as `--max-passage`; its beginning is enough.
        let mut most = passage.text.len().min(BYTES);
        while !passage.text.is_char_boundary(most) {
            most -= 1;
        }
        self.talks[i].hear(&passage.text[..most]);
    }

    fn role(&self, passage: &Passage) -> Option<Role> {
        let Some(label) = &passage.label else {
            return if passage.genre == Genre::Letter { self.author } else { None };
        };
        let settled = self.decided.iter().flatten().find(|(name, _)| name == label);
        settled.map_or_else(|| self.names.role(label), |(_, role)| *role)
    }

    fn decide(&mut self, each: Sink) -> ControlFlow<()> {
        let roles = talk::roles(&self.talks);
        self.decided = Some(self.talks.drain(..).map(|talk| talk.label).zip(roles).collect());
        for mut item in std::mem::take(&mut self.held) {
            if let Item::Piece(Piece::Passage(passage)) = &mut item {
                passage.speaker = self.role(passage);
            }
            each(item)?;
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::tests::{items, options};

    /// The labels and roles of a text, first come first.
    fn roles(text: &str, options: &Options) -> Vec<String> {
        let mut roles = Vec::new();
        for item in items(text.as_bytes(), options) {
            let Item::Piece(Piece::Passage(passage)) = item else {
                continue;
            };
            let role = passage.speaker.map_or("-", |role| if role == Role::Client { "client" } else { "therapist" });
            let row = format!("{} {role}", passage.label.as_deref().unwrap_or_default());
            if !roles.contains(&row) {
                roles.push(row);
            }
        }
        roles
    }

    const COUPLE: &str = "Mia: Thanks for coming, both of you. How was the week?\n\
        Anna: I don't know. We had a fight. I told him I can't go on.\n\
        Ben: My wife thinks I never listen. I just get home tired.\n\
        Mia: It sounds like you both feel alone. What happens when you hear that?\n\
        Ben: I guess I feel like my father.\nMia: Tell me more.\nAnna: I felt that too.\n";

    #[test]
    fn talk_tells_one_therapist_and_several_clients() {
        assert_eq!(roles(COUPLE, &options()), ["Mia therapist", "Anna client", "Ben client"]);
    }

    #[test]
    fn what_is_told_counts_first() {
        let told = Options { therapist: vec!["ben".into()], client: vec!["Mia".into()], ..options() };
        assert_eq!(roles(COUPLE, &told), ["Mia client", "Anna client", "Ben therapist"]);
        let told = Options { client: vec!["T".into()], ..options() };
        assert_eq!(roles("T: a\nC: b\nT: c\n", &told), ["T client", "C client"]);
    }

    #[test]
    fn of_two_who_speak_one_known_tells_the_other() {
        assert_eq!(roles("Dr. M: Yes.\nAnna: No.\nDr. M: Hm.\n", &options()), ["Dr. M therapist", "Anna client"]);
        assert_eq!(roles("P: Yes.\nA: No.\nP: Hm.\nA: Hm.\n", &options()), ["P client", "A therapist"]);
    }

    #[test]
    fn not_sure_is_null() {
        assert_eq!(roles("Anna: Yes.\nBen: No.\nAnna: Yes.\nBen: Yes.\n", &options()), ["Anna -", "Ben -"]);
    }

    #[test]
    fn what_is_decided_is_not_revised() {
        let late = format!("{}Zoe: I feel so sad. My mother died.\n", COUPLE.repeat(4));
        assert_eq!(roles(&late, &options()).last().unwrap(), "Zoe -");
    }

    #[test]
    fn a_live_stream_says_null_until_it_is_decided() {
        let live = Options { live: true, ..options() };
        let seen = roles(&COUPLE.repeat(4), &live);
        assert_eq!(seen[..3], ["Mia -", "Anna -", "Ben -"]);
        assert_eq!(seen.len(), 6);
    }
}
