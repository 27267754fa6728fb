//! The `[layer]` table of a rule file: read, begun, extended.

use super::fault::Place;
use super::read::id;
use super::table::Table;
use crate::layer::{Facet, Layer};

/// The bias and threshold of a layer that does not say.
const BIAS: f64 = -2.0;
const THRESHOLD: f64 = 0.5;

/// A layer as a file says it.
#[derive(Debug)]
pub struct LayerDraft {
    pub place: Place,
    pub id: String,
    pub extend: bool,
    name: Option<String>,
    full_name: Option<String>,
    pages: Option<String>,
    definition: Option<String>,
    bias: Option<f64>,
    threshold: Option<f64>,
    finds: Option<f64>,
    facets: Vec<Facet>,
}

/// Reads it.
pub fn layer(mut table: Table) -> Option<LayerDraft> {
    let id = id(&table, "id");
    table.name = id.as_ref().map(|id| id.value.clone());
    table.only(&["id", "extend", "name", "full_name", "pages", "definition", "bias", "threshold", "finds", "facet"]);
    let id = id?;
    let extend = table.bool("extend");
    let text = |key| if extend { table.string(key) } else { table.required(key) }.map(|found| found.value);
    let share = |key| {
        let number = table.number(key)?;
        if !(0.0..=1.0).contains(&number.value) {
            table.fault(number.at, format!("`{key}` must be from 0 to 1"));
        }
        Some(number.value)
    };
    let facets = table.tables("facet").into_iter().filter_map(|facet| {
        facet.only(&["id", "name"]);
        Some(Facet { id: self::id(&facet, "id")?.value, name: facet.required("name")?.value })
    });
    Some(LayerDraft {
        place: table.place(id.at),
        extend,
        name: text("name"),
        full_name: text("full_name"),
        pages: text("pages"),
        definition: text("definition"),
        bias: table.number("bias").map(|n| n.value),
        threshold: share("threshold"),
        finds: share("finds"),
        facets: facets.collect(),
        id: id.value,
    })
}

impl LayerDraft {
    /// A layer that no other file has.
    pub fn begin(&self) -> Layer {
        Layer {
            id: self.id.clone(),
            name: self.name.clone().unwrap_or_default(),
            full_name: self.full_name.clone().unwrap_or_default(),
            pages: self.pages.clone().unwrap_or_default(),
            definition: self.definition.clone().unwrap_or_default(),
            bias: self.bias.unwrap_or(BIAS),
            threshold: self.threshold.unwrap_or(THRESHOLD),
            finds: self.finds,
            facets: self.facets.clone(),
        }
    }

    /// What this file changes in a layer of another.
    pub fn extend(&self, layer: &mut Layer) {
        layer.bias = self.bias.unwrap_or(layer.bias);
        layer.threshold = self.threshold.unwrap_or(layer.threshold);
        layer.finds = self.finds.or(layer.finds);
        for facet in &self.facets {
            if !layer.facets.iter().any(|known| known.id == facet.id) {
                layer.facets.push(facet.clone());
            }
        }
    }
}
