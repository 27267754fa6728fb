//! Plain text for people: each tagged passage with the words that said so, then the summary.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::escape::visible;
use crate::layer::Role;
use crate::report::{Writer, shape};
use crate::rules::Pack;

pub(super) mod excerpt;
pub mod scan;
mod table;
pub(super) mod wrap;

use wrap::{Mark, wrap};

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Columns to a line.
    pub width: usize,
    /// Mark words by colour; without it ‹so›.
    pub color: bool,
    /// Only the summary, no passages.
    pub only_summary: bool,
}

/// Writes a report as text.
pub struct Text<'a, W> {
    out: W,
    pack: &'a Pack,
    layout: Layout,
    header: table::Scope,
    failures: u64,
    /// The session shown last, as it was shown.
    session: String,
}

const INDENT: &str = "  ";

/// The layers' colours in their order: told apart by most who see colours differently; a layer's name stands beside
/// wherever one is used.
const COLORS: [AnsiColor; 6] =
    [AnsiColor::Cyan, AnsiColor::Yellow, AnsiColor::Magenta, AnsiColor::Green, AnsiColor::Blue, AnsiColor::Red];

impl<'a, W: Write> Text<'a, W> {
    /// `pack` gives the layers and facets their names and the rules their reasons.
    pub fn new(out: W, pack: &'a Pack, layout: Layout) -> Self {
        Text { out, pack, layout, header: table::Scope::default(), failures: 0, session: String::new() }
    }

    /// Says which session it is, where another begins.
    fn session(&mut self, passage: &shape::Passage) -> io::Result<()> {
        let number = passage.session.as_ref().map(|number| format!("session {}", visible(number)));
        let text = |part: &Option<std::borrow::Cow<str>>| part.as_deref().map(|text| visible(text).into_owned());
        let known: Vec<String> = [text(&passage.client), number, text(&passage.date)].into_iter().flatten().collect();
        let session = known.join(" · ");
        if !session.is_empty() && session != self.session {
            let bold = self.style(Style::new().bold());
            writeln!(self.out, "{bold}— {session}{bold:#}\n")?;
        }
        self.session = session;
        Ok(())
    }

    fn place(&mut self, passage: &shape::Passage) -> io::Result<()> {
        let mut place = format!("{}:{}", visible(&passage.source), passage.line);
        if let shape::Id::Given(_) = passage.id {
            place = format!("{place} ({})", visible(&passage.id.text()));
        }
        if let Some(time) = passage.time {
            place = format!("{place} · {time}");
        }
        let speaker = match (passage.speaker, &passage.label) {
            (Some(role), Some(label)) => format!(" · {} ({})", role_name(role), visible(label)),
            (Some(role), None) => format!(" · {}", role_name(role)),
            (None, Some(label)) => format!(" · {}", visible(label)),
            (None, None) => String::new(),
        };
        let bold = self.style(Style::new().bold());
        writeln!(self.out, "{bold}{place}{bold:#}{speaker}")
    }

    fn words(&mut self, passage: &shape::Passage) -> io::Result<()> {
        let Some(text) = passage.text else {
            return Ok(());
        };
        for part in excerpt::parts(text, passage) {
            let (width, color) = (self.layout.width.saturating_sub(INDENT.len()), self.layout.color);
            let lines = wrap(&part.text, &part.marks, width, color, |layer, on| self.mark(layer, on));
            for line in lines {
                writeln!(self.out, "{INDENT}{line}")?;
            }
        }
        Ok(())
    }

    fn mark(&self, layer: usize, mark: Mark) -> String {
        let style = layer_style(layer).bold().underline();
        match (self.layout.color, mark) {
            (true, Mark::Begin) => format!("{style}"),
            (true, Mark::End) => format!("{style:#}"),
            (false, Mark::Begin) => "‹".to_owned(),
            (false, Mark::End) => "›".to_owned(),
        }
    }

    fn tag(&mut self, tag: &shape::Tag) -> io::Result<()> {
        let style = self.style(layer_style(tag.place).bold());
        let name = visible(&self.pack.layers[tag.place].name);
        let dots = dots(tag.score);
        writeln!(self.out, "{INDENT}▪ {style}{name}{style:#}  {dots} {:.2}", tag.score)?;
        let (counted, others): (Vec<_>, Vec<_>) = tag.evidence.iter().partition(|piece| piece.counted);
        for piece in &counted {
            let lead = if piece.adds < 0.0 { "against: " } else { "" };
            let after = if piece.doubtful { "; speech recognition was unsure here: listen" } else { "" };
            self.reason(piece.place, &format!("{lead}{}", quoted(piece.start, piece.text)), after)?;
        }
        self.others(&counted, &others)
    }

    /// Cues that do not count, as others of their facet do: their words in one line, each once, but for those told already.
    fn others(&mut self, told: &[&shape::Evidence], others: &[&shape::Evidence]) -> io::Result<()> {
        let told: Vec<String> = told.iter().map(|piece| quoted(piece.start, piece.text)).collect();
        let mut words: Vec<String> = Vec::new();
        for piece in others {
            let quoted = quoted(piece.start, piece.text);
            if !words.contains(&quoted) && !told.contains(&quoted) {
                words.push(quoted);
            }
        }
        if words.is_empty() { Ok(()) } else { self.hanging(&format!("also {}", words.join(", "))) }
    }

    fn voided(&mut self, voided: &shape::Voided) -> io::Result<()> {
        let words = quoted(voided.start, voided.text);
        let Some(place) = self.pack.rules.iter().position(|rule| rule.id == voided.rule) else {
            return Ok(());
        };
        let why = format!("; does not count: {} ({})", voided.reason, visible(voided.by));
        self.reason(place, &format!("not {words}"), &why)
    }

    /// One line for a piece of evidence: the words, then what they may be a sign of.
    fn reason(&mut self, place: usize, words: &str, after: &str) -> io::Result<()> {
        let rule = &self.pack.rules[place];
        let line = format!("{words} — {} ({}){after}", visible(&rule.why), visible(&rule.id));
        self.hanging(&line)
    }

    /// A line below a layer's name, wrapped with its further lines set in.
    fn hanging(&mut self, line: &str) -> io::Result<()> {
        let width = self.layout.width.saturating_sub(3 * INDENT.len());
        for (at, line) in wrap(line, &[], width, false, |_, _| String::new()).iter().enumerate() {
            let hang = if at == 0 { "" } else { INDENT };
            writeln!(self.out, "{INDENT}{INDENT}{hang}{line}")?;
        }
        Ok(())
    }

    fn style(&self, style: Style) -> Style {
        if self.layout.color { style } else { Style::new() }
    }
}

impl<W: Write> Writer for Text<'_, W> {
    fn begin(&mut self, header: &shape::Header) -> io::Result<()> {
        self.header = table::Scope::of(header);
        Ok(())
    }

    fn passage(&mut self, passage: &shape::Passage) -> io::Result<()> {
        let voided = passage.voided.as_deref().unwrap_or_default();
        self.header.meet(passage);
        if self.layout.only_summary || (passage.tags.is_empty() && voided.is_empty()) {
            return Ok(());
        }
        self.session(passage)?;
        self.place(passage)?;
        self.words(passage)?;
        for tag in &passage.tags {
            self.tag(tag)?;
        }
        for gone in voided {
            self.voided(gone)?;
        }
        writeln!(self.out)
    }

    fn failure(&mut self, _failure: &shape::Failure) -> io::Result<()> {
        self.failures += 1;
        Ok(())
    }

    fn finish(&mut self, totals: &shape::Totals) -> io::Result<()> {
        table::write(self, &totals.summary)?;
        self.out.flush()
    }
}

fn layer_style(layer: usize) -> Style {
    Style::new().fg_color(Some(COLORS[layer % COLORS.len()].into()))
}

/// A score as five dots, for those who do not read decimals.
fn dots(score: f64) -> String {
    let full = ((score * 5.0).round() as usize).min(5);
    "●".repeat(full) + &"○".repeat(5 - full)
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Therapist => "therapist",
        Role::Client => "client",
    }
}

/// The words of a piece of evidence, or where they stand.
fn quoted(start: Option<u64>, words: Option<&str>) -> String {
    match (start, words) {
        (None, _) => "(the passage before)".to_owned(),
        (Some(_), Some(words)) => format!("“{}”", one_line(words)),
        (Some(start), None) => format!("(at {start})"),
    }
}

fn count(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Words that may run over a line break, as one line.
fn one_line(words: &str) -> String {
    let words: Vec<_> = words.split_whitespace().collect();
    visible(&words.join(" ")).into_owned()
}
