//! One text saved in each format by pandoc and by LibreOffice is read as the same text; and what is made to do harm costs its file
//! and nothing else. `tests/samples/make` makes the samples.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples");

fn layers(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_layers")).args(args).current_dir(SAMPLES).output().unwrap()
}

fn stdout(args: &[&str]) -> String {
    let output = layers(args);
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Where a program left a sample.
fn saved(sample: &str, endings: &[&str]) -> Vec<String> {
    let of = |by: &str| endings.iter().map(|ending| format!("{by}/{sample}.{ending}")).collect::<Vec<_>>();
    [of("pandoc"), of("libreoffice")].concat()
}

/// The passages of files: text, speaker and layers, by file.
fn tagged(files: &[String]) -> HashMap<String, Vec<(String, Value, BTreeSet<String>)>> {
    let args: Vec<&str> = ["tag", "--format", "jsonl"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let mut by_file: HashMap<String, Vec<_>> = HashMap::new();
    for row in stdout(&args).lines() {
        let row: Value = serde_json::from_str(row).unwrap();
        let layers =
            row["tags"].as_array().unwrap().iter().map(|tag| tag["layer"].as_str().unwrap().to_owned()).collect();
        let passage = (row["text"].as_str().unwrap().to_owned(), row["speaker"].clone(), layers);
        by_file.entry(row["source"].as_str().unwrap().to_owned()).or_default().push(passage);
    }
    by_file
}

#[test]
fn one_text_is_the_same_in_each_format() {
    for sample in ["note", "talk"] {
        let expected = fs::read_to_string(format!("{SAMPLES}/{sample}.md")).unwrap();
        let expected =
            if sample == "note" { fs::read_to_string(format!("{SAMPLES}/note.txt")).unwrap() } else { expected };
        for file in saved(sample, &["docx", "odt", "rtf", "html"]) {
            assert_eq!(stdout(&["text", &file]), expected, "{file}");
        }
    }
}

#[test]
fn passages_speakers_and_tags_are_the_same_in_each_format() {
    for (sample, plain) in [("note", "note.txt"), ("talk", "talk.md")] {
        let mut files = saved(sample, &["docx", "odt", "rtf", "html"]);
        files.push(plain.to_owned());
        let all = tagged(&files);
        assert!(all[plain].len() > 10 && all[plain].iter().filter(|(_, _, layers)| !layers.is_empty()).count() > 5);
        for file in &files {
            assert_eq!(all[file], all[plain], "{file}");
        }
    }
}

#[test]
fn from_pdf_no_word_is_lost_and_tags_are_nearly_the_same() {
    for (sample, plain) in [("note", "note.txt"), ("talk", "talk.md")] {
        let mut files = saved(sample, &["pdf"]);
        files.push(plain.to_owned());
        let all = tagged(&files);
        for file in &files[..2] {
            let words = |text: &str| text.replace('#', "").split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(words(&stdout(&["text", file])), words(&stdout(&["text", plain])), "{file}");
            let same = all[plain].iter().filter(|passage| {
                let bare = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                let holds = |(text, _, _): &&(String, Value, BTreeSet<String>)| bare(text).contains(&bare(&passage.0));
                all[file].iter().find(holds).is_some_and(|found| (&found.1, &found.2) == (&passage.1, &passage.2))
            });
            let share = same.count() as f64 / all[plain].len() as f64;
            println!("{file}: the same tags on {:.0} % of passages", share * 100.0);
            assert!(share >= 0.95, "{file}: {share}");
        }
    }
}

/// A zip archive of these files, in a folder that goes with the first value.
fn archive(name: &str, files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, zip.finish().unwrap().into_inner()).unwrap();
    (folder, path)
}

/// An OpenDocument text of so many paragraphs.
fn odt(paragraphs: usize) -> (tempfile::TempDir, PathBuf) {
    let mut content =
        String::from("<o:text xmlns:o='urn:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>");
    for n in 0..paragraphs {
        content += &format!("<text:p>{} She said {n} that we would look at {}.</text:p>", n * 7919, n * 104_729);
    }
    archive(
        "a.odt",
        &[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &(content + "</o:text>"))],
    )
}

/// What a file gives that cannot be read, with another after it that can.
fn refused(path: &Path, options: &[&str]) -> String {
    let args = [&["tag", "--format", "csv"], options, &[path.to_str().unwrap(), "pandoc/talk.docx"]].concat();
    let output = layers(&args);
    assert_eq!(output.status.code(), Some(1));
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(
        table.lines().count() > 5 && table.lines().skip(1).all(|row| row.starts_with("pandoc/talk.docx")),
        "{table}"
    );
    let said = String::from_utf8(output.stderr).unwrap();
    said.replace(path.to_str().unwrap(), "FILE")
}

#[test]
fn protected_and_old_files_are_told() {
    let sample = |name: &str| refused(&Path::new(SAMPLES).join(name), &[]);
    let protected = "layers: FILE: is password-protected; save a copy without a password\n";
    assert_eq!(sample("other/protected.pdf"), protected);
    assert_eq!(sample("other/old.doc"), "layers: FILE: is a .doc of old Word; save it as .docx\n");
}

#[test]
#[cfg(target_os = "linux")]
fn a_worker_that_runs_out_of_memory_costs_its_file() {
    let (_folder, path) = odt(300_000);
    let expected = "layers: FILE: could not be read: its reader broke off (a fault in it, or it needs more than 64 MiB of memory: \
        --max-memory); save it in another format, such as .txt\n";
    assert_eq!(refused(&path, &["--max-memory", "64MiB"]), expected);
}

#[test]
#[cfg(unix)]
fn a_worker_that_runs_out_of_time_costs_its_file() {
    let (_folder, path) = odt(250_000);
    let said = refused(&path, &["--max-seconds", "1"]);
    let slow = "layers: FILE: takes more than 1 seconds of processor time; raise --max-seconds to read it\n";
    // Where other programs take the processor, the clock comes first.
    assert!(
        said == slow || said == "layers: FILE: took more than 4 seconds; raise --max-seconds to read it\n",
        "{said}"
    );
}

#[test]
fn bombs_are_given_up() {
    let spaces = " ".repeat(20 << 20);
    let (_folder, path) = archive("a.docx", &[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &spaces)]);
    let expected =
        "layers: FILE: unpacks to more than 200 times its size, as zip bombs do; raise --max-ratio to read it\n";
    assert_eq!(refused(&path, &[]), expected);
    let expected = "layers: FILE: is, or unpacks to, more than 2 MiB; raise --max-unpacked to read it\n";
    assert_eq!(refused(&path, &["--max-unpacked", "2MiB"]), expected);
}

#[test]
fn each_text_of_a_project_is_a_source() {
    let project = "<Project xmlns='urn:QDA-XML:project:1.0' name='p'><Sources>\
        <TextSource guid='1' name='one.txt' plainTextPath='internal://1.txt'/>\
        <TextSource guid='2' name='two.txt' plainTextPath='internal://2.txt'/>\
        <TextSource guid='3' name='gone.txt' plainTextPath='internal://3.txt'/></Sources></Project>";
    let files = [
        ("project.qde", project),
        ("sources/1.txt", "We agreed on goals.\r\n"),
        ("sources/2.txt", "T: So?\nC: Yes, it is.\n"),
    ];
    let (folder, _path) = archive("p.qdpx", &files);
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_layers")).args(args).current_dir(folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let gone = "layers: p.qdpx/gone.txt: is an archive without the text of this source; save the document again\n";
        assert_eq!(String::from_utf8(output.stderr).unwrap(), gone);
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(run(&["text", "p.qdpx"]), "We agreed on goals.\nT: So?\nC: Yes, it is.\n");
    let ids: Vec<Value> =
        run(&["tag", "--format", "jsonl", "p.qdpx"]).lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    // What failed is said in a row without id.
    let ids: Vec<_> = ids.iter().filter_map(|row| Some((row["id"].as_str()?, row["start"].as_u64()?))).collect();
    assert_eq!(ids, [("p.qdpx/one.txt#1", 0), ("p.qdpx/two.txt#1", 3), ("p.qdpx/two.txt#2", 10)]);
}

#[test]
fn teams_puts_transcripts_into_word() {
    let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let turn = |name: &str, time: &str, words: &str| {
        format!(
            "<w:p><w:r><w:t>{name}</w:t></w:r><w:r><w:t xml:space='preserve'>   {time}</w:t><w:br/><w:t>{words}</w:t></w:r></w:p>"
        )
    };
    let body = turn("Dr. Ray Doe", "0:03", "How was the week?")
        + &turn("Anna", "0:12", "We said 4:50")
        + &turn("Dr. Ray Doe", "1:02:03", "So.");
    let document = format!("<w:document xmlns:w='{space}'><w:body>{body}</w:body></w:document>");
    let (_folder, path) = archive("a.docx", &[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &document)]);
    let path = path.to_str().unwrap();
    assert_eq!(stdout(&["text", path]), "Dr. Ray Doe: How was the week?\nAnna: We said 4:50\nDr. Ray Doe: So.\n");
    let rows = stdout(&["tag", "--format", "jsonl", path]);
    let times: Vec<Value> =
        rows.lines().map(|row| serde_json::from_str::<Value>(row).unwrap()["time"]["start"].clone()).collect();
    assert_eq!(times, [3.0, 12.0, 3723.0]);
}
