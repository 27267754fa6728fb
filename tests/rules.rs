//! The built-in rules, as a whole: sound, each with examples that hold, sorted where order carries no meaning, and no regular
//! expression that accepts less than its pattern.

use std::collections::BTreeSet;

use layers::evidence::{Finder, regexes};
use layers::program::Rules;
use layers::rules::Pack;
use layers::{builtin, examples};

fn pack() -> Pack {
    builtin::rules().pack
}

#[test]
fn the_files_have_no_fault_and_no_warning() {
    let faults: Vec<String> = builtin::loaded().faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_pack_of_the_build_is_that_of_the_files() {
    assert_eq!(Rules::new(builtin::loaded().pack), builtin::rules());
}

#[test]
fn every_example_comes_out_as_its_rule_says() {
    let loaded = builtin::loaded();
    let rules = Rules::new(loaded.pack);
    let failed = examples::run(&rules, &loaded.examples);
    let told: Vec<String> = failed
        .iter()
        .map(|f| format!("{}: {}: {}", rules.pack.rules[f.example.rule].id, f.why, f.example.text))
        .collect();
    assert!(loaded.examples.len() > 2 * rules.pack.rules.len() - 1, "a rule has at least two examples");
    assert!(told.is_empty(), "{} examples:\n{}", told.len(), told.join("\n"));
}

#[test]
fn every_layer_and_facet_has_rules() {
    let pack = pack();
    let with: BTreeSet<(usize, usize)> = pack.rules.iter().map(|rule| (rule.layer, rule.facet)).collect();
    let all: BTreeSet<(usize, usize)> = pack
        .layers
        .iter()
        .enumerate()
        .flat_map(|(at, layer)| (0..layer.facets.len()).map(move |facet| (at, facet)))
        .collect();
    assert_eq!(with, all);
    let ids: Vec<&str> = pack.layers.iter().map(|layer| layer.id.as_str()).collect();
    assert_eq!(ids, ["working-alliance", "transference", "reparative", "person-to-person", "transpersonal"]);
}

#[test]
fn built_in_rules_use_no_raw_regex() {
    assert!(pack().rules.iter().all(|rule| rule.regex.is_empty()));
}

/// Wherever a rule fires on one of the examples, one of its regexes matches. To compile them all with Unicode tables would take
/// minutes, so the same expressions are read with ASCII classes, on the examples that are ASCII.
#[test]
fn no_regex_accepts_less_than_its_pattern() {
    let loaded = builtin::loaded();
    let rules = Rules::new(loaded.pack);
    let mut finder = Finder::new(&rules);
    let mut compared = 0;
    for example in loaded.examples.iter().filter(|example| example.fires && example.text.is_ascii()) {
        let passage = examples::passage(&example.text);
        let rule = &rules.pack.rules[example.rule];
        if !finder.find(&passage).findings.iter().any(|finding| finding.rule == example.rule) {
            continue;
        }
        compared += 1;
        let matches = rule.patterns.iter().any(|pattern| {
            let regex = ascii(&regexes::regex(pattern, &rules.pack));
            regex_lite::RegexBuilder::new(&regex)
                .case_insensitive(true)
                .size_limit(1 << 28)
                .build()
                .unwrap_or_else(|error| panic!("{}: `{}`: {error}", rule.id, pattern.text))
                .is_match(&passage.text)
        });
        assert!(matches, "{}: no regex matches: {}", rule.id, example.text);
    }
    assert!(compared > rules.pack.rules.len() / 2, "only {compared} examples were compared");
}

fn ascii(regex: &str) -> String {
    let plain =
        regex.replace(r"\p{Lu}", "[A-Z]").replace(r"\p{L}\p{N}\p{M}", "a-zA-Z0-9").replace(r"\p{L}\p{N}", "a-zA-Z0-9");
    plain.replace(r"\p{L}", "a-zA-Z").replace(r"\p{N}", "[0-9]")
}

/// One rule in forty, with Unicode and all.
#[test]
fn regexes_compile_as_they_are() {
    let pack = pack();
    for rule in pack.rules.iter().filter(|rule| !rule.patterns.is_empty()).step_by(40) {
        let regex = regexes::regex(&rule.patterns[0], &pack);
        let built = regex::RegexBuilder::new(&regex).case_insensitive(true).size_limit(1 << 28).build();
        assert!(built.is_ok(), "{}: {:?}", rule.id, built.err());
    }
}
