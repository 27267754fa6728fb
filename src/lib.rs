//! `layers` tags psychotherapy notes and transcripts with the five layers of the therapeutic relationship that Clarkson
//! (2003) describes, and says which words made it say so.
//!
//! Data flows one way, and the modules stand in that order: [`input`] → [`passage`] → [`evidence`] → [`tag`] →
//! [`summary`] → [`report`] → [`output`]; beside them [`layer`], [`span`] and [`rules`]. A module knows those before it, never those
//! after. The library never prints.

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod input;
pub mod layer;
pub mod output;
pub mod passage;
pub mod report;
pub mod rules;
pub mod span;
pub mod summary;
pub mod tag;
