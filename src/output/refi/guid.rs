//! GUIDs made of what they stand for (UUID version 5, RFC 9562): the same thing has the same one in each export.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What all names below stand in.
fn of(kind: &str, parts: &[&str]) -> Uuid {
    let space = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"urn:layers:refi-qda:1");
    // Lengths keep parts apart, whatever they hold.
    let name: String = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
    Uuid::new_v5(&space, format!("{kind}/{name}").as_bytes())
}

/// A layer or facet, by its ids from the layer on.
pub(super) fn code(path: &[&str]) -> Uuid {
    of("code", path)
}

/// The program and its rules.
pub(super) fn user(name: &str, rules: &str) -> Uuid {
    of("user", &[name, rules])
}

/// A text and the name it goes by.
pub(super) fn source(name: &str, text: &str) -> Uuid {
    let digest = Sha256::digest(text.as_bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    of("source", &[name, &digest])
}

/// A stretch of a source.
pub(super) fn selection(source: Uuid, start: u64, end: u64) -> Uuid {
    of("selection", &[&source.to_string(), &start.to_string(), &end.to_string()])
}

/// A code on a selection, by a user.
pub(super) fn coding(selection: Uuid, code: Uuid, user: Uuid) -> Uuid {
    of("coding", &[&selection.to_string(), &code.to_string(), &user.to_string()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_never_changes_from_release_to_release() {
        assert_eq!(code(&["working-alliance"]).to_string(), "13062021-5465-5573-8aac-555561372abc");
        assert_eq!(code(&["working-alliance", "goals"]).to_string(), "25e5e254-37a8-52a5-a0c3-062d794e5219");
        assert_eq!(source("a.txt", "We agreed.").to_string(), "0a06d810-1920-5ae2-abaf-cee55e8d6293");
        assert_ne!(code(&["a", "b"]), code(&["a1:b"]));
    }
}
