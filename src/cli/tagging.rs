//! Sources read, tagged and reported, by one thread or several.

use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::thread;

use layers::batch::{BATCH, Batches, Queue, Ready};
use layers::input::{self, Canonical, Item};
use layers::layer::Role;
use layers::passage::Piece;
use layers::program::Rules;
use layers::report::Report;
use layers::tag::Tagger;

use super::out::{Out, Tied};
use super::say;
use super::sources::Source;

/// A report being filled.
pub struct Run<'a> {
    report: Report<'a>,
    out: Out,
    live: bool,
    passages: u64,
    failures: u64,
    written: io::Result<()>,
}

/// Who tags.
enum Taggers<'a> {
    /// This thread, each passage as it comes.
    One(Tagger<'a>),
    /// Several, in batches.
    Several(Batches<'a>),
}

/// A tagger that knows the people whom the command line names.
pub fn tagger<'a>(rules: &'a Rules, options: &input::Options) -> Tagger<'a> {
    let mut tagger = Tagger::new(rules);
    options.therapist.iter().for_each(|name| tagger.name(name, Role::Therapist));
    options.client.iter().for_each(|name| tagger.name(name, Role::Client));
    tagger
}

impl<'a> Run<'a> {
    /// Nothing read yet. A `live` one hands each passage on at once.
    pub fn new(report: Report<'a>, out: Out, live: bool) -> Run<'a> {
        Run { report, out, live, passages: 0, failures: 0, written: Ok(()) }
    }

    /// Something that is no source can not be read.
    pub fn failed(&mut self, failure: &input::Failure) {
        self.failures += 1;
        if self.written.is_ok() {
            self.written = self.ready(Ready::Other(Item::Failure(failure.clone())));
        }
    }

    /// Reads all sources, with up to so many threads where they are files that are worth it: what comes through a pipe is handed on
    /// as it comes.
    pub fn all(&mut self, rules: &Rules, sources: &[Source], options: &input::Options, threads: usize) {
        let large = sources.iter().map_while(Source::size).sum::<u64>() > 2 * BATCH as u64;
        if threads == 1 || self.live || !large || sources.iter().any(|source| source.size().is_none()) {
            return self.sources(&mut Taggers::One(tagger(rules, options)), sources, options);
        }
        let queue = Queue::default();
        thread::scope(|scope| {
            let mut taggers = Taggers::Several(Batches::new(&queue, tagger(rules, options), threads));
            for _ in 1..threads {
                scope.spawn(|| queue.work(tagger(rules, options)));
            }
            self.sources(&mut taggers, sources, options);
        });
    }

    /// Writes the summaries; how writing went, and how many inputs failed.
    pub fn finish(self) -> (io::Result<()>, u64) {
        let written = self.written.and_then(|()| self.report.finish()).and_then(|()| self.out.commit());
        (written, self.failures)
    }

    fn sources(&mut self, taggers: &mut Taggers, sources: &[Source], options: &input::Options) {
        for source in sources {
            self.source(taggers, source, options);
            if self.written.is_err() {
                return;
            }
        }
        self.catch_up(taggers);
    }

    fn source(&mut self, taggers: &mut Taggers, source: &Source, options: &input::Options) {
        let bytes = match source.open() {
            Ok(bytes) => Tied::new(bytes, self.out.clone()),
            Err(failure) => {
                let _ = self.item(taggers, Item::Failure(failure));
                return;
            }
        };
        if source.waits() {
            say::about("stdin", None, say::WAITING);
        }
        let (passages, failures) = (self.passages, self.failures);
        let options = source.options(options);
        let _ = match self.report.wants_text() {
            true => self.whole(taggers, source, bytes, &options),
            false => input::read(&source.name, source.path(), bytes, &options, &mut |item| self.item(taggers, item)),
        };
        if (passages, failures) == (self.passages, self.failures) && !self.out.failed() {
            let message = "holds no text; nothing to tag".to_owned();
            let source = source.name.clone();
            self.catch_up(taggers);
            self.report.source(&source);
            let _ = self.item(taggers, Item::Notice(input::Notice { source, message }));
        }
    }

    /// Reads a source once, and takes both its text and its passages from that: it may be a pipe.
    fn whole(
        &mut self,
        taggers: &mut Taggers,
        source: &Source,
        mut bytes: impl Read,
        options: &input::Options,
    ) -> ControlFlow<()> {
        let mut held = Vec::new();
        if let Err(error) = bytes.read_to_end(&mut held) {
            let (source, message) = (source.name.clone(), error.to_string());
            let failure = input::Failure { source, line: None, code: "unreadable", message };
            return self.item(taggers, Item::Failure(failure));
        }
        let mut text = String::new();
        let _ = input::canonical(&source.name, source.path(), &held[..], options, &mut |part| {
            // What fails here fails again below, and is told there.
            if let Canonical::Text(part) = part {
                text.push_str(part);
            }
            ControlFlow::Continue(())
        });
        self.written = self.report.text(&source.name, &text);
        if self.written.is_err() {
            return ControlFlow::Break(());
        }
        input::read(&source.name, source.path(), &held[..], options, &mut |item| self.item(taggers, item))
    }

    /// Takes what was read.
    fn item(&mut self, taggers: &mut Taggers, item: Item) -> ControlFlow<()> {
        match &item {
            Item::Piece(Piece::Passage(_)) => self.passages += 1,
            Item::Piece(Piece::Structure { .. }) => return ControlFlow::Continue(()),
            Item::Failure(_) => self.failures += 1,
            Item::Notice(_) => {}
        }
        self.written = match (taggers, item) {
            (Taggers::One(tagger), Item::Piece(Piece::Passage(passage))) => {
                self.ready(Ready::Tagged(tagger.tag(passage)))
            }
            (Taggers::One(_), item) => self.ready(Ready::Other(item)),
            (Taggers::Several(batches), Item::Piece(Piece::Passage(passage))) => {
                batches.push(passage, &mut |ready| self.ready(ready))
            }
            (Taggers::Several(batches), item) => {
                batches.push_other(item);
                Ok(())
            }
        };
        if self.written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    /// Waits for all that was read so far.
    fn catch_up(&mut self, taggers: &mut Taggers) {
        if let (Taggers::Several(batches), Ok(())) = (taggers, &self.written) {
            self.written = batches.finish(&mut |ready| self.ready(ready));
        }
    }

    /// Reports what is ready.
    fn ready(&mut self, ready: Ready) -> io::Result<()> {
        match ready {
            Ready::Tagged(tagged) => self.report.passage(tagged),
            Ready::Other(Item::Failure(failure)) => {
                say::about(&failure.source, failure.line, &failure.message);
                self.report.failure(&failure)
            }
            Ready::Other(Item::Notice(notice)) => {
                say::about(&notice.source, None, &notice.message);
                self.report.notice(&notice)
            }
            Ready::Other(Item::Piece(_)) => Ok(()),
        }?;
        if self.live { self.out.flush() } else { Ok(()) }
    }
}
