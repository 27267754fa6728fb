//! Excerpts as a document for a word processor.

use std::io;

use super::super::docx::{Block, Face, Page, Run, document};
use super::{CLOSING, Chapter, NOTHING, cues, place, speaker, title};
use crate::excerpts::Excerpt;
use crate::rules::Pack;

/// The bytes of the document.
///
/// # Errors
/// As the archive is written in memory, none that a user could meet.
pub fn docx(chapters: &[Chapter], pack: &Pack) -> io::Result<Vec<u8>> {
    let mut blocks = vec![Block::Heading(1, "Excerpts".to_owned())];
    for chapter in chapters {
        blocks.push(Block::Heading(2, title(chapter, pack)));
        for (number, excerpt) in (1..).zip(&chapter.excerpts) {
            one(number, excerpt, pack, &mut blocks);
        }
        if chapter.excerpts.is_empty() {
            blocks.push(Block::Paragraph(vec![Run::new(NOTHING, Face::Plain)]));
        }
    }
    blocks.push(Block::Paragraph(vec![Run::new(CLOSING, Face::Small)]));
    document(&blocks, Page::Upright)
}

fn one(number: usize, excerpt: &Excerpt, pack: &Pack, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(3, format!("{number}. {}", place(excerpt))));
    for (at, tagged) in excerpt.passages.iter().enumerate() {
        let face = if at == excerpt.at { Face::Plain } else { Face::Small };
        let who = speaker(&tagged.passage).map(|who| Run::new(format!("{who}: "), Face::Bold));
        let words = Run::new(tagged.passage.text.as_str(), face);
        blocks.push(Block::Quote(who.into_iter().chain([words]).collect()));
    }
    for cue in cues(excerpt, pack) {
        blocks.push(Block::Paragraph(vec![Run::new(cue, Face::Small)]));
    }
}
