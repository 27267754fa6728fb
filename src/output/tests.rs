//! One small report through every format, compared to the letter.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::{csv::Csv, json::Json, jsonl::Jsonl, text};
use crate::evidence::Reason;
use crate::input::{Columns, Failure, Options, Unit};
use crate::layer::{Facet, Layer, Role};
use crate::passage::{Before, Genre, Passage, Session};
use crate::report::{Report, Select, Settings, Writer};
use crate::rules::{Kind, Pack, Rule, Strength};
use crate::span::Span;
use crate::tag::{Evidence, Tag, Tagged, Voided};

/// What is written, so that it can be looked at afterwards.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn pack() -> Pack {
    let layer = |id: &str, name: &str| Layer {
        id: id.into(),
        name: name.into(),
        full_name: name.into(),
        pages: "1–2".into(),
        definition: "…".into(),
        bias: -2.0,
        threshold: 0.5,
        finds: None,
        facets: ["one", "two"].map(|id| Facet { id: id.into(), name: id.to_uppercase() }).to_vec(),
    };
    let rule = |id: &str, layer, facet| Rule {
        id: id.into(),
        layer,
        facet,
        strength: Strength::Strong,
        adds: 3.2,
        why: format!("the reason of {id}"),
        patterns: vec![],
        regex: vec![],
        speaker: vec![],
        genre: vec![],
        conditions: vec![],
        survives: vec![],
        marks: None,
        continues: false,
    };
    Pack {
        name: "made up".into(),
        version: "1".into(),
        sha256: "ab".into(),
        layers: vec![layer("a", "Layer A"), layer("b", "Layer B")],
        rules: vec![rule("a/first", 0, 0), rule("a/second", 0, 1), rule("b/third", 1, 0)],
        classes: vec![],
        contexts: vec![],
        terminators: vec![],
    }
}

fn evidence(rule: usize, adds: f64, words: Option<(u64, &str)>) -> Evidence {
    Evidence {
        rule,
        adds,
        counted: adds != 0.0,
        span: words.map(|(start, words)| Span { start, end: start + words.chars().count() as u64 }),
        text: words.map(|(_, words)| words.to_owned()),
        doubtful: false,
    }
}

fn tag(layer: usize, evidence: Vec<Evidence>) -> Tag {
    let sum: f64 = evidence.iter().map(|piece| piece.adds).sum();
    let score = 1.0 / (1.0 + (2.0 - sum).exp());
    Tag { layer, score, bias: -2.0, threshold: 0.5, evidence }
}

/// A record that gives all there is to give, with a name that collides and one that layers does not know.
fn given() -> Tagged {
    let extra = [("tags", "[\"mine\"]"), ("mood", "{\"Zorn\": 1.50}")];
    Tagged {
        passage: Passage {
            source: "=Anna.jsonl".into(),
            number: 3,
            id: Some("7".into()),
            genre: Genre::Transcript,
            speaker: Some(Role::Client),
            label: Some("Anna".into()),
            line: 12,
            start: 0,
            text: "- Ärger, it felt sacred.".into(),
            before: Before::Given { text: "Vorher?".into(), speaker: Some(Role::Therapist) },
            session: Session {
                client: Some("Anna K".into()),
                session: Some("7".into()),
                date: Some("2024-03-01".into()),
                therapist: None,
            },
            time: None,
            doubtful: Vec::new(),
            extra: extra.map(|(name, json)| (name.into(), json.into())).to_vec(),
        },
        tags: vec![
            tag(0, vec![evidence(0, 2.1234567, Some((2, "Ärger"))), evidence(1, 1.0, None)]),
            tag(1, vec![evidence(2, 3.0, Some((17, "sacred")))]),
        ],
        voided: vec![Voided {
            evidence: evidence(2, 0.0, Some((12, "felt"))),
            reason: Reason::Context(Kind::Negated),
            by: "no-felt".into(),
        }],
    }
}

fn plain() -> Tagged {
    let mut tagged = given();
    tagged.tags.clear();
    tagged.voided.clear();
    tagged.passage.id = None;
    tagged.passage.number = 4;
    tagged.passage.speaker = None;
    tagged.passage.extra.clear();
    tagged.passage.before = Before::Previous;
    tagged.passage.session = Session::default();
    tagged
}

fn settings(no_text: bool) -> Settings {
    Settings {
        input: Options {
            session: Default::default(),
            format: None,
            unit: Unit::Auto,
            genre: None,
            therapist: vec![],
            client: vec!["Anna".into()],
            max_passage: 100,
            columns: Columns::default(),
            live: false,
            ..Options::default()
        },
        threshold: None,
        select: Select::default(),
        voided: true,
        no_text,
        keep_names: false,
    }
}

fn failure() -> Failure {
    Failure { source: "=Anna.jsonl".into(), line: Some(13), code: "not-json", message: "is not JSON".into() }
}

fn written<'a>(pack: &'a Pack, no_text: bool, writer: impl FnOnce(Kept, &'a Pack) -> Box<dyn Writer + 'a>) -> String {
    let kept = Kept::default();
    let settings = settings(no_text);
    let mut report = Report::begin(pack, &settings, writer(kept.clone(), pack)).unwrap();
    report.passage(given()).unwrap();
    report.failure(&failure()).unwrap();
    report.passage(plain()).unwrap();
    report.finish().unwrap();
    let bytes = kept.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

fn jsonl(no_text: bool) -> String {
    written(&pack(), no_text, |out, _| Box::new(Jsonl::new(out, false)))
}

fn json(no_text: bool) -> String {
    written(&pack(), no_text, |out, _| Box::new(Json::new(out, false)))
}

fn csv(no_text: bool) -> String {
    written(&pack(), no_text, |out, _| Box::new(Csv::new(out, false)))
}

fn text(no_text: bool) -> String {
    let layout = text::Layout { width: 60, color: false, only_summary: false };
    written(&pack(), no_text, |out, pack| Box::new(text::Text::new(out, pack, layout)))
}

#[test]
fn jsonl_keeps_what_was_given_and_its_own_names_win() {
    let passage = concat!(
        r#"{"id":7,"source":"=Anna.jsonl","passage":3,"genre":"transcript","speaker":"client","label":"Anna","line":12,"#,
        r#""start":0,"end":24,"text":"- Ärger, it felt sacred.","tags":["#,
        r#"{"layer":"a","score":0.754629,"bias":-2.0,"threshold":0.5,"evidence":["#,
        r#"{"rule":"a/first","facet":"one","adds":2.1234567,"start":2,"end":7,"text":"Ärger","counted":true},"#,
        r#"{"rule":"a/second","facet":"two","adds":1.0,"start":null,"end":null,"text":null,"counted":true}]},"#,
        r#"{"layer":"b","score":0.731059,"bias":-2.0,"threshold":0.5,"evidence":["#,
        r#"{"rule":"b/third","facet":"one","adds":3.0,"start":17,"end":23,"text":"sacred","counted":true}]}],"#,
        r#""client":"Anna K","session":"7","date":"2024-03-01","before":"Vorher?","before_speaker":"therapist","#,
        r#""voided":[{"layer":"b","rule":"b/third","facet":"one","start":12,"end":16,"text":"felt","#,
        r#""reason":"negated","by":"no-felt"}],"mood":{"Zorn": 1.50}}"#,
    );
    let failure = r#"{"source":"=Anna.jsonl","line":13,"error":{"code":"not-json","message":"is not JSON"}}"#;
    let plain = concat!(
        r#"{"id":"=Anna.jsonl#4","source":"=Anna.jsonl","passage":4,"genre":"transcript","speaker":null,"label":"Anna","#,
        r#""line":12,"start":0,"end":24,"text":"- Ärger, it felt sacred.","tags":[],"voided":[]}"#,
    );
    assert_eq!(jsonl(false), format!("{passage}\n{failure}\n{plain}\n"));
}

#[test]
fn a_score_can_be_recomputed_from_the_json() {
    for line in jsonl(false).lines() {
        let passage: Value = serde_json::from_str(line).unwrap();
        for tag in passage["tags"].as_array().into_iter().flatten() {
            let pieces = tag["evidence"].as_array().unwrap();
            let sum: f64 = pieces.iter().map(|piece| piece["adds"].as_f64().unwrap()).sum();
            let score = 1.0 / (1.0 + (-(tag["bias"].as_f64().unwrap() + sum)).exp());
            assert!((score - tag["score"].as_f64().unwrap()).abs() <= 1e-6, "{tag}");
        }
    }
}

#[test]
fn json_is_one_object_whose_passages_are_those_of_jsonl() {
    let report: Value = serde_json::from_str(&json(false)).unwrap();
    let keys: Vec<_> = report.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = [
        "schema", "tool", "rules", "settings", "layers", "passages", "errors", "notices", "sources", "sessions",
        "clients", "summary", "process",
    ];
    expected.sort_unstable();
    assert_eq!(keys, expected);
    let lines: Vec<Value> = jsonl(false).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(report["passages"].as_array().unwrap()[..], [lines[0].clone(), lines[2].clone()]);
    assert_eq!(
        report["errors"].to_string(),
        r#"[{"code":"not-json","line":13,"message":"is not JSON","source":"=Anna.jsonl"}]"#
    );
    let summary = &report["summary"];
    assert_eq!((&summary["passages"], &summary["layers"][0]["share"]), (&2.into(), &0.5.into()));
    assert_eq!(summary["overlap"].to_string(), r#"[{"layers":["a","b"],"passages":1}]"#);
    assert_eq!(summary["layers"][0]["by_speaker"].to_string(), r#"{"client":1,"therapist":0,"unknown":0}"#);
    assert_eq!(report["sources"][0]["summary"], *summary);
}

#[test]
fn csv_has_a_row_a_tag_and_no_formula() {
    let row = |rest: &str| format!("7,'=Anna.jsonl,Anna K,7,2024-03-01,3,transcript,client,Anna,12,0,24,{rest},,,\n");
    let (header, rows) = {
        let csv = csv(false);
        let (header, rows) = csv.split_once('\n').unwrap();
        (header.to_owned(), rows.to_owned())
    };
    assert_eq!(
        header,
        "id,source,client,session,date,passage,genre,speaker,label,line,start,end,layer,score,rules,words,text,time_start,time_end,doubtful"
    );
    let a = row("a,0.754629,a/first | a/second,Ärger | ,\"'- Ärger, it felt sacred.\"");
    let b = row("b,0.731059,b/third,sacred,\"'- Ärger, it felt sacred.\"");
    assert_eq!(rows, a + &b);
}

#[test]
fn text_shows_the_words_and_who_said_so() {
    let expected = "\
— Anna K · session 7 · 2024-03-01

=Anna.jsonl:12 (7) · client (Anna)
  - ‹Ärger›, it felt ‹sacred›.
  ▪ Layer A  ●●●●○ 0.75
    “Ärger” — the reason of a/first (a/first)
    (the passage before) — the reason of a/second
      (a/second)
  ▪ Layer B  ●●●●○ 0.73
    “sacred” — the reason of b/third (b/third)
    not “felt” — the reason of b/third (b/third); does not
      count: negated (no-felt)

Layers in 2 passages of =Anna.jsonl
";
    let text = text(false);
    assert_eq!(&text[..expected.len()], expected);
}

#[test]
fn no_text_leaves_no_word_of_the_text_and_no_name_in_any_format() {
    for written in [jsonl(true), json(true), csv(true), text(true)] {
        for word in ["Ärger", "felt s", "\"felt\"", "sacred", "Vorher", "mood", "Zorn", "Anna", "mine"] {
            assert!(!written.contains(word), "{word} is in {written}");
        }
        assert!(written.contains("S1"), "{written}");
    }
    let passage: Value = serde_json::from_str(jsonl(true).lines().next().unwrap()).unwrap();
    assert_eq!((&passage["start"], &passage["end"], &passage["text"]), (&0.into(), &24.into(), &Value::Null));
    assert_eq!(passage["date"], "2024-03-01");
}
