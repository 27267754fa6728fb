//! An utterance of CHAT, cleaned of how it was said: what was said again, left open, laughed or left out.
//!
//! The signs are those of the CHAT manual (TalkBank, 2024).

/// The words of a main line.
pub(super) fn clean(line: &str) -> String {
    let mut said = Said::default();
    let mut rest = line.trim();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '[' => match rest.find(']') {
                Some(end) => {
                    said.mark(&rest[1..end]);
                    end + 1
                }
                None => 1,
            },
            '<' => {
                said.begin();
                1
            }
            '>' => {
                said.end();
                1
            }
            c if c.is_whitespace() => c.len_utf8(),
            _ => {
                let length = rest.find(|c: char| c.is_whitespace() || "[]<>".contains(c)).unwrap_or(rest.len());
                // A bracket that nothing opened is a word.
                let length = if length == 0 { 1 } else { length };
                said.word(&rest[..length]);
                length
            }
        };
        rest = &rest[length..];
    }
    said.text()
}

/// Words so far; what a mark behind them is about.
#[derive(Default)]
struct Said {
    words: Vec<String>,
    /// Where groups began that are not ended yet.
    open: Vec<usize>,
    /// Where the last word or group began.
    last: usize,
}

impl Said {
    fn begin(&mut self) {
        self.open.push(self.words.len());
    }

    fn end(&mut self) {
        self.last = self.open.pop().unwrap_or(self.words.len());
    }

    /// A mark in square brackets.
    fn mark(&mut self, mark: &str) {
        let mark = mark.trim();
        if mark.starts_with('/') {
            // Said again, or begun anew: what counts follows.
            self.words.truncate(self.last);
        } else if let Some(meant) = mark.strip_prefix("::").or_else(|| mark.strip_prefix(':')) {
            self.words.truncate(self.last);
            meant.split_whitespace().for_each(|word| self.words.push(word.to_owned()));
        }
    }

    fn word(&mut self, word: &str) {
        self.last = self.words.len();
        let stop = match word {
            "." | "?" | "!" | "," | ";" | ":" => word,
            "xxx" | "yyy" | "www" | "xx" | "yy" | "„" | "‡" => return,
            _ if word.starts_with('+') => match terminator(word) {
                Some(stop) => stop,
                None => return,
            },
            _ => {
                let event = word.starts_with(['&', '0']) && word.len() > 1 || word == "0" || pause(word);
                let word = if event { String::new() } else { plain(word) };
                if !word.is_empty() {
                    self.words.push(word);
                }
                return;
            }
        };
        // A stop belongs to the word before it.
        if let Some(word) = self.words.last_mut() {
            word.push_str(stop);
            self.last = self.words.len() - 1;
        }
    }

    fn text(self) -> String {
        self.words.join(" ")
    }
}

/// What `+…` at an utterance's end means in writing; none for what links it to another.
fn terminator(word: &str) -> Option<&'static str> {
    match word {
        "+..." | "+/." | "+//." | "+/" | "+//" => Some("..."),
        "+..?" | "+/?" | "+//?" => Some("?"),
        "+!?" => Some("?!"),
        "+." | "+\"." | "+\"/." => Some("."),
        _ => None,
    }
}

/// `(.)`, `(..)`, `(2.4)`, `(1:03.)`
fn pause(word: &str) -> bool {
    let inside = word.strip_prefix('(').and_then(|word| word.strip_suffix(')'));
    inside.is_some_and(|inside| !inside.is_empty() && inside.chars().all(|c| c.is_ascii_digit() || ".:".contains(c)))
}

/// A word as one would write it: `(be)cause`, `word@s:spa`, `no:`, `↑yes`.
fn plain(word: &str) -> String {
    let word = word.split('@').next().unwrap_or_default();
    word.chars().filter(|c| !"()⌈⌉⌊⌋↑↓⇗⇘→↗↘°≈„‡ˈˌ:^∆∇".contains(*c)).map(|c| if c == '_' { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn how_it_was_said_is_no_word() {
        for (line, words) in [
            ("Um <I like I like> [/] I like beans .", "Um I like beans."),
            ("but &-um here's some retracing .", "but here's some retracing."),
            ("I xxx (be)cause (.) &=laughs wanna [: want to] go (2.4) +...", "I because want to go..."),
            ("I [/] I <want to> [//] need 0to &+fr friend@s:eng , you know ?", "I need friend, you know?"),
            ("+\" ⌈so:⌉ he said [=! crying] [*] no [>] [<] , ↑never +/.", "so he said no, never..."),
            ("<and <you you> [/] you> [?] did [% a note] [+ exc] !", "and you did!"),
            ("New_York ‡ well „ yes +//?", "New York well yes?"),
            ("&=cries .", ""),
            ("< open [/ never ] closed", "closed"),
            ("a ] b > c .", "a ] b c."),
            ("[", ""),
        ] {
            assert_eq!(clean(line), words, "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_line_is_cleaned(line in "[a-z\\[\\]<>()/:&+.,é ]{0,40}") {
            clean(&line);
        }
    }
}
