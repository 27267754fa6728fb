//! Rule files and dictionaries of strangers: each is refused with its place, or used, in bounded time and memory.

use std::fs;

use super::run::{Came, GOOD, PACK, ulimited};

/// A layer, before whatever a file does to harm.
const LAYER: &str = "[layer]\nid = \"play\"\nname = \"Play\"\nfull_name = \"play\"\npages = \"1\"\ndefinition = \"Play.\"\n\
    [[layer.facet]]\nid = \"joy\"\nname = \"Joy\"\n";

fn rule(keys: &str) -> String {
    format!(
        "[[rule]]\nid = \"a\"\nfacet = \"joy\"\nstrength = \"strong\"\nwhy = \"why\"\n{keys}\nfires = [\"x\"]\nsilent = [\"y\"]\n"
    )
}

fn pattern(pattern: &str) -> String {
    format!("{LAYER}{}", rule(&format!("patterns = [\"{pattern}\"]")))
}

/// What a file is, and what must be said of it; nothing where it is sound.
struct Bad {
    name: &'static str,
    text: Vec<u8>,
    said: &'static str,
}

fn bad(name: &'static str, text: impl Into<Vec<u8>>, said: &'static str) -> Bad {
    Bad { name, text: text.into(), said }
}

fn files() -> Vec<Bad> {
    let of = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<String>();
    let class = |name: &str, words: &str| format!("[class.{name}]\nmeaning = \"m\"\nwords = [{words}]\n");
    // Eight classes, each naming the one before fifty times: 50 to the power of 8, if each were unfolded.
    let tower =
        of(8, &|n| class(&format!("c{}", n + 1), &format!("\"<c{n}>\",").repeat(50))) + &class("c0", "\"word\"");
    let wide =
        of(2000, &|n| class(&format!("w{n}"), "\"<all>\"")) + &class("all", &of(2000, &|n| format!("\"word{n}\",")));
    let many = |count: usize, pattern: &str| {
        format!(
            "{LAYER}{}",
            rule(&format!("patterns = [{}]", of(count, &|n| format!("\"{}\",", pattern.replace('N', &n.to_string())))))
        )
    };
    let long = "a".repeat(1 << 20);
    vec![
        bad("deep-lists", format!("a = {}", "[".repeat(200_000)), "max recursion depth"),
        bad("deep-tables", format!("a = {}", "{a=".repeat(60_000)), "max recursion depth"),
        bad("deep-keys", format!("{}a = 1", "a.".repeat(300_000)), "recursion"),
        bad("deep-headers", format!("[{}a]", "a.".repeat(300_000)), "recursion"),
        bad("deep-pattern", pattern(&"(".repeat(2000)), "alternatives cannot stand inside alternatives"),
        bad(
            "deep-regex",
            format!("{LAYER}{}", rule(&format!("regex = ['{}']", "(".repeat(200_000)))),
            "regex: unclosed group",
        ),
        bad("too-long", format!("#{}", "x".repeat(5 << 20)), "is longer than 4 MiB"),
        bad("not-utf8", b"\xFF\xFE".to_vec(), "is not UTF-8 text"),
        bad("nul", "a = \"\0\"", "not TOML"),
        bad("string-open", format!("a = \"{long}"), "not TOML"),
        bad("number-long", format!("[layer]\nid = \"play\"\nbias = {}\n", "9".repeat(100_000)), "must be a number"),
        bad(
            "deep-regex-closed",
            format!("{LAYER}{}", rule(&format!("regex = ['{}a{}']", "(".repeat(5000), ")".repeat(5000)))),
            "regex: exceed",
        ),
        bad("keys", of(30_000, &|n| format!("k{n} = 1\n")), "and more faults than these 100"),
        bad("key-long", format!("{long} = 1"), "unknown key"),
        bad("keys-on-one-line", format!("a = {{{}}}", of(50_000, &|n| format!("k{n}=1,"))), "unknown key"),
        bad(
            "id-long",
            format!("{LAYER}{}", rule("patterns = [\"a\"]").replace("\"a\"\nfacet", &format!("\"{long}_\"\nfacet"))),
            "must be lower-case letters",
        ),
        bad("pattern-long", pattern(&"word ".repeat(100_000)), "has more than 4096 bytes"),
        bad("alternatives", pattern(&format!("({}x)", "x|".repeat(100_000))), "has more than 4096 bytes"),
        bad(
            "alternatives-of-classes",
            pattern(&format!("({}x)", "<a> b|".repeat(600))),
            "expands to more than 64 forms",
        ),
        bad("optional-words", pattern(&"[a] ".repeat(500)), "has nothing but optional words"),
        bad("optional-words-before-one", pattern(&format!("{}b", "[a] ".repeat(500))), "expands to more than 64 forms"),
        bad("gap-huge", pattern("a ~99999999999999999999 b"), "is too wide; ~1 to ~8 are allowed"),
        bad("gaps", pattern(&format!("a {}b", "~8 a ".repeat(30))), "at most 24 are allowed"),
        bad("gaps-one-after-the-other", pattern(&format!("a {}b", "~8 ".repeat(40))), "must add up to less than 120"),
        bad("any-word", pattern("***"), "would match any word"),
        bad("class-tower", format!("{}{tower}", pattern("<c8>").replace("word", "<c8>")), ""),
        bad("class-of-itself", format!("{}{}", pattern("<a>"), class("a", "\"x\", \"<a>\"")), "stands in itself"),
        bad(
            "classes-in-a-ring",
            format!("{}{}{}", pattern("<a>"), class("a", "\"<b>\""), class("b", "\"<a>\"")),
            "stands in itself",
        ),
        bad(
            "classes-deep",
            format!(
                "{}{}",
                pattern("<d12>"),
                of(12, &|n| class(&format!("d{}", n + 1), &format!("\"<d{n}>\""))) + &class("d0", "\"x\"")
            ),
            "more than 8 classes deep",
        ),
        bad("classes-wide", format!("{}{wide}", pattern("<all>")), "the classes hold more than 500000 words"),
        bad(
            "classes-unknown",
            format!("{LAYER}{}", class("a", &of(60_000, &|n| format!("\"<unknown{n}>\",")))),
            "unknown class",
        ),
        bad(
            "class-in-alternatives",
            format!("{}{}", many(3000, "(<all>|xN)"), class("all", &of(2000, &|n| format!("\"word{n}\",")))),
            "words of classes",
        ),
        bad(
            "excludes",
            format!(
                "{LAYER}{}{}excludes = [{}]",
                class("b", "\"x\""),
                class("a", &of(2000, &|n| format!("\"w{n}\","))),
                "\"b\",".repeat(50_000)
            ),
            "the classes hold more than 500000 words",
        ),
        bad("forms", many(20_000, "aN [b] [c] [d] [e] [f] [g]"), "the patterns expand to more than 250000 forms"),
        bad("wild", many(5000, "a*bN"), "more than 2000 words with"),
        bad("regex-huge", format!("{LAYER}{}", rule("regex = ['\\w{1000}{1000}']")), "regex needs more than"),
        bad(
            "regexes",
            format!("{LAYER}{}", rule(&format!("regex = [{}]", of(2000, &|n| format!("'a{n}[a-z]{{2000}}',"))))),
            "all regexes together need more than",
        ),
        bad("regex-empty", format!("{LAYER}{}", rule("regex = ['(a*)*']")), "matches the empty string"),
        bad("layers-own", "[layer]\nid = \"play\"\nextend = true\n", "there is no layer to extend"),
        bad(
            "facets",
            format!("{LAYER}{}", of(5000, &|n| format!("[[layer.facet]]\nid = \"f{n}\"\nname = \"n\"\n"))),
            "at most 1000 are allowed",
        ),
        bad(
            "rules-of-one-id",
            format!("{LAYER}{}", rule("patterns = [\"word\"]").repeat(5000)),
            "there is a rule with this id already",
        ),
        bad("escapes", "[layer]\nid = \"\\u001B[2J\"\n\u{202e} = 1\n", ""),
    ]
}

#[test]
fn no_rule_file_hangs_or_exhausts() {
    let mut wrong = Vec::new();
    let all = files();
    let all = super::run::drawn(&all, 4);
    for file in &all {
        let start = std::time::Instant::now();
        let folder = tempfile::tempdir().unwrap();
        let name = format!("{}.toml", file.name);
        fs::write(folder.path().join(&name), &file.text).unwrap();
        fs::write(folder.path().join("good.txt"), GOOD).unwrap();
        for args in [&["rules", "check", &name][..], &["tag", "good.txt", "--rules", &name], &["rules", "test", &name]]
        {
            let came = ulimited_alone(folder.path(), args);
            if let Err(why) = sound(file, &name, &came) {
                wrong.push(format!("{} ({}): {why}", file.name, args[0]));
            }
        }
        if start.elapsed().as_secs() >= 5 {
            println!("{}: {} s", file.name, start.elapsed().as_secs());
        }
    }
    println!("{} rule files made to do harm", all.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

fn sound(file: &Bad, name: &str, came: &Came) -> Result<(), String> {
    let said: String = came.stderr.chars().take(600).collect();
    let lines = came.stderr.lines();
    if !matches!(came.status, Some(0..=2)) || came.stderr.contains("panicked") {
        return Err(format!("ended with {:?}: {said}", came.status));
    }
    if lines.clone().count() > 310
        || lines.clone().any(|line| line.chars().count() > 1000 || line.contains(char::is_control))
    {
        return Err(format!("says too much: {said}"));
    }
    if !file.said.is_empty() {
        if came.status != Some(2) || !came.stderr.contains(file.said) {
            return Err(format!("ended with {:?} and not because of {:?}: {said}", came.status, file.said));
        }
        // Every fault has its place: a file, and a line where there is one.
        if !came.stderr.lines().next().is_some_and(|line| line.contains(name)) {
            return Err(format!("does not name the file: {said}"));
        }
    }
    Ok(())
}

fn ulimited_alone(folder: &std::path::Path, args: &[&str]) -> Came {
    let rules = args.contains(&"--rules");
    // `tag` would be given the test's own rules beside.
    if rules { super::run::ulimited_with(folder, args, &[]) } else { ulimited(folder, args) }
}

/// A pattern that is tried at every word of a text made for it takes no longer than its length says.
#[test]
fn patterns_take_no_longer_than_the_text() {
    let folder = tempfile::tempdir().unwrap();
    let steps = format!("a {}b", "~8 a ".repeat(12));
    let regex = rule("regex = ['(x+x+)+y', '(?:a ?){1,200}b']").replace("id = \"a\"", "id = \"b\"");
    let text = format!("{}{regex}", pattern(&format!("{steps}\", \"a ~8 a & b & c")));
    fs::write(folder.path().join("slow.toml"), text).unwrap();
    fs::write(folder.path().join("a.txt"), format!("{}\n\n{}", "a ".repeat(50_000), "x".repeat(50_000))).unwrap();
    let came = super::run::ulimited_with(folder.path(), &["tag", "a.txt", "--rules", "slow.toml"], &[]);
    assert_eq!((came.status, came.stderr.as_str()), (Some(0), ""));
}

#[test]
fn no_dictionary_hangs_or_exhausts() {
    let of = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<String>();
    let legend = "%\n1\tA\n%\n";
    let files: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "laughs.yml",
            b"a: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n"
                .to_vec(),
            "",
        ),
        ("deep.yml", "[".repeat(1_000_000).into_bytes(), "not YAML"),
        ("deep-maps.yml", of(2000, &|n| format!("{}a:\n", " ".repeat(n))).into_bytes(), "more than 16 deep"),
        ("ring.yml", b"a: &a\n  b: *a\n".to_vec(), ""),
        ("tags.yml", b"!!python/object:os.system a: !<x> [b]\n".to_vec(), ""),
        ("terms.dic", format!("{legend}{}", of(100_000, &|n| format!("word{n}\t1\n"))).into_bytes(), ""),
        (
            "too-many-terms.dic",
            format!("{legend}{}", of(250_000, &|n| format!("word{n}\t1\n"))).into_bytes(),
            "holds more than 1000 categories or 200000 terms",
        ),
        (
            "categories.dic",
            format!("%\n{}%\n{}", of(3000, &|n| format!("{n}\tC{n}\n")), of(3000, &|n| format!("w{n}\t{n}\n")))
                .into_bytes(),
            "holds more than 1000 categories",
        ),
        ("numbers.dic", format!("{legend}word {}\n", "1 ".repeat(500_000)).into_bytes(), ""),
        (
            "deep.dic",
            format!("%\n{}%\nword\t1999\n", of(2000, &|n| format!("{}{n}\tC{n}\n", " ".repeat(n)))).into_bytes(),
            "",
        ),
        ("no-end.dic", format!("%\n{}", of(100_000, &|n| format!("{n}\tC\n"))).into_bytes(), "the legend does not end"),
        (
            "columns.dicx",
            format!("DicTerm{}\nword{}\n", of(5000, &|n| format!(",C{n}")), ",X".repeat(5000)).into_bytes(),
            "holds more than 1000 categories",
        ),
        ("quote-open.csv", format!("word,category\n\"{}", "a,b\n".repeat(200_000)).into_bytes(), ""),
        (
            "categories-of-a-word.csv",
            format!("word,category\n{},{}\n", "x".repeat(1 << 20), "A;".repeat(500_000)).into_bytes(),
            "",
        ),
        ("noise.dic", super::texts::noise(200_000), ""),
        ("too-long.dic", vec![b'a'; 9 << 20], "is longer than 8 MiB"),
        ("utf16.dic", super::texts::utf16(&format!("{legend}word\t1\n"), false), ""),
    ];
    let mut wrong = Vec::new();
    for (name, bytes, said) in &files {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), bytes).unwrap();
        let came = ulimited(folder.path(), &["rules", "import", name, "--layer", "mine", "-o", "out.toml"]);
        let clear = came.stderr.contains(said) && came.stderr.starts_with(&format!("layers: {name}"));
        let right = if said.is_empty() { matches!(came.status, Some(0 | 2)) } else { came.status == Some(2) };
        let short = came.stderr.lines().count() <= 10 && came.stderr.len() < 60_000;
        if !(clear && right && short) || came.stderr.contains("panicked") {
            wrong.push(format!("{name}: {:?}: {}", came.status, came.stderr.chars().take(400).collect::<String>()));
        }
        // What was made of it can be used.
        if folder.path().join("out.toml").exists() {
            let came = ulimited(folder.path(), &["rules", "check", "out.toml"]);
            assert_eq!(came.status, Some(0), "{name}: {}", came.stderr);
        }
    }
    println!("{} dictionaries made to do harm, tried against {PACK}", files.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), files.len(), wrong.join("\n"));
}
