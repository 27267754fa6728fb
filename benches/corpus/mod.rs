//! Made-up talk and notes, the same for the same seed: nobody's words, but like real talk in what costs time. 25,000 different words,
//! few of them common; one word in seven a pronoun; sentences of a dozen words; one passage in five with a cue.

use std::fmt::Write;

/// What kind of text to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Turns under labels.
    Transcript,
    /// Paragraphs of notes.
    Notes,
    /// Records, half of them with the passage before.
    Jsonl,
}

const WORDS: usize = 25_000;
const SYLLABLES: [&str; 20] = [
    "ta", "ri", "mo", "len", "ka", "sor", "vi", "nel", "pa", "dor", "mi", "ques", "ba", "tion", "er", "al", "st",
    "ing", "ou", "ra",
];
const PRONOUNS: [&str; 12] = ["I", "you", "it", "he", "she", "we", "they", "my", "your", "her", "me", "I'm"];
/// Each as often as its place says: the first as often as all from the third to the fifth together, about.
const COMMON: [&str; 40] = [
    "and", "that", "to", "a", "the", "of", "know", "like", "yeah", "so", "in", "is", "have", "what", "be", "do",
    "about", "but", "not", "right", "really", "just", "or", "with", "don't", "for", "well", "if", "there", "think",
    "all", "on", "this", "are", "feel", "was", "can", "as", "things", "want",
];
const CUES: [&str; 8] = [
    "we agreed to meet every week",
    "you are just like my mother",
    "I felt safe with you",
    "I prayed to God",
    "I am angry with you",
    "I feel close to you today",
    "you did the homework",
    "nobody ever held me like that",
];

/// Numbers that look random (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 up to `below`.
    pub fn below(&mut self, below: usize) -> usize {
        (self.next() % below as u64) as usize
    }

    /// From 0 up to `below`, a number half as likely as one half as large: how often words occur.
    fn ranked(&mut self, below: usize) -> usize {
        let share = self.next() as f64 / u64::MAX as f64;
        ((below as f64 + 1.0).powf(share) as usize).saturating_sub(1).min(below - 1)
    }
}

/// The words, the commonest first; none twice.
pub fn vocabulary() -> Vec<String> {
    let mut dice = Dice(1);
    let mut seen = std::collections::HashSet::new();
    let mut words = Vec::new();
    while words.len() < WORDS {
        let word: String = (0..2 + dice.below(3)).map(|_| SYLLABLES[dice.below(SYLLABLES.len())]).collect();
        if seen.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

/// A text of at least so many bytes.
pub fn text(kind: Kind, bytes: usize, seed: u64) -> String {
    let (mut dice, vocabulary) = (Dice(seed), vocabulary());
    let mut out = String::with_capacity(bytes + 4096);
    let mut before = String::new();
    let mut number: usize = 0;
    while out.len() < bytes {
        let passage = passage(&mut dice, &vocabulary);
        let speaker = if number.is_multiple_of(2) { ("C", "client") } else { ("T", "therapist") };
        let written = match kind {
            Kind::Transcript => write!(out, "{}: {passage}\n\n", speaker.0),
            Kind::Notes => write!(out, "{passage}\n\n"),
            Kind::Jsonl => {
                let given = if number % 4 < 2 { format!(",\"before\":\"{before}\"") } else { String::new() };
                let who = speaker.1;
                writeln!(out, "{{\"id\":{number},\"text\":\"{passage}\",\"speaker\":\"{who}\"{given}}}")
            }
        };
        written.expect("a string takes all");
        before = passage;
        number += 1;
    }
    out
}

fn passage(dice: &mut Dice, vocabulary: &[String]) -> String {
    let words = 15 + dice.below(75);
    let cue = (dice.below(5) == 0).then(|| dice.below(words));
    let mut out = String::new();
    let mut begins = true;
    for at in 0..words {
        let word = match dice.below(14) {
            0 | 1 => PRONOUNS[dice.ranked(PRONOUNS.len())],
            2..=7 => COMMON[dice.ranked(COMMON.len())],
            _ => &vocabulary[dice.ranked(vocabulary.len())],
        };
        if begins {
            out.extend(word.chars().next().map(|c| c.to_ascii_uppercase()));
            out.push_str(&word[1..]);
        } else {
            out.push_str(word);
        }
        if cue == Some(at) {
            let _ = write!(out, ". {}", CUES[dice.below(CUES.len())]);
        }
        begins = at + 1 == words || dice.below(12) == 0;
        out.push_str(match (begins, dice.below(10)) {
            (true, 0) => "? ",
            (true, _) => ". ",
            (false, 0) => ", ",
            (false, _) => " ",
        });
    }
    out.truncate(out.trim_end().len());
    out
}

/// The built-in rules and generated ones: `times` as many in all, made of words of the text so that they match about once in ten
/// thousand passages.
pub fn rules(times: usize) -> layers::program::Rules {
    let mut files = layers::builtin::files();
    let built_in = layers::builtin::rules().pack.rules.len();
    let vocabulary = vocabulary();
    let mut dice = Dice(times as u64);
    let mut text = String::from("[layer]\nid = \"transference\"\nextend = true\n");
    for number in 0..built_in * (times - 1) {
        let mut word = || &vocabulary[200 + dice.below(WORDS - 200)];
        let (one, two, three) = (word(), word(), word());
        let _ = write!(
            text,
            "[[rule]]\nid = \"made-{number}\"\nfacet = \"transference\"\nstrength = \"weak\"\nwhy = \"speed\"\n\
             patterns = [\"{{client}} ~3 {one} ~2 {two}\", \"{two} {three}\"]\n\
             fires = [\"{two} {three}\"]\nsilent = [\"{three} {two}\"]\n"
        );
    }
    files.push(std::sync::Arc::new(layers::rules::fault::File { path: "made.toml".into(), text }));
    layers::program::Rules::new(layers::rules::load(&files).pack)
}
