//! Dates as people write them, found in a line or a file's name.

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// A day. Ordered as days are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// Written as ISO 8601 has it: 2024-03-01.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The beginnings of the months' names.
pub(crate) const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Words for the months; what follows the first three letters may be left out.
const MONTH: &str = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

/// The ways of writing a date, surest first. What stands around one may be no digit.
static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let day = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?";
    let forms = [
        r"(?P<y>(?:19|20)\d\d)(?P<s>[-_./ ])(?P<m>\d{1,2})[-_./ ](?P<d>\d{1,2})".to_owned(),
        r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)".to_owned(),
        format!(r"{day}[ _.-]*(?:of )?(?P<n>{MONTH})\.?,?[ _-]*(?P<y>(?:19|20)\d\d)"),
        format!(r"(?P<n>{MONTH})\.?[ _-]*{day},?[ _-]+(?P<y>(?:19|20)\d\d)"),
        r"(?P<a>\d{1,2})(?P<s>[-_./])(?P<b>\d{1,2})[-_./](?P<y>(?:19|20)\d\d)".to_owned(),
        r"(?P<a>\d{1,2})(?P<s>\.)(?P<b>\d{1,2})\.(?P<y>\d\d)".to_owned(),
    ];
    let compiled = |form: &String| Regex::new(&format!(r"(?i)(?:^|[^0-9a-z])(?P<all>{form})(?:[^0-9a-z]|$)"));
    forms.iter().map(|form| compiled(form).expect("a fixed pattern")).collect()
});

/// A date in a text, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its bytes.
    pub at: Range<usize>,
    /// The day; none where it could be two, as 03/04/2024 can.
    pub date: Option<Date>,
}

/// The first date in a text that is written in the surest way there is.
pub fn find(text: &str) -> Option<Found> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    FORMS.iter().find_map(|form| {
        let found = form.captures(text)?;
        let date = read(&found)?;
        Some(Found { at: found.name("all")?.range(), date })
    })
}

/// The day that a whole text is, where it is one and sure.
pub fn parse(text: &str) -> Option<Date> {
    let found = find(text)?;
    if found.at == (0..text.len()) { found.date } else { None }
}

/// A date as it is to be kept: in the form of ISO 8601 where it is sure, else as it was written.
pub fn kept(text: &str) -> String {
    match find(text) {
        Some(Found { at, date: Some(date) }) if at.len() + 12 >= text.len() => date.to_string(),
        _ => text.to_owned(),
    }
}

/// The day; none where it is no date; `Some(None)` where day and month may be either.
fn read(found: &Captures) -> Option<Option<Date>> {
    let number = |name: &str| found.name(name).and_then(|part| part.as_str().parse::<u16>().ok());
    let year = number("y").map(|year| if year < 100 { year + 2000 } else { year })?;
    if let Some(name) = found.name("n") {
        let month = MONTHS.iter().position(|month| name.as_str().to_lowercase().starts_with(month))? + 1;
        return day(year, month as u16, number("d")?).map(Some);
    }
    if let Some(month) = number("m") {
        return day(year, month, number("d")?).map(Some);
    }
    let (a, b) = (number("a")?, number("b")?);
    // With full stops the day comes first, wherever people write so.
    let (first, second) = (day(year, b, a), day(year, a, b));
    match (first, second) {
        (Some(date), None) | (None, Some(date)) => Some(Some(date)),
        (Some(date), Some(_)) if a == b || found.name("s").is_some_and(|sign| sign.as_str() == ".") => Some(Some(date)),
        (Some(_), Some(_)) => Some(None),
        (None, None) => None,
    }
}

fn day(year: u16, month: u16, day: u16) -> Option<Date> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u16::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then_some(Date { year, month: month as u8, day: day as u8 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_people_write_them() {
        for (text, date) in [
            ("2024-03-01_anna", "2024-03-01"),
            ("anna 2024.3.1", "2024-03-01"),
            ("20240301 s07", "2024-03-01"),
            ("AB_01.03.2024", "2024-03-01"),
            ("01.03.24", "2024-03-01"),
            ("3/25/2024", "2024-03-25"),
            ("25/3/2024", "2024-03-25"),
            ("Friday, 1 March 2024", "2024-03-01"),
            ("March 1st, 2024", "2024-03-01"),
            ("1-Mar-2024", "2024-03-01"),
            ("29 Feb 2024", "2024-02-29"),
        ] {
            assert_eq!(
                find(text).and_then(|found| found.date).map(|date| date.to_string()).as_deref(),
                Some(date),
                "{text}"
            );
        }
    }

    #[test]
    fn no_dates() {
        for text in ["", "session 7", "2024", "2024-13-01", "30 Feb 2024", "120240301", "1.2", "10:30", "may 2024"] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_that_may_be_two_is_kept_as_written() {
        assert_eq!(find("03/04/2024"), Some(Found { at: 0..10, date: None }));
        assert_eq!(kept("03/04/2024"), "03/04/2024");
        assert_eq!(kept("Fri 1 March 2024"), "2024-03-01");
        assert_eq!(parse("2024-03-01"), day(2024, 3, 1));
    }
}
