//! The examples in `data/schema/`, compared with what the program writes. `SNAPSHOTS=overwrite cargo test --test schema`
//! writes them anew; whoever does so changes what other programs rely on.

use std::fs;
use std::path::Path;
use std::process::Command;

fn tag(format: &str, files: &[&str]) -> String {
    layers(&["tag", "--voided", "--format", format], files)
}

fn layers(args: &[&str], files: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_layers"))
        .args(args)
        .arg("--rules")
        .arg(root.join("tests/pack"))
        .args(["--client", "Anna"])
        .args(files)
        .current_dir(root.join("data/schema"))
        .output()
        .unwrap();
    // One of the records is not JSON.
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let tool = |version: &str| format!("\"name\":\"layers\",\"version\":\"{version}\"");
    text.replace(&tool(env!("CARGO_PKG_VERSION")), &tool("0.1.0"))
}

fn compare(name: &str, written: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schema").join(name);
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write(&path, written).unwrap();
    }
    let example = fs::read_to_string(&path).unwrap();
    for (at, (example, written)) in example.lines().zip(written.lines()).enumerate() {
        assert_eq!(example, written, "{name}, line {}", at + 1);
    }
    assert_eq!(example, written, "{name}");
}

#[test]
fn a_passage_is_written_like_its_example() {
    let lines = tag("jsonl", &["records.jsonl"]);
    compare("passage.json", &indented(lines.lines().next().unwrap()));
}

#[test]
fn a_report_is_written_like_its_example() {
    let report = tag("json", &["talk.txt", "records.jsonl", "talk.json"]);
    compare("report.json", &indented(&report));
    // The passages of a report are those of jsonl.
    for line in
        tag("jsonl", &["talk.txt", "records.jsonl", "talk.json"]).lines().filter(|line| !line.contains("\"error\":"))
    {
        assert!(report.contains(line), "{line}");
    }
}

#[test]
fn a_scan_is_written_like_its_example() {
    let scan = layers(&["scan", "--trend", "--format", "json"], &["talk.txt", "records.jsonl"]);
    compare("scan.json", &indented(&scan));
    // But for what only a scan has, its report is that of tag.
    let mut scan: serde_json::Value = serde_json::from_str(&scan).unwrap();
    let report: serde_json::Value =
        serde_json::from_str(&layers(&["tag", "--summary", "--format", "json"], &["records.jsonl", "talk.txt"]))
            .unwrap();
    for key in ["tool", "rules", "settings", "layers", "passages", "errors", "sources", "clients", "summary"] {
        assert_eq!(scan[key].take(), report[key], "{key}");
    }
}

#[test]
fn rows_of_a_scan_are_written_like_their_example() {
    compare("scan.csv", &layers(&["scan", "--by", "session", "--format", "csv"], &["talk.txt", "records.jsonl"]));
}

#[test]
fn a_table_is_written_like_its_example() {
    compare("tags.csv", &tag("csv", &["talk.txt", "records.jsonl", "talk.json"]));
}

fn printed_schema() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_layers")).arg("schema").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_schema_is_the_one_that_is_printed() {
    compare("report.schema.json", &printed_schema());
}

#[test]
fn a_report_keeps_to_its_schema() {
    let schema: serde_json::Value = serde_json::from_str(&printed_schema()).unwrap();
    let check = jsonschema::validator_for(&schema).unwrap();
    for files in [&["talk.txt", "records.jsonl"][..], &["records.jsonl"]] {
        let mut report: serde_json::Value = serde_json::from_str(&tag("json", files)).unwrap();
        let faults: Vec<String> =
            check.iter_errors(&report).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        // It says everything that is written: no key without its place in it.
        for key in report.as_object().unwrap().keys() {
            assert!(schema["properties"].get(key).is_some(), "{key} is not in the schema");
        }
        // And it can tell.
        report["passages"][0]["start"] = "three".into();
        assert!(!check.is_valid(&report));
        report["passages"][0].as_object_mut().unwrap().remove("start");
        report["schema"] = "layers-report/2".into();
        assert_eq!(check.iter_errors(&report).count(), 2);
    }
}

#[test]
fn indenting_changes_nothing_but_white_space() {
    let long = "x".repeat(WIDE);
    let json = format!("{{\"a\":[1,\"{{,]\\\"\"],\"b\":[[],\"{long}\"]}}");
    let expected = format!("{{\n  \"a\": [1, \"{{,]\\\"\"],\n  \"b\": [\n    [],\n    \"{long}\"\n  ]\n}}\n");
    assert_eq!(indented(&json), expected);
}

/// What is no longer than this stands in one line.
const WIDE: usize = 150;

/// JSON for reading: keys in their order, numbers and strings to the letter as they were written.
fn indented(json: &str) -> String {
    let mut out = String::new();
    value(&mut tokens(json).into_iter().peekable(), 0, &mut out);
    out.push('\n');
    out
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<String>>;

/// Brackets, commas and colons, and what stands between them.
fn tokens(json: &str) -> Vec<String> {
    let mut tokens = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in json.chars() {
        if quoted || !"{}[],: \n".contains(c) {
            tokens.last_mut().unwrap().push(c);
        } else if !c.is_whitespace() {
            tokens.extend([c.to_string(), String::new()]);
        }
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
    }
    tokens.retain(|token| !token.is_empty());
    tokens
}

fn value(tokens: &mut Tokens, depth: usize, out: &mut String) {
    let open = tokens.next().unwrap();
    if open != "{" && open != "[" {
        out.push_str(&open);
        return;
    }
    let mut items = Vec::new();
    while !matches!(tokens.peek().map(String::as_str), Some("}" | "]")) {
        let mut item = String::new();
        value(tokens, depth + 1, &mut item);
        if tokens.next_if(|token| token == ":").is_some() {
            item.push_str(": ");
            value(tokens, depth + 1, &mut item);
        }
        items.push(item);
        tokens.next_if(|token| token == ",");
    }
    tokens.next();
    let close = if open == "{" { "}" } else { "]" };
    let whole = items.join(", ");
    if !whole.contains('\n') && whole.chars().count() + 2 * depth <= WIDE {
        out.push_str(&format!("{open}{whole}{close}"));
        return;
    }
    let pad = "  ".repeat(depth + 1);
    let lines: Vec<String> = items.iter().map(|item| format!("{pad}{item}")).collect();
    out.push_str(&format!("{open}\n{}\n{}{close}", lines.join(",\n"), "  ".repeat(depth)));
}
