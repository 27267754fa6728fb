//! A table in Markdown.

use std::fmt;

/// Rows of cells that are escaped already.
pub(super) struct Table {
    /// How many columns on the left hold words; the others hold numbers.
    words: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(heads: &[&str], words: usize) -> Table {
        Table { words, rows: vec![heads.iter().map(|head| (*head).to_owned()).collect()] }
    }

    pub(super) fn row(&mut self, cells: &[String]) {
        self.rows.push(cells.to_vec());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        for (at, row) in self.rows.iter().enumerate() {
            writeln!(out, "| {} |", row.join(" | "))?;
            if at == 0 {
                let rules = (0..row.len()).map(|column| if column < self.words { "---" } else { "---:" });
                writeln!(out, "|{}|", rules.collect::<Vec<_>>().join("|"))?;
            }
        }
        Ok(())
    }
}
