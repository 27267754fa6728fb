//! Whether a text is in English, as the rules are: else it would be read to no avail, and nobody told.

use whatlang::{Detector, Lang};

/// Bytes of text that are enough to tell.
const ENOUGH: usize = 4000;
/// Letters below which it is not tried: a few lines of names and numbers look like any language.
const LEAST: usize = 200;

/// Listens to the begin of a source.
#[derive(Default)]
pub(super) struct Language {
    sample: String,
    settled: bool,
}

impl Language {
    /// Takes more of the text; says what is to be said once it is enough.
    pub(super) fn hear(&mut self, text: &str) -> Option<String> {
        if self.settled {
            return None;
        }
        let room = ENOUGH - self.sample.len();
        let mut most = text.len().min(room);
        while !text.is_char_boundary(most) {
            most -= 1;
        }
        self.sample.push_str(&text[..most]);
        if text.len() < room {
            self.sample.push(' ');
            return None;
        }
        self.finish()
    }

    /// Says what is to be said when the source is at its end.
    pub(super) fn finish(&mut self) -> Option<String> {
        if std::mem::replace(&mut self.settled, true) {
            return None;
        }
        let sample = std::mem::take(&mut self.sample);
        foreign(&sample).map(|language| {
            format!("looks like {language}; the built-in rules are in English, so finding little in it means nothing")
        })
    }
}

/// The language of a text, where it is surely another than English.
fn foreign(text: &str) -> Option<&'static str> {
    if text.chars().filter(|c| c.is_alphabetic()).take(LEAST).count() < LEAST {
        return None;
    }
    let info = Detector::new().detect(text)?;
    (info.lang() != Lang::Eng && info.is_reliable()).then(|| info.lang().eng_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GERMAN: &str = "Sie sagte, dass sie sich in der letzten Woche sehr allein gefühlt habe und dass niemand da gewesen sei. \
        Ich fragte, was sie sich von mir gewünscht hätte. Lange schwieg sie, dann weinte sie ein wenig und meinte, sie wisse es nicht. ";
    const ENGLISH: &str = "She said that she had felt very much alone last week, and that nobody had been there. I asked what she \
        would have wished for from me. She was silent for a long time, then wept a little, and said that she did not know. ";

    fn said(pieces: &[&str]) -> Vec<String> {
        let mut language = Language::default();
        let mut said: Vec<String> = pieces.iter().filter_map(|piece| language.hear(piece)).collect();
        said.extend(language.finish());
        said
    }

    #[test]
    fn another_language_is_told_once() {
        let expected = "looks like German; the built-in rules are in English, so finding little in it means nothing";
        assert_eq!(said(&[GERMAN, GERMAN]), [expected]);
        assert_eq!(said(&[&GERMAN.repeat(40), GERMAN]), [expected]);
        assert_eq!(said(&[GERMAN; 60]), [expected]);
    }

    #[test]
    fn english_and_what_is_too_short_to_tell_are_not() {
        assert!(said(&[ENGLISH]).is_empty());
        assert!(said(&[&GERMAN[..100]]).is_empty());
        // What it begins with counts.
        assert!(said(&[&ENGLISH.repeat(30), &GERMAN.repeat(30)]).is_empty());
    }
}
