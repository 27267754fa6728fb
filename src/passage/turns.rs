//! Utterances, as recordings and tables have them, joined into turns: the passages of a talk.
//!
//! The canonical text of a talk is made here: a line a turn, `Label: words`, or only the words where nobody is named.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use super::speakers::Speakers;
use super::split::Sink;
use super::{Before, Genre, Passage, Piece, Session, Structure, Time, sentence};
use crate::input::{Failure, Item, Options, Unit};
use crate::layer::Role;
use crate::span::{Span, chars};

/// A silence, in milliseconds, that ends a paragraph of talk in which nobody is named. Subtitle tools commonly join cues
/// up to this gap.
const PAUSE: u64 = 2000;
/// Bytes after which such a paragraph ends with its sentence: about eight lines of a terminal.
const LONG: usize = 600;
/// Bytes after which it ends anywhere: speech recognition may give no full stops at all.
const ENDLESS: usize = 4 * LONG;

/// What somebody said, as a source has it: a cue, a segment, a row.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Utterance {
    /// Who, as the source names them.
    pub label: Option<String>,
    /// The words.
    pub text: String,
    pub time: Option<Time>,
    /// Bytes of `text` that speech recognition was not sure of, in order.
    pub doubtful: Vec<Range<usize>>,
    /// It begins a turn, whoever spoke before.
    pub begins: bool,
    /// Its line of the source; none where that has no lines to speak of.
    pub line: Option<u64>,
    pub session: Session,
    /// Its id, as JSON text.
    pub id: Option<Box<str>>,
    /// What else the source says of it: name, value as JSON text. Only of an utterance that begins a turn.
    pub extra: Vec<(String, Box<str>)>,
}

/// Joins utterances into turns, and hands those on as pieces.
pub(crate) struct Turns {
    source: Arc<str>,
    options: Options,
    speakers: Speakers,
    /// Where the next turn begins in the canonical text: scalar value and line.
    at: u64,
    row: u64,
    number: u64,
    follows: bool,
    open: Option<Open>,
}

/// The turn at hand.
struct Open {
    said: Utterance,
    /// Where in its text each utterance begins that has a time.
    times: Vec<(usize, Time)>,
    too_long: bool,
}

impl Turns {
    pub(crate) fn new(source: &Arc<str>, options: &Options) -> Self {
        Turns {
            source: source.clone(),
            options: options.clone(),
            speakers: Speakers::new(options),
            at: 0,
            row: 1,
            number: 0,
            follows: false,
            open: None,
        }
    }

    /// Says who somebody is, as the source itself tells; what the user told counts before it.
    pub(crate) fn tell(&mut self, label: &str, role: Role) {
        self.speakers.tell(label, role);
    }

    /// Takes the next utterance.
    pub(crate) fn push(&mut self, mut said: Utterance, each: Sink) -> ControlFlow<()> {
        trim(&mut said);
        if said.text.is_empty() {
            return ControlFlow::Continue(());
        }
        said.label = said.label.as_deref().map(one_line).filter(|label| !label.is_empty());
        if self.open.as_ref().is_some_and(|open| open.goes_on(&said)) {
            if let Some(open) = &mut self.open {
                open.join(said, self.options.max_passage);
            }
            return ControlFlow::Continue(());
        }
        let elsewhere = self.open.as_ref().is_some_and(|open| open.said.session != said.session);
        self.close(each)?;
        if elsewhere {
            // Another session may have other people under the same labels.
            self.speakers.finish(each)?;
            self.speakers = Speakers::new(&self.options);
            self.follows = false;
        }
        self.open = Some(Open::new(said, self.options.max_passage));
        ControlFlow::Continue(())
    }

    /// Ends the talk.
    pub(crate) fn finish(&mut self, each: Sink) -> ControlFlow<()> {
        self.close(each)?;
        self.speakers.finish(each)
    }

    fn close(&mut self, each: Sink) -> ControlFlow<()> {
        let Some(Open { mut said, times, too_long }) = self.open.take() else {
            return ControlFlow::Continue(());
        };
        let line = said.line.unwrap_or(self.row);
        if too_long {
            self.follows = false;
            return self.too_long(line, each);
        }
        if let Some(label) = &said.label {
            let span = Span { start: self.at, end: self.at + chars(label) + 1 };
            self.speakers.take(Item::Piece(Piece::Structure { kind: Structure::Label, span }), each)?;
            self.at = span.end + 1;
        }
        let label: Option<Arc<str>> = said.label.take().map(Arc::from);
        let ends = match self.options.unit {
            Unit::Sentence => sentence::ends(&said.text),
            Unit::Auto | Unit::Paragraph | Unit::Turn => vec![said.text.len()],
        };
        if ends.len() > 1 {
            // It would no longer be one's.
            said.id = None;
        }
        let mut from = 0;
        for end in ends {
            let piece = &said.text[from..end];
            let start = from + piece.len() - piece.trim_start().len();
            self.passage(&said, &label, &times, start..start + piece.trim().len(), each)?;
            from = end;
        }
        self.at += chars(&said.text) + 1;
        self.row += 1 + memchr::memchr_iter(b'\n', said.text.as_bytes()).count() as u64;
        ControlFlow::Continue(())
    }

    fn too_long(&mut self, line: u64, each: Sink) -> ControlFlow<()> {
        let max = self.options.max_passage;
        let failure = Failure {
            source: self.source.clone(),
            line: Some(line),
            code: "too-long",
            message: format!("a passage of more than {max} bytes was left out: raise --max-passage to read it"),
        };
        self.speakers.take(Item::Failure(failure), each)
    }

    fn passage(
        &mut self,
        said: &Utterance,
        label: &Option<Arc<str>>,
        times: &[(usize, Time)],
        bytes: Range<usize>,
        each: Sink,
    ) -> ControlFlow<()> {
        self.number += 1;
        let time = time_of(times, &bytes);
        let before = if std::mem::replace(&mut self.follows, true) { Before::Previous } else { Before::Nothing };
        let genre = match (label, time) {
            (Some(_), _) => Genre::Transcript,
            (None, Some(_)) => self.options.genre.unwrap_or(Genre::Transcript),
            (None, None) => self.options.genre.unwrap_or_default(),
        };
        let inside = |range: &&Range<usize>| range.start < bytes.end && bytes.start < range.end;
        let moved =
            |range: &Range<usize>| range.start.max(bytes.start) - bytes.start..range.end.min(bytes.end) - bytes.start;
        let passage = Passage {
            source: self.source.clone(),
            number: self.number,
            id: said.id.clone(),
            genre,
            speaker: None,
            label: label.clone(),
            line: said.line.unwrap_or(self.row),
            start: self.at + chars(&said.text[..bytes.start]),
            text: said.text[bytes.clone()].to_string(),
            before,
            session: said.session.clone(),
            time,
            doubtful: said.doubtful.iter().filter(inside).map(moved).collect(),
            extra: said.extra.clone(),
        };
        self.speakers.take(Item::Piece(Piece::Passage(passage)), each)
    }
}

impl Open {
    fn new(said: Utterance, max: usize) -> Self {
        let mut open = Open { times: said.time.map(|time| (0, time)).into_iter().collect(), said, too_long: false };
        open.limit(max);
        open
    }

    /// Whether an utterance belongs to this turn.
    fn goes_on(&self, said: &Utterance) -> bool {
        let turn = &self.said;
        if said.begins || turn.label != said.label || turn.session != said.session {
            return false;
        }
        turn.label.is_some() || !self.paragraph_ends(said.time)
    }

    /// Where nobody is named, no one else ends a turn; so it ends as a paragraph would.
    fn paragraph_ends(&self, next: Option<Time>) -> bool {
        let until = self.times.last().map(|(_, time)| time.end.unwrap_or(time.start));
        let pause = until.zip(next).map_or(0, |(until, next)| next.start.saturating_sub(until));
        let sentence = self.said.text.ends_with(['.', '!', '?', '…', '"', '”']);
        let length = self.said.text.len();
        sentence && (pause > PAUSE || length >= LONG) || length >= ENDLESS
    }

    fn join(&mut self, said: Utterance, max: usize) {
        if self.too_long {
            return;
        }
        self.said.text.push(' ');
        let at = self.said.text.len();
        self.said.text.push_str(&said.text);
        self.times.extend(said.time.map(|time| (at, time)));
        self.said.doubtful.extend(said.doubtful.into_iter().map(|range| range.start + at..range.end + at));
        self.limit(max);
    }

    fn limit(&mut self, max: usize) {
        if self.said.text.len() > max {
            self.too_long = true;
            self.said.text = String::new();
            self.said.doubtful = Vec::new();
            self.times = Vec::new();
        }
    }
}

/// When the words at `bytes` were said: from the begin of the first utterance that they touch to the latest end.
fn time_of(times: &[(usize, Time)], bytes: &Range<usize>) -> Option<Time> {
    let first = times.iter().rposition(|(at, _)| *at <= bytes.start).unwrap_or(0);
    let touched = || times[first..].iter().take_while(|(at, _)| *at < bytes.end).map(|(_, time)| time);
    let start = touched().next()?.start;
    // Utterances may overlap: one that begins later may end earlier.
    let end = touched().last()?.end.and_then(|_| touched().filter_map(|time| time.end).max());
    Some(Time { start, end })
}

/// Takes the space around the words away, and makes every line end a line feed.
fn trim(said: &mut Utterance) {
    if said.text.contains('\r') {
        said.text = said.text.replace("\r\n", "\n").replace('\r', "\n");
        // Those who give doubtful words give them in one line.
        said.doubtful.clear();
    }
    let lead = said.text.len() - said.text.trim_start().len();
    if lead == 0 && said.text.trim_end().len() == said.text.len() {
        return;
    }
    said.text = said.text.trim().to_owned();
    let length = said.text.len();
    for range in &mut said.doubtful {
        *range = range.start.saturating_sub(lead).min(length)..range.end.saturating_sub(lead).min(length);
    }
    said.doubtful.retain(|range| !range.is_empty());
}

fn one_line(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::tests::options;

    fn said(label: &str, text: &str, start: u64, end: u64) -> Utterance {
        Utterance {
            label: (!label.is_empty()).then(|| label.into()),
            text: text.into(),
            time: Some(Time { start, end: Some(end) }),
            ..Utterance::default()
        }
    }

    fn passages(talk: Vec<Utterance>, options: &Options) -> Vec<Passage> {
        let mut turns = Turns::new(&"test".into(), options);
        let mut passages = Vec::new();
        let mut each = |item| {
            if let Item::Piece(Piece::Passage(passage)) = item {
                passages.push(passage);
            }
            ControlFlow::Continue(())
        };
        for one in talk {
            let _ = turns.push(one, &mut each);
        }
        let _ = turns.finish(&mut each);
        passages
    }

    fn rows(passages: &[Passage]) -> Vec<String> {
        let row = |p: &Passage| {
            let time = p.time.unwrap();
            format!("{} {} {}-{:?} {}", p.start, p.label.as_deref().unwrap_or("-"), time.start, time.end, p.text)
        };
        passages.iter().map(row).collect()
    }

    #[test]
    fn a_turn_lasts_until_somebody_else_speaks() {
        let talk = vec![
            said("T", " So,", 0, 900),
            said("T", "é then. ", 60_000, 60_500),
            said("C", "", 60_500, 61_000),
            said("C", "Hm.", 60_100, 60_400),
        ];
        assert_eq!(rows(&passages(talk, &options())), ["3 T 0-Some(60500) So, é then.", "18 C 60100-Some(60400) Hm."]);
    }

    #[test]
    fn overlap_never_shortens_a_turn() {
        let talk = vec![said("T", "a", 0, 5000), said("T", "b", 1000, 2000)];
        assert_eq!(rows(&passages(talk, &options())), ["3 T 0-Some(5000) a b"]);
    }

    #[test]
    fn where_nobody_is_named_a_pause_after_a_sentence_ends_it() {
        let talk = vec![
            said("", "One", 0, 100),
            said("", "two.", 5000, 5100),
            said("", "Three.", 6000, 6100),
            said("", "Four.", 9000, 9100),
        ];
        assert_eq!(
            rows(&passages(talk, &options())),
            ["0 - 0-Some(6100) One two. Three.", "16 - 9000-Some(9100) Four."]
        );
    }

    #[test]
    fn sentences_keep_the_times_and_doubts_of_their_cues() {
        let mut talk = vec![said("T", "One. Two", 0, 100), said("T", " is it.", 200, 300)];
        talk[0].doubtful.push(5..8);
        talk[1].doubtful.push(4..6);
        let options = Options { unit: Unit::Sentence, ..options() };
        let passages = passages(talk, &options);
        assert_eq!(rows(&passages), ["3 T 0-Some(100) One.", "8 T 0-Some(300) Two is it."]);
        assert_eq!((&passages[0].doubtful[..], &passages[1].doubtful[..]), (&[][..], &[0..3, 7..9][..]));
    }

    #[test]
    fn too_long_a_turn_is_left_out() {
        let small = Options { max_passage: 6, ..options() };
        let talk = vec![said("T", "abc", 0, 1), said("T", "defg", 1, 2), said("C", "ok", 2, 3)];
        assert_eq!(rows(&passages(talk, &small)), ["3 C 2-Some(3) ok"]);
    }
}
