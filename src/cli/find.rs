//! `layers find`: a pattern of the rule language tried on one's own text, each match in its sentence.

use std::io::{self, Write};
use std::ops::{ControlFlow, Range};
use std::path::PathBuf;
use std::sync::Arc;

use layers::evidence::{Finder, Finding};
use layers::layer::{Facet, Layer, Role};
use layers::output::escape::visible;
use layers::passage::{Passage, sentence};
use layers::program::Rules;
use layers::rules::fault::{Fault, File, Place, did_you_mean};
use layers::rules::pattern::Pattern;
use layers::rules::{Pack, Rule, Strength};

use super::{Outcome, interrupt, options, out, packs, reading, say, sources};

/// What `layers find` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A pattern, as rules have it
    pattern: String,

    /// Notes and transcripts; - or none: stdin
    #[arg(value_name = "PATH")]
    files: Vec<PathBuf>,

    /// Rules whose word classes and contexts to use: a file or folder (repeatable); `builtin` stands for those
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,

    #[command(flatten)]
    input: options::Input,
}

const EXAMPLES: &str =
    "A match is printed in its sentence, with source:line, the passage's number and who speaks; once a \
sentence, as a rule counts. Where a context would void it, that stands at the end, in square brackets.

Examples:
  layers find 'felt close' session.txt         these words, one after the other
  layers find '{client} ~2 trust* ~2 {therapist}' notes/*.txt
  layers find '<angry> with {therapist}' session.txt
  layers find '(sorry|apolog*) & late' session.txt      both anywhere in one sentence
  layers find --rules builtin --rules my-rules.toml '<my-class>' session.txt

  {client} {therapist} {both} {other} are persons, <angry> a word class, ~2 a gap of up to two words, * any letters.
  layers text --roles FILE shows who is who; layers why FILE --passage N explains a passage.";

/// Searches.
pub fn run(args: &Args) -> Outcome {
    let rules = match packs::pack(&args.rules).and_then(|pack| only(&args.pattern, pack)) {
        Ok(rules) => rules,
        Err(outcome) => return outcome,
    };
    let mut finder = Finder::new(&rules);
    args.input.therapist.iter().for_each(|name| finder.name(name, Role::Therapist));
    args.input.client.iter().for_each(|name| finder.name(name, Role::Client));
    let mut to = out::Out::stdout(None);
    interrupt::abandons(None);
    let mut count = Count::default();
    let sources = sources::named(&args.files);
    let read = reading::passages(&sources, &args.input.options(), &to.clone(), &mut |passage| {
        let findings = finder.find(&passage).findings;
        count.add(findings.len());
        findings.iter().try_for_each(|finding| writeln!(to, "{}", line(&passage, finding)))?;
        Ok(ControlFlow::Continue(()))
    });
    let written = count.write(&mut to).and_then(|()| to.commit());
    match say::written("stdout", written) {
        Outcome::Done => read,
        failed => failed,
    }
}

/// The pack's classes and contexts with one rule, which is the pattern.
fn only(text: &str, mut pack: Pack) -> Result<Rules, Outcome> {
    let pattern = Pattern::read(text).map_err(|error| faulty(text, error.at, error.message))?;
    let known = || pack.classes.iter().map(|class| class.name.as_str());
    if let Some(class) = pattern.classes().iter().find(|class| known().all(|name| name != *class)) {
        let at = text.find(&format!("<{class}")).unwrap_or(0);
        return Err(faulty(text, at, format!("unknown class <{class}>{}", did_you_mean(class, known()))));
    }
    // What only some layers' evidence is voided by says nothing of a pattern that has no layer yet.
    pack.contexts.retain(|context| context.layers.is_empty());
    pack.layers = vec![layer()];
    pack.rules = vec![rule(pattern)];
    Ok(Rules::new(pack))
}

fn faulty(text: &str, at: usize, message: String) -> Outcome {
    let file = Arc::new(File { path: "pattern".to_owned(), text: text.to_owned() });
    packs::tell(std::iter::once(&Fault { place: Place { file, at }, rule: None, message, warning: false }));
    Outcome::Usage
}

fn layer() -> Layer {
    let name = || "find".to_owned();
    Layer {
        id: name(),
        name: name(),
        full_name: name(),
        pages: String::new(),
        definition: String::new(),
        bias: 0.0,
        threshold: 0.5,
        finds: None,
        facets: vec![Facet { id: name(), name: name() }],
    }
}

fn rule(pattern: Pattern) -> Rule {
    Rule {
        id: "find/pattern".to_owned(),
        layer: 0,
        facet: 0,
        strength: Strength::Strong,
        adds: 1.0,
        why: String::new(),
        patterns: vec![pattern],
        regex: Vec::new(),
        speaker: Vec::new(),
        genre: Vec::new(),
        conditions: Vec::new(),
        survives: Vec::new(),
        marks: None,
        continues: false,
    }
}

/// Characters that are shown of the sentence on each side of a match.
const CONTEXT: usize = 40;

/// A match with its place, in its sentence.
fn line(passage: &Passage, finding: &Finding) -> String {
    let text = &passage.text;
    let Range { start, end } = finding.bytes;
    let sentence = around(text, &finding.bytes);
    let (left, right) = (before(&text[sentence.start..start]), after(&text[end..sentence.end]));
    let mut out = format!("{}  {}  {left}‹{}›{right}", reading::place(passage), reading::speaker(passage), {
        one_line(&text[start..end])
    });
    if let Some((reason, by)) = &finding.voided {
        out.push_str(&format!("  [{}: {by}]", reason.name()));
    }
    visible(&out).into_owned()
}

/// The sentence in which a match stands.
fn around(text: &str, bytes: &Range<usize>) -> Range<usize> {
    let mut from = 0;
    for end in sentence::ends(text) {
        if end >= bytes.end {
            return from..end;
        }
        if end <= bytes.start {
            from = end;
        }
    }
    from..text.len()
}

/// The end of what stands before a match, cut between words.
fn before(text: &str) -> String {
    let text = one_line(text);
    let text = text.trim_start();
    match text.char_indices().rev().nth(CONTEXT) {
        None => text.to_owned(),
        Some((at, _)) => {
            let rest = &text[at..];
            format!("…{}", rest.find(' ').map_or(rest, |space| &rest[space..]))
        }
    }
}

/// The beginning of what stands behind a match, cut between words.
fn after(text: &str) -> String {
    let text = one_line(text);
    let text = text.trim_end();
    match text.char_indices().nth(CONTEXT) {
        None => text.to_owned(),
        Some((at, _)) => {
            let rest = &text[..at];
            format!("{}…", rest.rfind(' ').map_or(rest, |space| &rest[..=space]))
        }
    }
}

/// Line breaks and other white space as one blank each.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}

/// How much was found, in how much.
#[derive(Default)]
struct Count {
    matches: usize,
    with: u64,
    passages: u64,
}

impl Count {
    fn add(&mut self, matches: usize) {
        self.matches += matches;
        self.with += u64::from(matches > 0);
        self.passages += 1;
    }

    fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let Count { matches, with, passages } = self;
        let noun = if *passages == 1 { "passage" } else { "passages" };
        match matches {
            0 => writeln!(to, "no match in {passages} {noun}"),
            1 => writeln!(to, "\n1 match in 1 of {passages} {noun}"),
            _ => writeln!(to, "\n{matches} matches in {with} of {passages} {noun}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_between_words_and_at_the_sentence() {
        let long = "one two three four five six seven eight nine ten eleven twelve ";
        assert_eq!(before(long), "… six seven eight nine ten eleven twelve ");
        assert_eq!(after(long), "one two three four five six seven eight …");
        assert_eq!((before(" a\nb "), after(" a\nb ")), ("a b ".to_owned(), " a b".to_owned()));
        assert_eq!(before(&"é".repeat(50)), format!("…{}", "é".repeat(41)));
        let text = "First one. The second is this. Third.";
        let at = text.find("second").unwrap();
        assert_eq!(&text[around(text, &(at..at + 6))], " The second is this.");
    }
}
