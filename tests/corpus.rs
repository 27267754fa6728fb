//! The open corpus: whole, split by voice, what the README says of it; and what holds for every passage of it: no rule knows it
//! by heart, and nothing decides that is not shown.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use std::sync::Arc;

use layers::evidence::Finder;
use layers::input::{self, Format, Item, Options};
use layers::passage::{Passage, Piece};
use layers::program::Rules;
use layers::rules::pattern::{Element, Pattern, Term};
use layers::rules::{Pack, Rule};
use layers::tag::{MOST_COUNTED, Tagger, score};
use layers::{builtin, layer::Layer};
use serde_json::Value;

const FILES: [&str; 2] = ["data/corpus/learn.jsonl", "data/corpus/measure.jsonl"];

fn records(file: &str) -> Vec<Value> {
    fs::read_to_string(file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn passages() -> Vec<Passage> {
    let mut passages = Vec::new();
    for file in FILES {
        let text = fs::read_to_string(file).unwrap();
        let options = Options { format: Format::named("jsonl"), ..Options::default() };
        let _ = input::read(&Arc::from(file), None, text.as_bytes(), &options, &mut |item| {
            match item {
                Item::Piece(Piece::Passage(passage)) => passages.push(passage),
                other => panic!("{other:?}"),
            }
            std::ops::ControlFlow::Continue(())
        });
    }
    passages
}

#[test]
fn it_is_whole_and_split_by_voice() {
    let pack = builtin::rules().pack;
    let known: Vec<&str> = pack.layers.iter().map(|layer| layer.id.as_str()).collect();
    let mut ids = BTreeSet::new();
    let mut voices: Vec<BTreeSet<String>> = Vec::new();
    for file in FILES {
        let mut here = BTreeSet::new();
        for record in records(file) {
            let text = |name: &str| record[name].as_str().unwrap_or_else(|| panic!("no {name}: {record}")).to_owned();
            assert!(ids.insert(text("id")), "twice: {}", text("id"));
            assert!(!text("text").trim().is_empty() && text("id").starts_with(&text("session")));
            assert!(record["layers"].as_array().unwrap().iter().all(|layer| known.contains(&layer.as_str().unwrap())));
            here.insert(text("source"));
        }
        voices.push(here);
    }
    assert!(voices[0].is_disjoint(&voices[1]));
    assert!(ids.len() > 2_500);
}

#[test]
fn every_tag_rests_on_few_pieces_from_which_its_score_follows() {
    let rules = builtin::rules();
    let mut tagger = Tagger::new(&rules);
    let mut tags = 0;
    for passage in passages() {
        for tag in tagger.tag(passage).tags {
            let (counted, others): (Vec<_>, Vec<_>) = tag.evidence.iter().cloned().partition(|piece| piece.counted);
            assert!((1..=MOST_COUNTED).contains(&counted.len()), "{tag:?}");
            assert!(others.iter().all(|piece| piece.adds == 0.0));
            assert!(counted.iter().all(|piece| rules.pack.rules[piece.rule].layer == tag.layer));
            assert!((score(tag.bias, &counted) - tag.score).abs() < 1e-12 && tag.score >= tag.threshold);
            tags += 1;
        }
    }
    assert!(tags > 1_000, "{tags}");
}

/// A run of four literal words that stands in one passage only is a passage learnt by heart; one that stands in several, or
/// in none, is how people speak.
#[test]
fn no_rule_knows_a_passage_by_heart() {
    let pack = builtin::rules().pack;
    let runs: Vec<(String, String)> = runs(&pack).into_iter().collect();
    let rule = |(run, _): &(String, String)| Rule {
        patterns: vec![Pattern::read(run).unwrap()],
        conditions: Vec::new(),
        speaker: Vec::new(),
        genre: Vec::new(),
        regex: Vec::new(),
        continues: false,
        ..pack.rules[0].clone()
    };
    let rules = Rules::new(Pack { rules: runs.iter().map(rule).collect(), ..pack.clone() });
    let mut finder = Finder::new(&rules);
    let mut found: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for passage in passages() {
        for finding in finder.find(&passage).findings {
            found.entry(finding.rule).or_default().insert(passage.id_text());
        }
    }
    assert!(found.values().filter(|passages| passages.len() > 1).count() > 20);
    let once: Vec<String> = (found.iter().filter(|(_, passages)| passages.len() == 1))
        .map(|(&at, passages)| format!("{} in {}: {}", runs[at].0, passages.first().unwrap(), runs[at].1))
        .collect();
    assert!(once.is_empty(), "{} runs of four words of one passage only:\n{}", once.len(), once.join("\n"));
}

/// Each run of four literal words in rules and classes, and where it stands.
fn runs(pack: &Pack) -> BTreeMap<String, String> {
    let mut runs = BTreeMap::new();
    let mut add = |words: &[String], place: &str| {
        for four in words.windows(4) {
            runs.entry(four.join(" ")).or_insert_with(|| place.to_owned());
        }
    };
    for rule in &pack.rules {
        for pattern in rule.patterns.iter().chain(rule.conditions.iter().flat_map(|condition| &condition.patterns)) {
            for words in pattern.parts().iter().flat_map(|part| literal(part)) {
                add(&words, &rule.id);
            }
        }
    }
    for context in &pack.contexts {
        for words in context.patterns.iter().flat_map(|pattern| pattern.parts()).flat_map(|part| literal(&part)) {
            add(&words, &context.id);
        }
    }
    for class in &pack.classes {
        for phrase in &class.words {
            add(&phrase.split(' ').map(str::to_owned).collect::<Vec<_>>(), &class.name);
        }
    }
    // A word with * or ? is not one word.
    runs.retain(|run, _| !run.contains(['*', '?', '#']));
    runs
}

/// The stretches of a pattern that are nothing but words.
fn literal(part: &[Element]) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    let words = |terms: &[Term], all: &mut Vec<Vec<String>>| {
        for term in terms {
            match term {
                Term::Word(word) => all.last_mut().unwrap().push(word.clone()),
                Term::Class(_) | Term::Role(_) | Term::Phrase(_) => all.push(Vec::new()),
            }
        }
    };
    for element in part {
        match element {
            Element::Term(term) => words(std::slice::from_ref(term), &mut all),
            Element::Gap(_) => all.push(Vec::new()),
            Element::Group(phrases) | Element::Optional(phrases) => {
                for phrase in phrases {
                    all.push(Vec::new());
                    words(phrase, &mut all);
                }
                all.push(Vec::new());
            }
        }
    }
    all
}

const BEGIN: &str = "<!-- measured -->\n";
const END: &str = "<!-- /measured -->";

#[test]
fn the_readme_says_what_was_measured() {
    let readme = fs::read_to_string("README.md").unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the README has a table");
    let (_, after) = rest.split_once(END).expect("the table ends");
    let run = Command::new(env!("CARGO_BIN_EXE_layers"))
        .args(["eval", "--by", "genre", "--format", "markdown", FILES[1]])
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let table = String::from_utf8(run.stdout).unwrap();
    let written = format!("{before}{BEGIN}{table}{END}{after}");
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write("README.md", &written).unwrap();
    }
    assert!(
        written == fs::read_to_string("README.md").unwrap(),
        "the README has another table than is measured:\n{table}"
    );
}

#[test]
fn what_layers_are_said_to_find_is_what_was_measured() {
    let run = Command::new(env!("CARGO_BIN_EXE_layers")).args(["eval", "--format", "json", FILES[1]]).output().unwrap();
    let measured: Value = serde_json::from_slice(&run.stdout).unwrap();
    for (at, Layer { id, finds, .. }) in builtin::rules().pack.layers.iter().enumerate() {
        let recall = measured["layers"][at]["recall"].as_f64().unwrap();
        let said = finds.unwrap_or_else(|| panic!("{id} does not say how much it finds: {recall:.2}"));
        assert!((said - recall).abs() < 0.005, "{id} says that it finds {said}; it is {recall:.2}");
    }
}
