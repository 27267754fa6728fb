//! Reports written out: one file a format, over any [`Write`](std::io::Write); and how a file appears whole or not at all.

pub mod csv;
pub mod docx;
pub mod escape;
pub mod excerpts;
pub mod file;
pub mod json;
pub mod jsonl;
pub mod markdown;
mod package;
pub mod refi;
pub mod rows;
pub mod text;
pub mod xlsx;
mod xml;

#[cfg(test)]
mod tests;
