//! Who is therapist and who client, from the way they talk.

use std::sync::Arc;

use crate::layer::Role;

/// How therapists talk: frame, invitation, reflection.
#[rustfmt::skip]
const THERAPIST: &[&str] = &[
    "as you talk about", "as you say that", "can you say more", "can you tell me", "could you tell me", "do you feel", "do you think",
    "feel about that", "for you", "have you ever", "help me understand", "how about you", "how are you feeling", "how come",
    "how did you", "how did that", "how do you", "how does that", "how have you", "how long have you", "how much are you",
    "how was that", "i hear", "i notice", "i wonder", "i'd like to ask", "i'm curious", "i'm hearing", "if that's okay", "is it that",
    "is that right", "it seems like you", "it seems that you", "it sounds", "let me ask", "let's", "on a scale", "our session",
    "our time", "say more", "so what i'm hearing", "so you", "so you're", "sort of a", "sounds like", "take a moment", "tell me",
    "thank you for sharing", "thanks for coming", "that must", "that you feel", "we have about", "we talked about last",
    "what are some", "what are you", "what brings you", "what comes up", "what do you", "what happens when you", "what makes you",
    "what was that like", "what would you", "what would it", "what's it like", "what's that like", "when you say", "where do you",
    "would it be okay", "would that be okay", "would you be willing", "would you like", "you feel", "you mentioned",
    "you said", "you're feeling", "you've been", "your goal", "your goals",
];
/// How clients talk: of themselves, their people, their days.
#[rustfmt::skip]
const CLIENT: &[&str] = &[
    "don't know", "i always", "i am so", "i can't", "i cried", "i couldn't", "i didn't", "i don't", "i feel", "i felt", "i get",
    "i got", "i guess", "i had", "i hate", "i have a", "i have to", "i just", "i keep", "i kind of", "i know i", "i like",
    "i love", "i miss", "i need", "i never", "i really", "i remember", "i should", "i thought", "i told", "i tried", "i used to",
    "i want", "i was", "i went", "i'll try", "i've been", "i've had", "i've tried", "like i'm", "makes me", "my boss", "my boyfriend",
    "my brother", "my dad", "my daughter", "my family", "my father", "my friend", "my friends", "my girlfriend", "my husband",
    "my job", "my kids", "my life", "my mom", "my mother", "my mum", "my parents", "my partner", "my sister", "my son",
    "my wife", "my work",
];

/// What one speaker has said so far.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Talk {
    /// How the source names them.
    pub label: Arc<str>,
    /// The role they have by name, if they have.
    pub known: Option<Role>,
    words: usize,
    therapist: f64,
    client: f64,
}

impl Talk {
    pub(super) fn new(label: &Arc<str>, known: Option<Role>) -> Self {
        Talk { label: label.clone(), known, words: 0, therapist: 0.0, client: 0.0 }
    }

    /// Listens to a passage.
    pub(super) fn hear(&mut self, text: &str) {
        // Spaces at both ends and for marks, so that a cue is whole words wherever it stands.
        let low: String = text.chars().map(|c| if c == '’' { '\'' } else { c }).collect::<String>().to_lowercase();
        let plain: String = std::iter::once(' ')
            .chain(low.chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }))
            .chain([' '])
            .collect();
        let count = |cues: &[&str]| {
            cues.iter()
                .map(|cue| plain.matches(cue).filter(|_| plain.contains(&format!(" {cue} "))).count())
                .sum::<usize>() as f64
        };
        self.words += plain.split_whitespace().count();
        self.therapist += count(THERAPIST) + low.matches('?').count() as f64;
        self.client += count(CLIENT);
    }

    /// How much more this is a therapist's talk than a client's: 1 all, -1 not at all.
    fn lean(&self) -> f64 {
        // Two of each are taken as heard, so that a single cue decides little.
        (self.therapist - self.client) / (self.therapist + self.client + 4.0)
    }
}

/// The roles of all who spoke, in order; none where it is not sure.
pub(super) fn roles(talks: &[Talk]) -> Vec<Option<Role>> {
    let mut roles: Vec<Option<Role>> = talks.iter().map(|talk| talk.known).collect();
    let open: Vec<usize> = (0..talks.len()).filter(|i| talks[*i].known.is_none()).collect();
    let has = |roles: &[Option<Role>], role| roles.contains(&Some(role));
    if let ([one], 2) = (&open[..], talks.len()) {
        roles[*one] = talks[1 - one].known.map(Role::other);
        return roles;
    }
    // Whoever talks most like a therapist is it, if the next is far enough behind.
    if !has(&roles, Role::Therapist) && (open.len() > 1 || has(&roles, Role::Client)) {
        let mut by_lean = open.clone();
        by_lean.sort_by(|a, b| talks[*b].lean().total_cmp(&talks[*a].lean()));
        let first = by_lean[..].first().copied();
        let second = by_lean.get(1).map_or(-0.2, |i| talks[*i].lean());
        if let Some(first) = first.filter(|i| talks[*i].lean() - second >= 0.3) {
            roles[first] = Some(Role::Therapist);
            if let ([_, other], 2) = (&by_lean[..], talks.len()) {
                roles[*other] = Some(Role::Client);
            }
        }
    }
    // The rest are clients where they talk so: a couple, a family.
    if has(&roles, Role::Therapist) {
        for i in open {
            if roles[i].is_none() && talks[i].lean() < -0.1 {
                roles[i] = Some(Role::Client);
            }
        }
    }
    roles
}
