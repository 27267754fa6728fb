//! What a format makes of a source: prose that is cut up, talk that is joined, or passages as they are.

use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::decode::Fault;
use super::language::Language;
use super::lines::{Line, Lines};
use super::{Canonical, Failure, Item, Notice, Options};
use crate::layer::Role;
use crate::passage::split::Splitter;
use crate::passage::turns::{Turns, Utterance};
use crate::passage::{Passage, Piece};

/// Where what is read goes; breaking stops the reading.
pub(super) enum To<'a> {
    /// On, in pieces.
    Pieces(&'a mut dyn FnMut(Item) -> ControlFlow<()>),
    /// Out, as canonical text.
    Text(&'a mut dyn FnMut(Canonical<'_>) -> ControlFlow<()>),
}

/// What is done with each line and its number; none at the end.
type Take<'a> = &'a mut dyn FnMut(Option<(u64, &str)>, &mut Document) -> ControlFlow<()>;

/// One source on its way from a format to passages. A format gives it text as it comes, and never both prose and talk.
pub(crate) struct Document<'a> {
    pub(super) source: Arc<str>,
    pub(super) options: Options,
    to: To<'a>,
    prose: Option<Splitter>,
    talk: Option<Turns>,
    language: Language,
}

impl<'a> Document<'a> {
    pub(super) fn new(source: &Arc<str>, options: &Options, to: To<'a>) -> Self {
        let mut options = options.clone();
        if let To::Text(_) = to {
            // Text is the same however it is cut.
            options.unit = super::Unit::Auto;
        }
        Document { source: source.clone(), options, to, prose: None, talk: None, language: Language::default() }
    }

    /// The next piece of prose: canonical text, which is cut into paragraphs or turns.
    pub(super) fn text(&mut self, text: &str) -> ControlFlow<()> {
        match &mut self.to {
            To::Text(each) => each(Canonical::Text(text))?,
            To::Pieces(each) => {
                let prose = self.prose.get_or_insert_with(|| Splitter::new(&self.source, &self.options));
                prose.push(text, each)?;
            }
        }
        self.hear(text)
    }

    /// The next thing that somebody says; one speaker's are joined into turns.
    pub(super) fn say(&mut self, said: Utterance) -> ControlFlow<()> {
        if let Some(notice) = self.language.hear(&said.text) {
            self.notice(notice)?;
        }
        let talk = self.talk.get_or_insert_with(|| Turns::new(&self.source, &self.options));
        talk.push(said, &mut |item| hand_on(&mut self.to, item))
    }

    /// Says who somebody is, as the source tells.
    pub(super) fn tell(&mut self, label: &str, role: Role) {
        self.talk.get_or_insert_with(|| Turns::new(&self.source, &self.options)).tell(label, role);
    }

    /// A passage that is complete as it is.
    pub(super) fn passage(&mut self, passage: Passage) -> ControlFlow<()> {
        if let Some(notice) = self.language.hear(&passage.text) {
            self.notice(notice)?;
        }
        hand_on(&mut self.to, Item::Piece(Piece::Passage(passage)))
    }

    /// Part of the source could not be read.
    pub(super) fn failure(&mut self, line: Option<u64>, code: &'static str, message: String) -> ControlFlow<()> {
        hand_on(&mut self.to, Item::Failure(Failure { source: self.source.clone(), line, code, message }))
    }

    /// The rest of the source could not be read, but for what came of it.
    pub(super) fn fault(&mut self, fault: &Fault) -> ControlFlow<()> {
        self.finish()?;
        let (code, message) = match fault {
            Fault::Io(error) => ("unreadable", error.to_string()),
            Fault::Binary(at) => {
                ("binary", format!("binary data, not text (a NUL byte after {at} bytes): convert it to text first"))
            }
        };
        self.failure(None, code, message)
    }

    /// Something worth knowing.
    pub(super) fn notice(&mut self, message: String) -> ControlFlow<()> {
        hand_on(&mut self.to, Item::Notice(Notice { source: self.source.clone(), message }))
    }

    /// Reads lines, decoded, and gives each with its number to `take`; none at the end, before it is said what came of the
    /// bytes.
    pub(super) fn rows(&mut self, bytes: &mut dyn Read, take: Take) -> ControlFlow<()> {
        let most = self.options.max_passage;
        let mut lines = Lines::decoded(bytes, most, self.options.live);
        let mut number = 0;
        let fault = loop {
            number += 1;
            match lines.next() {
                Ok(Some(Line::Whole(bytes))) => take(Some((number, &String::from_utf8_lossy(bytes))), self)?,
                Ok(Some(Line::TooLong)) => {
                    let message = format!("the line has more than {most} bytes: raise --max-passage to read it");
                    self.failure(Some(number), "too-long", message)?;
                }
                Ok(None) => break None,
                Err(fault) => break Some(fault),
            }
        };
        take(None, self)?;
        if lines.guessed() {
            self.guessed()?;
        }
        self.replaced(lines.replaced())?;
        fault.map_or(ControlFlow::Continue(()), |fault| self.fault(&fault))
    }

    /// The encoding was a guess.
    pub(super) fn guessed(&mut self) -> ControlFlow<()> {
        self.notice("not UTF-8: read as Windows-1252".to_string())
    }

    /// So many times bytes meant nothing.
    pub(super) fn replaced(&mut self, times: u64) -> ControlFlow<()> {
        match times {
            0 => ControlFlow::Continue(()),
            1 => self.notice("bytes in 1 place mean nothing and were read as U+FFFD".to_string()),
            _ => self.notice(format!("bytes in {times} places mean nothing and were read as U+FFFD")),
        }
    }

    /// Ends the source, as far as it was read.
    pub(super) fn finish(&mut self) -> ControlFlow<()> {
        if let (Some(mut prose), To::Pieces(each)) = (self.prose.take(), &mut self.to) {
            prose.finish(each)?;
        }
        if let Some(mut talk) = self.talk.take() {
            talk.finish(&mut |item| hand_on(&mut self.to, item))?;
        }
        self.language.finish().map_or(ControlFlow::Continue(()), |notice| self.notice(notice))
    }

    fn hear(&mut self, text: &str) -> ControlFlow<()> {
        self.language.hear(text).map_or(ControlFlow::Continue(()), |notice| self.notice(notice))
    }
}

fn hand_on(to: &mut To, item: Item) -> ControlFlow<()> {
    let each = match to {
        To::Pieces(each) => return each(item),
        To::Text(each) => each,
    };
    match item {
        Item::Piece(Piece::Passage(passage)) => {
            if let Some(label) = &passage.label {
                each(Canonical::Text(label))?;
                each(Canonical::Text(": "))?;
            }
            each(Canonical::Text(&passage.text))?;
            each(Canonical::Text("\n"))
        }
        // Of talk these are the labels, which stand before their passages.
        Item::Piece(Piece::Structure { .. }) => ControlFlow::Continue(()),
        Item::Failure(failure) => each(Canonical::Failure(failure)),
        Item::Notice(notice) => each(Canonical::Notice(notice)),
    }
}
