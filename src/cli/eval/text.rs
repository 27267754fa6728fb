//! What came of it, for reading.

use layers::agreement::{Agreement, Figure, named};
use layers::output::escape::visible;
use layers::passage::Passage;
use layers::rules::Pack;

use super::Results;
use super::near::{Error, Part};
use crate::cli::near;

/// The whole.
pub fn text(results: &Results, errors: Option<&[Error]>, pack: &Pack) -> String {
    let mut out = String::new();
    let passages = counted(results.tags.n, "passage");
    let head = format!("Tags against codings of {passages} in {}", counted(results.tags.sessions, "session"));
    agreement(&mut out, &head, &results.tags, pack);
    groups(&mut out, results, pack);
    if !results.pairs.is_empty() {
        line(
            &mut out,
            "Where a passage has several coders, a layer counts as coded when more than half of them coded it.\n",
        );
    }
    for pair in &results.pairs {
        let passages = counted(pair.agreement.n, "passage");
        let head = format!(
            "{} against {}, {passages}; precision and recall as if the first were right",
            visible(&pair.b),
            visible(&pair.a)
        );
        agreement(&mut out, &head, &pair.agreement, pack);
    }
    if let Some(alpha) = results.coders {
        let alpha = alpha.map_or_else(|why| format!("undefined: {why}"), |alpha| format!("{alpha:.2}"));
        line(&mut out, &format!("Krippendorff's alpha (MASI) over all coders  {alpha}\n"));
    }
    if let Some(errors) = errors {
        list(&mut out, errors, pack);
    }
    line(&mut out, "[ ] 95 % intervals: percentiles of 1,000 resamples by session; none where there is one session.");
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

pub(super) fn counted(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// One table.
fn agreement(out: &mut String, head: &str, agreement: &Agreement, pack: &Pack) {
    line(out, head);
    let titles = ["prec.", "recall", "F1", "", "kappa", "", "AC1", "PABAK"];
    line(out, "");
    let wide = pack.layers.iter().map(|layer| layer.name.chars().count()).max().unwrap_or(0).max(5);
    row(out, &format!("{:wide$}  {:>5} {:>4} {:>4} {:>4}", "", "coded", "tp", "fp", "fn"), titles.map(String::from));
    for (layer, of) in pack.layers.iter().zip(&agreement.layers) {
        let share = named(&of.figures, "prevalence").value.map_or("–".into(), |v| format!("{:.0} %", v * 100.0));
        let counts = of.counts;
        let (tp, fp, missed) = (counts.both, counts.only_tagged, counts.only_coded);
        let first = format!("{:wide$}  {share:>5} {tp:>4} {fp:>4} {missed:>4}", layer.name);
        row(out, &first, cells(&of.figures));
    }
    row(out, &format!("{:wide$}  {:>5} {:>4} {:>4} {:>4}", "Mean", "", "", "", ""), cells(&agreement.means));
    line(out, "");
    let names = [
        ("exact", "Whole set alike"),
        ("alpha_masi", "Krippendorff's alpha (MASI), all passages"),
        ("alpha_masi_coded", "Krippendorff's alpha (MASI), passages with any layer on either side"),
    ];
    for (name, said) in names {
        let figure = named(&agreement.sets, name);
        line(out, format!("{said}  {}  {}", value(figure), interval(figure)).trim_end());
    }
    reasons(out, agreement, pack);
    line(out, "");
}

/// F1 by group.
fn groups(out: &mut String, results: &Results, pack: &Pack) {
    if results.groups.is_empty() {
        return;
    }
    let names = results.groups.iter().map(|group| visible(&group.value));
    let wide = names.map(|name| name.chars().count()).max().unwrap_or(0);
    let layers = pack.layers.iter().map(|layer| format!("  {}", visible(&layer.name))).collect::<String>();
    line(out, &format!("{:wide$}  passages{layers}  mean F1  prec.  recall", ""));
    for group in &results.groups {
        let of = &group.agreement;
        let mut cells = format!("{:wide$}  {:>8}", visible(&group.value), of.n);
        for (layer, of) in pack.layers.iter().zip(&of.layers) {
            let width = visible(&layer.name).chars().count();
            cells += &format!("  {:>width$}", value(named(&of.figures, "f1")));
        }
        let [f1, precision, recall] = ["f1", "precision", "recall"].map(|name| value(named(&of.means, name)));
        line(out, &format!("{cells}  {f1:>7}  {precision:>5}  {recall:>6}"));
    }
    line(out, "");
}

fn row(out: &mut String, first: &str, cells: [String; 8]) {
    let [precision, recall, f1, f1_in, kappa, kappa_in, ac1, pabak] = cells;
    let text = format!(
        "{first}  {precision:>5} {recall:>6} {f1:>5} {f1_in:<11} {kappa:>5} {kappa_in:<12} {ac1:>5} {pabak:>5}"
    );
    line(out, text.trim_end());
}

fn cells(figures: &[Figure]) -> [String; 8] {
    let [precision, recall, f1, kappa, ac1, pabak] =
        ["precision", "recall", "f1", "kappa", "ac1", "pabak"].map(|name| named(figures, name));
    [value(precision), value(recall), value(f1), interval(f1), value(kappa), interval(kappa), value(ac1), value(pabak)]
}

fn value(figure: &Figure) -> String {
    figure.value.map_or("–".into(), number)
}

/// Two decimals, and no minus before nothing.
pub(super) fn number(value: f64) -> String {
    format!("{:.2}", (value * 100.0).round() / 100.0 + 0.0)
}

fn interval(figure: &Figure) -> String {
    figure.interval.map_or_else(String::new, |(low, high)| format!("[{} {}]", number(low), number(high)))
}

/// Why some figures are undefined, or 0 by rule; layers of which the same is true share a line.
fn reasons(out: &mut String, agreement: &Agreement, pack: &Pack) {
    let mut said: Vec<(String, Vec<&str>)> = Vec::new();
    let mut say = |name, what: String| match said.iter_mut().find(|(known, _)| *known == what) {
        Some((_, names)) => names.push(name),
        None => said.push((what, vec![name])),
    };
    let layers = pack.layers.iter().map(|layer| layer.name.as_str()).zip(agreement.layers.iter().map(|l| &l.figures));
    for (name, figures) in layers.chain([("Mean", &agreement.means), ("Sets", &agreement.sets)]) {
        for figure in figures {
            if let Err(why) = figure.value {
                say(name, format!("{} is undefined: {why}", figure.name.replace('_', " ")));
            }
        }
    }
    for (layer, of) in pack.layers.iter().zip(&agreement.layers) {
        if of.counts.one_sided() {
            say(&layer.name, "kappa is 0: only one side has the layer, so they agree as chance has it".to_owned());
        }
    }
    if agreement.layers.iter().flat_map(|layer| &layer.figures).any(|figure| figure.value.is_err()) {
        line(out, "The mean is over the layers in which the figure is defined:");
    }
    for (what, names) in said {
        line(out, &format!("  {what} ({})", names.join(", ")));
    }
}

/// What was missed and what was wrong.
fn list(out: &mut String, errors: &[Error], pack: &Pack) {
    line(out, &format!("{} with other tags than coded\n", counted(errors.len() as u64, "passage")));
    for Error { passage, missed, wrong } in errors {
        let place = format!("{} ({}:{})", passage.id_text(), passage.source, passage.line);
        line(out, &format!("{}\n  {}", visible(&place), visible(&passage.text)));
        missed.iter().for_each(|part| parted(out, "missed", part, passage, pack));
        wrong.iter().for_each(|part| parted(out, "wrong", part, passage, pack));
        line(out, "");
    }
}

fn parted(out: &mut String, what: &str, part: &Part, passage: &Passage, pack: &Pack) {
    let layer = &pack.layers[part.layer];
    let score = match part.score {
        Some(score) => format!("{} of {}: {}", number(score), number(layer.threshold), part.rules.join(", ")),
        None => "no rule fired".to_owned(),
    };
    line(out, &format!("  {what} {}, {score}", visible(&layer.name)));
    for (rule, by) in &part.voided {
        line(out, &format!("    voided {rule} by {by}"));
    }
    for one in part.nearest.unwrap_or_default() {
        let rule = &pack.rules[one.rule];
        let (share, words) = (near::share(one), near::words(one, passage));
        let said = near::lacked(one, rule, near::MOST_WORDS);
        line(out, &visible(&format!("    near {:>5}  {} {words}: {said}", share, rule.id)));
    }
}
