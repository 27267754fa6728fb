//! A client's sessions in a row: a spark a session for each layer, and where to look.

use std::io::{self, Write};

use super::super::{Text, count, layer_style, visible, wrap};
use super::cells::{percent, spark};
use crate::report::rows::{Trend, TrendLayer, TrendSession};

/// At most this many sessions have a spark; of more the last ones.
const SPARKS: usize = 60;
const CLOSING: &str = "Where a share rises or falls is a place to look. It also follows how much was written down and who \
wrote it, and a session of few passages says little.";

/// Writes the trends of all clients.
pub(super) fn write<W: Write>(text: &mut Text<W>, trends: &[Trend]) -> io::Result<()> {
    for trend in trends {
        title(text, trend)?;
        if trend.sessions.len() < 2 {
            writeln!(text.out, "  one session: nothing to compare\n")?;
            continue;
        }
        let shares = || trend.layers.iter().flat_map(|layer| &layer.shares).copied();
        let most = shares().fold(0.0, f64::max);
        let names = trend.layers.iter().map(|layer| visible(&text.pack.layers[layer.place].name).into_owned());
        let names: Vec<String> = names.collect();
        let wide = names.iter().map(|name| wrap::columns(name)).max().unwrap_or(0);
        for (layer, name) in trend.layers.iter().zip(&names) {
            let style = text.style(layer_style(layer.place));
            let pad = " ".repeat(wide - wrap::columns(name));
            let from = layer.shares.len().saturating_sub(SPARKS);
            let sparks: String = layer.shares[from..].iter().map(|share| spark(*share, most)).collect();
            let more = if from > 0 { "…" } else { "" };
            writeln!(text.out, "  {style}{name}{pad}  {more}{sparks}{style:#}")?;
            for line in told(layer, &trend.sessions) {
                hanging(text, &line)?;
            }
        }
        if most > 0.0 {
            writeln!(text.out, "  (one sign a session: █ is {} of its passages, · no cue found)", percent(most))?;
        }
        writeln!(text.out)?;
    }
    if trends.iter().any(|trend| trend.sessions.len() > 1) {
        hanging_at(text, CLOSING, 0)?;
        writeln!(text.out)?;
    }
    Ok(())
}

fn title<W: Write>(text: &mut Text<W>, trend: &Trend) -> io::Result<()> {
    let client = trend.client.as_deref().map_or("Client not known (one or several)".into(), visible);
    let order = match trend.order {
        "dates" => "in the order of their dates",
        "numbers" => "in the order of their numbers",
        _ => "in the order of their names, as some have neither number nor date",
    };
    let bold = text.style(anstyle::Style::new().bold());
    writeln!(text.out, "{bold}{client}{bold:#} · {}, {order}", count(trend.sessions.len() as u64, "session"))
}

/// What there is to say of a layer, line by line.
fn told(layer: &TrendLayer, sessions: &[TrendSession]) -> Vec<String> {
    let (Some(first), Some(last)) = (layer.first, layer.last) else {
        return vec!["no cue found in any session".to_owned()];
    };
    let there = layer.passages.iter().filter(|passages| **passages > 0).count();
    let span = if first == last {
        format!("only in {}", place(first, sessions))
    } else {
        format!("first in {}, last in {}", place(first, sessions), place(last, sessions))
    };
    let mut lines = vec![format!("in {there} of {}: {span}", count(sessions.len() as u64, "session"))];
    match layer.absent_for {
        0 => {}
        1 => lines.push("no cue found in the last session".to_owned()),
        more => lines.push(format!("no cue found in the last {more} sessions")),
    }
    if let Some(change) = layer.largest_change {
        let share = |at: usize| match layer.shares[at - 1] {
            share if share > 0.0 => percent(share),
            _ => "0 %".to_owned(),
        };
        let of = |at: usize| (layer.passages[at - 1], sessions[at - 1].passages);
        let (from, to) = (change.from, change.to);
        let ((was, of_was), (is, of_is)) = (of(from), of(to));
        lines.push(format!(
            "largest change: from {} to {}: {} to {} ({was} of {}, then {is} of {of_is})",
            place(from, sessions),
            place(to, sessions),
            share(from),
            share(to),
            count(of_was, "passage"),
        ));
    }
    lines
}

/// How a session is called: by number, else by date, else by its file, else by its place.
fn place(at: usize, sessions: &[TrendSession]) -> String {
    let session = &sessions[at - 1];
    match (&session.session, &session.date, &session.source) {
        (Some(number), Some(date), _) => format!("session {} ({})", visible(number), visible(date)),
        (Some(number), None, _) => format!("session {}", visible(number)),
        (None, Some(date), _) => visible(date).into_owned(),
        (None, None, Some(source)) => visible(source).into_owned(),
        (None, None, None) => format!("the session at place {at}"),
    }
}

fn hanging<W: Write>(text: &mut Text<W>, line: &str) -> io::Result<()> {
    hanging_at(text, line, 4)
}

fn hanging_at<W: Write>(text: &mut Text<W>, line: &str, indent: usize) -> io::Result<()> {
    let width = text.layout.width.saturating_sub(indent + 2);
    for (at, line) in super::super::wrap(line, &[], width, false, |_, _| String::new()).iter().enumerate() {
        let hang = if at == 0 || indent == 0 { indent } else { indent + 2 };
        writeln!(text.out, "{:hang$}{line}", "")?;
    }
    Ok(())
}
