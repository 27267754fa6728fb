//! LIWC `.dic`: categories with numbers between two lines of `%`, then terms with the numbers of theirs.

use std::collections::HashMap;

use super::Dictionary;

/// How deep categories may stand in categories; what is deeper stands there.
const MOST_NESTING: usize = 16;

/// Reads one. Ids may have zeros in front; blanks may stand for tabs; a term may come on several lines.
pub(super) fn read(text: &str) -> Result<Dictionary, String> {
    let mut lines = (1..).zip(text.lines());
    let mut dictionary = Dictionary::default();
    if !lines.by_ref().any(|(_, line)| line.trim() == "%") {
        return Err("the legend is missing: no line has only a %".to_owned());
    }
    let mut legend: HashMap<&str, Vec<String>> = HashMap::new();
    // The names above the one at hand, with how far each is set in.
    let mut above: Vec<(usize, String)> = Vec::new();
    let mut ended = false;
    for (number, line) in lines.by_ref() {
        if line.trim() == "%" {
            ended = true;
            break;
        }
        let Some((id, name)) = line.trim().split_once(char::is_whitespace).filter(|(id, _)| numeric(id)) else {
            if !line.trim().is_empty() {
                dictionary.left(number, line.trim(), "no number and name of a category");
            }
            continue;
        };
        let depth = line.len() - line.trim_start().len();
        above.retain(|(deep, _)| *deep < depth);
        above.truncate(MOST_NESTING);
        // LIWC2015 gives a short name and a long one in brackets.
        let name = name.split(['(', '\t']).next().unwrap_or_default().trim();
        above.push((depth, name.to_owned()));
        legend.insert(bare(id), above.iter().map(|(_, name)| name.clone()).collect());
    }
    if !ended {
        return Err("the legend does not end: the second line with only a % is missing".to_owned());
    }
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        entry(line, number, &legend, &mut dictionary);
    }
    Ok(dictionary)
}

fn entry(line: &str, number: u64, legend: &HashMap<&str, Vec<String>>, dictionary: &mut Dictionary) {
    let (term, ids) = parts(line);
    let letters = term.contains(char::is_alphanumeric);
    if ids.iter().any(|id| !numeric(id)) || letters && term.contains(['<', '(']) {
        return dictionary.left(
            number,
            line.trim(),
            "a condition on the words beside it; write a rule of your own for it",
        );
    }
    if term.trim_end_matches('*').contains(['*', '?']) {
        return dictionary.left(number, term, "a * that is not at the end, or a ?, which LIWC does not know");
    }
    if ids.is_empty() {
        return dictionary.left(number, term, "names no category");
    }
    for id in ids {
        match legend.get(bare(id)) {
            Some(path) => dictionary.add(path, term, number),
            None => dictionary.left(number, &format!("{term} {id}"), "names a category that the legend does not have"),
        }
    }
}

/// A term and the ids after it: behind the first tab, else all numbers at the end.
fn parts(line: &str) -> (&str, Vec<&str>) {
    let line = line.trim();
    if let Some((term, ids)) = line.split_once('\t') {
        return (term.trim(), ids.split_whitespace().collect());
    }
    let mut term = line;
    let mut ids = Vec::new();
    while let Some((rest, id)) = term.rsplit_once(char::is_whitespace).filter(|(_, id)| numeric(id)) {
        ids.push(id);
        term = rest.trim_end();
    }
    ids.reverse();
    (term, ids)
}

fn numeric(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn bare(id: &str) -> &str {
    let bare = id.trim_start_matches('0');
    if bare.is_empty() { "0" } else { bare }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::tests_shared::shown;

    #[test]
    fn wild_files_are_read() {
        let text = "%\n01\tA\n2 Bravo\n\t3\tDeep\n%\n\na*\t1\nbravo 2\nb c\t1 2\na*\t02\nnowhere\t9\nlike\t(02 134)125/464\n<of>\t1\n:)\t1\nlone\nd\t3\n";
        let (categories, left) = shown(&read(text).unwrap());
        assert_eq!(categories, ["A: a*, b c", "Bravo: bravo, b c, a*", "Bravo/Deep: d"]);
        assert_eq!(
            left,
            [
                "11 nowhere 9: names a category that the legend does not have",
                "12 like\t(02 134)125/464: a condition on the words beside it; write a rule of your own for it",
                "13 <of>\t1: a condition on the words beside it; write a rule of your own for it",
                "14 :): has no letter: signs and smileys are no words to layers",
                "15 lone: names no category",
            ]
        );
    }

    #[test]
    fn no_legend_is_no_dictionary() {
        assert_eq!(read("a\t1\n").unwrap_err(), "the legend is missing: no line has only a %");
        assert!(read("%\n1\tA\n").unwrap_err().starts_with("the legend does not end"));
    }
}
