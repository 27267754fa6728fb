//! What of the passages is kept, by which rules and how many threads: options that all reports share.

use std::num::NonZero;
use std::path::PathBuf;
use std::thread::available_parallelism;

use layers::program::Rules;
use layers::report::{Select, Settings};

use super::options::{self, Speaker};
use super::{Outcome, packs};

/// By which rules, and which tags of whom: what a scan has as well.
#[derive(clap::Args)]
pub struct Chosen {
    /// Keep tags whose score reaches this (0 to 1), whatever the layers' own thresholds
    #[arg(long, value_name = "X", value_parser = options::share, help_heading = "What is kept")]
    threshold: Option<f64>,

    /// Keep only this layer's tags (repeatable)
    #[arg(long, value_name = "ID", help_heading = "What is kept")]
    layer: Vec<String>,

    /// Keep only what this role says
    #[arg(long, value_name = "ROLE", help_heading = "What is kept")]
    speaker: Option<Speaker>,

    /// Rules to use instead of the built-in ones: a file or folder (repeatable); `builtin` stands for those
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
}

/// The options of reports that have passages.
#[derive(clap::Args)]
pub struct Kept {
    #[command(flatten)]
    chosen: Chosen,

    /// Leave untagged passages out (they are counted all the same)
    #[arg(long, help_heading = "What is kept")]
    tagged: bool,

    /// Show evidence that its context took away, with the reason
    #[arg(long, help_heading = "What is kept")]
    voided: bool,

    /// Leave every word of the text out; labels become S1, S2 …; names of sources, ids and clients become hashes
    #[arg(long, help_heading = "What is kept")]
    pub no_text: bool,

    /// With --no-text, keep the names of sources, ids and clients
    #[arg(long, requires = "no_text", help_heading = "What is kept")]
    keep_names: bool,

    /// How many threads may work on large files [default: as many as the machine has]
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<usize>>,
}

impl Chosen {
    /// The rules and settings that they ask for, with nothing else chosen. What is wrong with them is told.
    pub fn settings(&self, input: &options::Input) -> Result<(Rules, Settings), Outcome> {
        let mut rules = packs::rules(&self.rules)?;
        for layer in &mut rules.pack.layers {
            layer.threshold = self.threshold.unwrap_or(layer.threshold);
        }
        let layers = packs::layers(&self.layer, &rules.pack)?;
        let settings = Settings {
            input: input.options(),
            threshold: self.threshold,
            select: Select { layers, speaker: self.speaker.map(Into::into), tagged: false },
            voided: false,
            no_text: false,
            keep_names: false,
        };
        Ok((rules, settings))
    }
}

impl Kept {
    /// How many threads may tag.
    pub fn threads(&self) -> usize {
        self.threads.map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from)
    }

    /// The rules and settings that they ask for. What is wrong with them is told.
    pub fn settings(&self, input: &options::Input) -> Result<(Rules, Settings), Outcome> {
        let (rules, mut settings) = self.chosen.settings(input)?;
        settings.select.tagged = self.tagged;
        settings.voided = self.voided;
        settings.no_text = self.no_text;
        settings.keep_names = self.keep_names;
        Ok((rules, settings))
    }
}
