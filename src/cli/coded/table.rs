//! Codings in a table: one column a layer, or one row a code. Each row becomes a record as JSON Lines have them, so that one
//! reader reads both.

use std::collections::HashMap;

use layers::rules::Pack;
use serde_json::{Map, Value};

use crate::cli::packs;

/// A record and the line of the table where it begins.
pub type Row = (u64, Map<String, Value>);

/// What is wrong with a row, and its line.
pub type Fault = (u64, String);

/// What a record's fields may be called in a table, in any case; the first name is that of the record.
const FIELDS: [(&str, &[&str]); 11] = [
    ("text", &["text", "passage", "segment", "quotation", "utterance_text"]),
    ("id", &["id", "passage_id", "segment_id"]),
    ("speaker", &["speaker", "role", "interlocutor"]),
    ("genre", &["genre"]),
    ("before", &["before"]),
    ("session", &["session", "transcript_id"]),
    ("client", &["client"]),
    ("source", &["source", "document", "file"]),
    ("date", &["date"]),
    ("start", &["start"]),
    ("end", &["end"]),
];
const CODES: [&str; 4] = ["layer", "layers", "code", "codes"];
const YES: [&str; 7] = ["1", "x", "yes", "y", "true", "✓", "✔"];
const NO: [&str; 7] = ["", "0", "no", "n", "false", "-", "–"];

enum Column {
    Field(&'static str),
    Layer(usize),
    Codes,
    Other,
}

/// Whether a text looks like a table: its first line is no JSON and names a column of text or places.
pub fn looks_like_one(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let names = first.split(delimiter(first) as char).map(|name| name.trim().trim_matches('"').to_lowercase());
    let known = |name: &String| FIELDS.iter().any(|(_, names)| names.contains(&name.as_str()));
    !first.trim_start().starts_with('{') && names.filter(known).count() > 0
}

/// The rows as records with `layers`, and what is wrong with some, by line. Rows of one passage, as one row a code has them,
/// are one record.
///
/// # Errors
/// What is wrong with the head of the table.
pub fn rows(text: &str, pack: &Pack) -> Result<(Vec<Row>, Vec<Fault>), String> {
    let by = delimiter(text.lines().next().unwrap_or_default());
    let mut table = csv::ReaderBuilder::new().delimiter(by).flexible(true).from_reader(text.as_bytes());
    let head = table.headers().map_err(|error| format!("is no table: {error}"))?;
    let columns: Vec<Column> = head.iter().map(|name| column(name.trim(), pack)).collect();
    let one_row_a_code = columns.iter().any(|column| matches!(column, Column::Codes));
    if !one_row_a_code && !columns.iter().any(|column| matches!(column, Column::Layer(_))) {
        let ids: Vec<&str> = pack.layers.iter().map(|layer| layer.id.as_str()).collect();
        return Err(format!("no column is named `layer` or after a layer ({})", ids.join(", ")));
    }
    let (mut rows, mut faults): (Vec<Row>, _) = (Vec::new(), Vec::new());
    let mut places: HashMap<String, usize> = HashMap::new();
    for record in table.records() {
        let read = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            (line, "the row cannot be read: a quotation mark may be missing".to_owned())
        });
        let read = read.and_then(|record| {
            let line = record.position().map_or(0, csv::Position::line);
            row(&record, &columns, pack).map(|row| (line, row)).map_err(|message| (line, message))
        });
        match read {
            Err(fault) => faults.push(fault),
            Ok((line, row)) => match key(&row).filter(|_| one_row_a_code) {
                Some(key) if places.contains_key(&key) => add(&mut rows[places[&key]].1, &row),
                key => {
                    places.extend(key.map(|key| (key, rows.len())));
                    rows.push((line, row));
                }
            },
        }
    }
    Ok((rows, faults))
}

fn delimiter(head: &str) -> u8 {
    let often = |by: &u8| head.bytes().filter(|byte| byte == by).count();
    // Of equals the last: a comma.
    [b'\t', b';', b','].into_iter().max_by_key(often).unwrap_or(b',')
}

fn column(name: &str, pack: &Pack) -> Column {
    if let Some(layer) = layer(name, pack) {
        return Column::Layer(layer);
    }
    let name = name.to_lowercase();
    match FIELDS.iter().find(|(_, names)| names.contains(&name.as_str())) {
        Some((field, _)) => Column::Field(field),
        None if CODES.contains(&name.as_str()) => Column::Codes,
        None => Column::Other,
    }
}

/// The layer of that id or name, whatever its case, spaces and hyphens.
fn layer(name: &str, pack: &Pack) -> Option<usize> {
    let plain = |name: &str| name.to_lowercase().replace([' ', '_'], "-");
    let name = plain(name);
    pack.layers.iter().position(|layer| [&layer.id, &layer.name, &layer.full_name].map(|n| plain(n)).contains(&name))
}

fn row(record: &csv::StringRecord, columns: &[Column], pack: &Pack) -> Result<Map<String, Value>, String> {
    let mut row = Map::new();
    let mut layers: Vec<Value> = Vec::new();
    for (cell, column) in record.iter().zip(columns) {
        match column {
            Column::Other => {}
            Column::Field(field) if cell.trim().is_empty() && *field != "text" => {}
            Column::Field(field @ ("start" | "end")) => {
                let place: u64 = cell.trim().parse().map_err(|_| format!("`{field}` is no whole number"))?;
                row.insert(field.to_string(), place.into());
            }
            Column::Field(field) => drop(row.insert(field.to_string(), cell.into())),
            Column::Layer(at) if YES.contains(&cell.trim().to_lowercase().as_str()) => {
                layers.push(pack.layers[*at].id.as_str().into());
            }
            Column::Layer(_) if NO.contains(&cell.trim().to_lowercase().as_str()) => {}
            Column::Layer(at) => {
                return Err(format!(
                    "the column of {} holds neither 1 nor 0 (x, yes, no or nothing will do too)",
                    pack.layers[*at].id
                ));
            }
            Column::Codes => {
                for code in cell.split([';', ',', '|']).map(str::trim).filter(|code| !code.is_empty()) {
                    let at = layer(code, pack).ok_or_else(|| packs::unknown_layer(code, pack))?;
                    layers.push(pack.layers[at].id.as_str().into());
                }
            }
        }
    }
    row.insert("layers".to_owned(), layers.into());
    Ok(row)
}

/// What makes two rows the same passage; places in a source are codings of their own.
fn key(row: &Map<String, Value>) -> Option<String> {
    let text = |field: &str| row.get(field).and_then(Value::as_str);
    text("text")?;
    let own = text("id").or(text("text"))?;
    Some(format!("{}\n{}\n{own}", text("source").unwrap_or_default(), text("session").unwrap_or_default()))
}

fn add(known: &mut Map<String, Value>, more: &Map<String, Value>) {
    if let (Some(Value::Array(layers)), Some(Value::Array(more))) = (known.get_mut("layers"), more.get("layers")) {
        for layer in more {
            if !layers.contains(layer) {
                layers.push(layer.clone());
            }
        }
    }
}
