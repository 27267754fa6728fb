//! The JSON Schema of a report, made from the types that write it.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::process::Process;
use super::{rows, shape};
use crate::layer::{Facet, Role};

// Only its schema is used: a report is written key by key, as it comes.
/// What `layers report -o FILE.json`, and `tag` and `scan` with `--format json`, write. More keys may be added, none taken away.
#[derive(JsonSchema)]
#[schemars(title = "layers-report/1")]
#[allow(dead_code)]
struct Report<'a> {
    #[schemars(flatten)]
    header: shape::Header<'a>,
    /// The passages, in the order of the sources; none where only the summary was asked for.
    passages: Vec<shape::Passage<'a>>,
    /// What could not be read.
    errors: Vec<shape::Failure>,
    /// What is worth knowing, though nothing failed.
    notices: Vec<shape::Notice>,
    /// One row a source.
    sources: Vec<shape::Source<'a>>,
    /// One row for each session of each source.
    sessions: Vec<rows::Group<'a>>,
    /// One row a client.
    clients: Vec<rows::Group<'a>>,
    /// Each client's sessions in their order, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    trends: Option<Vec<rows::Trend<'a>>>,
    /// What a scan went through.
    #[serde(skip_serializing_if = "Option::is_none")]
    scan: Option<rows::Scan>,
    /// Over everything.
    summary: shape::Summary<'a>,
    /// How the talk goes; not in a scan, which keeps no passages.
    #[serde(skip_serializing_if = "Option::is_none")]
    process: Option<Process<'a>>,
}

/// The schema, indented, with a line end. More keys may be added to a report, none taken away: it forbids no unknown key.
pub fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<Report>();
    if let Some(name) = schema.pointer_mut("/properties/schema") {
        *name =
            serde_json::json!({"const": shape::SCHEMA, "description": "The name and version of the report's shape."});
    }
    // Plain data: nothing in it can fail.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

impl JsonSchema for Role {
    fn schema_name() -> Cow<'static, str> {
        "Role".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"description": "Who speaks.", "type": "string", "enum": ["therapist", "client"]})
    }
}

impl JsonSchema for Facet {
    fn schema_name() -> Cow<'static, str> {
        "Facet".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A side of a layer.",
            "type": "object",
            "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
            "required": ["id", "name"],
        })
    }
}

impl JsonSchema for shape::Id<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"description": "As the input gave it, else source#passage.", "type": ["string", "number"]})
    }
}

impl JsonSchema for shape::Extra<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Extra".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "object"})
    }
}
