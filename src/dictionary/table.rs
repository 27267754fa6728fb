//! Tables: LIWC-22 `.dicx` with a column for each category, and words beside their categories.

use super::Dictionary;

/// Heads of a column of terms in `.dicx`, and of the two columns of a list.
const DICX: [&str; 2] = ["dicterm", "entry"];
const WORDS: [&str; 6] = ["word", "words", "term", "entry", "pattern", "token"];
const CATEGORIES: [&str; 6] = ["category", "categories", "cat", "class", "tag", "construct"];

/// Whether a first line is the head of a `.dicx`: a column of terms, then categories.
pub(super) fn is_dicx(first: &str) -> bool {
    let heads: Vec<String> = first.split([',', '\t', ';']).map(head).collect();
    let list = heads.get(1).is_some_and(|second| CATEGORIES.contains(&second.as_str()));
    heads.len() > 1 && !list && DICX.contains(&heads[0].as_str())
}

fn head(cell: &str) -> String {
    cell.trim().trim_matches('"').trim_start_matches('\u{FEFF}').to_lowercase()
}

/// Reads a `.dicx`: `X` marks a category's terms, and a number gives their weight.
pub(super) fn dicx(text: &str) -> Result<Dictionary, String> {
    let mut dictionary = Dictionary::default();
    let mut rows = rows(text);
    let heads = match rows.next() {
        Some((_, Ok(heads))) => heads,
        _ => return Err("the head of the table is missing".to_owned()),
    };
    for (line, row) in rows {
        let Ok(row) = row else {
            dictionary.left(line, "a row", "is no row of the table");
            continue;
        };
        let term = row.get(0).unwrap_or_default().trim();
        if term.is_empty() {
            continue;
        }
        for (name, cell) in heads.iter().zip(row.iter()).skip(1) {
            let cell = cell.trim();
            let path = [name.trim().to_owned()];
            member(&mut dictionary, &path, term, cell, line);
        }
    }
    Ok(dictionary)
}

/// One cell of a `.dicx`.
fn member(dictionary: &mut Dictionary, path: &[String], term: &str, cell: &str, line: u64) {
    let what = || format!("{term} in {}: {cell}", path[0]);
    match (cell, cell.parse::<f64>()) {
        ("", _) => {}
        ("X" | "x", _) => dictionary.add(path, term, line),
        (_, Ok(weight)) if weight < 0.0 => {
            dictionary.left(line, &what(), "a weight below nothing; make a rule with `against = true` of it");
        }
        (_, Ok(weight)) => {
            if weight > 0.0 {
                dictionary.add(path, term, line);
            }
            if weight != 1.0 && weight != 0.0 {
                let why = "a weight: the word is carried over, its weight is not; a rule counts a word or does not";
                dictionary.left(line, &what(), why);
            }
        }
        _ => dictionary.left(line, &what(), "neither X nor a number"),
    }
}

/// Reads a list of words with their categories, several of them parted by `;` or `|`. Without heads that say so, the first column
/// is the words and the second their categories.
pub(super) fn read(text: &str) -> Result<Dictionary, String> {
    let mut dictionary = Dictionary::default();
    let (mut word, mut category) = (0, 1);
    for (at, (line, row)) in rows(text).enumerate() {
        let Ok(row) = row else {
            dictionary.left(line, "a row", "is no row of the table");
            continue;
        };
        let column = |names: &[&str]| row.iter().position(|cell| names.contains(&head(cell).as_str()));
        if at == 0
            && let (Some(words), Some(categories)) = (column(&WORDS), column(&CATEGORIES))
        {
            (word, category) = (words, categories);
            continue;
        }
        let term = row.get(word).unwrap_or_default().trim();
        let names =
            row.get(category).unwrap_or_default().split([';', '|']).map(str::trim).filter(|name| !name.is_empty());
        let names: Vec<String> = names.map(str::to_owned).collect();
        if term.is_empty() && names.is_empty() {
            continue;
        }
        if names.is_empty() {
            dictionary.left(line, term, "names no category");
        }
        names.into_iter().for_each(|name| dictionary.add(&[name], term, line));
    }
    Ok(dictionary)
}

/// The rows of a table with their lines; what parts the cells is seen from the first line.
fn rows(text: &str) -> impl Iterator<Item = (u64, Result<csv::StringRecord, csv::Error>)> {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|byte| *byte == sign).count();
    let sign = [b',', b'\t', b';'].into_iter().rev().max_by_key(|sign| count(*sign)).unwrap_or(b',');
    let reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(sign).from_reader(text.as_bytes());
    let rows: Vec<_> = reader.into_records().collect();
    rows.into_iter().enumerate().map(|(at, row)| {
        let place = row.as_ref().ok().and_then(|row| row.position()).map(csv::Position::line);
        (place.unwrap_or(at as u64 + 1), row)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::tests_shared::shown;

    #[test]
    fn a_dicx_has_members_and_weights() {
        let (categories, left) = shown(&dicx("DicTerm,Stress,Rest\nstress*,X,\ntired,2,1\nodd,y,\n").unwrap());
        assert_eq!(categories, ["Stress: stress*, tired", "Rest: tired"]);
        assert_eq!(
            left,
            [
                "3 tired in Stress: 2: a weight: the word is carried over, its weight is not; a rule counts a word or does not",
                "4 odd in Stress: y: neither X nor a number",
            ]
        );
        assert!(
            is_dicx("Entry,Stress") && is_dicx("DicTerm\tA") && !is_dicx("entry,category") && !is_dicx("word,category")
        );
    }

    #[test]
    fn a_list_has_words_beside_categories() {
        let (categories, _) = shown(&read("category;word\nA;sad\nB|A;\"fed up\"\n").unwrap());
        assert_eq!(categories, ["A: sad, fed up", "B: fed up"]);
        let (categories, left) = shown(&read("sad,A\nlone,\n").unwrap());
        assert_eq!((categories, left), (vec!["A: sad".to_owned()], vec!["2 lone: names no category".to_owned()]));
    }
}
