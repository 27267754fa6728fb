//! `layers-folder.toml`: what somebody says of the notes in a folder. Data of sessions only, never options of a command.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

use toml::de::DeTable;

use super::pattern::Pattern;
use super::{date, together};
use crate::passage::Session;
use crate::rules::fault::{Fault, File, Place};
use crate::rules::table::{At, Table};

/// The name of such a file.
pub const NAME: &str = "layers-folder.toml";

/// What one says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Folder {
    /// Speakers who are therapists.
    pub therapist: Vec<String>,
    /// The client or clients of all that is there.
    pub client: Vec<String>,
    /// How files are named; the first that fits counts.
    pub file_name: Vec<Pattern>,
    /// What to leave out, as `.layersignore` would say it.
    pub leave_out: Vec<String>,
    /// Single files, by their path in the folder.
    pub files: Vec<(String, Session)>,
}

impl Folder {
    /// Reads one.
    ///
    /// # Errors
    /// All that is wrong with it, with places.
    pub fn read(file: &Arc<File>) -> Result<Folder, Vec<Fault>> {
        let faults = RefCell::new(Vec::new());
        let parsed = match DeTable::parse(&file.text) {
            Ok(parsed) => parsed,
            Err(error) => {
                let place = Place { file: file.clone(), at: error.span().map_or(0, |span| span.start) };
                let message = format!("not TOML: {}", error.message().lines().next().unwrap_or_default());
                return Err(vec![Fault { place, rule: None, message, warning: false }]);
            }
        };
        let table = Table::new(file, parsed.get_ref(), 0, &faults);
        table.only(&["therapist", "client", "file_name", "leave_out", "files"]);
        let folder = Folder {
            therapist: list(&table, "therapist"),
            client: list(&table, "client"),
            file_name: table.strings("file_name").iter().filter_map(|text| pattern(&table, text)).collect(),
            leave_out: list(&table, "leave_out"),
            files: table.named_tables("files").iter().map(|(name, table)| one(&name.value, table)).collect(),
        };
        let faults = faults.into_inner();
        if faults.is_empty() { Ok(folder) } else { Err(faults) }
    }

    /// What it tells of a file, by the file's path in the folder: what is said of that file alone, then how it is named, then what
    /// is said of all.
    pub fn session(&self, path: &Path) -> Session {
        let named = path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        let alone = self.files.iter().find(|(file, _)| *file == named).map(|(_, session)| session.clone());
        let by_name = self.file_name.iter().find_map(|pattern| pattern.read(path)).unwrap_or_default();
        let all =
            Session { client: together(&self.client), therapist: together(&self.therapist), ..Session::default() };
        alone.unwrap_or_default().or(by_name).or(all)
    }
}

fn list(table: &Table, key: &str) -> Vec<String> {
    table.strings(key).into_iter().map(|found| found.value).collect()
}

fn pattern(table: &Table, text: &At<String>) -> Option<Pattern> {
    Pattern::parse(&text.value).map_err(|message| table.fault(text.at, format!("`file_name`: {message}"))).ok()
}

fn one(name: &str, table: &Table) -> (String, Session) {
    table.only(&["client", "session", "date", "therapist"]);
    let text = |key| table.string(key).map(|found| found.value);
    let session = Session {
        client: text("client").map(Into::into),
        session: text("session").map(Into::into),
        date: text("date").map(|text| date::kept(&text).into()),
        therapist: text("therapist").map(Into::into),
    };
    (name.trim_start_matches("./").to_owned(), session)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Folder, String> {
        let file = Arc::new(File { path: NAME.to_owned(), text: text.to_owned() });
        Folder::read(&file).map_err(|faults| faults[0].to_string())
    }

    #[test]
    fn what_is_said_of_one_file_stands_over_what_its_name_says() {
        let folder = read(
            "therapist = [\"Kim\"]\nclient = [\"Anna\", \"Ben\"]\nfile_name = [\"{client}-{session}\"]\n\n\
             [files.\"old/AB-3.txt\"]\nsession = \"4\"\ndate = \"1 March 2024\"\n",
        )
        .unwrap();
        let said = |path: &str| {
            let Session { client, session, date, therapist } = folder.session(Path::new(path));
            [client, session, date, therapist].map(|part| part.as_deref().unwrap_or("-").to_owned())
        };
        assert_eq!(said("old/AB-3.txt"), ["AB", "4", "2024-03-01", "Kim"]);
        assert_eq!(said("AB-3.txt"), ["AB", "3", "-", "Kim"]);
        assert_eq!(said("x.txt"), ["Anna & Ben", "-", "-", "Kim"]);
    }

    #[test]
    fn faults_have_places() {
        let fault = read("therapists = [\"Kim\"]\n").unwrap_err();
        assert!(
            fault.starts_with("layers-folder.toml:1:1: unknown key `therapists`; did you mean `therapist`?"),
            "{fault}"
        );
        assert!(read("threshold = 0.3\n").unwrap_err().contains("unknown key `threshold`; allowed are"));
        assert!(read("client = \n").unwrap_err().starts_with("layers-folder.toml:1:"));
        assert!(read("file_name = [\"x\"]\n").unwrap_err().contains("names none of {client}"));
    }
}
