//! `layers why`: for each layer what its score is made of, and what a layer that was not tagged lacked.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use layers::layer::Role;
use layers::output::escape::visible;
use layers::passage::Passage;
use layers::rules::{Pack, Strength};
use layers::tag::{Evidence, Tag, Tagged, Tagger, Voided};

use super::{Outcome, interrupt, options, out, packs, reading, say, sources};

/// What `layers why` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A note or transcript; - or none: stdin
    file: Option<PathBuf>,

    /// Which passage, by its number from 1 [default: each]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    passage: Option<u64>,

    /// Rules to use instead of the built-in ones: a file or folder (repeatable); `builtin` stands for those
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,

    #[command(flatten)]
    input: options::Input,
}

const EXAMPLES: &str =
    "A layer's score is logistic(start + what its counted evidence adds); it is tagged where the score \
reaches the threshold.

Examples:
  layers why session.txt --passage 12          each layer of the twelfth passage
  echo 'C: I want you to like me.' | layers why
  layers why --rules builtin --rules my-rules.toml session.txt --passage 3
  layers rules show transference/RULE          a rule that it names";

/// Explains.
pub fn run(args: &Args) -> Outcome {
    let rules = match packs::rules(&args.rules) {
        Ok(rules) => rules,
        Err(outcome) => return outcome,
    };
    let mut tagger = Tagger::new(&rules);
    args.input.therapist.iter().for_each(|name| tagger.name(name, Role::Therapist));
    args.input.client.iter().for_each(|name| tagger.name(name, Role::Client));
    let mut to = out::Out::stdout(None);
    interrupt::abandons(None);
    let mut last = 0;
    let files: Vec<_> = args.file.iter().cloned().collect();
    let sources = sources::named(&files);
    let read = reading::passages(&sources, &args.input.options(), &to.clone(), &mut |passage| {
        last = passage.number;
        // The passages before are context.
        let weighed = tagger.weigh_all(passage);
        if args.passage.is_none_or(|wanted| wanted == last) {
            to.write_all(explained(&weighed, &rules.pack).as_bytes())?;
        }
        Ok(if args.passage == Some(last) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    });
    match (say::written("stdout", to.commit()), args.passage) {
        (Outcome::Done, Some(wanted)) if wanted > last && read == Outcome::Done => missing(wanted, last),
        (Outcome::Done, None) if last == 0 && read == Outcome::Done => {
            say::about(&sources[0].name, None, "holds no text; nothing to explain");
            read
        }
        (Outcome::Done, _) => read,
        (failed, _) => failed,
    }
}

fn missing(wanted: u64, last: u64) -> Outcome {
    let there = match last {
        0 => "the text holds none".to_owned(),
        1 => "the text holds one, number 1".to_owned(),
        _ => format!("the text holds those from 1 to {last}"),
    };
    say::usage(&format!("--passage {wanted}"), &format!("no such passage; {there}"))
}

/// A passage, then each layer.
fn explained(weighed: &Tagged, pack: &Pack) -> String {
    let passage = &weighed.passage;
    let mut out = heading(passage);
    for at in 0..pack.layers.len() {
        let tag = weighed.tags.iter().find(|tag| tag.layer == at);
        let voided = weighed.voided.iter().filter(|voided| pack.rules[voided.evidence.rule].layer == at);
        out.push_str(&layer(at, tag, &voided.collect::<Vec<_>>(), pack));
    }
    out
}

fn heading(passage: &Passage) -> String {
    let place = format!("{}  {}", reading::place(passage), reading::speaker(passage));
    let text: String = passage.text.split('\n').map(|line| format!("  {}\n", visible(line))).collect();
    format!("{}\n{text}\n", visible(&place))
}

/// A layer: its score against the threshold, and all that bears on it.
fn layer(at: usize, tag: Option<&Tag>, voided: &[&Voided], pack: &Pack) -> String {
    let layer = &pack.layers[at];
    let none = Tag {
        layer: at,
        score: layers::tag::score(layer.bias, &[]),
        bias: layer.bias,
        threshold: layer.threshold,
        evidence: Vec::new(),
    };
    let weighed = tag.unwrap_or(&none);
    // Nothing is tagged without evidence, however low the threshold.
    let stands = tag.is_some_and(Tag::stands);
    let (sign, verdict) = if stands { ("■", "tagged") } else { ("□", "not tagged") };
    let Tag { score, threshold, .. } = weighed;
    let mut out = format!("{sign} {}  score {score:.2}, threshold {threshold:.2}: {verdict}\n", visible(&layer.name));
    if tag.is_none() && voided.is_empty() {
        out.push_str("    no rule fired\n");
    } else {
        out.push_str(&format!("    {:+.2}  start\n", weighed.bias));
    }
    weighed.evidence.iter().for_each(|evidence| out.push_str(&piece(evidence, weighed, pack)));
    voided.iter().for_each(|voided| out.push_str(&taken(voided, pack)));
    if !stands {
        out.push_str(&lack(weighed, pack));
    }
    out.push('\n');
    out
}

/// A rule that fired: what it adds, its words, what it says.
fn piece(evidence: &Evidence, tag: &Tag, pack: &Pack) -> String {
    let rule = &pack.rules[evidence.rule];
    let unsure = if evidence.doubtful { "; speech recognition was unsure here" } else { "" };
    let adds = if evidence.counted { format!("{:+.2}", evidence.adds) } else { "    –".to_owned() };
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
        grade(rule.strength)
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
fn lack(tag: &Tag, pack: &Pack) -> String {
    let sum: f64 = tag.bias + tag.evidence.iter().map(|evidence| evidence.adds).sum::<f64>();
    let lacks = (tag.threshold / (1.0 - tag.threshold)).ln() - sum;
    if !lacks.is_finite() || lacks <= 0.0 {
        return String::new();
    }
    let (more, facet) = if tag.evidence.is_empty() { ("one", "") } else { ("one more", " of another facet") };
    let enough = [Strength::Weak, Strength::Medium, Strength::Strong].into_iter().find(|strength| {
        let rules = pack.rules.iter().filter(|rule| rule.layer == tag.layer && rule.strength == *strength);
        let least = rules.map(|rule| rule.adds).filter(|adds| *adds > 0.0).reduce(f64::min);
        least.is_some_and(|least| least >= lacks)
    });
    let hint = match enough {
        Some(strength) => format!("{more} {} cue{facet} would do", grade(strength)),
        None => "no single cue would do".to_owned(),
    };
    format!("    {lacks:.2} short of the threshold: {hint}\n")
}

fn grade(strength: Strength) -> &'static str {
    match strength {
        Strength::Weak => "weak",
        Strength::Medium => "medium",
        Strength::Strong => "strong",
    }
}
