//! CSV and TSV: a column of text, and what other columns say of it. A row is a passage of its own.

use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;

use csv::StringRecord;

use super::clock;
use super::decode::{Decoder, Fault};
use super::document::Document;
use super::format::Format;
use super::segment::Scale;
use super::sniff::Head;
use crate::passage::turns::Utterance;
use crate::passage::{Session, Time};

pub(super) static FORMAT: Format = Format {
    name: "csv",
    about: "CSV or TSV with a column of text, also AnnoMI's and whisper's",
    endings: &["csv", "tsv", "tab"],
    looks,
    read,
};

/// Which columns of a table hold what, where their names do not tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// The words.
    pub text: Option<String>,
    /// Who says them.
    pub speaker: Option<String>,
    /// The session that they belong to.
    pub session: Option<String>,
    /// When they begin: seconds, or a clock such as 1:02:03.
    pub time: Option<String>,
}

/// The longest line of column names that is looked at, in bytes.
const HEADER: usize = 64 << 10;

/// What columns are called, in lower case; the first that is there counts. AnnoMI's are among them.
const TEXT: [&str; 10] =
    ["text", "utterance_text", "utterance", "transcript", "content", "message", "sentence", "speech", "note", "notes"];
const SPEAKER: [&str; 7] =
    ["speaker", "interlocutor", "speaker_name", "speaker_label", "speaker_id", "role", "participant"];
const SESSION: [&str; 6] = ["session", "session_id", "transcript_id", "conversation_id", "dialogue_id", "file"];
const START: [&str; 6] = ["timestamp", "start", "start_time", "time_start", "begin", "time"];
const END: [&str; 4] = ["end", "end_time", "time_end", "stop"];
const CLIENT: [&str; 2] = ["client", "client_id"];
const DATE: [&str; 2] = ["date", "session_date"];
const ID: [&str; 1] = ["id"];

/// Column names, one of which is known to hold text and another to hold something else that is used.
fn looks(head: &Head) -> bool {
    let Some(first) = head.text.lines().next() else {
        return false;
    };
    let names = names(first, delimiter(first));
    let has = |known: &[&str]| names.iter().any(|name| known.contains(&name.as_str()));
    has(&TEXT) && [&SPEAKER[..], &SESSION, &START, &CLIENT, &DATE, &ID].iter().any(|known| has(known))
}

fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    let mut text = Text { decoder: Decoder::new(bytes, document.options.live), left: Vec::new(), at: 0, fault: None };
    let first = text.first_line();
    let line = String::from_utf8_lossy(&first);
    let delimiter = delimiter(line.lines().next().unwrap_or_default());
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(Cursor::new(first.clone()).chain(&mut text));
    let headers = rows.headers().cloned().unwrap_or_default();
    if headers.iter().any(|name| !name.trim().is_empty()) {
        match Layout::of(&headers, delimiter, &document.options.columns) {
            Ok(layout) => layout.rows(&mut rows, document)?,
            Err(message) => document.failure(Some(1), "no-column", message)?,
        }
    }
    drop(rows);
    if text.decoder.guessed() {
        document.guessed()?;
    }
    document.replaced(text.decoder.replaced())?;
    text.fault.map_or(ControlFlow::Continue(()), |fault| document.fault(&fault))
}

/// Which column is what.
struct Layout {
    text: usize,
    speaker: Option<usize>,
    session: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    client: Option<usize>,
    date: Option<usize>,
    id: Option<usize>,
    /// The others, with their names.
    rest: Vec<(usize, String)>,
    /// Rows are a recogniser's pieces and not turns.
    pieces: bool,
    scale: Scale,
}

impl Layout {
    fn of(headers: &StringRecord, delimiter: u8, told: &Columns) -> Result<Layout, String> {
        let names: Vec<String> = headers.iter().map(|name| name.trim().to_lowercase()).collect();
        let known = |known: &[&str]| known.iter().find_map(|known| names.iter().position(|name| name == known));
        let column = |told: &Option<String>, option: &str, usual: &[&str]| match told {
            None => Ok(known(usual)),
            Some(name) => match names.iter().position(|other| *other == name.trim().to_lowercase()) {
                None => Err(format!("no column is called {name}, as --{option}-column says; look at the first line")),
                column => Ok(column),
            },
        };
        let text = column(&told.text, "text", &TEXT)?.ok_or_else(|| {
            "no column is called text, utterance, transcript, content or the like; say which with --text-column"
                .to_owned()
        })?;
        let mut layout = Layout {
            text,
            speaker: column(&told.speaker, "speaker", &SPEAKER)?,
            session: column(&told.session, "session", &SESSION)?,
            start: column(&told.time, "time", &START)?,
            end: known(&END),
            client: known(&CLIENT),
            date: known(&DATE),
            id: known(&ID),
            rest: Vec::new(),
            // So whisper and WhisperX write their tables: in milliseconds.
            pieces: delimiter == b'\t' && names == ["start", "end", "text"],
            scale: Scale::Seconds,
        };
        if layout.pieces {
            layout.scale = Scale::Millis;
        }
        let used = layout.used();
        let others = (0..names.len()).filter(|at| !used.contains(&Some(*at)) && !names[*at].is_empty());
        layout.rest = others.map(|at| (at, headers[at].trim().to_owned())).collect();
        Ok(layout)
    }

    fn used(&self) -> [Option<usize>; 8] {
        let Layout { text, speaker, session, start, end, client, date, id, .. } = self;
        [Some(*text), *speaker, *session, *start, *end, *client, *date, *id]
    }

    fn rows(&self, rows: &mut csv::Reader<impl Read>, document: &mut Document) -> ControlFlow<()> {
        let mut row = StringRecord::new();
        loop {
            match rows.read_record(&mut row) {
                Ok(true) => {}
                // What made reading fail is told by whoever reads the bytes.
                Ok(false) | Err(_) => return ControlFlow::Continue(()),
            }
            let inside = row.iter().map(|cell| memchr::memchr_iter(b'\n', cell.as_bytes()).count() as u64).sum::<u64>();
            // csv counts blank lines to the row that follows them.
            let line = row.position().map(|at| at.line().max(rows.position().line().saturating_sub(inside + 1)));
            if row.get(self.text).is_none() {
                let message =
                    format!("the row has {} of {} columns, and so no text; left out", row.len(), self.text + 1);
                document.failure(line, "no-text", message)?;
                continue;
            }
            document.say(self.utterance(&row, line))?;
        }
    }

    fn utterance(&self, row: &StringRecord, line: Option<u64>) -> Utterance {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(str::trim).filter(|cell| !cell.is_empty());
        let word = |at: Option<usize>| cell(at).map(std::sync::Arc::from);
        let json = |text: &str| Box::from(serde_json::Value::from(text).to_string());
        Utterance {
            label: cell(self.speaker).map(str::to_owned),
            text: row.get(self.text).unwrap_or_default().to_owned(),
            time: cell(self.start).and_then(|start| self.time(start, cell(self.end))),
            doubtful: Vec::new(),
            begins: !self.pieces,
            line,
            session: Session { client: word(self.client), session: word(self.session), date: word(self.date) },
            id: cell(self.id).map(json),
            extra: self.rest.iter().filter_map(|(at, name)| Some((name.clone(), json(row.get(*at)?)))).collect(),
        }
    }

    fn time(&self, start: &str, end: Option<&str>) -> Option<Time> {
        let one =
            |text: &str| clock::read(text).or_else(|| Some(self.scale.time(Some(text.parse().ok()?), None)?.start));
        Some(Time { start: one(start)?, end: end.and_then(one) })
    }
}

/// The names in a line of column names, in lower case.
fn names(line: &str, delimiter: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(line.as_bytes());
    let first = reader.records().next().and_then(Result::ok).unwrap_or_default();
    first.iter().map(|name| name.trim().to_lowercase()).collect()
}

/// What parts the columns: whichever of the usual signs is there most.
fn delimiter(line: &str) -> u8 {
    let count = |sign: &u8| line.bytes().filter(|byte| byte == sign).count();
    // Of equals the last counts, and a comma is the usual one.
    [b'|', b';', b'\t', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

/// A table's bytes as UTF-8.
struct Text<'a> {
    decoder: Decoder<&'a mut dyn Read>,
    left: Vec<u8>,
    at: usize,
    fault: Option<Fault>,
}

impl Text<'_> {
    /// The bytes up to the first line's end, and maybe more.
    fn first_line(&mut self) -> Vec<u8> {
        let mut first = Vec::new();
        while !first.contains(&b'\n') && first.len() < HEADER && self.fill() {
            first.append(&mut self.left);
        }
        first
    }

    fn fill(&mut self) -> bool {
        self.left.clear();
        self.at = 0;
        match self.decoder.next() {
            Ok(Some(text)) => self.left.extend_from_slice(text.as_bytes()),
            Ok(None) => {}
            Err(fault) => self.fault = Some(fault),
        }
        !self.left.is_empty()
    }
}

impl Read for Text<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.at == self.left.len() && !self.fill() {
            return Ok(0);
        }
        let length = to.len().min(self.left.len() - self.at);
        to[..length].copy_from_slice(&self.left[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::tests::{items, options, talk};
    use crate::input::{Item, Options};
    use crate::passage::{Passage, Piece};

    fn passages(text: &str, columns: Columns) -> Vec<Passage> {
        let options = Options { columns, ..options() };
        let passage = |item| match item {
            Item::Piece(Piece::Passage(passage)) => Some(passage),
            _ => None,
        };
        items(text.as_bytes(), &options).into_iter().filter_map(passage).collect()
    }

    #[test]
    fn each_row_is_a_turn_of_its_own() {
        let text = "transcript_id,topic,utterance_id,interlocutor,timestamp,utterance_text\n\
            4,sleep,0,therapist,00:00:04,\"So, how\nwas it?\"\n4,sleep,1,therapist,00:01:07,Hm.\n\n5,sleep,0,client,00:00:01,Fine.\n";
        let expected = ["2 therapist 4000-| So, how\nwas it?", "4 therapist 67000-| Hm.", "6 client 1000-| Fine."];
        assert_eq!(talk("", text), expected);
        let passages = passages(text, Columns::default());
        assert_eq!(passages[2].session.session.as_deref(), Some("5"));
        assert_eq!(passages[0].extra, [("topic".into(), "\"sleep\"".into()), ("utterance_id".into(), "\"0\"".into())]);
        let roles: Vec<_> = passages.iter().map(|passage| passage.speaker).collect();
        use crate::layer::Role::{Client, Therapist};
        assert_eq!(roles, [Some(Therapist), Some(Therapist), Some(Client)]);
    }

    #[test]
    fn columns_may_be_told() {
        let columns = Columns { text: Some("What".into()), speaker: Some("who".into()), ..Columns::default() };
        let passages = passages("Who;What;n\nAnna;one, two;3\n", columns);
        assert_eq!((passages[0].label.as_deref(), passages[0].text.as_str()), (Some("Anna"), "one, two"));
    }

    #[test]
    fn whisper_writes_pieces_in_milliseconds() {
        assert_eq!(talk("", "start\tend\ttext\n0\t1500\tI am\n1500\t2000\t here.\n"), ["2 - 0-2000| I am here."]);
    }

    #[test]
    fn what_is_missing_is_said() {
        let none = "failure 1 no-column no column is called text, utterance, transcript, content or the like; say which with --text-column";
        assert_eq!(talk("csv", "a,b\n1,2\n"), [none]);
        let short = "failure 2 no-text the row has 1 of 2 columns, and so no text; left out";
        assert_eq!(talk("csv", "speaker,text\nsecret\nT,so\n"), [short, "3 T| so"]);
        assert!(talk("csv", "").is_empty());
        let columns = Columns { time: Some("when".into()), ..Columns::default() };
        assert!(passages("speaker,text\nT,so\n", columns).is_empty());
    }

    #[test]
    fn prose_is_no_table() {
        assert_eq!(talk("", "Text, in short, speaker of the house.\n"), ["1 -| Text, in short, speaker of the house."]);
    }
}
