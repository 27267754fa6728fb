//! Sources read, tagged and written as a report.

use layers::input::Failure;
use layers::program::Rules;
use layers::report::{Report, Settings, Writer};

use super::out::Out;
use super::sources::Source;
use super::tagging::Run;
use super::{Outcome, say};

/// Reads all sources and hands them to `writer`, which writes to `out`, a place that goes by `name`. What cannot be read is
/// told on stderr, as is what is `missing` from the first; the rest is done.
pub fn run<'a>(
    rules: &'a Rules,
    settings: &'a Settings,
    sources: &[Source],
    missing: &[Failure],
    threads: usize,
    writer: Box<dyn Writer + 'a>,
    (out, name): (Out, &str),
) -> Outcome {
    let report = match Report::begin(&rules.pack, settings, writer) {
        Ok(report) => report,
        Err(error) => return say::written(name, Err(error)),
    };
    let mut run = Run::new(report, out, settings.input.live);
    missing.iter().for_each(|failure| run.failed(failure));
    run.all(rules, sources, &settings.input, threads);
    let (written, failures) = run.finish();
    match (say::written(name, written), failures) {
        (Outcome::Done, 1..) => Outcome::SomeFailed,
        (outcome, _) => outcome,
    }
}
