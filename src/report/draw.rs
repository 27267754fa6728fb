//! Draws the [`shape`](super::shape)s of what was found, with or without its text.

use std::borrow::Cow;

use super::redact::Redactor;
use super::{Settings, shape, unit_name};
use crate::input::{Columns, Format};
use crate::passage::{Before, Passage};
use crate::rules::Pack;
use crate::tag::{Evidence, Tag, Tagged, Voided};

pub(super) fn header<'a>(
    pack: &'a Pack,
    settings: &'a Settings,
    mut redactor: Option<&mut Redactor>,
) -> shape::Header<'a> {
    let mut labels = |names: &'a [String]| -> Vec<Cow<'a, str>> {
        let one = |name: &'a String| label(name, redactor.as_deref_mut());
        names.iter().map(one).collect()
    };
    let input = &settings.input;
    let kept = || (0..pack.layers.len()).filter(|place| settings.select.keeps(*place));
    shape::Header {
        schema: shape::SCHEMA,
        tool: shape::Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        rules: shape::Rules { name: &pack.name, version: &pack.version, sha256: &pack.sha256 },
        settings: shape::Settings {
            threshold: settings.threshold,
            layers: settings.select.layers.as_ref().map(|_| kept().map(|at| pack.layers[at].id.as_str()).collect()),
            speaker: settings.select.speaker,
            tagged: settings.select.tagged,
            voided: settings.voided,
            no_text: settings.no_text,
            keep_names: settings.keep_names,
            input_format: input.format.map(Format::name),
            unit: unit_name(input.unit),
            genre: input.genre,
            therapist: labels(&input.therapist),
            client: labels(&input.client),
            max_passage: input.max_passage,
            line_buffered: input.live,
            columns: columns(&input.columns),
        },
        layers: kept().map(|at| layer(at, &pack.layers[at], settings.threshold.is_some())).collect(),
    }
}

fn columns(told: &Columns) -> Option<shape::Columns<'_>> {
    let Columns { text, speaker, session, time } = told;
    (*told != Columns::default()).then_some(shape::Columns {
        text: text.as_deref(),
        speaker: speaker.as_deref(),
        session: session.as_deref(),
        time: time.as_deref(),
    })
}

fn layer(place: usize, layer: &crate::layer::Layer, other_threshold: bool) -> shape::Layer<'_> {
    shape::Layer {
        place,
        id: &layer.id,
        name: &layer.name,
        pages: &layer.pages,
        definition: &layer.definition,
        // It was measured at the layer's own threshold.
        finds: layer.finds.filter(|_| !other_threshold),
        facets: &layer.facets,
    }
}

pub(super) fn passage<'a>(
    tagged: &'a Tagged,
    pack: &'a Pack,
    with_voided: bool,
    mut redactor: Option<&mut Redactor>,
) -> shape::Passage<'a> {
    let passage = &tagged.passage;
    let span = passage.span();
    let with_text = redactor.is_none();
    let (before, before_speaker) = match &passage.before {
        Before::Given { text, speaker } => (with_text.then_some(text.as_str()), *speaker),
        Before::Nothing | Before::Previous => (None, None),
    };
    let label = passage.label.as_deref().map(|name| label(name, redactor.as_deref_mut()));
    let redactor = redactor.as_deref();
    let session = &passage.session;
    let mut shown = shape::Passage {
        id: id(passage, redactor),
        source: name(&passage.source, redactor),
        passage: passage.number,
        genre: passage.genre,
        speaker: passage.speaker,
        label,
        line: passage.line,
        start: span.start,
        end: span.end,
        text: with_text.then_some(passage.text.as_str()),
        tags: tagged.tags.iter().map(|found| tag(found, pack, with_text)).collect(),
        client: session.client.as_deref().map(|client| name(client, redactor)),
        session: session.session.as_deref().map(|text| number(text, redactor)),
        date: session.date.as_deref().map(|text| number(text, redactor)),
        time: passage.time,
        before,
        before_speaker,
        voided: with_voided.then(|| tagged.voided.iter().map(|gone| voided(gone, pack, with_text)).collect()),
        extra: shape::Extra::default(),
    };
    if with_text {
        shown.extra = extra(passage, &shown);
    }
    shown
}

/// The input's own fields, but for those whose name the passage writes itself.
fn extra<'a>(passage: &'a Passage, shown: &shape::Passage) -> shape::Extra<'a> {
    let written = |name: &str| match name {
        "id" | "source" | "passage" | "genre" | "speaker" | "label" | "line" | "start" | "end" | "text" | "tags" => {
            true
        }
        "client" => shown.client.is_some(),
        "session" => shown.session.is_some(),
        "date" => shown.date.is_some(),
        "time" => shown.time.is_some(),
        "before" => shown.before.is_some(),
        "before_speaker" => shown.before_speaker.is_some(),
        "voided" => shown.voided.is_some(),
        _ => false,
    };
    let kept = passage.extra.iter().filter(|(name, _)| !written(name));
    shape::Extra(kept.map(|(name, json)| (name.as_str(), &**json)).collect())
}

fn id<'a>(passage: &'a Passage, redactor: Option<&Redactor>) -> shape::Id<'a> {
    id_of(passage.id.as_deref(), &passage.source, passage.number, redactor)
}

/// The id that the input gave, as JSON text, else one made of source and number.
pub(super) fn id_of<'a>(
    given: Option<&'a str>,
    source: &str,
    number: u64,
    redactor: Option<&Redactor>,
) -> shape::Id<'a> {
    match (given, redactor) {
        (Some(given), Some(redactor)) if !redactor.keeps_names() => {
            shape::Id::Made(redactor.name(&shape::Id::Given(given).text()).into_owned())
        }
        (Some(given), _) => shape::Id::Given(given),
        (None, _) => shape::Id::Made(format!("{}#{number}", name(source, redactor))),
    }
}

fn tag<'a>(tag: &'a Tag, pack: &'a Pack, with_text: bool) -> shape::Tag<'a> {
    shape::Tag {
        place: tag.layer,
        layer: &pack.layers[tag.layer].id,
        score: round(tag.score),
        bias: tag.bias,
        threshold: round(tag.threshold),
        evidence: tag.evidence.iter().map(|piece| evidence(piece, pack, with_text)).collect(),
    }
}

fn evidence<'a>(piece: &'a Evidence, pack: &'a Pack, with_text: bool) -> shape::Evidence<'a> {
    let rule = &pack.rules[piece.rule];
    shape::Evidence {
        place: piece.rule,
        rule: &rule.id,
        facet: &pack.layers[rule.layer].facets[rule.facet].id,
        adds: piece.adds,
        start: piece.span.map(|span| span.start),
        end: piece.span.map(|span| span.end),
        text: piece.text.as_deref().filter(|_| with_text),
        counted: piece.counted,
        doubtful: piece.doubtful,
    }
}

fn voided<'a>(gone: &'a Voided, pack: &'a Pack, with_text: bool) -> shape::Voided<'a> {
    let piece = evidence(&gone.evidence, pack, with_text);
    shape::Voided {
        layer: &pack.layers[pack.rules[piece.place].layer].id,
        rule: piece.rule,
        facet: piece.facet,
        start: piece.start,
        end: piece.end,
        text: piece.text,
        reason: gone.reason.name(),
        by: &gone.by,
    }
}

fn label<'a>(label: &'a str, redactor: Option<&mut Redactor>) -> Cow<'a, str> {
    match redactor {
        Some(redactor) => Cow::Owned(redactor.label(label)),
        None => Cow::Borrowed(label),
    }
}

pub(super) fn name<'a>(name: &'a str, redactor: Option<&Redactor>) -> Cow<'a, str> {
    redactor.map_or(Cow::Borrowed(name), |redactor| redactor.name(name))
}

pub(super) fn number<'a>(text: &'a str, redactor: Option<&Redactor>) -> Cow<'a, str> {
    redactor.map_or(Cow::Borrowed(text), |redactor| redactor.number(text))
}

/// Six decimals: few enough to read, enough for a score that is recomputed from its evidence to agree to a millionth.
/// What it is recomputed from is not rounded. No negative zero.
pub(super) fn round(number: f64) -> f64 {
    (number * 1e6).round() / 1e6 + 0.0
}
