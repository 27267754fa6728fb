//! Reads the built-in rules once, at build time, with the library's own reader, and leaves them where `rules::builtin`
//! picks them up. A fault in them ends the build with its place.

#![allow(dead_code, missing_docs, unused_imports)]

#[path = "src/layer.rs"]
mod layer;
#[path = "src/program/mod.rs"]
mod program;
#[path = "src/rules/mod.rs"]
mod rules;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rules::fault::File;

fn main() {
    let folder = Path::new("data/rules");
    println!("cargo::rerun-if-changed=data/rules");
    println!("cargo::rerun-if-changed=src/rules");
    println!("cargo::rerun-if-changed=src/program");
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .expect("data/rules can be listed")
        .map(|entry| entry.expect("data/rules can be listed").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    names.sort();
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut list = String::from("&[\n");
    let mut files = Vec::new();
    for path in &names {
        let text = fs::read_to_string(path).expect("a rule file can be read");
        let name = path.file_name().expect("a file has a name").to_string_lossy();
        list.push_str(&format!("({name:?}, include_str!({:?})),\n", path.canonicalize().expect("the path is there")));
        files.push(Arc::new(File { path: format!("builtin/{name}"), text }));
    }
    list.push(']');
    fs::write(out.join("builtin_files.rs"), list).expect("OUT_DIR can be written");

    let loaded = rules::load(&files);
    for fault in loaded.faults.iter().filter(|fault| !fault.warning) {
        for line in fault.to_string().lines() {
            println!("cargo::error={line}");
        }
    }
    let bytes = postcard::to_allocvec(&program::Rules::new(loaded.pack)).expect("plain data can be written");
    fs::write(out.join("builtin.rules"), bytes).expect("OUT_DIR can be written");
}
