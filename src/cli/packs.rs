//! Rule packs from where the user says they are.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use layers::builtin;
use layers::program::Rules;
use layers::rules::fault::{Fault, File as RuleFile};
use layers::rules::{Loaded, Pack, limits, load};

use super::{Outcome, regular, say};

/// What stands for the built-in rules among paths.
const BUILTIN: &str = "builtin";

/// The rules that `--rules` asks for, ready to be used; the built-in ones where it asks for nothing.
pub fn rules(paths: &[PathBuf]) -> Result<Rules, Outcome> {
    if only_builtin(paths) { Ok(builtin::rules()) } else { Ok(Rules::new(pack(paths)?)) }
}

/// The pack that `--rules` asks for. Faults are told on stderr.
pub fn pack(paths: &[PathBuf]) -> Result<Pack, Outcome> {
    if only_builtin(paths) {
        return Ok(builtin::rules().pack);
    }
    let loaded = load(&files(paths)?);
    if !loaded.sound() {
        tell(loaded.faults.iter().filter(|fault| !fault.warning));
        return Err(Outcome::Usage);
    }
    Ok(loaded.pack)
}

fn only_builtin(paths: &[PathBuf]) -> bool {
    paths.len() <= 1 && paths.iter().all(|path| path.as_os_str() == BUILTIN)
}

/// The places in the pack of the layers that `--layer` asks for; none where it asks for nothing.
pub fn layers(ids: &[String], pack: &Pack) -> Result<Option<Vec<usize>>, Outcome> {
    let mut places = Vec::new();
    for id in ids {
        let Some(place) = pack.layers.iter().position(|layer| layer.id == *id) else {
            return Err(say::usage(&format!("--layer {id}"), &unknown_layer(id, pack)));
        };
        places.push(place);
    }
    Ok((!ids.is_empty()).then_some(places))
}

/// What is said of a layer that the rules do not have: the nearest name, or all.
pub fn unknown_layer(id: &str, pack: &Pack) -> String {
    let likeness = |known: &str| match known.contains(id) && !id.is_empty() {
        // "alliance" is enough for "working-alliance".
        true => 1.0,
        false => strsim::normalized_damerau_levenshtein(known, id),
    };
    let ids = || pack.layers.iter().map(|layer| layer.id.as_str());
    match ids().max_by(|a, b| likeness(a).total_cmp(&likeness(b))) {
        // Up to four letters in ten may be wrong: a wrong offer costs little.
        Some(near) if likeness(near) >= 0.6 => format!("no such layer; did you mean {near}?"),
        _ => format!("no such layer; there are {}", ids().collect::<Vec<_>>().join(", ")),
    }
}

/// Prints faults on stderr; of very many the first.
pub fn tell<'a>(faults: impl Iterator<Item = &'a Fault>) {
    let mut more = 0;
    for (at, fault) in faults.enumerate() {
        match at < limits::FAULTS {
            true => say::lines(&fault.to_string()),
            false => more += 1,
        }
    }
    if more > 0 {
        say::lines(&format!("and more faults than these {}; mend them first", limits::FAULTS));
    }
}

/// The rule files in `paths`, each folder's in the order of their names.
pub fn files(paths: &[PathBuf]) -> Result<Vec<Arc<RuleFile>>, Outcome> {
    let mut out: Vec<Arc<RuleFile>> = Vec::new();
    for path in paths {
        if path.as_os_str() == BUILTIN {
            out.extend(builtin::files());
        } else if path.is_dir() {
            out.extend(folder(path)?);
        } else {
            // It may be a pipe: `--rules <(…)`.
            out.push(file(path, |path| File::open(path))?);
        }
        if out.iter().map(|file| file.text.len() as u64).sum::<u64>() > limits::FILES {
            let message = format!("is more than may be read together: {} MiB of rule files", limits::FILES >> 20);
            return Err(say::usage(&path.to_string_lossy(), &message));
        }
    }
    Ok(out)
}

fn folder(path: &Path) -> Result<Vec<Arc<RuleFile>>, Outcome> {
    let name = path.to_string_lossy();
    let entries = fs::read_dir(path).map_err(|error| say::usage(&name, &format!("cannot be listed: {error}")))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        return Err(say::usage(&name, "holds no rule file; rule files end in .toml"));
    }
    let mut files = Vec::new();
    for path in &paths {
        files.push(file(path, regular::open)?);
        if files.iter().map(|file| file.text.len() as u64).sum::<u64>() > limits::FILES {
            break;
        }
    }
    Ok(files)
}

fn file(path: &Path, open: impl Fn(&Path) -> io::Result<File>) -> Result<Arc<RuleFile>, Outcome> {
    let name = path.to_string_lossy().into_owned();
    match open(path).and_then(|file| regular::whole(file, limits::FILE)) {
        Ok(Some(bytes)) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Arc::new(RuleFile { path: name, text: text.trim_start_matches('\u{FEFF}').to_string() })),
            Err(_) => Err(say::usage(&name, "is not UTF-8 text; save the rule file as UTF-8")),
        },
        Ok(None) => {
            let message = format!("is longer than {} MiB; no rule file is", limits::FILE >> 20);
            Err(say::usage(&name, &message))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(say::usage(&name, "no such rule file; `builtin` stands for the built-in rules"))
        }
        Err(error) => Err(say::usage(&name, &format!("cannot be read: {error}"))),
    }
}

/// The rules that one path stands for: a file or folder alone where it stands alone, else together with the built-in rules that it
/// adds to; `builtin` for those.
pub fn named(path: &Path) -> Result<Rules, Outcome> {
    let paths = [path.to_owned()];
    if only_builtin(&paths) {
        return Ok(builtin::rules());
    }
    let loaded = for_checking(&paths)?;
    if !loaded.sound() {
        tell(loaded.faults.iter().filter(|fault| !fault.warning));
        return Err(Outcome::Usage);
    }
    Ok(Rules::new(loaded.pack))
}

/// A user's files, for `check` and `test`: alone where they stand alone, else together with the built-in rules that they add to.
pub fn for_checking(paths: &[PathBuf]) -> Result<Loaded, Outcome> {
    if paths.is_empty() {
        return Ok(builtin::loaded());
    }
    let own = files(paths)?;
    let alone = load(&own);
    if !alone.lacks || paths.iter().any(|path| path.as_os_str() == BUILTIN) || replaces(&alone.pack) {
        return Ok(alone);
    }
    let mut together = load(&[builtin::files(), own].concat());
    let builtin = |file: &RuleFile| file.path.starts_with("builtin/");
    together.faults.retain(|fault| !builtin(&fault.place.file));
    // The built-in rules help where a fault is gone with them; else what they add is not what is meant.
    let still = |fault: &Fault| together.faults.iter().any(|other| other.place == fault.place);
    if alone.faults.iter().filter(|fault| !fault.warning).all(still) {
        return Ok(alone);
    }
    together.examples.retain(|example| !builtin(&example.place.file));
    Ok(together)
}

/// Whether a pack has a built-in layer of its own, as an exported one has: with the built-in rules all of it would stand twice.
fn replaces(pack: &Pack) -> bool {
    let built_in = builtin::rules().pack.layers;
    pack.layers.iter().any(|layer| built_in.iter().any(|other| other.id == layer.id))
}
