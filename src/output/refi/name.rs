//! Names that QDA software takes: no two codes or sources are called the same, and a source's name can be a file's.
//!
//! QualCoder, for one, drops a code whose name is taken, and with it its codings; and it copies sources to files of their names.

use std::collections::HashSet;

/// Names that are taken; whether letters are capital makes no difference.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// Takes `name`; where it is taken, `other`; where that is too, that with a number.
    pub(super) fn take(&mut self, name: &str, other: impl FnOnce() -> String) -> String {
        if self.0.insert(name.to_lowercase()) {
            return name.to_owned();
        }
        let other = other();
        let numbered = (2..).map(|number| format!("{other} ({number})"));
        let free = std::iter::once(other.clone()).chain(numbered).find(|name| self.0.insert(name.to_lowercase()));
        // There is a free number.
        free.unwrap_or(other)
    }
}

/// `name` as a file may be called on every system.
pub(super) fn of_file(name: &str) -> String {
    name.replace(|c: char| c.is_control() || "/\\:*?\"<>|".contains(c), "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_taken_twice() {
        let mut names = Names::default();
        let taken = ["Transference", "transference", "Goals", "Goals", "Goals"]
            .map(|name| names.take(name, || format!("Layer: {name}")));
        assert_eq!(taken, ["Transference", "Layer: transference", "Goals", "Layer: Goals", "Layer: Goals (2)"]);
    }

    #[test]
    fn a_source_is_called_as_a_file_may_be() {
        assert_eq!(of_file("notes/a: \"b\"?.txt"), "notes_a_ _b__.txt");
    }
}
