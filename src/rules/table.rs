//! Typed reading of TOML tables: strict about keys, going on after a fault, places kept.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{self, Fault, File, Place};

/// A value with its byte offset in the file.
#[derive(Debug, Clone)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub at: usize,
}

/// One table being read; its faults go into a list shared by the file.
pub struct Table<'a> {
    file: &'a Arc<File>,
    table: &'a DeTable<'a>,
    /// Where the table stands.
    pub at: usize,
    /// The id that messages name.
    pub name: Option<String>,
    faults: &'a std::cell::RefCell<Vec<Fault>>,
}

impl<'a> Table<'a> {
    pub fn new(
        file: &'a Arc<File>,
        table: &'a DeTable<'a>,
        at: usize,
        faults: &'a std::cell::RefCell<Vec<Fault>>,
    ) -> Self {
        Table { file, table, at, name: None, faults }
    }

    pub fn fault(&self, at: usize, message: impl Into<String>) {
        let fault = Fault { place: self.place(at), rule: self.name.clone(), message: message.into(), warning: false };
        fault::add(&mut self.faults.borrow_mut(), fault);
    }

    pub fn place(&self, at: usize) -> Place {
        Place { file: self.file.clone(), at }
    }

    /// Says which keys are not among `allowed`.
    pub fn only(&self, allowed: &[&str]) {
        for key in self.table.keys() {
            let typed: &str = key.get_ref();
            if !allowed.contains(&typed) {
                self.fault(key.span().start, format!("unknown key `{typed}`{}", fault::allowed(typed, allowed)));
            }
        }
    }

    fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.get(key)
    }

    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    fn mismatch(&self, value: &Spanned<DeValue<'_>>, key: &str, want: &str) {
        self.fault(value.span().start, format!("`{key}` must be {want}, not {}", article(value.get_ref().type_str())));
    }

    pub fn string(&self, key: &str) -> Option<At<String>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::String(s) => Some(At { value: s.to_string(), at: value.span().start }),
            _ => {
                self.mismatch(value, key, "a string");
                None
            }
        }
    }

    /// A string that must be there and not be empty.
    pub fn required(&self, key: &str) -> Option<At<String>> {
        if !self.has(key) {
            self.fault(self.at, format!("`{key}` is missing"));
            return None;
        }
        let found = self.string(key)?;
        if found.value.trim().is_empty() {
            self.fault(found.at, format!("`{key}` is empty"));
            return None;
        }
        Some(found)
    }

    pub fn bool(&self, key: &str) -> bool {
        match self.get(key).map(|value| (value, value.get_ref())) {
            None => false,
            Some((_, DeValue::Boolean(b))) => *b,
            Some((value, _)) => {
                self.mismatch(value, key, "true or false");
                false
            }
        }
    }

    /// A finite number.
    pub fn number(&self, key: &str) -> Option<At<f64>> {
        let value = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Float(f) => f.as_str().replace('_', "").parse::<f64>().ok().filter(|n| n.is_finite()),
            DeValue::Integer(i) => i64::from_str_radix(i.as_str(), i.radix()).ok().map(|n| n as f64),
            _ => None,
        };
        if number.is_none() {
            self.mismatch(value, key, "a number");
        }
        number.map(|number| At { value: number, at: value.span().start })
    }

    /// A list of strings; empty where the key is missing.
    pub fn strings(&self, key: &str) -> Vec<At<String>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.mismatch(value, key, "a list of strings");
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::String(s) => out.push(At { value: s.to_string(), at: item.span().start }),
                _ => self.mismatch(item, key, "a list of strings"),
            }
        }
        out
    }

    /// The tables of a list of tables (`[[key]]`).
    pub fn tables(&self, key: &str) -> Vec<Table<'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.mismatch(value, key, &format!("a list of tables: [[{key}]]"));
            return Vec::new();
        };
        items.iter().filter_map(|item| self.as_table(item, key)).collect()
    }

    /// The table `[key]`.
    pub fn table(&self, key: &str) -> Option<Table<'a>> {
        self.as_table(self.get(key)?, key)
    }

    /// The tables in `[key.NAME]`, each with its name.
    pub fn named_tables(&self, key: &str) -> Vec<(At<String>, Table<'a>)> {
        let Some(outer) = self.table(key) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for (name, value) in outer.table {
            if let Some(table) = self.as_table(value, key) {
                out.push((At { value: name.get_ref().to_string(), at: name.span().start }, table));
            }
        }
        out
    }

    fn as_table(&self, value: &'a Spanned<DeValue<'a>>, key: &str) -> Option<Table<'a>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Table::new(self.file, table, value.span().start, self.faults)),
            _ => {
                self.mismatch(value, key, "a table");
                None
            }
        }
    }

    /// One of a closed list of names.
    pub fn choice<T: Copy>(&self, found: &At<String>, key: &str, choices: &[(&str, T)]) -> Option<T> {
        let hit = choices.iter().find(|(name, _)| *name == found.value).map(|(_, value)| *value);
        if hit.is_none() {
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            let hint = fault::allowed(&found.value, &names);
            self.fault(found.at, format!("unknown {key} `{}`{hint}", found.value));
        }
        hit
    }

    /// Several of a closed list of names.
    pub fn choices<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Vec<T> {
        self.strings(key).iter().filter_map(|found| self.choice(found, key, choices)).collect()
    }
}

fn article(kind: &str) -> String {
    match kind {
        "array" => "a list".to_string(),
        "integer" => "an integer".to_string(),
        other => format!("a {other}"),
    }
}
