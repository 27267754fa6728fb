//! The plain way to find evidence, against which the fast one is held: no form is passed over and nothing is put off. What decides afterwards who is meant and what counts is the same code for both.

mod walk;
mod words;

use std::sync::LazyLock;

use proptest::prelude::*;

use super::lexicon::Lexicon;
use super::walk::Hits;
use super::words::Words;
use super::{Finder, Finding, judge, roles};
use crate::layer::Role;
use crate::passage::{Before, Genre, Passage};
use crate::program::{Program, Rules, Target};
use crate::rules::Near;

/// Finds evidence the plain way.
struct Plain<'a> {
    program: &'a Program,
    lexicon: Lexicon<'a>,
    before: Option<Words>,
    fired: Vec<u32>,
}

impl<'a> Plain<'a> {
    fn new(rules: &'a Rules) -> Plain<'a> {
        let program = &rules.program;
        Plain { program, lexicon: Lexicon::new(program), before: None, fired: Vec::new() }
    }

    fn find(&mut self, passage: &Passage) -> (Words, Vec<Finding>) {
        match &passage.before {
            Before::Nothing => self.forget(),
            Before::Previous => {}
            Before::Given { text, speaker } => {
                self.forget();
                self.find_in(text, *speaker, passage);
            }
        }
        let findings = self.find_in(&passage.text, passage.speaker, passage);
        (self.before.clone().expect("it was read"), findings)
    }

    fn forget(&mut self) {
        self.before = None;
        self.fired.clear();
    }

    fn find_in(&mut self, text: &str, speaker: Option<Role>, passage: &Passage) -> Vec<Finding> {
        let (list, quotes) = words::read(text, &mut self.lexicon);
        let mut words = Words::of(list, quotes);
        let frame = roles::frame(text, passage.genre, speaker, &words, self.before.as_ref().map(|words| &words.frame));
        let names = roles::Names { told: &[], client: passage.session.client.as_deref() };
        roles::settle(text, &mut words, frame, names);
        let mut hits = Hits::default();
        hits.list = walk::walk(self.program, &self.lexicon.kinds, &mut words);
        super::walk::settle(&mut hits);
        let scene = judge::Scene { text, words: &words, hits: &hits, fired_before: &self.fired };
        let findings = judge::judge(self.program, &scene, passage.genre, words.frame.voice, false);
        let conditions = self.program.conditions.iter().flatten();
        let met = conditions.filter(|condition| {
            let fired = !hits.of(Target::Condition(condition.id)).is_empty();
            condition.place == Near::Before && (fired || condition.roles != 0 && words.mean(condition.roles, None))
        });
        self.fired = met.map(|condition| condition.id).collect();
        self.before = Some(words);
        findings
    }
}

fn same(passages: &[Passage], finder: &mut Finder, plain: &mut Plain) {
    for passage in passages {
        let found = finder.find(passage).findings;
        let (words, plainly) = plain.find(passage);
        let text = &passage.text;
        assert_eq!(finder.words.quotes, words.quotes, "{text}");
        let kinds = |word: super::words::Word| super::words::Word { kind: 0, ..word };
        let list = |words: &Words| words.list.iter().copied().map(kinds).collect::<Vec<_>>();
        assert_eq!(list(&finder.words), list(&words), "{text}");
        assert_eq!(finder.words.phrases, words.phrases, "{text}");
        assert_eq!(found, plainly, "{text}");
    }
}

fn passage(text: String, genre: Genre, speaker: Option<Role>, before: Before) -> Passage {
    Passage { genre, speaker, before, text, ..crate::examples::passage("") }
}

static RULES: LazyLock<Rules> = LazyLock::new(crate::builtin::rules);

/// The rules' examples.
static EXAMPLES: LazyLock<Vec<String>> =
    LazyLock::new(|| crate::builtin::loaded().examples.into_iter().map(|example| example.text).collect());

/// All words that they are made of, each as often as it occurs.
static VOCABULARY: LazyLock<Vec<&str>> =
    LazyLock::new(|| EXAMPLES.iter().flat_map(|example| example.split_whitespace()).collect());

/// Some of the rules' examples, and the example texts.
fn examples() -> Vec<Passage> {
    let mut passages: Vec<Passage> =
        EXAMPLES.iter().step_by(23).map(|example| crate::examples::passage(example)).collect();
    for entry in std::fs::read_dir("data/examples").expect("the examples are there") {
        let text = std::fs::read_to_string(entry.expect("the examples are there").path()).expect("they can be read");
        passages.extend(crate::input::passages(&text));
    }
    passages
}

#[test]
fn on_the_examples_both_find_the_same() {
    same(&examples(), &mut Finder::new(&RULES), &mut Plain::new(&RULES));
}

/// What stands between words beside spaces and stops.
#[rustfmt::skip]
const MARKS: &[&str] = &[
    "\"", "'", "’", "“", "”", "…", "- ", "-", "\n", "\n\n- ", "é", "\u{ad}", "K.", "T.", "don't", "i'd've", "no. ", "...",
    "im ", "A. She ", "etc. ", "\u{212a}", "naïveté", "incomprehensibilities", "? ", ":\n", "‘", "1st ", "£", "\u{200d}",
];

fn odd() -> impl Strategy<Value = String> {
    proptest::sample::select(MARKS).prop_map(str::to_string)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn on_made_up_talk_both_find_the_same(
        picks in proptest::collection::vec((any::<proptest::sample::Index>(), 0..14usize, odd()), 5..90),
        given in any::<bool>(),
        genre in proptest::sample::select(&[Genre::Note, Genre::Letter, Genre::Transcript][..]),
        speaker in proptest::sample::select(&[None, Some(Role::Client), Some(Role::Therapist)][..]),
    ) {
        let mut texts = vec![String::new()];
        for (at, (pick, mark, odd)) in picks.iter().enumerate() {
            let text = texts.last_mut().expect("there is one");
            // Runs of words as they stand in the examples, so that patterns are met.
            let from = pick.index(VOCABULARY.len());
            let to = (from + 1 + mark / 2).min(VOCABULARY.len());
            text.push_str(&VOCABULARY[from..to].join(" "));
            text.push_str(match mark { 0 => ". ", 1 => ", ", 2 => odd.as_str(), _ => " " });
            if at % 20 == 19 {
                texts.push(String::new());
            }
        }
        let passages: Vec<Passage> = texts.windows(2).map(|two| {
            let before = match given {
                true => Before::Given { text: two[0].clone(), speaker: speaker.map(Role::other) },
                false => Before::Previous,
            };
            passage(two[1].clone(), genre, speaker, before)
        }).chain([passage(texts[0].clone(), genre, speaker, Before::Nothing)]).collect();
        same(&passages, &mut Finder::new(&RULES), &mut Plain::new(&RULES));
    }
}
