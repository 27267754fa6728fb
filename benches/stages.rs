//! Each stage of `layers tag` by itself, and the whole way, on made-up text; see README.md.

mod corpus;

use std::hint::black_box;
use std::io;
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

use corpus::Kind;
use divan::{Bencher, counter::BytesCount};
use layers::evidence::Finder;
use layers::input::{self, Item, Options};
use layers::output::{json::Json, jsonl::Jsonl};
use layers::passage::{Passage, Piece};
use layers::program::Rules;
use layers::report::{Report, Select, Settings, Writer};
use layers::tag::{Tagged, Tagger};

fn main() {
    divan::main();
}

/// Bytes of each text: 1 MB, or as many as LAYERS_BENCH_MB says.
static BYTES: LazyLock<usize> = LazyLock::new(|| {
    let megabytes = std::env::var("LAYERS_BENCH_MB").ok().and_then(|text| text.parse().ok());
    megabytes.unwrap_or(1) * 1_000_000
});

static TRANSCRIPT: LazyLock<String> = LazyLock::new(|| corpus::text(Kind::Transcript, *BYTES, 7));
static NOTES: LazyLock<String> = LazyLock::new(|| corpus::text(Kind::Notes, *BYTES, 7));
static JSONL: LazyLock<String> = LazyLock::new(|| corpus::text(Kind::Jsonl, *BYTES, 7));
static BUILT_IN: LazyLock<Rules> = LazyLock::new(layers::builtin::rules);

const KINDS: [Kind; 3] = [Kind::Transcript, Kind::Notes, Kind::Jsonl];

fn of(kind: Kind) -> &'static str {
    match kind {
        Kind::Transcript => &TRANSCRIPT,
        Kind::Notes => &NOTES,
        Kind::Jsonl => &JSONL,
    }
}

fn read(kind: Kind, each: &mut dyn FnMut(Passage)) {
    let _ = input::read(&Arc::from("s"), None, of(kind).as_bytes(), &Options::default(), &mut |item| {
        if let Item::Piece(Piece::Passage(passage)) = item {
            each(passage);
        }
        ControlFlow::Continue(())
    });
}

fn passages(kind: Kind) -> Vec<Passage> {
    let mut passages = Vec::new();
    read(kind, &mut |passage| passages.push(passage));
    passages
}

fn tagged(kind: Kind) -> Vec<Tagged> {
    let mut tagger = Tagger::new(&BUILT_IN);
    passages(kind).into_iter().map(|passage| tagger.tag(passage)).collect()
}

/// Bytes to canonical text.
#[divan::bench]
fn decode(bencher: Bencher) {
    let text = of(Kind::Transcript);
    bencher.counter(BytesCount::new(text.len())).bench(|| {
        let mut bytes = 0;
        let _ = input::canonical(&Arc::from("s"), None, text.as_bytes(), &Options::default(), &mut |part| {
            if let input::Canonical::Text(text) = part {
                bytes += text.len();
            }
            ControlFlow::Continue(())
        });
        bytes
    });
}

/// Bytes to passages.
#[divan::bench(args = KINDS)]
fn decode_and_split(bencher: Bencher, kind: Kind) {
    bencher.counter(BytesCount::new(of(kind).len())).bench(|| read(kind, &mut |passage| drop(black_box(passage))));
}

/// Passages to evidence.
#[divan::bench(args = KINDS)]
fn find(bencher: Bencher, kind: Kind) {
    let passages = passages(kind);
    let mut finder = Finder::new(&BUILT_IN);
    bencher
        .counter(BytesCount::new(of(kind).len()))
        .bench_local(|| passages.iter().map(|passage| finder.find(passage).findings.len()).sum::<usize>());
}

/// The same with 1, 4 and 16 times as many rules.
#[divan::bench(args = [1, 4, 16])]
fn find_with_more_rules(bencher: Bencher, times: usize) {
    let (rules, passages) = (corpus::rules(times), passages(Kind::Transcript));
    let mut finder = Finder::new(&rules);
    bencher
        .counter(BytesCount::new(TRANSCRIPT.len()))
        .bench_local(|| passages.iter().map(|passage| finder.find(passage).findings.len()).sum::<usize>());
}

fn report<'a>(settings: &'a Settings, writer: Box<dyn Writer + 'a>) -> Report<'a> {
    Report::begin(&BUILT_IN.pack, settings, writer).expect("a sink takes all")
}

fn settings() -> Settings {
    Settings {
        input: Options::default(),
        threshold: None,
        select: Select::default(),
        voided: false,
        no_text: false,
        keep_names: false,
    }
}

/// Tagged passages to JSON Lines.
#[divan::bench(args = KINDS)]
fn write(bencher: Bencher, kind: Kind) {
    let (settings, all) = (settings(), tagged(kind));
    bencher.counter(BytesCount::new(of(kind).len())).with_inputs(|| all.clone()).bench_local_values(|all| {
        let mut report = report(&settings, Box::new(Jsonl::new(io::sink(), false)));
        all.into_iter().try_for_each(|tagged| report.passage(tagged)).and_then(|()| report.finish())
    });
}

fn whole(bencher: Bencher, kind: Kind, writer: fn() -> Box<dyn Writer>) {
    let settings = settings();
    bencher.counter(BytesCount::new(of(kind).len())).bench_local(|| {
        let mut tagger = Tagger::new(&BUILT_IN);
        let mut report = report(&settings, writer());
        read(kind, &mut |passage| report.passage(tagger.tag(passage)).expect("a sink takes all"));
        report.finish()
    });
}

/// All the way to a summary.
#[divan::bench(args = KINDS)]
fn whole_summary(bencher: Bencher, kind: Kind) {
    whole(bencher, kind, || Box::new(Json::new(io::sink(), true)));
}

/// All the way to JSON Lines.
#[divan::bench(args = KINDS)]
fn whole_jsonl(bencher: Bencher, kind: Kind) {
    whole(bencher, kind, || Box::new(Jsonl::new(io::sink(), false)));
}
