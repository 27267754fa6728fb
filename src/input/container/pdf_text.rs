//! Lines of pages into paragraphs.
//!
//! A paragraph ends where the next line stands farther below, is of another size, or begins with a word that the line before had
//! room for.

use std::collections::{HashMap, HashSet};

use super::pdf_page::Line;
use super::prose::{BULLETS, Block, Prose};
use crate::passage::label;

/// More than this of the usual distance of lines parts paragraphs.
const APART: f64 = 1.2;
/// Letters of at least this many times the usual size are a heading.
const LARGE: f64 = 1.12;
/// Letters below this many times the usual size are those of notes.
const SMALL: f64 = 0.92;
/// The longest heading, in bytes.
const HEADING: usize = 160;

/// The text of all pages.
pub(super) fn text(mut pages: Vec<Vec<Line>>) -> String {
    without_margins(&mut pages);
    let measure = Measure::of(&pages);
    let mut prose = Prose::default();
    let mut open: Vec<Line> = Vec::new();
    for (page, lines) in pages.into_iter().enumerate() {
        let right = margins(&lines);
        let mut first = page > 0;
        for line in lines {
            let moved = std::mem::take(&mut first);
            if open.last().is_some_and(|last| measure.ends(last, open.len(), &line, moved, &right)) {
                measure.hand_on(std::mem::take(&mut open), &mut prose);
            }
            open.push(line);
        }
    }
    measure.hand_on(open, &mut prose);
    prose.finish()
}

/// Takes away what stands at the top or foot of pages and is none of the text: their numbers, and what most pages repeat.
fn without_margins(pages: &mut [Vec<Line>]) {
    let bare = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let mut often: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        for at in edges(page) {
            *often.entry(bare(&page[at].text)).or_default() += 1;
        }
    }
    let count = pages.len();
    for page in pages.iter_mut() {
        let mut at = edges(page);
        at.retain(|at| {
            let text = &page[*at].text;
            number(text) || often.get(&bare(text)).is_some_and(|times| *times >= 3 && times * 2 > count)
        });
        at.sort_unstable();
        at.dedup();
        for at in at.into_iter().rev() {
            page.remove(at);
        }
    }
}

/// The highest and the lowest line of a page.
fn edges(page: &[Line]) -> Vec<usize> {
    let by_height = |a: &usize, b: &usize| page[*a].across.total_cmp(&page[*b].across);
    [(0..page.len()).min_by(by_height), (0..page.len()).max_by(by_height)].into_iter().flatten().collect()
}

/// The number of a page: `7`, `- 7 -`, `Page 7 of 12`, `7/12`.
fn number(text: &str) -> bool {
    let low = text.to_ascii_lowercase();
    let words: Vec<&str> = low.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let digits = |word: &&str| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let numbers = words.iter().filter(|word| digits(word)).count();
    let named = words.iter().all(|word| digits(word) || matches!(*word, "page" | "of" | "p"));
    text.len() <= 20 && named && (1..=2).contains(&numbers) && !text.contains([':', ','])
}

/// How far lines reach, by where they begin in whole ems: columns have each their margin.
fn margins(lines: &[Line]) -> HashMap<i64, f64> {
    let mut right: HashMap<i64, f64> = HashMap::new();
    for line in lines {
        let column = right.entry(column(line)).or_insert(line.right);
        *column = column.max(line.right);
    }
    right
}

fn column(line: &Line) -> i64 {
    // A quarter of a usual page: what is indented stays in its column.
    (line.left / 150.0).floor() as i64
}

/// What is usual in a document.
struct Measure {
    size: f64,
    /// From line to line, in sizes.
    distance: f64,
    /// Sizes of headings, the largest first.
    headings: Vec<f64>,
    /// Words that have a hyphen within a line.
    hyphened: HashSet<String>,
    /// Words without.
    whole: HashSet<String>,
}

impl Measure {
    fn of(pages: &[Vec<Line>]) -> Self {
        let (mut sizes, mut distances) = (HashMap::new(), HashMap::new());
        let (mut hyphened, mut whole) = (HashSet::new(), HashSet::new());
        for page in pages {
            for line in page {
                *sizes.entry(rounded(line.size)).or_insert(0) += line.text.len();
                for word in words(&line.text) {
                    if word.contains('-') {
                        hyphened.insert(word)
                    } else {
                        whole.insert(word)
                    };
                }
            }
            for pair in page.windows(2) {
                let distance = (pair[1].across - pair[0].across) / pair[0].size;
                if (0.8..3.5).contains(&distance) && rounded(pair[0].size) == rounded(pair[1].size) {
                    *distances.entry((distance * 20.0).round() as i64).or_insert(0) += pair[0].text.len();
                }
            }
        }
        let most = |counts: &HashMap<i64, usize>| {
            counts.iter().max_by_key(|(key, count)| (**count, -**key)).map(|(key, _)| *key)
        };
        let size = most(&sizes).unwrap_or(24) as f64 / 2.0;
        let mut headings: Vec<f64> =
            sizes.keys().map(|size| *size as f64 / 2.0).filter(|own| *own >= LARGE * size).collect();
        headings.sort_by(|a, b| b.total_cmp(a));
        let distance = most(&distances).map_or(1.2, |distance| distance as f64 / 20.0);
        Measure { size, distance, headings, hyphened, whole }
    }

    /// Whether a paragraph whose last line is `last`, of so many lines, ends before the next line.
    fn ends(&self, last: &Line, lines: usize, next: &Line, moved: bool, right: &HashMap<i64, f64>) -> bool {
        if rounded(last.size) != rounded(next.size) || last.turned != next.turned || bullet(&next.text).is_some() {
            return true;
        }
        if label::parse(&next.text).is_some() && self.level(next).is_none() {
            return true;
        }
        let below = next.across - last.across;
        let apart = below > APART * self.distance * last.size;
        if last.cell || next.cell {
            // The next line of a cell stands under it.
            return !last.cell || moved || below <= 0.0 || apart || (next.left - last.left).abs() > 1.0;
        }
        let margin = right.get(&column(last)).copied().unwrap_or(last.right).max(last.right);
        // A word that is parted goes on, wherever it was parted.
        let parted = last.text.ends_with('-') && next.text.starts_with(|c: char| c.is_lowercase());
        let room = !parted && margin - last.right > next.word + 0.25 * last.size;
        if moved || below < 0.0 {
            // In the next column or on the next page, a sentence that has not ended goes on.
            return room || last.text.ends_with(['.', '!', '?', ':', '”', '"']);
        }
        let indented = lines > 1 && next.left > last.left + last.size;
        apart || room || indented
    }

    /// The words of a note in small print behind its number, which other formats leave out.
    fn note<'a>(&self, line: &'a Line) -> Option<&'a str> {
        let (number, words) = line.text.split_once(' ').filter(|_| line.size < SMALL * self.size)?;
        (number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(words)
    }

    /// The level of a heading that a line is, if it is one.
    fn level(&self, line: &Line) -> Option<u8> {
        let large = line.size >= LARGE * self.size && line.text.len() <= HEADING;
        let rank = self.headings.iter().position(|size| rounded(*size) == rounded(line.size)).filter(|_| large)?;
        u8::try_from(rank + 1).ok()
    }

    /// Joins the lines of a paragraph.
    fn hand_on(&self, lines: Vec<Line>, prose: &mut Prose) {
        let Some(first) = lines.first() else { return };
        let level = self.level(first);
        let mut text = String::new();
        for line in &lines {
            let next = match text.is_empty() {
                true => bullet(&line.text).or_else(|| self.note(line)).unwrap_or(&line.text),
                false => &line.text,
            };
            if text.is_empty() {
                text.push_str(next);
            } else if self.parted(&text, next) {
                text.pop();
                text.push_str(next);
            } else {
                let joined = text.ends_with('-') && !text.ends_with(" -");
                text.push_str(if joined { "" } else { " " });
                text.push_str(next);
            }
        }
        match level {
            Some(level) => prose.block(Block::Heading(level), &text),
            None if bullet(&first.text).is_some() => prose.block(Block::Item, &text),
            None => prose.block(Block::Paragraph, &text),
        }
    }

    /// Whether the hyphen at the end of a line only parts a word.
    fn parted(&self, text: &str, next: &str) -> bool {
        let Some(begin) = text.strip_suffix('-').filter(|_| next.starts_with(|c: char| c.is_lowercase())) else {
            return false;
        };
        let begin = begin.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
        let begin = begin.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let end: String = next.chars().take_while(|c| c.is_alphanumeric()).collect();
        let whole = self.whole.contains(&format!("{begin}{end}"));
        let hyphened = self.hyphened.contains(&format!("{begin}-{end}"));
        // Words such as these are mostly written with one.
        let compound = matches!(begin.as_str(), "self" | "well" | "ex" | "half" | "non" | "co" | "all" | "so");
        !begin.is_empty() && (whole || !hyphened && !compound)
    }
}

/// Sizes that differ by less are the same, in halves of a point.
fn rounded(size: f64) -> i64 {
    (size * 2.0).round() as i64
}

/// Words within a line, in small letters; the last one may be cut.
fn words(text: &str) -> impl Iterator<Item = String> {
    let all: Vec<&str> = text.split_whitespace().collect();
    let within = all.len().saturating_sub(usize::from(text.ends_with('-')));
    let plain = |word: &&str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    all[..within].iter().map(plain).collect::<Vec<_>>().into_iter().filter(|word| !word.is_empty())
}

/// The words of a line behind the mark of a list's item.
fn bullet(text: &str) -> Option<&str> {
    let (mark, rest) = text.split_once(' ')?;
    // A dash may also begin speech.
    (BULLETS.contains(&mark) && mark != "–").then_some(rest)
}
