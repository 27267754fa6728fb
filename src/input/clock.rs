//! Times as sources write them, read into milliseconds.

/// `1:02:03.450`, `02:03,45`, `0:0:5.320`, `12:34`: hours may be missing, and nothing need be padded.
pub(crate) fn read(text: &str) -> Option<u64> {
    let mut seconds: u64 = 0;
    let mut parts = text.split(':').peekable();
    let mut count = 0;
    while let Some(part) = parts.next() {
        count += 1;
        let (whole, fraction) = match part.split_once(['.', ',']) {
            Some(cut) if parts.peek().is_none() => cut,
            _ => (part, "0"),
        };
        if whole.is_empty() || whole.len() > 6 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let number: u64 = whole.parse().ok()?;
        if count > 1 && number >= 60 {
            return None;
        }
        seconds = seconds * 60 + number;
        if parts.peek().is_none() {
            let millis = format!("{fraction:0<3}")[..3].parse::<u64>().ok()?;
            return (2..=3).contains(&count).then_some(seconds * 1000 + millis);
        }
    }
    None
}

/// Seconds as a number.
pub(super) fn seconds(number: f64) -> Option<u64> {
    // A year of seconds is no recording; what is no number is no time.
    (0.0..31_536_000.0).contains(&number).then(|| (number * 1000.0).round() as u64)
}

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks() {
        for (text, millis) in [
            ("00:00:01.000", 1000),
            ("1:02:03,45", 3_723_450),
            ("0:0:5.320", 5320),
            ("12:34", 754_000),
            ("100:00:00.0009", 360_000_000),
        ] {
            assert_eq!(read(text), Some(millis), "{text}");
        }
        for text in ["", "12", "1:60", "1::2", "a:12", "1:2:3:4", "1.5:20", "-1:20", "1:20.x", "9999999:00"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!((seconds(24.3004), seconds(-1.0), seconds(f64::NAN)), (Some(24_300), None, None));
    }
}
