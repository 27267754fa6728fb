//! `layers` tags psychotherapy notes and transcripts with the five layers of the therapeutic relationship that Clarkson
//! (2003) describes, and says which words made it say so.
//!
//! ```
//! let rules = layers::builtin::rules();
//! let mut tagger = layers::tag::Tagger::new(&rules);
//! for passage in layers::input::passages("T: Shall we agree on a goal for our sessions?\nC: Yes, let's do that.") {
//!     let tagged = tagger.tag(passage);
//!     println!("{:?}: {:?}", tagged.passage.speaker, tagged.tags);
//! }
//! ```
//!
//! Data flows one way, and the modules stand in that order: [`input`] → [`passage`] → [`evidence`] → [`tag`] →
//! [`summary`], [`process`] and [`trend`] → [`report`] → [`output`]; beside them [`layer`], [`span`], [`session`], [`rules`]
//! and the [`program`] made of them, [`nearest`], which says what just failed to be [`evidence`], [`change`] of tags with other
//! rules, [`agreement`] of tags with codings, [`calibrate`], which learns from codings what evidence is worth, a
//! [`dictionary`] made into rules, and [`excerpts`] to quote. A module knows those before it, never those after. The library
//! never prints.

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod agreement;
pub mod batch;
pub mod builtin;
pub mod calibrate;
pub mod change;
pub mod dictionary;
pub mod evidence;
pub mod examples;
pub mod excerpts;
pub mod input;
pub mod layer;
pub mod nearest;
pub mod output;
pub mod passage;
pub mod process;
pub mod program;
mod random;
pub mod report;
pub mod rules;
pub mod session;
pub mod span;
pub mod summary;
pub mod tag;
pub mod trend;
