//! An earlier report of a scan: what need not be read again.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use layers::passage::Session;
use layers::rules::Pack;
use layers::summary::{Part, Speakers, Summary};
use serde::Deserialize;

use crate::cli::{Outcome, say};

/// What of a report a later scan goes on from. Read on its own, not by the shapes that are written.
#[derive(Deserialize)]
struct Report {
    schema: String,
    tool: serde_json::Value,
    rules: Rules,
    settings: serde_json::Value,
    scan: Option<Scan>,
    #[serde(default)]
    sessions: Vec<Row>,
    errors: Vec<Said>,
    notices: Vec<Said>,
}

#[derive(Deserialize)]
struct Rules {
    sha256: String,
}

#[derive(Deserialize)]
struct Scan {
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    source: String,
    bytes: u64,
    sha256: String,
}

#[derive(Deserialize)]
struct Said {
    source: String,
    message: String,
}

#[derive(Deserialize)]
struct Row {
    source: Option<String>,
    client: Option<String>,
    session: Option<String>,
    date: Option<String>,
    therapist: Option<String>,
    summary: Counts,
}

#[derive(Deserialize)]
struct Counts {
    passages: u64,
    by_speaker: BySpeaker,
    layers: Vec<Layer>,
    overlap: Vec<Overlap>,
}

#[derive(Deserialize)]
struct Layer {
    layer: String,
    passages: u64,
    by_speaker: BySpeaker,
    facets: Vec<Facet>,
    scores: BySpeaker,
}

#[derive(Deserialize)]
struct Facet {
    facet: String,
    passages: u64,
}

#[derive(Deserialize)]
struct Overlap {
    layers: [String; 2],
    passages: u64,
}

#[derive(Deserialize)]
struct BySpeaker {
    therapist: u64,
    client: u64,
    unknown: u64,
}

/// What an earlier report has of each file.
pub struct Earlier {
    files: HashMap<String, (u64, String)>,
    parts: HashMap<String, Vec<Part>>,
    notices: HashMap<String, Vec<String>>,
}

impl Earlier {
    /// Reads a report. It is of use where it was made by this version with the same rules and `settings`; where it was not, that is
    /// said and everything is new.
    ///
    /// # Errors
    /// Told already: it is no report of a scan.
    pub fn read(path: &Path, pack: &Pack, settings: &serde_json::Value) -> Result<Earlier, Outcome> {
        let name = format!("--changed-since {}", path.to_string_lossy());
        let bytes = std::fs::read(path).map_err(|error| say::usage(&name, &format!("cannot be read: {error}")))?;
        let no_report = "is no report of layers scan; make one with layers scan --format json -o report.json";
        let report: Report = serde_json::from_slice(&bytes).map_err(|_| say::usage(&name, no_report))?;
        let Some(scan) = report.scan.filter(|_| report.schema == layers::report::shape::SCHEMA) else {
            return Err(say::usage(&name, no_report));
        };
        if report.settings["no_text"] == true {
            return Err(say::usage(&name, "has no names of files; make it without --no-text"));
        }
        let mut earlier = Earlier { files: HashMap::new(), parts: HashMap::new(), notices: HashMap::new() };
        let version = report.tool["version"] == env!("CARGO_PKG_VERSION");
        if !version || report.rules.sha256 != pack.sha256 || report.settings != *settings {
            let other = "was made with other rules, options or another version; everything is read anew";
            say::about(&name, None, other);
            return Ok(earlier);
        }
        let failed: HashSet<String> = report.errors.into_iter().map(|error| error.source).collect();
        let files = scan.files.into_iter().filter(|file| !failed.contains(&file.source));
        earlier.files = files.map(|file| (file.source, (file.bytes, file.sha256))).collect();
        for row in report.sessions {
            if let Some(part) = row.part(pack) {
                earlier.parts.entry(part.source.to_string()).or_default().push(part);
            }
        }
        for notice in report.notices {
            earlier.notices.entry(notice.source).or_default().push(notice.message);
        }
        Ok(earlier)
    }

    /// How long the file was.
    pub fn bytes(&self, name: &str) -> Option<u64> {
        self.files.get(name).map(|(bytes, _)| *bytes)
    }

    /// Whether it had this hash.
    pub fn has(&self, name: &str, hash: &str) -> bool {
        self.files.get(name).is_some_and(|(_, known)| known == hash)
    }

    /// What was counted of it.
    pub fn parts(&self, name: &str) -> &[Part] {
        self.parts.get(name).map_or(&[], Vec::as_slice)
    }

    /// What was worth knowing of it.
    pub fn notices(&self, name: &str) -> &[String] {
        self.notices.get(name).map_or(&[], Vec::as_slice)
    }

    /// How many of its files are not among these names.
    pub fn gone<'a>(&self, names: impl Iterator<Item = &'a str>) -> u64 {
        let here: HashSet<&str> = names.collect();
        self.files.keys().filter(|name| !here.contains(name.as_str())).count() as u64
    }
}

impl Row {
    /// The part that it was drawn from; none where it names what the rules do not have.
    fn part(self, pack: &Pack) -> Option<Part> {
        let text = |text: Option<String>| text.map(Arc::from);
        let session = Session {
            client: text(self.client),
            session: text(self.session),
            date: text(self.date),
            therapist: text(self.therapist),
        };
        let layer = |id: &str| pack.layers.iter().position(|layer| layer.id == id);
        let mut counts = Summary::new(pack);
        counts.passages = self.summary.passages;
        counts.speakers = self.summary.by_speaker.into();
        for found in self.summary.layers {
            let place = layer(&found.layer)?;
            let row = &mut counts.layers[place];
            row.passages = found.passages;
            row.speakers = found.by_speaker.into();
            row.scores = found.scores.into();
            for facet in found.facets {
                let at = pack.layers[place].facets.iter().position(|known| known.id == facet.facet)?;
                row.facets[at] = facet.passages;
            }
        }
        for pair in self.summary.overlap {
            counts.set_both(layer(&pair.layers[0])?, layer(&pair.layers[1])?, pair.passages);
        }
        Some(Part { source: self.source?.into(), session, voices: Vec::new(), counts })
    }
}

impl From<BySpeaker> for Speakers {
    fn from(BySpeaker { therapist, client, unknown }: BySpeaker) -> Speakers {
        Speakers { therapist, client, unknown }
    }
}
