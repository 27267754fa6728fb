//! Excerpts in Markdown. What somebody said stays text: nothing in it is marked up or links anywhere.

use super::super::markdown::escape::{inline, quote};
use super::{CLOSING, Chapter, NOTHING, cues, place, speaker, title};
use crate::excerpts::Excerpt;
use crate::rules::Pack;

/// The chapters.
pub fn markdown(chapters: &[Chapter], pack: &Pack) -> String {
    let mut out = String::from("# Excerpts\n\n");
    for chapter in chapters {
        out += &format!("## {}\n\n", inline(&title(chapter, pack)));
        for (number, excerpt) in (1..).zip(&chapter.excerpts) {
            out += &one(number, excerpt, pack);
        }
        if chapter.excerpts.is_empty() {
            out += &format!("{NOTHING}\n\n");
        }
    }
    format!("{out}---\n\n{CLOSING}\n")
}

fn one(number: usize, excerpt: &Excerpt, pack: &Pack) -> String {
    let mut out = format!("### {number}. {}, score {:.2}\n\n", inline(&place(excerpt)), excerpt.tag.score);
    let quoted = excerpt.passages.iter().enumerate().map(|(at, tagged)| {
        let passage = &tagged.passage;
        let (sign, bold) = if at == excerpt.at { ("▶ ", "**") } else { ("", "") };
        let who = speaker(passage).map_or(String::new(), |who| format!("{bold}{}:{bold} ", inline(&who)));
        let lines = quote(&passage.text);
        format!("> {sign}{who}{}", lines.strip_prefix("> ").unwrap_or_default())
    });
    out += &quoted.collect::<Vec<_>>().join("\n>\n");
    out += "\n\n";
    for cue in cues(excerpt, pack) {
        out += &format!("- {}\n", inline(&cue));
    }
    out + "\n"
}
