//! Input made to do harm: each costs its own file, one clear line, and little time and memory; nothing else.
//!
//! `tests/README.md` says how. The inputs are made here, by name, and never shipped. What takes gigabytes or minutes stands under
//! `--ignored`, with a smaller twin in the ordinary run.
#![cfg(unix)]

mod archives;
mod bytes;
mod large;
mod markup;
mod output;
mod pdfs;
mod places;
mod records;
mod rules;
mod run;
mod talks;
mod texts;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::sync::LazyLock;

use run::{CANARY, Came, Comes, GOOD, Input, ulimited};

/// Every input that is a file of its own.
fn inputs() -> &'static [Input] {
    // Packing the bombs takes a while.
    static ALL: LazyLock<Vec<Input>> = LazyLock::new(made);
    &ALL
}

fn made() -> Vec<Input> {
    let all = [
        bytes::inputs(),
        texts::inputs(),
        records::inputs(),
        talks::inputs(),
        archives::inputs(),
        markup::inputs(),
        pdfs::inputs(),
    ];
    all.into_iter().flatten().collect()
}

#[test]
fn names_are_unlike_and_inputs_hold_the_canary() {
    let all = inputs();
    let names: HashSet<&str> = all.iter().map(|input| input.file.as_str()).collect();
    assert_eq!(names.len(), all.len());
    println!("{} inputs made to do harm", all.len());
    assert!(all.len() >= 200);
    let plain = all.iter().filter(|input| memchr::memmem::find(&input.bytes, CANARY.as_bytes()).is_some());
    assert!(plain.count() >= 150, "else the messages are not tested against it");
}

/// One by one, with a good file after it whose passages come out as they do alone.
#[test]
fn each_costs_its_file_one_line_and_little_else() {
    let all: Vec<&Input> = run::drawn(inputs(), 6);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let wrong = std::sync::Mutex::new(Vec::new());
    let alone = good_alone();
    let one = || {
        while let Some(input) = all.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            let start = std::time::Instant::now();
            let came = faults(input, &alone);
            if start.elapsed().as_secs() >= 5 {
                println!("{}: {} s", input.file, start.elapsed().as_secs());
            }
            if let Err(why) = came {
                println!("{}: {why}", input.file);
                wrong.lock().unwrap().push(format!("{}: {why}", input.file));
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(one);
        scope.spawn(one);
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

/// Whether a source is a file, or a text in it.
fn of(source: &str, file: &str) -> bool {
    source.strip_prefix(file).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn good_alone() -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.txt"), GOOD).unwrap();
    let came = ulimited(folder.path(), &["tag", "--format", "jsonl", "good.txt"]);
    assert_eq!((came.status, came.stderr.as_str()), (Some(0), ""));
    came.stdout.lines().map(str::to_owned).collect()
}

fn faults(input: &Input, alone: &[String]) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(&input.file), &input.bytes).unwrap();
    fs::write(folder.path().join("good.txt"), GOOD).unwrap();
    let tag = [&["tag", "--format", "jsonl"], input.args, &[&input.file, "good.txt"]].concat();
    let came = ulimited(folder.path(), &tag);
    let failed = came.harmless(&input.file)?;
    input.comes.check(&came, &failed)?;
    let good: Vec<&str> = came.stdout.lines().filter(|row| row.contains("\"source\":\"good.txt\"")).collect();
    if good != alone {
        return Err(format!("the good file after it came out otherwise: {good:?}"));
    }
    let text = ulimited(folder.path(), &[&["text"], input.args, &[&input.file]].concat());
    text.harmless_message(&input.file)?;
    // The text of a passage that is too long can be printed all the same.
    let same = text.status == came.status || failed == ["too-long"];
    if !same {
        return Err(format!("layers text ends with {:?}, layers tag with {:?}", text.status, came.status));
    }
    Ok(())
}

/// All in one folder: a scan reads what can be read, in one go.
#[test]
fn a_folder_of_them_is_gone_through() {
    let folder = tempfile::tempdir().unwrap();
    // The small ones, as it takes all of them one after the other.
    let small = |input: &&Input| input.args.is_empty() && input.bytes.len() < 100_000;
    let all: Vec<&Input> = inputs().iter().filter(small).collect();
    for input in &all {
        fs::write(folder.path().join(&input.file), &input.bytes).unwrap();
    }
    fs::write(folder.path().join("good.txt"), GOOD).unwrap();
    let came = ulimited(folder.path(), &["scan", "--format", "json", "."]);
    assert_eq!(came.status, Some(1), "{}", came.stderr);
    assert!(!came.stderr.contains(CANARY) && !came.stderr.contains("panicked"));
    let report: serde_json::Value = serde_json::from_str(&came.stdout).unwrap();
    let mut errors: BTreeMap<&str, usize> = BTreeMap::new();
    for error in report["errors"].as_array().unwrap() {
        *errors.entry(error["source"].as_str().unwrap()).or_default() += 1;
    }
    let sources = report["sources"].as_array().unwrap();
    let good = sources.iter().find(|source| source["source"] == "good.txt").unwrap();
    assert_eq!((&good["passages"], errors.get("good.txt")), (&3.into(), None));
    for input in &all {
        let failed = errors.iter().filter(|(source, _)| of(source, &input.file)).map(|(_, times)| times).sum();
        let right = match input.comes {
            Comes::Read => failed == 0,
            Comes::Refused(_) => failed == 1,
            Comes::Either => failed <= 1,
            Comes::Some => (1..=Came::MOST_LINES).contains(&failed),
        };
        assert!(right, "{}: {failed} failures", input.file);
    }
}
