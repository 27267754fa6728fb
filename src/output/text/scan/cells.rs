//! Shares at a glance: bars and sparks that also work without colour.

/// A share as a bar of so many columns; a layer that is there at all is seen to be there.
pub(super) fn bar(share: f64, columns: usize) -> String {
    const PARTS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
    let eighths = ((share * columns as f64 * 8.0).round() as usize).clamp(usize::from(share > 0.0), columns * 8);
    let mut bar = "█".repeat(eighths / 8);
    if eighths % 8 > 0 {
        bar.push(PARTS[eighths % 8 - 1]);
    }
    let wide = eighths.div_ceil(8);
    bar + &" ".repeat(columns - wide)
}

/// A share of `most` as one column; a dot where there is none.
pub(super) fn spark(share: f64, most: f64) -> char {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    if share <= 0.0 || most <= 0.0 {
        return '·';
    }
    HEIGHTS[((share / most * 8.0).ceil() as usize).clamp(1, 8) - 1]
}

/// A share in at most five columns; a dash where there is none.
pub(super) fn percent(share: f64) -> String {
    match share * 100.0 {
        nothing if nothing <= 0.0 => "–".to_owned(),
        little if little < 1.0 => "<1 %".to_owned(),
        more => format!("{more:.0} %"),
    }
}

/// A name broken into lines of at most `width` columns, at blanks and hyphens, else with a hyphen.
pub(super) fn head(name: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in name.split_inclusive([' ', '-']) {
        let mut rest: Vec<char> = piece.chars().collect();
        loop {
            let fits = |line: &String, rest: &[char]| {
                let end = rest.len() - usize::from(rest.ends_with(&[' ']));
                line.chars().count() + end <= width
            };
            let last = lines.len() - 1;
            if fits(&lines[last], &rest) {
                lines[last].extend(&rest);
                break;
            }
            if !lines[last].trim_end().is_empty() {
                lines.push(String::new());
                continue;
            }
            let tail = rest.split_off(width.saturating_sub(1).max(1));
            lines[last].extend(&rest);
            lines[last].push('-');
            lines.push(String::new());
            rest = tail;
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// A label in at most `width` columns, what is left out of its middle shown as dots.
pub(super) fn shortened(label: &str, width: usize) -> String {
    let letters: Vec<char> = label.chars().collect();
    if super::super::wrap::columns(label) <= width || width < 4 {
        return label.to_owned();
    }
    // By letters: a label of wide ones may still be too long, which only shifts its row.
    let keep = width - 1;
    let tail = keep * 2 / 3;
    let head = keep - tail;
    let start: String = letters[..head.min(letters.len())].iter().collect();
    let end: String = letters[letters.len().saturating_sub(tail)..].iter().collect();
    format!("{start}…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_have_eighths_and_show_what_is_little() {
        assert_eq!(bar(0.0, 4), "    ");
        assert_eq!(bar(0.001, 4), "▏   ");
        assert_eq!(bar(0.5, 4), "██  ");
        assert_eq!(bar(0.27, 4), "█▏  ");
        assert_eq!(bar(1.0, 4), "████");
    }

    #[test]
    fn sparks_reach_from_a_dot_to_a_block() {
        let line: String = [0.0, 0.01, 0.25, 0.5].iter().map(|share| spark(*share, 0.5)).collect();
        assert_eq!(line, "·▁▄█");
    }

    #[test]
    fn names_break_where_they_may() {
        assert_eq!(head("Working alliance", 10), ["Working", "alliance"]);
        assert_eq!(head("Person-to-person", 10), ["Person-to-", "person"]);
        assert_eq!(head("Transpersonal", 10), ["Transpers-", "onal"]);
        assert_eq!(head("Reparative", 10), ["Reparative"]);
    }

    #[test]
    fn long_labels_lose_their_middle() {
        assert_eq!(shortened("anna/2024-03-01_s07.txt", 13), "anna…_s07.txt");
        assert_eq!(shortened("short", 13), "short");
    }
}
