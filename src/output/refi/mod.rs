//! REFI-QDA: codings that ATLAS.ti, MAXQDA, NVivo and QualCoder read (Project Exchange 1.5, schema of 18 March 2019).
//!
//! A project is a zip archive of `project.qde` and the sources as plain text; places count Unicode code points from 0, end
//! exclusive. All GUIDs are made of what they stand for, so that a second export of the same session merges with the first.

mod codebook;
mod guid;
mod name;
mod project;
mod source;

use std::collections::HashMap;
use std::io::{self, Write};

use uuid::Uuid;

use codebook::Codebook;
pub use codebook::Qdc;
use source::{Selection, Source};

use super::package;
use crate::report::{Writer, shape};
use crate::rules::Pack;

/// What a coding lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coded {
    /// The passage, with its layers.
    Passage,
    /// The words that said so, with their facets.
    Evidence,
}

/// Writes a project.
pub struct Qdpx<'a, W> {
    out: W,
    pack: &'a Pack,
    coded: Coded,
    user: User,
    codebook: Codebook,
    /// The canonical texts of sources of which no passage came yet.
    texts: HashMap<String, String>,
    sources: Vec<Source>,
    places: HashMap<String, usize>,
}

/// Who coded: this program with these rules.
#[derive(Debug, Clone, Default)]
struct User {
    guid: Uuid,
    name: String,
    /// The program alone.
    origin: String,
}

impl User {
    fn of(header: &shape::Header) -> User {
        let (tool, rules) = (&header.tool, &header.rules);
        let origin = format!("{} {}", tool.name, tool.version);
        let name = format!("{origin}, rules {} {}", rules.name, rules.version);
        User { guid: guid::user(&name, rules.sha256), name, origin }
    }
}

impl<'a, W: Write> Qdpx<'a, W> {
    /// `pack` tells what uncounted evidence speaks for.
    pub fn new(out: W, pack: &'a Pack, coded: Coded) -> Self {
        Qdpx {
            out,
            pack,
            coded,
            user: User::default(),
            codebook: Codebook::default(),
            texts: HashMap::new(),
            sources: Vec::new(),
            places: HashMap::new(),
        }
    }

    fn source(&mut self, passage: &shape::Passage) -> &mut Source {
        let at = match self.places.get(&*passage.source) {
            Some(at) => *at,
            None => {
                let text = self.texts.remove(&*passage.source).unwrap_or_default();
                self.places.insert(passage.source.to_string(), self.sources.len());
                self.sources.push(Source::begin(&passage.source, text, passage));
                self.sources.len() - 1
            }
        };
        &mut self.sources[at]
    }

    /// One selection of the passage with all its layers.
    fn whole(&self, passage: &shape::Passage) -> Vec<Selection> {
        let mut selection = Selection { start: passage.start, end: passage.end, ..Selection::default() };
        for tag in &passage.tags {
            let code = self.codebook.layer(tag.layer);
            let rules: Vec<&str> = tag.evidence.iter().filter(|piece| piece.counted).map(|piece| piece.rule).collect();
            selection.add(code, format!("{} {:.2}: {}", self.pack.layers[tag.place].name, tag.score, rules.join(", ")));
        }
        if passage.tags.is_empty() { Vec::new() } else { vec![selection] }
    }

    /// A selection for each stretch of words that speaks for a layer, with its facets.
    fn words(&self, passage: &shape::Passage) -> Vec<Selection> {
        let mut selections: Vec<Selection> = Vec::new();
        let pieces = passage.tags.iter().flat_map(|tag| tag.evidence.iter().map(move |piece| (tag, piece)));
        for (tag, piece) in pieces.filter(|(_, piece)| self.pack.rules[piece.place].adds > 0.0) {
            let (Some(start), Some(end)) = (piece.start, piece.end) else { continue };
            let at = selections.iter().position(|known| (known.start, known.end) == (start, end));
            let at = at.unwrap_or_else(|| {
                selections.push(Selection { start, end, ..Selection::default() });
                selections.len() - 1
            });
            let why = &self.pack.rules[piece.place].why;
            selections[at].add(self.codebook.facet(tag.layer, piece.facet), format!("{}: {why}", piece.rule));
        }
        selections.sort_by_key(|selection| (selection.start, selection.end));
        selections
    }
}

impl<W: Write> Writer for Qdpx<'_, W> {
    fn begin(&mut self, header: &shape::Header) -> io::Result<()> {
        self.user = User::of(header);
        self.codebook = Codebook::of(header);
        Ok(())
    }

    fn text(&mut self, source: &str, text: &str) -> io::Result<()> {
        self.texts.insert(source.to_owned(), text.to_owned());
        Ok(())
    }

    fn passage(&mut self, passage: &shape::Passage) -> io::Result<()> {
        let selections = match self.coded {
            Coded::Passage => self.whole(passage),
            Coded::Evidence => self.words(passage),
        };
        self.source(passage).passage(passage, selections);
        Ok(())
    }

    fn failure(&mut self, _failure: &shape::Failure) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, _totals: &shape::Totals) -> io::Result<()> {
        let mut names = name::Names::default();
        for source in &mut self.sources {
            let name = name::of_file(&source.name);
            source.shown = names.take(&name, || name.clone());
        }
        let project = project::write(&self.user, &self.codebook, &self.sources)?;
        let names: Vec<String> = self.sources.iter().map(|source| format!("sources/{}.txt", source.guid())).collect();
        let texts = self.sources.iter().zip(&names).map(|(source, name)| (name.as_str(), source.text.as_bytes()));
        let archive = package::zip(std::iter::once(("project.qde", &project[..])).chain(texts))?;
        self.out.write_all(&archive)?;
        self.out.flush()
    }

    fn wants_text(&self) -> bool {
        true
    }
}
