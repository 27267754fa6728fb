//! Sources read, tagged and written as a report.

use std::io::{self, Read, Write};
use std::ops::ControlFlow;

use layers::input::{self, Canonical, Item};
use layers::layer::Role;
use layers::passage::Piece;
use layers::program::Rules;
use layers::report::{Report, Settings, Writer};
use layers::tag::Tagger;

use super::out::{Out, Tied};
use super::sources::Source;
use super::{Outcome, say};

/// Reads all sources and hands them to `writer`, which writes to `out`, a place that goes by `name`. What cannot be read is
/// told on stderr; the rest is done.
pub fn run<'a>(
    rules: &'a Rules,
    settings: &'a Settings,
    sources: &[Source],
    writer: Box<dyn Writer + 'a>,
    out: Out,
    name: &str,
) -> Outcome {
    let report = match Report::begin(&rules.pack, settings, writer) {
        Ok(report) => report,
        Err(error) => return say::written(name, Err(error)),
    };
    let mut run = Run {
        report,
        tagger: tagger(rules, &settings.input),
        out,
        live: settings.input.live,
        passages: 0,
        failures: 0,
        written: Ok(()),
    };
    for source in sources {
        run.source(source, &settings.input);
        if run.written.is_err() {
            break;
        }
    }
    let written = run.written.and_then(|()| run.report.finish()).and_then(|()| run.out.commit());
    match (say::written(name, written), run.failures) {
        (Outcome::Done, 1..) => Outcome::SomeFailed,
        (outcome, _) => outcome,
    }
}

/// A tagger that knows the people whom the command line names.
pub fn tagger<'a>(rules: &'a Rules, options: &input::Options) -> Tagger<'a> {
    let mut tagger = Tagger::new(rules);
    options.therapist.iter().for_each(|name| tagger.name(name, Role::Therapist));
    options.client.iter().for_each(|name| tagger.name(name, Role::Client));
    tagger
}

struct Run<'a> {
    report: Report<'a>,
    tagger: Tagger<'a>,
    out: Out,
    live: bool,
    passages: u64,
    failures: u64,
    written: io::Result<()>,
}

impl Run<'_> {
    fn source(&mut self, source: &Source, options: &input::Options) {
        let bytes = match source.open() {
            Ok(bytes) => Tied::new(bytes, self.out.clone()),
            Err(failure) => {
                let _ = self.item(Item::Failure(failure));
                return;
            }
        };
        if source.waits() {
            say::about("stdin", None, say::WAITING);
        }
        let (passages, failures) = (self.passages, self.failures);
        let _ = match self.report.wants_text() {
            true => self.whole(source, bytes, options),
            false => input::read(&source.name, source.path(), bytes, options, &mut |item| self.item(item)),
        };
        if (passages, failures) == (self.passages, self.failures) && !self.out.failed() {
            let message = "holds no text; nothing to tag".to_owned();
            let source = source.name.clone();
            self.report.source(&source);
            let _ = self.item(Item::Notice(input::Notice { source, message }));
        }
    }

    /// Reads a source once, and takes both its text and its passages from that: it may be a pipe.
    fn whole(&mut self, source: &Source, mut bytes: impl Read, options: &input::Options) -> ControlFlow<()> {
        let mut held = Vec::new();
        if let Err(error) = bytes.read_to_end(&mut held) {
            let (source, message) = (source.name.clone(), error.to_string());
            return self.item(Item::Failure(input::Failure { source, line: None, code: "unreadable", message }));
        }
        let mut text = String::new();
        let _ = input::canonical(&source.name, &held[..], &mut |part| {
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
        input::read(&source.name, source.path(), &held[..], options, &mut |item| self.item(item))
    }

    fn item(&mut self, item: Item) -> ControlFlow<()> {
        self.written = match item {
            Item::Piece(Piece::Passage(passage)) => {
                self.passages += 1;
                let tagged = self.tagger.tag(passage);
                self.report.passage(tagged)
            }
            Item::Piece(Piece::Structure { .. }) => Ok(()),
            Item::Failure(failure) => {
                self.failures += 1;
                say::about(&failure.source, failure.line, &failure.message);
                self.report.failure(&failure)
            }
            Item::Notice(notice) => {
                say::about(&notice.source, None, &notice.message);
                self.report.notice(&notice)
            }
        };
        if self.live && self.written.is_ok() {
            self.written = self.out.flush();
        }
        if self.written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}
