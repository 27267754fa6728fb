//! Excerpts as plain text, for a terminal or to paste.

use super::super::escape::visible;
use super::super::text::wrap::wrap;
use super::{CLOSING, Chapter, NOTHING, cues, place, speaker, title};
use crate::excerpts::Excerpt;
use crate::rules::Pack;

/// The chapters in lines of at most `width` columns.
pub fn text(chapters: &[Chapter], pack: &Pack, width: usize) -> String {
    let mut out = String::new();
    for chapter in chapters {
        out += &format!("{}\n\n", visible(&title(chapter, pack)));
        for (number, excerpt) in (1..).zip(&chapter.excerpts) {
            out += &one(number, excerpt, pack, width);
        }
        if chapter.excerpts.is_empty() {
            out += &format!("  {NOTHING}\n\n");
        }
    }
    out + &set(CLOSING, "", "", width)
}

fn one(number: usize, excerpt: &Excerpt, pack: &Pack, width: usize) -> String {
    let mut out = format!("{number}. {}, score {:.2}\n", visible(&place(excerpt)), excerpt.tag.score);
    for (at, tagged) in excerpt.passages.iter().enumerate() {
        let passage = &tagged.passage;
        let who = speaker(passage).map_or(String::new(), |who| format!("{who}: "));
        let first = if at == excerpt.at { "  ▶ " } else { "    " };
        out += &set(&format!("{who}{}", passage.text), first, "    ", width);
    }
    for cue in cues(excerpt, pack) {
        out += &set(&cue, "  ▪ ", "    ", width);
    }
    out + "\n"
}

/// Text in lines, the first behind `first`, the others behind `more`. What a terminal might obey becomes visible.
fn set(text: &str, first: &str, more: &str, width: usize) -> String {
    let lines = wrap(text, &[], width.saturating_sub(more.chars().count()), false, |_, _| String::new());
    let lead = |at| if at == 0 { first } else { more };
    lines.iter().enumerate().map(|(at, line)| format!("{}{line}\n", lead(at))).collect()
}
