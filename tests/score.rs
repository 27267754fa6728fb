//! What a report claims, recomputed from the JSON alone by somebody who knows nothing but the documented shapes: scores from
//! their evidence, texts from their offsets.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Passage {
    id: String,
    source: String,
    passage: u64,
    genre: String,
    speaker: Option<String>,
    label: Option<String>,
    line: usize,
    start: usize,
    end: usize,
    text: String,
    tags: Vec<Tag>,
    #[expect(dead_code, reason = "it may be there")]
    client: Option<IgnoredAny>,
    #[expect(dead_code, reason = "it may be there")]
    session: Option<IgnoredAny>,
    #[expect(dead_code, reason = "it may be there")]
    date: Option<IgnoredAny>,
    voided: Vec<Voided>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tag {
    layer: String,
    score: f64,
    bias: f64,
    threshold: f64,
    evidence: Vec<Evidence>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Evidence {
    rule: String,
    facet: String,
    adds: f64,
    start: Option<usize>,
    end: Option<usize>,
    text: Option<String>,
    counted: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Voided {
    layer: String,
    rule: String,
    facet: String,
    start: usize,
    end: usize,
    text: String,
    reason: String,
    by: String,
}

const LAYERS: [&str; 5] = ["working-alliance", "transference", "reparative", "person-to-person", "transpersonal"];

fn layers(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_layers")).args(args).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn passages(path: &Path, options: &[&str]) -> Vec<Passage> {
    let args = [&["tag", "--format", "jsonl", "--voided", path.to_str().unwrap()], options].concat();
    let lines = layers(&args);
    lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/examples");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Texts in which a byte, a UTF-16 unit, a character as seen and a Unicode scalar value are not the same.
fn awkward() -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let utf16 = |text: &str| -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let files: [(&str, Vec<u8>); 6] = [
        ("emoji.txt", "T: 🙂🙂 We agreed on a goal. 👩‍👧\nC: 🇬🇧 It felt sacred 🙏🏽, no one ever laughed together 😀 so.\n".into()),
        ("marks.txt", "Die A\u{308}rztin agreed: e\u{301}te\u{301}. It felt s\u{200b}acred, then sacred.\n\n\u{1d4d0} homework and goals.\n".into()),
        ("crlf.txt", "\u{feff}T: We\r\n  agreed on it.\r\n\r\nC: You sound\rlike my mother.\r\nC: Sacred.\r\n".into()),
        ("utf16.txt", utf16("C: 🙂 It felt sacred.\r\nT: We agreed.\r\n")),
        ("latin1.txt", b"The caf\xe9 \x93felt sacred\x94.\r\n\r\nWe agreed.".to_vec()),
        ("note.md", "---\nclient: Zoë\n---\n# Ünit 🙂\n\n* We agreed.\n\n> It felt\n> sacred.\n".into()),
    ];
    let paths = files.map(|(name, bytes)| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    });
    (folder, paths.to_vec())
}

#[test]
fn the_built_in_rules_keep_their_word_on_the_examples() {
    let mut passages_seen = 0;
    for path in examples() {
        passages_seen += check(&path, &[], &LAYERS).0;
    }
    assert!(passages_seen > 40, "{passages_seen}");
}

#[test]
fn fixed_rules_keep_their_word_on_any_text() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pack");
    let (_folder, awkward) = awkward();
    let (mut tags, mut pieces) = (0, 0);
    for path in examples().into_iter().chain(awkward) {
        for unit in ["auto", "paragraph", "sentence"] {
            let found =
                check(&path, &["--rules", rules.to_str().unwrap(), "--unit", unit, "--threshold", "0.2"], &LAYERS);
            (tags, pieces) = (tags + found.1, pieces + found.2);
        }
    }
    // Else nothing was recomputed.
    assert!(tags > 40 && pieces > tags, "{tags} tags, {pieces} pieces of evidence");
}

/// Checks every passage of a file; gives how many passages, tags and pieces of evidence there were.
fn check(path: &Path, options: &[&str], layers_in_order: &[&str]) -> (usize, usize, usize) {
    let canonical: Vec<char> = layers(&["text", path.to_str().unwrap()]).chars().collect();
    let passages = passages(path, options);
    let mut last_end = 0;
    for (at, passage) in passages.iter().enumerate() {
        let place = format!("{} {options:?}", passage.id);
        let slice = |start: usize, end: usize| canonical[start..end].iter().collect::<String>();
        assert_eq!(passage.id, format!("{}#{}", passage.source, passage.passage), "{place}");
        assert_eq!(passage.passage, at as u64 + 1, "{place}");
        assert!(["note", "letter", "transcript"].contains(&passage.genre.as_str()), "{place}");
        assert!(passage.speaker.as_deref().is_none_or(|role| ["therapist", "client"].contains(&role)), "{place}");
        assert_eq!(passage.text, slice(passage.start, passage.end), "{place}");
        assert!(passage.start >= last_end, "{place}: overlaps the passage before");
        assert_eq!(passage.line, canonical[..passage.start].iter().filter(|c| **c == '\n').count() + 1, "{place}");
        label(passage, &canonical, last_end);
        last_end = passage.end;

        let order: Vec<_> = passage
            .tags
            .iter()
            .map(|tag| layers_in_order.iter().position(|layer| *layer == tag.layer).unwrap())
            .collect();
        assert!(order.is_sorted_by(|a, b| a < b), "{place}: tags are not in the layers' order: {order:?}");
        for tag in &passage.tags {
            score(tag, &place);
            for piece in &tag.evidence {
                assert!(piece.rule.starts_with(&format!("{}/", tag.layer)), "{place}: {}", piece.rule);
                let (Some(start), Some(end), Some(text)) = (piece.start, piece.end, &piece.text) else {
                    assert_eq!((piece.start, piece.end, &piece.text), (None, None, &None), "{place}");
                    continue;
                };
                assert!(passage.start <= start && start < end && end <= passage.end, "{place}: {text}");
                assert_eq!(*text, slice(start, end), "{place}");
            }
        }
        for gone in &passage.voided {
            assert_eq!(gone.text, slice(gone.start, gone.end), "{place}");
            assert!(gone.rule.starts_with(&format!("{}/", gone.layer)) && !gone.facet.is_empty(), "{place}");
            let reasons = ["negated", "theory", "elsewhere", "idiom", "heading"];
            assert!(reasons.contains(&gone.reason.as_str()) && !gone.by.is_empty(), "{place}");
        }
    }
    let tags = || passages.iter().flat_map(|passage| &passage.tags);
    (passages.len(), tags().count(), tags().map(|tag| tag.evidence.len()).sum())
}

/// A label stands before its passage, or before an earlier one of the same turn; never in it.
fn label(passage: &Passage, canonical: &[char], last_end: usize) {
    let Some(label) = &passage.label else { return };
    let before: String = canonical[last_end..passage.start].iter().collect();
    assert!(!passage.text.starts_with(&format!("{label}:")), "{}: the label is in the passage", passage.id);
    assert!(before.trim().is_empty() || before.contains(label.as_str()), "{}: `{before}`", passage.id);
}

fn score(tag: &Tag, place: &str) {
    let sum: f64 = tag.bias + tag.evidence.iter().map(|piece| piece.adds).sum::<f64>();
    let score = 1.0 / (1.0 + (-sum).exp());
    assert!((score - tag.score).abs() < 1e-6, "{place}: {} says {}, comes to {score}", tag.layer, tag.score);
    assert!(tag.score >= tag.threshold, "{place}: {} stands below its threshold", tag.layer);
    assert!(tag.evidence.iter().any(|piece| piece.adds > 0.0), "{place}: {} has nothing that speaks for it", tag.layer);
    let mut facets = Vec::new();
    for piece in &tag.evidence {
        assert_eq!(piece.counted, piece.adds != 0.0, "{place}: {}", piece.rule);
        if piece.counted {
            // Of one facet, one piece counts for the layer and one against it.
            let side = (&piece.facet, piece.adds > 0.0);
            assert!(!facets.contains(&side), "{place}: facet {} counts twice", piece.facet);
            facets.push(side);
        }
    }
}
