//! What a word is: letters and digits with apostrophes inside. A pronoun's clitic is a word of its own ("I'm" = I + 'm),
//! a hyphen parts words. The same folding serves patterns and text.

/// The most words a phrase of a class may have.
pub const MOST_PHRASE: usize = 6;

/// Pronouns (and "let") whose clitic is a word of its own.
pub const CLITIC_HOSTS: [&str; 24] = [
    "i", "you", "he", "she", "it", "we", "they", "that", "this", "there", "here", "who", "what", "where", "how",
    "when", "why", "let", "these", "those", "which", "one", "u", "ya",
];

/// The clitics, with their apostrophe.
pub const CLITICS: [&str; 6] = ["'m", "'s", "'re", "'ve", "'ll", "'d"];

/// Contractions as people type them without the apostrophe: the spelling, the folded first word, the folded clitic (empty where the
/// whole is one word). Those that are also other words (well, were, ill, shed, wed, its, id) are left as they are.
const BARE: [(&str, &str, &str); 33] = [
    ("im", "i", "'m"),
    ("ive", "i", "'ve"),
    ("youre", "you", "'re"),
    ("youve", "you", "'ve"),
    ("youll", "you", "'ll"),
    ("youd", "you", "'d"),
    ("hes", "he", "'s"),
    ("shes", "she", "'s"),
    ("theyre", "they", "'re"),
    ("theyve", "they", "'ve"),
    ("theyll", "they", "'ll"),
    ("weve", "we", "'ve"),
    ("thats", "that", "'s"),
    ("whats", "what", "'s"),
    ("theres", "there", "'s"),
    ("dont", "don't", ""),
    ("didnt", "didn't", ""),
    ("doesnt", "doesn't", ""),
    ("isnt", "isn't", ""),
    ("arent", "aren't", ""),
    ("wasnt", "wasn't", ""),
    ("werent", "weren't", ""),
    ("cant", "can't", ""),
    ("couldnt", "couldn't", ""),
    ("wouldnt", "wouldn't", ""),
    ("shouldnt", "shouldn't", ""),
    ("havent", "haven't", ""),
    ("hasnt", "hasn't", ""),
    ("hadnt", "hadn't", ""),
    ("wont", "won't", ""),
    ("aint", "ain't", ""),
    ("mustnt", "mustn't", ""),
    ("lets", "let", "'s"),
];

/// Whether a character can stand for an apostrophe.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '＇')
}

/// Cuts a folded word into itself and its clitics: "you'd've" into you, 'd, 've. Returns byte offsets of the cuts.
pub fn clitic_cuts(word: &str) -> Option<usize> {
    let at = word.find('\'')?;
    (at > 0 && CLITICS.iter().any(|c| word[at..].starts_with(c)) && CLITIC_HOSTS.contains(&&word[..at])).then_some(at)
}

/// A contraction typed without its apostrophe: the folded words it stands for, and how many letters of it are the first.
pub fn bare_contraction(word: &str) -> Option<(&'static str, &'static str)> {
    if !(2..=8).contains(&word.len()) {
        return None;
    }
    BARE.iter().find(|(spelling, _, _)| *spelling == word).map(|(_, first, clitic)| (*first, *clitic))
}

/// The folded words of a pattern's word, which may hold `*`, `?` and `#`.
pub fn of_pattern(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for piece in text.split(|c: char| !(c.is_alphanumeric() || is_apostrophe(c) || "*?#".contains(c))) {
        let folded: String =
            piece.chars().map(|c| if is_apostrophe(c) { '\'' } else { c }).flat_map(char::to_lowercase).collect();
        let folded = if CLITICS.contains(&folded.as_str()) { &folded[..] } else { folded.trim_matches('\'') };
        push_cut(folded, &mut words);
    }
    words
}

fn push_cut(word: &str, words: &mut Vec<String>) {
    if word.is_empty() {
        return;
    }
    if let Some((first, clitic)) = bare_contraction(word) {
        words.push(first.to_string());
        words.extend((!clitic.is_empty()).then(|| clitic.to_string()));
        return;
    }
    let Some(cut) = clitic_cuts(word) else {
        words.push(word.to_string());
        return;
    };
    words.push(word[..cut].to_string());
    let mut rest = &word[cut..];
    while !rest.is_empty() {
        let next = rest[1..].find('\'').map_or(rest.len(), |i| i + 1);
        words.push(rest[..next].to_string());
        rest = &rest[next..];
    }
}

/// Whether a pattern's word, with `*`, `?` and `#`, matches a folded word.
pub fn matches(pattern: &str, word: &str) -> bool {
    // The usual two-pointer walk: on a mismatch go back to the last star and let it take one letter more.
    let (mut p, mut w, mut star) = (pattern.chars(), word.chars(), None);
    loop {
        let Some(letter) = w.clone().next() else {
            return p.all(|c| c == '*');
        };
        let mut after = w.clone();
        after.next();
        match p.clone().next() {
            Some('*') => {
                p.next();
                star = Some((p.clone(), w.clone()));
                continue;
            }
            Some('#') if letter.is_ascii_digit() => {
                if !after.clone().next().is_some_and(|c| c.is_ascii_digit()) {
                    p.next();
                }
                w = after;
                continue;
            }
            Some(c) if c == '?' || c == letter => {
                p.next();
                w = after;
                continue;
            }
            _ => {}
        }
        match &mut star {
            Some((after_star, from)) => {
                from.next();
                (p, w) = (after_star.clone(), from.clone());
            }
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clitics_of_pronouns_are_words_and_those_of_nouns_are_not() {
        assert_eq!(of_pattern("I’m"), ["i", "'m"]);
        assert_eq!(of_pattern("you'd've"), ["you", "'d", "'ve"]);
        assert_eq!(of_pattern("don't"), ["don't"]);
        assert_eq!(of_pattern("dont"), ["don't"]);
        assert_eq!(of_pattern("mother's"), ["mother's"]);
        assert_eq!(of_pattern("self-worth"), ["self", "worth"]);
        assert_eq!(of_pattern("'m"), ["'m"]);
    }

    #[test]
    fn wildcards_match_letters_and_digits() {
        assert!(matches("trust*", "trusting") && matches("trust*", "trust") && !matches("trust*", "mistrust"));
        assert!(matches("wom?n", "women") && !matches("wom?n", "womn"));
        assert!(matches("#", "60") && matches("#th", "12th") && !matches("#", "six") && !matches("#", "6th"));
        assert!(matches("*ness", "sadness") && matches("a*b*c", "axxbyyc"));
    }
}
