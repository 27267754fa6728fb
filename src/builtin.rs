//! The rules that come with `layers`.

use std::sync::Arc;

use crate::program::Rules;
use crate::rules::fault::File;
use crate::rules::{Loaded, load};

/// Name and text of each built-in rule file, by name.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/builtin_files.rs"));

/// The built-in rules, as the build script left them.
pub fn rules() -> Rules {
    postcard::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/builtin.rules"))).expect("the build script wrote it")
}

/// The built-in files.
pub fn files() -> Vec<Arc<File>> {
    FILES
        .iter()
        .map(|(name, text)| Arc::new(File { path: format!("builtin/{name}"), text: text.to_string() }))
        .collect()
}

/// The built-in files read anew, with their examples.
pub fn loaded() -> Loaded {
    load(&files())
}
