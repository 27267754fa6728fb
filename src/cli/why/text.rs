//! A passage explained, for reading.

use layers::nearest::Near;
use layers::output::escape::visible;
use layers::passage::Passage;
use layers::rules::{Pack, Strength};
use layers::tag::{Evidence, Tag, Voided};

use super::{Explained, Layer};
use crate::cli::{near, reading};

/// A passage, then each layer.
pub fn text(explained: &Explained, pack: &Pack) -> String {
    let mut out = heading(explained.passage);
    explained.layers.iter().for_each(|one| out.push_str(&layer(one, explained.passage, pack)));
    out
}

fn heading(passage: &Passage) -> String {
    let text: String = passage.text.split('\n').map(|line| format!("  {}\n", visible(line))).collect();
    format!("{}\n{text}\n", visible(&reading::place(passage)))
}

/// A layer: its score against the threshold, and all that bears on it.
fn layer(one: &Layer, passage: &Passage, pack: &Pack) -> String {
    let Layer { weighed, tagged, voided, lacks, nearest } = one;
    let layer = &pack.layers[weighed.layer];
    let (sign, verdict) = if *tagged { ("■", "tagged") } else { ("□", "not tagged") };
    let Tag { score, threshold, .. } = weighed;
    let mut out = format!("{sign} {}  score {score:.2}, threshold {threshold:.2}: {verdict}\n", visible(&layer.name));
    if weighed.evidence.is_empty() && voided.is_empty() {
        out.push_str("    no rule fired\n");
    } else {
        out.push_str(&format!("    {:+.2}  start\n", weighed.bias));
    }
    weighed.evidence.iter().for_each(|evidence| out.push_str(&piece(evidence, weighed, pack)));
    voided.iter().for_each(|voided| out.push_str(&taken(voided, pack)));
    if let Some(lacks) = lacks {
        out.push_str(&lack(*lacks, weighed, pack));
    }
    out.push_str(&nearest_rules(nearest, passage, pack));
    out.push('\n');
    out
}

/// The rules that came nearest, each with how much of it stood there and what it lacked.
fn nearest_rules(nearest: &[Near], passage: &Passage, pack: &Pack) -> String {
    let line = |near: &Near| {
        let rule = &pack.rules[near.rule];
        let said = near::lacked(near, rule, near::MOST_WORDS);
        let line = format!(
            "    {:>5}  {} — {} ({}): {said}",
            near::share(near),
            near::words(near, passage),
            rule.why,
            rule.id
        );
        visible(&line).into_owned() + "\n"
    };
    let head = if nearest.is_empty() { "" } else { "    nearest rules that did not fire:\n" };
    head.to_owned() + &nearest.iter().map(line).collect::<String>()
}

/// A rule that fired: what it adds, its words, what it says.
fn piece(evidence: &Evidence, tag: &Tag, pack: &Pack) -> String {
    let rule = &pack.rules[evidence.rule];
    let adds = if evidence.counted { format!("{:+.2}", evidence.adds) } else { "    –".to_owned() };
    let unsure = if evidence.doubtful { "; speech recognition was unsure here" } else { "" };
    let not_counted = match evidence.counted {
        true => "",
        false if rival(evidence, tag, pack) => "; not counted: stronger or earlier evidence of its facet is",
        false => "; not counted: the strongest eight are",
    };
    let line = format!(
        "    {adds}  {} — {} ({}, {}{not_counted}{unsure})",
        words(evidence),
        rule.why,
        rule.id,
        rule.strength.name()
    );
    visible(&line).into_owned() + "\n"
}

/// Whether other evidence of the same facet, on the same side, counts instead.
fn rival(evidence: &Evidence, tag: &Tag, pack: &Pack) -> bool {
    let side = |evidence: &Evidence| {
        let rule = &pack.rules[evidence.rule];
        (rule.facet, rule.adds < 0.0)
    };
    tag.evidence.iter().any(|other| other.counted && side(other) == side(evidence))
}

/// A rule whose context took it away.
fn taken(voided: &Voided, pack: &Pack) -> String {
    let rule = &pack.rules[voided.evidence.rule];
    let by = format!("voided as {} by {}", voided.reason.name(), voided.by);
    let line = format!("        ✗  {} — {} ({}); {by}", words(&voided.evidence), rule.why, rule.id);
    visible(&line).into_owned() + "\n"
}

fn words(evidence: &Evidence) -> String {
    evidence.text.as_ref().map_or("the turn before".to_owned(), |text| format!("“{text}”"))
}

/// What was missing to the threshold, in log odds, and the weakest grade of one more rule that would do.
fn lack(lacks: f64, tag: &Tag, pack: &Pack) -> String {
    let (more, facet) = if tag.evidence.is_empty() { ("one", "") } else { ("one more", " of another facet") };
    let enough = [Strength::Weak, Strength::Medium, Strength::Strong].into_iter().find(|strength| {
        let rules = pack.rules.iter().filter(|rule| rule.layer == tag.layer && rule.strength == *strength);
        let least = rules.map(|rule| rule.adds).filter(|adds| *adds > 0.0).reduce(f64::min);
        least.is_some_and(|least| least >= lacks)
    });
    let hint = match enough {
        Some(strength) => format!("{more} {} cue{facet} would do", strength.name()),
        None => "no single cue would do".to_owned(),
    };
    format!("    {lacks:.2} short of the threshold: {hint}\n")
}
