//! CHAT transcripts of TalkBank (`.cha`): the main lines, cleaned of how they were said.

use std::io::Read;
use std::ops::ControlFlow;

use super::document::Document;
use super::format::Format;
use super::sniff::Head;
use super::utterance::clean;
use crate::layer::Role;
use crate::passage::turns::Utterance;
use crate::passage::{Session, Time};

pub(super) static FORMAT: Format =
    Format { name: "cha", about: "CHAT transcripts of TalkBank", endings: &["cha"], looks, read };

fn looks(head: &Head) -> bool {
    ["@UTF8", "@Begin", "@PID:", "@Window:", "@Font:"].iter().any(|word| head.text.starts_with(word))
}

fn read(bytes: &mut dyn Read, document: &mut Document) -> ControlFlow<()> {
    let mut chat = Chat { open: String::new(), line: 0, session: Session::default() };
    document.rows(bytes, &mut |row, document| match row {
        Some((number, row)) => chat.row(row, number, document),
        None => chat.close(document),
    })
}

/// The line at hand, with what continues it, and what the header said.
struct Chat {
    open: String,
    line: u64,
    session: Session,
}

impl Chat {
    fn row(&mut self, row: &str, line: u64, document: &mut Document) -> ControlFlow<()> {
        let row = row.trim_end();
        if let Some(more) = row.strip_prefix(['\t', ' ']) {
            if self.open.len() + more.len() <= document.options.max_passage {
                self.open.push(' ');
                self.open.push_str(more.trim_start());
            }
            return ControlFlow::Continue(());
        }
        self.close(document)?;
        self.line = line;
        if row.starts_with(['@', '*', '%']) {
            self.open.push_str(row);
            return ControlFlow::Continue(());
        }
        if row.is_empty() {
            return ControlFlow::Continue(());
        }
        let message = "begins with none of * @ % or a tab, as lines of CHAT do; left out".to_owned();
        document.failure(Some(line), "not-chat", message)
    }

    fn close(&mut self, document: &mut Document) -> ControlFlow<()> {
        let open = std::mem::take(&mut self.open);
        let Some((name, value)) = open.split_once(':') else {
            // `@Begin`, `@End` and gems stand without a value.
            return match open.starts_with('*') {
                true => {
                    document.failure(Some(self.line), "not-chat", "has no colon after the speaker; left out".into())
                }
                false => ControlFlow::Continue(()),
            };
        };
        match name.split_at(1) {
            ("*", code) => self.say(code, value, document),
            ("@", "Participants") => {
                value.split(',').for_each(|who| participant(who, document));
                ControlFlow::Continue(())
            }
            ("@", "Date") => {
                self.session.date = Some(value.trim().into()).filter(|date: &std::sync::Arc<str>| !date.is_empty());
                ControlFlow::Continue(())
            }
            ("@", "ID") => {
                let fields: Vec<&str> = value.split('|').map(str::trim).collect();
                if let [_, _, code, _, _, _, _, role, ..] = fields[..] {
                    tell(code, role, document);
                }
                ControlFlow::Continue(())
            }
            _ => ControlFlow::Continue(()),
        }
    }

    fn say(&self, code: &str, value: &str, document: &mut Document) -> ControlFlow<()> {
        let (words, time) = timed(value);
        document.say(Utterance {
            label: Some(code.trim().to_owned()),
            text: clean(&words),
            time,
            line: Some(self.line),
            session: self.session.clone(),
            ..Utterance::default()
        })
    }
}

/// `CLI Name Participant`: the code first, the role last.
fn participant(who: &str, document: &mut Document) {
    let mut words = who.split_whitespace();
    if let (Some(code), Some(role)) = (words.next(), words.next_back()) {
        tell(code, role, document);
    }
}

/// Tells who somebody is, where their role in the corpus or their code says so.
fn tell(code: &str, role: &str, document: &mut Document) {
    let role = match role {
        "Therapist" | "Counselor" | "Clinician" | "Doctor" | "Investigator" | "Interviewer" => Some(Role::Therapist),
        "Client" | "Patient" | "Participant" | "Subject" => Some(Role::Client),
        _ => None,
    };
    let by_code = match code {
        "THE" | "THP" | "INV" => Some(Role::Therapist),
        "CLI" | "PAT" | "PAR" => Some(Role::Client),
        _ => None,
    };
    if let Some(role) = role.or(by_code) {
        document.tell(code, role);
    }
}

/// Words without their time bullets, and the time from the first to the last: `␕20780_24300␕`, in milliseconds.
fn timed(value: &str) -> (String, Option<Time>) {
    let mut words = String::new();
    let mut time: Option<Time> = None;
    for (at, part) in value.split('\u{15}').enumerate() {
        let ends = part.split_once('_').and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
        match ends {
            Some((start, end)) if at % 2 == 1 => {
                time = Some(Time { start: time.map_or(start, |time| time.start), end: Some(end) });
            }
            _ if at % 2 == 1 => {}
            _ => words.push_str(part),
        }
    }
    (words, time)
}

#[cfg(test)]
mod tests {
    use crate::input::tests::{items, options, show, talk};

    const HEADER: &str = "@UTF8\n@PID:\t1/a\n@Begin\n@Languages:\teng\n@Participants:\tCLI Ann Participant, THE Investigator\n\
        @ID:\teng|x|CLI|||||Participant|||\n@Date:\t03-MAY-2024\n@Comment:\tnot\n\tsaid\n";

    #[test]
    fn main_lines_are_said_with_their_times() {
        let text = format!(
            "{HEADER}*CLI:\tUm <I like I like> [/] I like beans . \u{15}20780_24300\u{15}\n%mor:\tx\n%wor:\tUm \u{15}1_2\u{15}\n\
             *CLI:\tbut &-um here's\n\tsome retracing . \u{15}24300_25000\u{15}\n*THE:\t&=laughs (.)\n@G:\tpart\n*THE:\tso ?\n@End\n"
        );
        let expected = ["10 CLI 20780-25000| Um I like beans. but here's some retracing.", "17 THE| so?"];
        assert_eq!(talk("", &text), expected);
    }

    #[test]
    fn the_header_says_who_is_who() {
        let shown = show(&items(format!("{HEADER}*THE:\thi .\n*CLI:\thello .\n").as_bytes(), &options()));
        let passages: Vec<_> = shown.iter().filter(|row| row.contains('|')).collect();
        assert_eq!(passages, ["10 therapist THE| hi.", "11 client CLI| hello."]);
    }

    #[test]
    fn what_is_no_line_of_chat_is_said() {
        let text = format!("{HEADER}stray\n*CLI\n*CLI:\tyes .\n");
        let expected = [
            "failure 10 not-chat begins with none of * @ % or a tab, as lines of CHAT do; left out",
            "failure 11 not-chat has no colon after the speaker; left out",
            "12 CLI| yes.",
        ];
        assert_eq!(talk("cha", &text), expected);
    }
}
