//! Reports written out: one file a format, over any [`Write`](std::io::Write); and how a file appears whole or not at all.

pub mod csv;
pub mod escape;
pub mod file;
pub mod json;
pub mod jsonl;
pub mod rows;
pub mod text;

#[cfg(test)]
mod tests;
