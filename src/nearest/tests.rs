use super::{Lacks, Near, Nearest};
use crate::examples::passage;
use crate::program::Rules;
use crate::rules::fault::File;

/// What came near among rules of one layer, of which these lines are the rules.
fn near(rules: &str, text: &str) -> Vec<(String, Vec<String>, Lacks)> {
    let layer = "[layer]\nid = \"a\"\nname = \"A\"\nfull_name = \"A\"\npages = \"1\"\ndefinition = \"x\"\n\
                 [[layer.facet]]\nid = \"f\"\nname = \"F\"\n[class.kin]\nmeaning = \"kin\"\nwords = [\"mother\", \"step mother\"]\n";
    let rest = "facet = \"f\"\nstrength = \"medium\"\nwhy = \"w\"\nfires = [\"x\"]\nsilent = [\"y\"]\n";
    let rules: String = rules.lines().map(|rule| format!("[[rule]]\n{rest}{}\n", rule.replace("; ", "\n"))).collect();
    let pack = "[pack]\nname = \"p\"\nversion = \"1\"\n[strength]\nweak = 1.0\nmedium = 2.0\nstrong = 3.0\n";
    let file = |path: &str, text: String| File { path: path.to_owned(), text }.into();
    let loaded = crate::rules::load(&[file("pack.toml", pack.to_owned()), file("a.toml", format!("{layer}{rules}"))]);
    assert!(loaded.sound(), "{:?}", loaded.faults.iter().map(ToString::to_string).collect::<Vec<_>>());
    let rules = Rules::new(loaded.pack);
    let passage = passage(text);
    let found = Nearest::new(&rules).of(&passage, &[0]).remove(0);
    let words = |near: &Near| near.words.iter().map(|word| passage.text[word.clone()].to_owned()).collect();
    found.iter().map(|near| (rules.pack.rules[near.rule].id.clone(), words(near), near.lacks.clone())).collect()
}

fn one(id: &str, words: &[&str], lacks: Lacks) -> Vec<(String, Vec<String>, Lacks)> {
    vec![(format!("a/{id}"), words.iter().map(ToString::to_string).collect(), lacks)]
}

fn word(wanted: &[&str]) -> Lacks {
    Lacks::Word { pattern: 0, wanted: wanted.iter().map(ToString::to_string).collect() }
}

#[test]
fn a_missing_word_is_named_as_the_pattern_has_it() {
    let rule = "id = \"x\"; patterns = [\"sounds like {client's} <kin>\"]";
    assert_eq!(near(rule, "C: It sounds like my boss."), one("x", &["sounds", "like", "my"], word(&["<kin>"])));
    let rule = "id = \"x\"; patterns = [\"never (trusted|fully trusted) anybody\"]";
    assert_eq!(
        near(rule, "He never liked anybody."),
        one("x", &["never", "anybody"], word(&["trusted", "fully trusted"]))
    );
}

#[test]
fn words_that_stand_too_far_apart_are_told_with_the_distance() {
    let rule = "id = \"x\"; patterns = [\"angry ~2 <kin>\"]";
    let lacks = Lacks::Distance { pattern: 0, wanted: vec!["<kin>".to_owned()], between: 4, at_most: 2 };
    assert_eq!(near(rule, "Angry at his very old step mother."), one("x", &["Angry", "step mother"], lacks));
    let rule = "id = \"x\"; patterns = [\"angry ~2 giraffe\"]";
    assert_eq!(near(rule, "Angry, one two three four five six seven eight nine ten eleven, giraffe."), []);
    assert_eq!(near(rule, "So angry. Giraffe left."), [], "not across a sentence end");
}

#[test]
fn where_all_words_stand_the_first_condition_that_failed_is_told() {
    let text = "C: I trusted nobody.";
    let heard = "id = \"x\"; patterns = [\"trusted\"]; speaker = [\"therapist\"]; without = [\"nobody\"]";
    assert_eq!(near(heard, text), one("x", &["trusted"], Lacks::Speaker));
    let kind = "id = \"x\"; patterns = [\"trusted\"]; genre = [\"note\"]";
    assert_eq!(near(kind, text), one("x", &["trusted"], Lacks::Genre));
    let conditions = "id = \"x\"; patterns = [\"trusted\"]; with = [\"nobody\"]; without_before = [\"sure\"]";
    assert_eq!(
        near(conditions, "C: Are you sure? || T: I trusted nobody."),
        one("x", &["trusted"], Lacks::Condition(1))
    );
}

#[test]
fn of_several_parts_the_one_that_is_missing_is_told() {
    let rule = "id = \"x\"; patterns = [\"sorry & late again & {therapist}\"]";
    assert_eq!(near(rule, "C: You were late, sorry."), one("x", &["late", "sorry"], word(&["again"])));
    assert_eq!(near(rule, "C: You are late again."), one("x", &["late", "again"], word(&["sorry"])));
}

#[test]
fn what_fired_or_speaks_against_or_would_not_listen_is_not_near() {
    assert_eq!(near("id = \"x\"; patterns = [\"trusted nobody\"]", "I trusted nobody."), []);
    assert_eq!(near("id = \"x\"; patterns = [\"trusted ~1 nobody\"]; against = true", "I trusted."), []);
    assert_eq!(near("id = \"x\"; patterns = [\"trusted nobody\"]; speaker = [\"client\"]", "T: He trusted us."), []);
    assert_eq!(near("id = \"x\"; patterns = [\"{client} of {therapist}\"]", "C: I and you."), [], "only roles");
}

#[test]
fn the_nearest_stand_first_and_a_rare_word_is_nearer_than_a_common_one() {
    let rules = "id = \"common\"; patterns = [\"of the giraffe\"]\nid = \"rare\"; patterns = [\"grateful for giraffes\"]\n\
                 id = \"all\"; patterns = [\"grateful\"]; with = [\"giraffe\"]\nid = \"none\"; patterns = [\"elk\"]";
    let ids: Vec<String> = near(rules, "Grateful for the end of the day.").into_iter().map(|(id, _, _)| id).collect();
    assert_eq!(ids, ["a/all", "a/rare"]);
}
