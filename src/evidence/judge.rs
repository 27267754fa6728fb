//! What fired, judged: one hit a rule and sentence, conditions, and contexts that void.

use super::roles::Voice;
use super::walk::{Hit, Hits};
use super::words::{Word, Words};
use super::{Finding, Reason};
use crate::layer::Role;
use crate::passage::Genre;
use crate::program::{ContextHead, Program, RuleHead, Target};
use crate::rules::{self, Kind, Near, Scope, Speaker};

/// A passage after the walk.
pub struct Scene<'a> {
    pub text: &'a str,
    pub words: &'a Words,
    pub hits: &'a Hits,
    /// Conditions that fired in the passage before.
    pub fired_before: &'a [u32],
}

/// The findings of a passage, in order of place; of each rule one a sentence, or, where `every`, all that do not overlap.
pub fn judge(program: &Program, scene: &Scene, genre: Genre, voice: Voice, every: bool) -> Vec<Finding> {
    let hits = &scene.hits.list;
    let rules = hits.partition_point(|hit| hit.target < Target::Condition(0));
    if rules == 0 {
        return Vec::new();
    }
    let court = Court { program, scene, voids: Voids::new(program, scene), headings: headings(scene.text) };
    let mut findings = Vec::new();
    let mut at = 0;
    while at < rules {
        let Target::Rule(id) = hits[at].target else { break };
        let end = at + hits[at..rules].iter().take_while(|hit| hit.target == hits[at].target).count();
        let rule = &program.rules[id as usize];
        if speaks(&rule.speaker, genre, voice) && written(&rule.genre, genre) {
            match every {
                false => court.once(id, &hits[at..end], &mut findings),
                true => court.every(id, &hits[at..end], &mut findings),
            }
        }
        at = end;
    }
    findings.sort_by_key(|finding| (finding.bytes.start, finding.bytes.end, finding.rule));
    findings
}

/// What a hit is judged by.
struct Court<'a> {
    program: &'a Program,
    scene: &'a Scene<'a>,
    voids: Voids<'a>,
    headings: Vec<std::ops::Range<usize>>,
}

impl Court<'_> {
    /// Of several hits in a sentence the leftmost, longest that stands; where none stands, the first.
    fn once(&self, rule: u32, hits: &[Hit], findings: &mut Vec<Finding>) {
        let (mut last, mut stands) = (None, false);
        for hit in hits {
            let again = last == Some(hit.sentence);
            if again && stands || unmet(self.program, self.scene, rule, hit).is_some() {
                continue;
            }
            let finding = self.finding(rule, hit);
            stands = finding.voided.is_none();
            if again && stands {
                findings.pop();
            }
            if !again || stands {
                findings.push(finding);
            }
            last = Some(hit.sentence);
        }
    }

    /// All hits that do not share words with one before.
    fn every(&self, rule: u32, hits: &[Hit], findings: &mut Vec<Finding>) {
        let mut free = 0;
        for hit in hits {
            if hit.first >= free && unmet(self.program, self.scene, rule, hit).is_none() {
                free = hit.last + 1;
                findings.push(self.finding(rule, hit));
            }
        }
    }

    fn finding(&self, rule: u32, hit: &Hit) -> Finding {
        let list = &self.scene.words.list;
        let bytes = list[hit.first as usize].start as usize..list[hit.last as usize].end as usize;
        let voided = heading(&self.headings, hit, self.scene.words)
            .or_else(|| quotes_others(hit, self.scene.words))
            .or_else(|| self.voids.of(self.program, &self.program.rules[rule as usize], hit));
        Finding { rule: rule as usize, bytes, voided }
    }
}

/// Whether a voice is one of those that a rule wants to hear.
pub fn speaks(wanted: &[Speaker], genre: Genre, voice: Voice) -> bool {
    let author = genre != Genre::Transcript;
    let told = voice.role.filter(|_| voice.told || !author);
    wanted.is_empty()
        || wanted.iter().any(|speaker| match speaker {
            Speaker::Therapist => told == Some(Role::Therapist),
            Speaker::Client => told == Some(Role::Client),
            Speaker::Author => author,
            Speaker::Unknown => voice.role.is_none(),
        })
}

/// Whether a kind of text is one of those that a rule wants.
pub fn written(wanted: &[rules::Genre], genre: Genre) -> bool {
    let genre = match genre {
        Genre::Note => rules::Genre::Note,
        Genre::Letter => rules::Genre::Letter,
        Genre::Transcript => rules::Genre::Transcript,
    };
    wanted.is_empty() || wanted.contains(&genre)
}

/// The first condition of a rule that does not hold for a hit of it: its place among the rule's.
pub fn unmet(program: &Program, scene: &Scene, rule: u32, hit: &Hit) -> Option<usize> {
    program.conditions.of(rule as usize).iter().position(|condition| {
        let target = Target::Condition(condition.id);
        let means = |sentence| condition.roles != 0 && scene.words.mean(condition.roles, sentence);
        let there = match condition.place {
            Near::Before => scene.fired_before.contains(&condition.id),
            Near::Passage => !scene.hits.of(target).is_empty() || means(None),
            Near::Sentence => !scene.hits.within(target, hit.sentence).is_empty() || means(Some(hit.sentence)),
        };
        there != condition.wanted
    })
}

/// A context found: which, the stretch that it voids as word indices, and the trigger's own words.
type Void<'a> = (u32, std::ops::Range<u32>, &'a Hit);

/// The stretches that contexts void.
struct Voids<'a> {
    /// Those of a passage's scope, then the others by sentence.
    list: Vec<Void<'a>>,
    /// How many are of a passage's scope.
    wide: usize,
}

impl<'a> Voids<'a> {
    fn new(program: &Program, scene: &Scene<'a>) -> Voids<'a> {
        let hits = &scene.hits.list;
        let from = hits.partition_point(|hit| hit.target < Target::Context(0));
        let to = hits.partition_point(|hit| hit.target < Target::Terminator);
        let triggers = hits[from..to].iter().filter_map(|hit| match hit.target {
            Target::Context(id) => Some((id, hit)),
            Target::Rule(_) | Target::Condition(_) | Target::Terminator => None,
        });
        let context = |id: u32| &program.contexts[id as usize];
        let (mut pseudo, real): (Vec<_>, Vec<_>) = triggers.partition(|(id, _)| context(*id).kind == Kind::Pseudo);
        pseudo.sort_unstable_by_key(|(_, hit)| hit.sentence);
        let swallowed = |hit: &Hit| {
            let from = pseudo.partition_point(|(_, other)| other.sentence < hit.sentence);
            let near = pseudo[from..].iter().take_while(|(_, other)| other.sentence == hit.sentence);
            near.into_iter().any(|(_, other)| other.first <= hit.last && hit.first <= other.last)
        };
        let mut list: Vec<Void> = real
            .into_iter()
            .filter(|(_, hit)| !swallowed(hit))
            .map(|(id, hit)| {
                let ends = scene.hits.within(Target::Terminator, hit.sentence);
                (id, scope(context(id), hit, &scene.words.list, ends), hit)
            })
            .collect();
        let narrow = |id: u32| context(id).scope != Scope::Passage;
        list.sort_by_key(|(id, _, hit)| (narrow(*id), if narrow(*id) { hit.sentence } else { 0 }));
        let wide = list.partition_point(|(id, _, _)| !narrow(*id));
        Voids { list, wide }
    }

    /// What may void a hit in a sentence: those of the passage, and those of the sentence.
    fn near(&self, sentence: u32) -> impl Iterator<Item = &Void<'a>> {
        let (wide, narrow) = self.list.split_at(self.wide);
        let from = narrow.partition_point(|(_, _, hit)| hit.sentence < sentence);
        wide.iter().chain(narrow[from..].iter().take_while(move |(_, _, hit)| hit.sentence == sentence))
    }

    /// What voids a hit, if anything does.
    fn of(&self, program: &Program, rule: &RuleHead, hit: &Hit) -> Option<(Reason, String)> {
        let own = |range: std::ops::Range<u32>| {
            range.clone().any(|at| {
                at >= hit.first && at <= hit.last && at - hit.first < 128 && hit.own & 1 << (at - hit.first) != 0
            })
        };
        self.near(hit.sentence).find_map(|(id, stretch, trigger)| {
            let context = &program.contexts[*id as usize];
            if rule.survives.contains(&context.kind)
                || !(context.layers.is_empty() || context.layers.contains(&rule.layer))
            {
                return None;
            }
            // A rule that says the trigger's words itself means them.
            let says_it = context.scope != Scope::Inside && own(trigger.first..trigger.last + 1);
            let reached = match context.scope {
                Scope::Sentence => hit.sentence == trigger.sentence,
                Scope::Passage => true,
                Scope::After | Scope::Before | Scope::Inside => own(stretch.clone()),
            };
            (reached && !says_it).then(|| (Reason::Context(context.kind), context.id.clone()))
        })
    }
}

fn scope(context: &ContextHead, hit: &Hit, words: &[Word], ends: &[Hit]) -> std::ops::Range<u32> {
    match context.scope {
        Scope::Inside | Scope::Sentence | Scope::Passage => hit.first..hit.last + 1,
        Scope::After => {
            let from = hit.last + 1;
            let limit = (from + u32::from(context.limit)).min(words.len() as u32);
            let ended = ends.iter().filter(|end| end.first >= from).map(|end| end.first).min().unwrap_or(limit);
            let to =
                (from..limit.min(ended)).take_while(|&at| words[at as usize].sentence == hit.sentence).count() as u32;
            from..from + to
        }
        Scope::Before => {
            let to = hit.first;
            let limit = to.saturating_sub(u32::from(context.limit));
            let ended = ends.iter().filter(|end| end.last < to).map(|end| end.last + 1).max().unwrap_or(0);
            let from =
                (limit.max(ended)..to).rev().take_while(|&at| words[at as usize].sentence == hit.sentence).count()
                    as u32;
            to - from..to
        }
    }
}

/// Heading lines with nothing under them: byte ranges of lines that end in a colon, before another such line or the end.
fn headings(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    if !text.contains(':') {
        return out;
    }
    let mut pending: Option<std::ops::Range<usize>> = None;
    let mut at = 0;
    for line in text.split('\n') {
        let trimmed = line.trim();
        if is_heading(trimmed) {
            out.extend(pending.replace(at..at + line.len()));
        } else if !trimmed.is_empty() {
            pending = None;
        }
        at += line.len() + 1;
    }
    out.extend(pending);
    out
}

/// What people write under a heading when there is nothing to write.
const EMPTY: [&str; 6] = ["n/a", "na", "nil", "none", "none noted", "not discussed"];

/// The most words a heading has.
const LONGEST_HEADING: usize = 6;

fn is_heading(line: &str) -> bool {
    // "Transference: -" and "Transference: n/a" have nothing under them either.
    let line = line.trim_end_matches(['-', '–', '—', '.', ' ', '*', '_']);
    let empty = EMPTY.iter().find_map(|word| {
        let cut = line.len().checked_sub(word.len()).filter(|&cut| line.is_char_boundary(cut))?;
        line[cut..].eq_ignore_ascii_case(word).then(|| line[..cut].trim_end())
    });
    empty.unwrap_or(line).ends_with(':') && line.split_whitespace().count() <= LONGEST_HEADING
}

fn heading(headings: &[std::ops::Range<usize>], hit: &Hit, words: &Words) -> Option<(Reason, String)> {
    let start = words.list[hit.first as usize].start as usize;
    headings.iter().any(|range| range.contains(&start)).then(|| (Reason::Heading, "heading".to_string()))
}

/// What somebody else is quoted with is about elsewhere, as long as all of it stands in the quotation.
fn quotes_others(hit: &Hit, words: &Words) -> Option<(Reason, String)> {
    let quote = words.list[hit.first as usize].quote;
    let inside = quote > 0 && words.list[hit.last as usize].quote == quote && words.quoted_others[quote as usize - 1];
    inside.then(|| (Reason::Context(Kind::Elsewhere), "others-quoted".to_string()))
}
