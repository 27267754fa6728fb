//! Letters on a page into lines, in the order in which they were drawn, which is nearly always that of reading.

/// A letter and where it stands, in points of the page: `along` the direction of its line, `across` it downwards.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    pub text: String,
    along: f64,
    end: f64,
    across: f64,
    size: f64,
    /// The direction of its line, in degrees.
    turned: i32,
}

impl Glyph {
    /// A letter from its place, where the next one is to stand, and a place one size above; none where it has no extent.
    pub(super) fn new(text: String, at: (f64, f64), next: (f64, f64), above: (f64, f64)) -> Option<Self> {
        let size = f64::hypot(above.0 - at.0, above.1 - at.1);
        let width = f64::hypot(next.0 - at.0, next.1 - at.1);
        let (x, y) = match width > 0.0 {
            true => ((next.0 - at.0) / width, (next.1 - at.1) / width),
            false => (1.0, 0.0),
        };
        let along = at.0 * x + at.1 * y;
        let across = at.1 * x - at.0 * y;
        let turned = f64::atan2(y, x).to_degrees().round() as i32;
        let known = [along, across, size, width].iter().all(|number| number.is_finite());
        (known && size > 0.0).then(|| Glyph { text: plain(&text), along, end: along + width, across, size, turned })
    }
}

/// Letters that are two in one are two.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{fb00}' => out.push_str("ff"),
            '\u{fb01}' => out.push_str("fi"),
            '\u{fb02}' => out.push_str("fl"),
            '\u{fb03}' => out.push_str("ffi"),
            '\u{fb04}' => out.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => out.push_str("st"),
            '\u{a0}' | '\t' => out.push(' '),
            '\u{ad}' => out.push('-'),
            _ => out.push(c),
        }
    }
    out
}

/// A line of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub text: String,
    /// Where it begins and ends along its direction.
    pub left: f64,
    pub right: f64,
    /// Its height on the page, downwards.
    pub across: f64,
    /// The size of most of its letters.
    pub size: f64,
    pub turned: i32,
    /// How wide its first word is.
    pub word: f64,
    /// It stands in a row of a table.
    pub cell: bool,
}

/// A gap of more than this of a letter's size parts words: spaces are a quarter or more, and letters set apart stay below.
const SPACE: f64 = 0.15;
/// A gap of more than this many sizes, and this many times the usual gap of its line, parts cells of a table: in justified lines
/// all are wide.
const CELL: f64 = 1.0;
const CELLS: f64 = 3.0;
/// How far a letter may stand above or below its line, in sizes: notes' numbers do.
const RAISED: f64 = 0.6;

/// The lines of a page.
pub(super) fn lines(glyphs: &[Glyph]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut open: Vec<&Glyph> = Vec::new();
    // The largest letter of the line at hand.
    let mut base: Option<&Glyph> = None;
    for glyph in glyphs {
        if let (Some(last), Some(largest)) = (open.last(), base) {
            let size = largest.size.max(glyph.size);
            let level = (glyph.across - largest.across).abs() < RAISED * size && glyph.turned == largest.turned;
            // Drawn twice, to look bold.
            if level && glyph.text == last.text && (glyph.along - last.along).abs() < 0.1 * size {
                continue;
            }
            if !level || glyph.along < last.end - size {
                cells(&std::mem::take(&mut open), &mut lines);
                base = None;
            }
        }
        base = base.filter(|largest| largest.size >= glyph.size).or(Some(glyph));
        open.push(glyph);
    }
    cells(&open, &mut lines);
    lines
}

/// A line, or each cell of a row: what a gap parts that is wide, and far wider than the others. What a mark or a speaker's label
/// stands before is no cell.
fn cells(row: &[&Glyph], lines: &mut Vec<Line>) {
    let letters: Vec<usize> = (0..row.len()).filter(|at| !row[*at].text.trim().is_empty()).collect();
    let gap = |pair: &[usize]| (row[pair[1]].along - row[pair[0]].end) / row[pair[0]].size;
    let mut gaps: Vec<f64> = letters.windows(2).map(gap).filter(|gap| *gap > SPACE).collect();
    gaps.sort_by(f64::total_cmp);
    let usual = if gaps.len() > 2 { gaps[gaps.len() / 2] } else { CELLS / 4.0 };
    let mut from = 0;
    for pair in letters.windows(2) {
        if gap(pair) > (CELLS * usual).max(CELL) && !marked(&row[from..=pair[0]]) {
            lines.extend(line(&row[from..pair[1]], true));
            from = pair[1];
        }
    }
    lines.extend(line(&row[from..], from > 0));
}

fn marked(row: &[&Glyph]) -> bool {
    let before: String = row.iter().map(|glyph| glyph.text.as_str()).collect();
    before.trim().ends_with([':', '.', ')']) || before.trim().chars().count() <= 2
}

/// The line that letters make, with spaces where there are gaps.
fn line(glyphs: &[&Glyph], cell: bool) -> Option<Line> {
    let base = glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty()).max_by(|a, b| a.size.total_cmp(&b.size))?;
    let mut text = String::new();
    let mut end = f64::NAN;
    let (mut left, mut right, mut word) = (None, 0.0, None);
    for glyph in glyphs {
        if number_of_note(glyph, base) {
            end = glyph.end;
            continue;
        }
        let gap = glyph.along - end > SPACE * glyph.size.min(base.size);
        let blank = glyph.text.trim().is_empty();
        if (gap || blank) && !text.is_empty() {
            word = word.or(Some(right));
            if !text.ends_with(' ') {
                text.push(' ');
            }
        }
        if !blank {
            text.push_str(&glyph.text);
            left = left.or(Some(glyph.along));
            right = glyph.end;
        }
        end = glyph.end;
    }
    let left = left?;
    Some(Line {
        text: text.trim_end().to_owned(),
        left,
        right,
        across: base.across,
        size: base.size,
        turned: base.turned,
        word: word.unwrap_or(right) - left,
        cell,
    })
}

/// Whether a letter is a small raised digit: other formats leave the numbers of notes out, too.
fn number_of_note(glyph: &Glyph, base: &Glyph) -> bool {
    let digits = glyph.text.bytes().all(|byte| byte.is_ascii_digit()) && !glyph.text.is_empty();
    digits && glyph.size < 0.8 * base.size && base.across - glyph.across > 0.1 * base.size
}
