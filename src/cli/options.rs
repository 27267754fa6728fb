//! Option values: what may be written, and what it means to the library.

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use layers::input::{Columns, FORMATS, Format, Limits as InputLimits, Options, Unit as InputUnit, Workers};
use layers::layer::Role;
use layers::output::docx::sheet::Range;
use layers::passage::Genre as PassageGenre;
use layers::session::Given;

/// How to read the input.
#[derive(clap::Args)]
#[command(next_help_heading = "How the input is read")]
pub struct Input {
    /// The format of the input [default: from its name and content]
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub input_format: Option<&'static Format>,

    /// What a passage is; auto: a turn where lines carry speaker labels, else a paragraph
    #[arg(long, default_value = "auto")]
    pub unit: Unit,

    /// The kind of text [default: from the input]
    #[arg(long)]
    pub genre: Option<Genre>,

    /// A speaker who is a therapist, as the text names them (repeatable)
    #[arg(long, value_name = "NAME")]
    pub therapist: Vec<String>,

    /// A speaker who is a client, as the text names them (repeatable)
    #[arg(long, value_name = "NAME")]
    pub client: Vec<String>,

    /// Of a table: the column of text [default: by its name]
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,

    /// Of a table: the column of speakers [default: by its name]
    #[arg(long, value_name = "NAME")]
    pub speaker_column: Option<String>,

    /// Of a table: the column of sessions [default: by its name]
    #[arg(long, value_name = "NAME")]
    pub session_column: Option<String>,

    /// Of a table: the column of times, in seconds or as 1:02:03 [default: by its name]
    #[arg(long, value_name = "NAME")]
    pub time_column: Option<String>,

    /// The longest passage that is read
    #[arg(long, value_name = "SIZE", default_value = "16MiB", value_parser = size)]
    pub max_passage: usize,

    /// How many faults of a file are told one by one; the others are counted
    #[arg(long, value_name = "N", default_value_t = Options::default().max_errors, hide_short_help = true)]
    pub max_errors: usize,

    /// Write each passage as soon as it is read, without waiting to find out who speaks
    #[arg(long)]
    pub line_buffered: bool,

    #[command(flatten)]
    pub limits: Limits,
}

/// What a file in a container format may cost.
#[derive(clap::Args)]
#[command(next_help_heading = "Limits for json, docx, odt, rtf, pdf, html and qdpx, against files made to do harm")]
pub struct Limits {
    /// The largest such file, which is held as a whole, and the most that is unpacked of it
    #[arg(long, value_name = "SIZE", default_value = "256MiB", value_parser = size, hide_short_help = true)]
    pub max_unpacked: usize,

    /// How many times its size a part of more than 1 MiB may unpack to
    #[arg(long, value_name = "N", default_value_t = InputLimits::default().ratio, hide_short_help = true)]
    pub max_ratio: u64,

    /// The most files in an archive
    #[arg(long, value_name = "N", default_value_t = InputLimits::default().entries, hide_short_help = true)]
    pub max_entries: usize,

    /// How deep elements, groups, lists and objects may stand in each other
    #[arg(long, value_name = "N", default_value_t = InputLimits::default().depth, hide_short_help = true)]
    pub max_depth: usize,

    /// Processor time for a file; by the clock four times as much
    #[arg(long, value_name = "SECONDS", default_value_t = InputLimits::default().seconds, hide_short_help = true)]
    pub max_seconds: u64,

    /// Memory of each process that reads such files (on Linux)
    #[arg(long, value_name = "SIZE", default_value = "1GiB", value_parser = size, hide_short_help = true)]
    pub max_memory: usize,
}

impl Input {
    /// The same in the library's terms.
    pub fn options(&self) -> Options {
        Options {
            format: self.input_format,
            unit: match self.unit {
                Unit::Auto => InputUnit::Auto,
                Unit::Paragraph => InputUnit::Paragraph,
                Unit::Turn => InputUnit::Turn,
                Unit::Sentence => InputUnit::Sentence,
            },
            genre: self.genre.map(|genre| match genre {
                Genre::Note => PassageGenre::Note,
                Genre::Letter => PassageGenre::Letter,
                Genre::Transcript => PassageGenre::Transcript,
            }),
            therapist: self.therapist.clone(),
            client: self.client.clone(),
            session: Given::default(),
            max_passage: self.max_passage,
            max_errors: self.max_errors,
            columns: Columns {
                text: self.text_column.clone(),
                speaker: self.speaker_column.clone(),
                session: self.session_column.clone(),
                time: self.time_column.clone(),
            },
            live: self.line_buffered,
            workers: Some(Workers::new(std::env::current_exe().unwrap_or_else(|_| "layers".into()), super::WORKER)),
            limits: InputLimits {
                unpacked: self.limits.max_unpacked as u64,
                ratio: self.limits.max_ratio,
                entries: self.limits.max_entries,
                depth: self.limits.max_depth,
                seconds: self.limits.max_seconds,
                memory: self.limits.max_memory as u64,
            },
        }
    }
}

/// What a passage is.
#[derive(Clone, Copy, ValueEnum)]
pub enum Unit {
    /// Turns where lines carry speaker labels, else paragraphs
    Auto,
    /// Text between blank lines
    Paragraph,
    /// One speaker's turn
    Turn,
    /// One sentence
    Sentence,
}

/// A kind of text.
#[derive(Clone, Copy, ValueEnum)]
pub enum Genre {
    /// A therapist's note
    Note,
    /// A client's or helper's own writing to or about the other
    Letter,
    /// Speech written down
    Transcript,
}

/// Who speaks.
#[derive(Clone, Copy, ValueEnum)]
pub enum Speaker {
    /// The therapist
    Therapist,
    /// The client
    Client,
}

impl From<Speaker> for Role {
    fn from(speaker: Speaker) -> Role {
        match speaker {
            Speaker::Therapist => Role::Therapist,
            Speaker::Client => Role::Client,
        }
    }
}

/// When to use colour.
#[derive(Clone, Copy, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The formats, with what they are.
fn formats() -> impl TypedValueParser<Value = &'static Format> {
    let values = FORMATS.map(|format| PossibleValue::new(format.name()).help(format.about()));
    PossibleValuesParser::new(values).try_map(|name| Format::named(&name).ok_or("unknown format"))
}

/// Bytes, plain or with a unit: `16MiB`, `64 KiB`, `1000`.
fn size(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match text[digits.len()..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        other => return Err(format!("unknown unit {other}; KiB, MiB and GiB are known, as in 16MiB")),
    };
    let number: usize = digits.parse().map_err(|_| "write a number and a unit, as in 16MiB".to_owned())?;
    match number.checked_mul(unit) {
        Some(0) => Err("must be more than nothing, as in 16MiB".to_owned()),
        Some(bytes) => Ok(bytes),
        None => Err("is more than a computer can hold".to_owned()),
    }
}

/// Passages by number: `10-40`, `12`, `30-`.
pub fn range(text: &str) -> Result<Range, String> {
    let wrong = || "write a number or two, as in 10-40, 12 or 30-".to_owned();
    let number = |text: &str| text.trim().parse::<u64>().map_err(|_| wrong());
    let (first, last) = match text.split_once('-') {
        None => (number(text)?, number(text)?),
        Some((first, last)) if last.trim().is_empty() => (number(first)?, u64::MAX),
        Some((first, last)) => (number(first)?, number(last)?),
    };
    if first <= last {
        Ok(Range { first, last })
    } else {
        Err("the first number is the smaller one, as in 10-40".to_owned())
    }
}

/// A number from 0 to 1.
pub fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err("must be a number from 0 to 1, as in 0.5".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_numbers_of_passages() {
        assert_eq!(range("10-40"), Ok(Range { first: 10, last: 40 }));
        assert_eq!(range("12"), Ok(Range { first: 12, last: 12 }));
        assert_eq!(range("30-"), Ok(Range { first: 30, last: u64::MAX }));
        assert!(range("40-10").is_err() && range("-").is_err() && range("a").is_err() && range("").is_err());
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("16MiB"), Ok(16 << 20));
        assert_eq!(size("64 kib"), Ok(64 << 10));
        assert_eq!(size("1000"), Ok(1000));
        assert_eq!(size("1MB"), Ok(1_000_000));
        assert!(size("").is_err() && size("MiB").is_err() && size("-1").is_err() && size("0").is_err());
        assert!(size("99999999999GiB").is_err() && size("16 furlongs").is_err());
    }
}
