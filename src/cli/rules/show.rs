//! `layers rules show`.

use std::path::PathBuf;

use layers::builtin;
use layers::output::escape::visible_lines;
use layers::rules::fault::did_you_mean;
use layers::rules::pattern::Pattern;
use layers::rules::{Pack, load};

use super::facet;
use crate::cli::{Outcome, near::key, packs, say};

/// Shows one rule whole.
pub fn show(pack: &Pack, id: &str, paths: &[PathBuf]) -> Outcome {
    let Some((at, rule)) = pack.rules.iter().enumerate().find(|(_, rule)| rule.id == id) else {
        return say::usage(id, &format!("no such rule{}", near(pack, id)));
    };
    let layer = &pack.layers[rule.layer];
    let mut out = format!("{}\n  layer     {} (pp. {})\n", rule.id, layer.full_name, layer.pages);
    out += &format!(
        "  facet     {}\n  strength  {} (adds {})\n  why       {}\n",
        facet(pack, rule),
        rule.strength.name(),
        rule.adds,
        rule.why
    );
    out += &block("patterns", rule.patterns.iter().map(|pattern| &pattern.text).chain(&rule.regex));
    for condition in &rule.conditions {
        out += &block(key(condition), condition.patterns.iter().map(|pattern: &Pattern| &pattern.text));
    }
    out += &block("speaker", rule.speaker.iter().map(|speaker| format!("{speaker:?}").to_lowercase()));
    out += &block("genre", rule.genre.iter().map(|genre| format!("{genre:?}").to_lowercase()));
    out += &block("survives", rule.survives.iter().map(|kind| kind.name()));
    out += &block("marks", rule.marks.iter().map(|mark| format!("{mark:?}").to_lowercase()));
    let loaded = if paths.is_empty() { Ok(builtin::loaded()) } else { packs::files(paths).map(|files| load(&files)) };
    if let Ok(loaded) = loaded {
        for (name, fires) in [("fires", true), ("silent", false)] {
            let list = loaded.examples.iter().filter(|example| example.rule == at && example.fires == fires);
            out += &block(name, list.map(|example| &example.text));
        }
    }
    say::print(&visible_lines(&out))
}

/// The rule that was probably meant; its id without the layer is enough.
fn near(pack: &Pack, id: &str) -> String {
    let ids = || pack.rules.iter().map(|rule| rule.id.as_str());
    let short = || ids().filter(|full| full.rsplit('/').next() == Some(id));
    let hint = short().next().map_or_else(|| did_you_mean(id, ids()), |full| format!("; did you mean `{full}`?"));
    let join = if hint.is_empty() { ";" } else { "" };
    format!("{hint}{join} `layers rules list` shows all")
}

fn block(name: &str, lines: impl Iterator<Item = impl AsRef<str>>) -> String {
    lines.enumerate().map(|(i, line)| format!("  {:<9} {}\n", if i == 0 { name } else { "" }, line.as_ref())).collect()
}
