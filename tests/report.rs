//! Reports that are no text, read with other programs than the one that wrote them.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Rules that do not change when the built-in ones do.
const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pack");
const REFI: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/refi-qda");

/// An emoji, which has two units in UTF-16; characters that XML knows or forbids; layers that meet in one passage.
const TALK: &str = "T: 😀 We agreed on <it> & \"that\".\u{1}\n\
    C: You would be angry with me.\r\n  It felt sacred, & we agreed.\n\nT: Hm.\nC: =1+1, we agreed on homework.\n";
const RECORDS: &str = "{\"text\":\"😀 We agreed.\",\"speaker\":\"T\",\"source\":\"s\"}\n{\"text\":\"It felt sacred.\",\"source\":\"s\"}\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("notes")).unwrap();
    fs::write(folder.path().join("notes/talk.txt"), TALK).unwrap();
    fs::write(folder.path().join("notes/a.jsonl"), RECORDS).unwrap();
    folder
}

fn layers(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_layers")).args(args).args(["--rules", PACK]).current_dir(folder).output().unwrap()
}

/// What a report of the folder's notes holds.
fn report(folder: &Path, file: &str, args: &[&str]) -> Vec<u8> {
    let run = layers(folder, &[&["report", "notes", "-o", file], args].concat());
    assert_eq!((run.status.code(), String::from_utf8_lossy(&run.stderr).as_ref()), (Some(0), ""), "{file}");
    fs::read(folder.join(file)).unwrap()
}

/// A file in an archive.
fn part(archive: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn run(program: &str, args: &[&str]) -> Output {
    let run = Command::new(program).args(args).output();
    run.unwrap_or_else(|error| panic!("{program}: {error}; tests/run installs what the tests need"))
}

#[test]
fn the_same_notes_give_the_same_bytes_wherever_they_lie() {
    for ending in ["json", "md", "csv", "xlsx", "qdpx", "qdc", "docx"] {
        let (one, two) = (folder(), folder());
        let file = format!("out.{ending}");
        let first = report(one.path(), &file, &[]);
        // Zip archives hold times of two seconds' grain; a clock must not be seen.
        if matches!(ending, "xlsx" | "docx" | "qdpx") {
            std::thread::sleep(std::time::Duration::from_millis(2100));
        }
        let absolute = two.path().join("notes");
        let run = layers(two.path(), &["report", absolute.to_str().unwrap(), "-o", &file]);
        assert_eq!(run.status.code(), Some(0));
        assert!(first == fs::read(two.path().join(&file)).unwrap(), "{ending}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(two.path().join(&file)).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}

#[test]
fn a_report_in_the_folder_is_not_read_again() {
    let folder = folder();
    let first = report(folder.path(), "notes/out.json", &[]);
    assert!(first == report(folder.path(), "notes/out.json", &[]));
}

#[test]
fn a_project_keeps_to_the_schema() {
    for coded in ["passage", "evidence"] {
        let folder = folder();
        let archive = report(folder.path(), "out.qdpx", &["--code", coded]);
        let project = folder.path().join("project.qde");
        fs::write(&project, part(&archive, "project.qde")).unwrap();
        let schema = format!("{REFI}/Project.xsd");
        let checked = run("xmllint", &["--noout", "--nonet", "--schema", &schema, project.to_str().unwrap()]);
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    }
}

#[test]
fn the_codebook_alone_is_that_of_the_project() {
    let folder = folder();
    let book = String::from_utf8(report(folder.path(), "out.qdc", &[])).unwrap();
    let project = part(&report(folder.path(), "out.qdpx", &[]), "project.qde");
    let codes = |xml: &str| xml[xml.find("<Codes>").unwrap()..xml.find("</Codes>").unwrap()].to_owned();
    assert_eq!(codes(&book), codes(&project));
    let names: Vec<String> =
        codes(&book).split("<Code ").skip(1).map(|code| code.split('"').nth(3).unwrap().to_owned()).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "two codes have one name: {names:?}");
    assert!(book.contains("<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\""));
}

/// A coding: source, start, end, words, names of the codes from the top down.
type Coding = (String, u64, u64, String, Vec<String>);

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The codings of a project, as the reader sees them that knows nothing of this program.
fn codings(folder: &Path, args: &[&str]) -> BTreeSet<Coding> {
    report(folder, "out.qdpx", args);
    let read = run("python3", &[&format!("{REFI}/read.py"), folder.join("out.qdpx").to_str().unwrap()]);
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let codings: Vec<Value> = serde_json::from_slice(&read.stdout).unwrap();
    let number = |value: &Value| value.as_u64().unwrap();
    let found: BTreeSet<Coding> = codings
        .iter()
        .map(|coding| {
            assert_eq!(coding["user"], format!("layers {}, rules fixed 1", env!("CARGO_PKG_VERSION")));
            let code = coding["code"].as_array().unwrap().iter().map(text).collect();
            (text(&coding["source"]), number(&coding["start"]), number(&coding["end"]), text(&coding["words"]), code)
        })
        .collect();
    assert_eq!(found.len(), codings.len(), "a coding comes twice");
    found
}

/// The codings that the report in JSON says there are.
fn expected(folder: &Path, evidence: bool) -> BTreeSet<Coding> {
    let report: Value = serde_json::from_slice(&report(folder, "out.json", &[])).unwrap();
    let names = |layer: &Value, facet: Option<&Value>| -> Vec<String> {
        let layer = report["layers"].as_array().unwrap().iter().find(|known| known["id"] == *layer).unwrap();
        let facet = facet.map(|facet| {
            let name =
                text(&layer["facets"].as_array().unwrap().iter().find(|known| known["id"] == *facet).unwrap()["name"]);
            // Two codes of one name would be one in some programs.
            if layer["name"] == name { format!("{name}: {name}") } else { name }
        });
        [text(&layer["name"])].into_iter().chain(facet).collect()
    };
    let mut expected = BTreeSet::new();
    for passage in report["passages"].as_array().unwrap() {
        for tag in passage["tags"].as_array().unwrap() {
            let mut add = |place: &Value, names| {
                let (start, end) = (place["start"].as_u64().unwrap(), place["end"].as_u64().unwrap());
                // XML cannot hold all characters, so a project does not either.
                let words = text(&place["text"]).replace('\u{1}', "\u{fffd}");
                expected.insert((text(&passage["source"]).replace('/', "_"), start, end, words, names));
            };
            if !evidence {
                add(passage, names(&tag["layer"], None));
                continue;
            }
            for piece in tag["evidence"].as_array().unwrap().iter().filter(|piece| !piece["start"].is_null()) {
                add(piece, names(&tag["layer"], Some(&piece["facet"])));
            }
        }
    }
    expected
}

#[test]
fn another_program_recovers_every_coding() {
    for evidence in [false, true] {
        let folder = folder();
        let coded: &[&str] = if evidence { &["--code", "evidence"] } else { &[] };
        let (found, expected) = (codings(folder.path(), coded), expected(folder.path(), evidence));
        let of = |name: &str, all: &BTreeSet<Coding>| -> BTreeSet<Coding> {
            all.iter().filter(|coding| coding.0 == name).cloned().collect()
        };
        let talk = of("talk.txt", &expected);
        assert!(talk.len() >= 4 && talk.iter().any(|coding| coding.3.contains("agreed")), "{talk:?}");
        assert_eq!(of("talk.txt", &found), talk);
        // Records have no text that they stand in together: there the words say whether it is the same coding.
        let words = |all| of("s", all).into_iter().map(|coding| (coding.3, coding.4)).collect::<BTreeSet<_>>();
        assert!(!words(&expected).is_empty());
        assert_eq!(words(&found), words(&expected));
    }
}

#[test]
fn a_second_export_has_the_same_guids_though_more_was_read() {
    let folder = folder();
    let guids = |project: &str| -> BTreeSet<String> {
        project.split("guid=\"").skip(1).map(|rest| rest[..36].to_owned()).collect()
    };
    let first = guids(&part(&report(folder.path(), "out.qdpx", &[]), "project.qde"));
    fs::write(folder.path().join("notes/later.txt"), "We agreed on more.\n").unwrap();
    let second = guids(&part(&report(folder.path(), "out.qdpx", &[]), "project.qde"));
    assert!(first.is_subset(&second) && first.len() < second.len());
}

#[test]
fn no_cell_of_a_spreadsheet_is_a_formula() {
    let folder = folder();
    let book = report(folder.path(), "out.xlsx", &[]);
    assert!(part(&book, "xl/workbook.xml").contains("name=\"Summary\""));
    let strings = part(&book, "xl/sharedStrings.xml");
    assert!(strings.contains("=1+1, we agreed on homework."), "{strings}");
    for sheet in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] {
        assert!(!part(&book, sheet).contains("<f>"), "{sheet}");
    }
    // One row a tag, and the columns' names.
    let tags = String::from_utf8(report(folder.path(), "out.csv", &[])).unwrap();
    let rows = csv::Reader::from_reader(tags.as_bytes()).records().count();
    assert_eq!(part(&book, "xl/worksheets/sheet2.xml").matches("<row ").count(), rows + 1);
}

/// The words of a document, a paragraph a line.
fn words(document: &[u8]) -> String {
    let xml = part(document, "word/document.xml");
    let tags = regex::Regex::new("<[^>]*>").unwrap();
    let lines = xml.replace("</w:p>", "\n");
    tags.replace_all(&lines, "").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn a_sheet_has_the_passages_asked_for_with_their_cues() {
    let folder = folder();
    let all = words(&report(folder.path(), "out.docx", &[]));
    assert!(all.contains("T: 😀 We agreed on <it> & \"that\".\u{fffd}\n"), "{all}");
    assert!(all.contains("Working alliance Clarkson 2003, pp. 35–66\n“agreed on”\n"), "{all}");
    let some = words(&report(folder.path(), "out.docx", &["--passages", "2-3"]));
    assert!(
        some.contains("Hm.") && some.contains("sacred") && !some.contains("<it>") && !some.contains("=1+1"),
        "{some}"
    );
    let none = words(&report(folder.path(), "out.docx", &["--passages", "90-"]));
    assert!(none.contains("There is no such passage."), "{none}");
}

#[test]
fn excerpts_come_as_a_document() {
    let folder = folder();
    let args = ["excerpts", "--layer", "transpersonal", "--top", "1", "notes/talk.txt", "-o", "out.docx"];
    assert_eq!(layers(folder.path(), &args).status.code(), Some(0));
    let words = words(&fs::read(folder.path().join("out.docx")).unwrap());
    assert!(words.contains("Transpersonal (Clarkson 2003, pp. 187 ff.)\n1. notes/talk.txt, line 2 (#2)\n"), "{words}");
    assert!(
        words.contains("Client (C): You would be angry with me.") && words.contains("Therapist (T): Hm."),
        "{words}"
    );
}
