//! Defaults from a user's `config.toml`: options that were not typed. They are put behind those that were, as if typed, so that one
//! parser serves both.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Command};
use layers::rules::fault::allowed;
use toml::{Table, Value};

use super::{Outcome, say};

/// Options that no file may set: what they do is for one run.
const NEVER: [&str; 4] = ["help", "version", "no-config", "output"];

/// The table of what holds for every command that has the option.
const ALL: &str = "all";

/// The file: `$XDG_CONFIG_HOME/layers/config.toml`, or where the platform has such files.
pub fn path() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = match cfg!(windows) {
        true => folder("APPDATA"),
        false => folder("HOME").map(|home| match cfg!(target_os = "macos") {
            true => home.join("Library/Application Support"),
            false => home.join(".config"),
        }),
    };
    folder("XDG_CONFIG_HOME").or(home).map(|folder| folder.join("layers").join("config.toml"))
}

/// The arguments with the file's defaults; `matches` is what was typed.
///
/// # Errors
/// Told already: the file is faulty.
pub fn with_defaults(
    typed: &[OsString],
    command: &Command,
    matches: &ArgMatches,
    path: &Path,
) -> Result<Option<Vec<OsString>>, Outcome> {
    let name = path.to_string_lossy();
    let Some(table) = load(path)? else { return Ok(None) };
    check_all(&table, command).map_err(|message| say::usage(&name, &message))?;
    // The command that was typed, and the tables that speak of it, from the outermost in.
    let (mut leaf, mut found) = (command, matches);
    // A table that is not there says nothing.
    static NONE: std::sync::LazyLock<Table> = std::sync::LazyLock::new(Table::new);
    let mut tables = vec![table.get(ALL).and_then(Value::as_table).unwrap_or(&NONE)];
    let mut inner_tables = Some(&table);
    while let Some((name, inner)) = found.subcommand() {
        let Some(command) = leaf.find_subcommand(name) else { break };
        (leaf, found) = (command, inner);
        inner_tables = inner_tables.and_then(|table| table.get(name)).and_then(Value::as_table);
        tables.extend(inner_tables);
    }
    let mut added = Vec::new();
    for arg in leaf.get_arguments().filter(|arg| !arg.is_positional()) {
        let Some(long) = arg.get_long().filter(|long| !NEVER.contains(long)) else { continue };
        let typed = found.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
        let said = tables.iter().rev().find_map(|table| table.get(long).or_else(|| table.get(&long.replace('-', "_"))));
        if let (Some(value), false) = (said, typed) {
            let folder = path.parent().unwrap_or(Path::new("."));
            let flag = matches!(arg.get_action(), ArgAction::SetTrue);
            let words = words(long, value, flag, folder);
            added.extend(words.map_err(|message| say::usage(&name, &format!("`{long}` {message}")))?);
        }
    }
    let end = typed.iter().position(|word| word == "--").unwrap_or(typed.len());
    Ok(Some([&typed[..end], &added, &typed[end..]].concat()))
}

/// The file; none where there is none.
fn load(path: &Path) -> Result<Option<Table>, Outcome> {
    let name = path.to_string_lossy();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(say::usage(&name, &format!("cannot be read: {error}; --no-config goes without it"))),
    };
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() as u64 + 1);
        say::about(&name, line, &format!("not TOML: {}", error.message().lines().next().unwrap_or_default()));
        Outcome::Usage
    })?;
    Ok(Some(table))
}

/// Whether every table is `[all]` or a command's, and every key in it an option.
fn check_all(table: &Table, command: &Command) -> Result<(), String> {
    for (key, value) in table {
        let place = format!("in [{key}]: ");
        match (value, command.find_subcommand(key)) {
            (Value::Table(inner), _) if key == ALL => check(inner, command, &place, true)?,
            (Value::Table(inner), Some(command)) => check(inner, command, &place, false)?,
            (_, None) | (_, Some(_)) => {
                let known: Vec<&str> =
                    [ALL].into_iter().chain(command.get_subcommands().map(Command::get_name)).collect();
                let below =
                    if value.is_table() { "unknown table" } else { "options stand below [all] or a command, not" };
                return Err(format!("{below} `{key}`{}", allowed(key, &known)));
            }
        }
    }
    Ok(())
}

/// Whether every key is an option or, below its command, a command; `all` where any command may have it.
fn check(table: &Table, command: &Command, place: &str, all: bool) -> Result<(), String> {
    let mut options: Vec<String> = Vec::new();
    collect(command, all, &mut options);
    for (key, value) in table {
        let dashed = key.replace('_', "-");
        if let (Some(inner), Value::Table(table), false) = (command.find_subcommand(key), value, all) {
            check(table, inner, &format!("in [{}.{key}]: ", command.get_name()), false)?;
        } else if NEVER.contains(&dashed.as_str()) {
            return Err(format!("{place}`{key}` cannot be set here; type it"));
        } else if !options.contains(&dashed) {
            options.sort();
            options.dedup();
            let known: Vec<&str> = options.iter().map(String::as_str).collect();
            return Err(format!("{place}unknown key `{key}`{}", allowed(key, &known)));
        }
    }
    Ok(())
}

/// The long names of a command's options, and of those below it.
fn collect(command: &Command, below: bool, options: &mut Vec<String>) {
    let own = command.get_arguments().filter_map(|arg| arg.get_long());
    options.extend(own.filter(|long| !NEVER.contains(long)).map(str::to_owned));
    if below {
        command.get_subcommands().for_each(|command| collect(command, true, options));
    }
}

/// The words that would be typed.
fn words(long: &str, value: &Value, flag: bool, folder: &Path) -> Result<Vec<OsString>, String> {
    let one = |value: &Value| -> Result<OsString, String> {
        let text = match value {
            Value::String(text) if long == "rules" && text != "builtin" => {
                folder.join(text).to_string_lossy().into_owned()
            }
            Value::String(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            _ => return Err("must be a string or a number, or a list of them".to_owned()),
        };
        Ok(format!("--{long}={text}").into())
    };
    match (value, flag) {
        (Value::Boolean(true), true) => Ok(vec![format!("--{long}").into()]),
        (Value::Boolean(false), true) => Ok(Vec::new()),
        (_, true) => Err("must be true or false".to_owned()),
        (Value::Array(values), false) => values.iter().map(one).collect(),
        (value, false) => Ok(vec![one(value)?]),
    }
}
