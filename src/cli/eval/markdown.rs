//! What came of it as a Markdown table, to be put into a README or a paper.

use layers::agreement::{Agreement, Figure, named};
use layers::output::escape::visible;
use layers::rules::Pack;

use super::Results;
use super::text::number;

/// A row a layer: F1 with precision and recall in brackets, over all passages and by group.
pub fn markdown(results: &Results, pack: &Pack) -> String {
    let groups = results.groups.iter().map(|group| (group.value.as_str(), &group.agreement));
    let columns: Vec<(&str, &Agreement)> = [("all", &results.tags)].into_iter().chain(groups).collect();
    let heads = columns.iter().map(|(name, of)| format!("{} ({})", cell(name), of.n));
    let mut rows = vec![row("layer", heads), row("---", columns.iter().map(|_| "---".to_owned()))];
    for (at, layer) in pack.layers.iter().enumerate() {
        let cells = columns.iter().map(|(_, of)| {
            let counts = of.layers[at].counts;
            format!("{}, coded in {}", figures(&of.layers[at].figures), counts.both + counts.only_coded)
        });
        rows.push(row(&layer.name, cells));
    }
    rows.push(row("**mean**", columns.iter().map(|(_, of)| figures(&of.means))));
    rows.concat()
}

fn row(first: &str, cells: impl Iterator<Item = String>) -> String {
    format!("| {} | {} |\n", cell(first), cells.collect::<Vec<_>>().join(" | "))
}

/// A name that can neither end its cell nor mark text.
fn cell(name: &str) -> String {
    visible(name).replace('|', "\\|").replace('<', "&lt;")
}

fn figures(figures: &[Figure]) -> String {
    let value = |name| named(figures, name).value.map_or("–".into(), number);
    format!("{} ({} / {})", value("f1"), value("precision"), value("recall"))
}
