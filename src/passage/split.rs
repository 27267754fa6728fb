//! Canonical text, in pieces as they come, cut into passages and structure.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::Structure;
use super::cut::{Cutter, floor};
use super::opening;
use super::speakers::Speakers;
use crate::input::{Item, Options};

/// How much of a document decides its genre.
const HEAD: usize = 64 * 1024;

/// Where items go; breaking stops the reading.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(Item) -> ControlFlow<()>;

/// Cuts one source into pieces. Where the text is cut into pushes changes nothing.
pub(crate) struct Splitter {
    options: Options,
    /// The start of the document, until it is enough to tell what it is.
    head: Option<String>,
    cutter: Cutter,
    speakers: Speakers,
}

impl Splitter {
    pub(crate) fn new(source: &Arc<str>, options: &Options) -> Self {
        Splitter {
            options: options.clone(),
            head: Some(String::new()),
            cutter: Cutter::new(source, options),
            speakers: Speakers::new(options),
        }
    }

    /// Takes the next piece of canonical text.
    pub(crate) fn push(&mut self, text: &str, each: Sink) -> ControlFlow<()> {
        let Some(head) = &mut self.head else {
            return self.cutter.push(text, &mut |item| self.speakers.take(item, each));
        };
        head.push_str(text);
        let enough = head.len() >= HEAD;
        if enough || self.options.live { self.open(enough, each) } else { ControlFlow::Continue(()) }
    }

    /// Ends the document.
    pub(crate) fn finish(&mut self, each: Sink) -> ControlFlow<()> {
        self.open(true, each)?;
        self.cutter.finish(&mut |item| self.speakers.take(item, each))?;
        self.speakers.finish(each)
    }

    fn open(&mut self, whole: bool, each: Sink) -> ControlFlow<()> {
        let Some(head) = self.head.take() else {
            return ControlFlow::Continue(());
        };
        let sample = &head[..floor(&head, HEAD)];
        let Some(opening) = opening::read(sample, whole, &self.options) else {
            self.head = Some(head);
            return ControlFlow::Continue(());
        };
        self.speakers.open(&opening);
        let out: Sink = &mut |item| self.speakers.take(item, each);
        let (front, header) = (opening.front, opening.header);
        self.cutter.opening = opening;
        if front > 0 {
            self.cutter.structure_of(&head[..front], Structure::FrontMatter, out)?;
        }
        for row in head[front..header].split_inclusive('\n') {
            self.cutter.structure_of(row, Structure::Heading, out)?;
        }
        self.cutter.push(&head[header..], out)
    }
}
