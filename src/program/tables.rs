//! Flat tables that are read back as they were written, so that a program is ready as soon as it is in memory.

use serde::{Deserialize, Serialize};

/// A list for each of a run of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lists<T> {
    /// Where each list begins in `items`; one more than there are lists.
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Lists<T> {
    /// The lists of `all`, in order.
    pub fn new(all: impl IntoIterator<Item = Vec<T>>) -> Lists<T> {
        let mut lists = Lists { starts: vec![0], items: Vec::new() };
        for list in all {
            lists.items.extend(list);
            lists.starts.push(lists.items.len() as u32);
        }
        lists
    }

    /// The list of a number.
    pub fn of(&self, at: usize) -> &[T] {
        &self.items[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// All lists, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.starts.len() - 1).map(|at| self.of(at))
    }
}

/// A list for each of some words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordLists<T> {
    /// The words, sorted, one after the other.
    text: String,
    ends: Vec<u32>,
    lists: Lists<T>,
}

impl<T> WordLists<T> {
    /// The lists of `all`.
    pub fn new(all: impl IntoIterator<Item = (Box<str>, Vec<T>)>) -> WordLists<T> {
        let mut all: Vec<(Box<str>, Vec<T>)> = all.into_iter().collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        let (mut text, mut ends) = (String::new(), Vec::new());
        for (word, _) in &all {
            text.push_str(word);
            ends.push(text.len() as u32);
        }
        WordLists { text, ends, lists: Lists::new(all.into_iter().map(|(_, list)| list)) }
    }

    /// The list of a word; empty where it has none.
    pub fn of(&self, word: &str) -> &[T] {
        let at = |i: usize| &self.text[if i == 0 { 0 } else { self.ends[i - 1] as usize }..self.ends[i] as usize];
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            match at(middle).cmp(word) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return self.lists.of(middle),
            }
        }
        &[]
    }
}
