//! Label tracks of Audacity, as WhisperX writes them: start, end and `[[SPEAKER]]words`, parted by tabs, in seconds.

use std::io::Read;
use std::ops::ControlFlow;

use super::clock;
use super::document::Document;
use super::format::Format;
use super::sniff::Head;
use crate::passage::Time;
use crate::passage::turns::Utterance;

pub(super) static FORMAT: Format =
    Format { name: "aud", about: "Label tracks of Audacity, as WhisperX writes them", endings: &["aud"], looks, read };

fn looks(head: &Head) -> bool {
    head.text.lines().next().is_some_and(|line| label(line).is_some())
}

/// Time, speaker and words of a line.
fn label(line: &str) -> Option<(Time, Option<&str>, &str)> {
    let mut parts = line.splitn(3, '\t');
    let mut seconds = || clock::seconds(parts.next()?.trim().parse().ok()?);
    let time = Time { start: seconds()?, end: Some(seconds()?) };
    let words = parts.next()?;
    let named = words.strip_prefix("[[").and_then(|rest| rest.split_once("]]"));
    let (speaker, words) = named.map_or((None, words), |(speaker, words)| (Some(speaker), words));
    Some((time, speaker.filter(|name| !name.trim().is_empty()), words))
}

fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    document.rows(bytes, &mut |row, document| {
        let Some((number, row)) = row.filter(|(_, row)| !row.trim().is_empty()) else {
            return ControlFlow::Continue(());
        };
        let Some((time, speaker, words)) = label(row) else {
            let message = "is not start, end and words, parted by tabs; left out".to_owned();
            return document.failure(Some(number), "no-label", message);
        };
        document.say(Utterance {
            label: speaker.map(str::to_owned),
            text: words.to_owned(),
            time: Some(time),
            line: Some(number),
            ..Utterance::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::input::tests::talk;

    #[test]
    fn labels_are_said_with_their_times() {
        let text = "0.031\t1.5\t[[SPEAKER_00]]How was\n1.5\t2\t[[SPEAKER_00]] it?\nstray\n2\t3.25\tMm.\n";
        let expected = ["1 SPEAKER_00 31-2000| How was it?", "4 - 2000-3250| Mm."];
        let failure = "failure 3 no-label is not start, end and words, parted by tabs; left out";
        assert_eq!(talk("", text), [failure, expected[0], expected[1]]);
    }
}
