//! Transcripts that others made, read as their own tables count them. They may not be passed on, so they are not in the
//! project: `TRANSCRIPTS=folder cargo test --test transcripts -- --ignored` with AnnoMI (Wu et al. 2022) as text, WebVTT and
//! CSV, and with sessions in a recogniser's JSON.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

/// File, turns, and how many of them are the therapist's; counted in the files by other means.
const TURNS: [(&str, usize, usize); 14] = [
    ("annomi-12.txt", 52, 27),
    ("annomi-22.txt", 133, 67),
    ("annomi-36.txt", 315, 158),
    ("annomi-60.txt", 95, 47),
    ("annomi-64.txt", 262, 130),
    ("annomi-88.vtt", 69, 34),
    ("annomi-94.vtt", 62, 31),
    ("annomi-96.vtt", 92, 46),
    ("annomi-98.vtt", 393, 197),
    ("annomi-sample.csv", 496, 247),
    ("rogers-gloria.txt", 142, 71),
    ("therabridge-01_crisis_intake.json", 58, 29),
    ("therabridge-02_emotional_regulation.json", 55, 28),
    ("therabridge-03_adhd_discovery.json", 47, 24),
];

fn folder() -> PathBuf {
    std::env::var_os("TRANSCRIPTS").expect("TRANSCRIPTS names a folder").into()
}

fn layers(args: &[&str], file: &str) -> String {
    let pack = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pack");
    let mut command = Command::new(env!("CARGO_BIN_EXE_layers"));
    if args[0] == "tag" {
        command.args(["tag", "--rules"]).arg(pack).args(&args[1..]);
    } else {
        command.args(args);
    }
    let output = command.arg(folder().join(file)).output().unwrap();
    assert!(output.status.success(), "{file}: {}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{file}");
    String::from_utf8(output.stdout).unwrap()
}

fn passages(args: &[&str], file: &str) -> Vec<serde_json::Value> {
    layers(args, file).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
#[ignore = "needs transcripts that may not be passed on"]
fn turns_and_speakers_are_those_of_the_table() {
    for (file, turns, therapist) in TURNS {
        let passages = passages(&["tag", "--format", "jsonl"], file);
        let of = |role: &str| passages.iter().filter(|passage| passage["speaker"] == role).count();
        assert_eq!((passages.len(), of("therapist"), of("client")), (turns, therapist, turns - therapist), "{file}");
    }
}

#[test]
#[ignore = "needs transcripts that may not be passed on"]
fn offsets_count_in_the_canonical_text() {
    for (file, ..) in TURNS {
        let text: Vec<char> = layers(&["text"], file).chars().collect();
        for unit in ["auto", "sentence"] {
            for passage in passages(&["tag", "--unit", unit, "--format", "jsonl"], file) {
                let at = |key: &str| passage[key].as_u64().unwrap() as usize;
                let slice: String = text[at("start")..at("end")].iter().collect();
                assert_eq!(passage["text"], slice, "{file}");
            }
        }
    }
}

#[test]
#[ignore = "needs transcripts that may not be passed on"]
fn every_row_of_annomi_is_a_passage() {
    let file = "annomi-sample.csv";
    let passages = passages(&["tag", "--format", "jsonl"], file);
    let rows: Vec<BTreeMap<String, String>> =
        csv::Reader::from_path(folder().join(file)).unwrap().deserialize().map(Result::unwrap).collect();
    assert_eq!(passages.len(), rows.len());
    for (passage, row) in passages.iter().zip(&rows) {
        assert_eq!(
            (&passage["text"], &passage["speaker"]),
            (&row["utterance_text"].as_str().into(), &row["interlocutor"].as_str().into())
        );
        assert_eq!(passage["session"], row["transcript_id"]);
    }
}
