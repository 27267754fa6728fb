//! Letters: what makes one, and who wrote it.

use crate::input::Options;
use crate::layer::Role;

const GREETINGS: &[&str] = &["dear ", "dearest ", "hello ", "hi ", "to my "];
#[rustfmt::skip]
const CLOSINGS: &[&str] = &[
    "all the best", "best wishes", "in gratitude", "kind regards", "love", "regards", "respectfully", "sincerely",
    "take care", "warm regards", "warm wishes", "warmest", "warmly", "with best", "with deep", "with every", "with gratitude",
    "with kind", "with love", "with many thanks", "with thanks", "with warm", "yours",
];
/// What only a client writes.
#[rustfmt::skip]
const CLIENT: &[&str] = &[
    "as my counsellor", "as my counselor", "as my therapist", "as your client", "as your patient", "being my counsellor",
    "being my counselor", "being my therapist", "dear counsellor", "dear counselor", "dear doctor", "dear dr", "dear therapist",
    "for helping me", "i was your client", "my analyst", "my counsellor", "my counselor", "my psychologist", "my therapist",
    "to my therapist", "you are my therapist", "you helped me", "you were my therapist", "your client,",
];
/// What only a therapist writes.
#[rustfmt::skip]
const THERAPIST: &[&str] = &[
    "as a therapist", "as your counsellor", "as your counselor", "as your therapist", "being your therapist", "dear client",
    "i have been your therapist", "in my clinical", "in my role as", "my supervisor", "our therapeutic work", "our work together",
    "working with you", "you brought to our", "you came to me", "you came to see me", "you told me", "your first session with me",
    "your therapist,", "your therapist\n",
];
const TITLES: &[&str] = &[
    "dr ",
    "dr. ",
    "psychotherap",
    "therapist",
    "counsellor",
    "counselor",
    "psycholog",
    "ukcp",
    "bacp",
    "phd",
    "lpc",
    "lcsw",
];

/// Whether a text begins or ends as a letter does.
pub(super) fn letter(text: &str) -> bool {
    let lines = || text.lines().map(str::trim).filter(|row| !row.is_empty());
    let few = |row: &str, most: usize| row.split_whitespace().count() <= most;
    let greeted = lines().take(6).any(|row| {
        let low = row.to_lowercase();
        let named = low.starts_with("dear ") || low.starts_with("to my ");
        let ends = row.ends_with([',', ':', '!', '—']) || named && !row.ends_with('.');
        GREETINGS.iter().any(|g| low.starts_with(g)) && few(row, 8) && ends
    });
    // "Dear Anna, I write to you because …", all in one paragraph.
    let greeted = greeted
        || lines().next().is_some_and(|row| {
            let low = row.get(..60).unwrap_or(row).to_lowercase();
            low.starts_with("dear ") && low.split_once(',').is_some_and(|(name, _)| few(name, 5))
        });
    greeted || closing(text).is_some()
}

/// Where the name under a letter begins.
fn closing(text: &str) -> Option<usize> {
    let mut last: Vec<&str> = text.rsplit('\n').map(str::trim).filter(|row| !row.is_empty()).take(6).collect();
    last.reverse();
    last.into_iter().find_map(|row| {
        let low = row.to_lowercase();
        let closes =
            CLOSINGS.iter().any(|c| low.starts_with(c)) && low.ends_with(',') && low.split_whitespace().count() <= 6;
        closes.then(|| row.as_ptr() as usize - text.as_ptr() as usize)
    })
}

/// Who wrote a letter, if its words make it clear.
pub(super) fn author(text: &str, options: &Options) -> Option<Role> {
    let low = text.to_lowercase().replace('’', "'");
    let named =
        |names: &[String], part: &str| names.iter().any(|name| !name.is_empty() && part.contains(&name.to_lowercase()));
    let under = closing(&low).map_or("", |at| &low[at..]);
    let over = low.lines().map(str::trim).find(|row| row.starts_with("dear ")).unwrap_or("");
    let count = |cues: &[&str]| cues.iter().filter(|cue| low.contains(**cue)).count();
    let mut client = count(CLIENT);
    let mut therapist = count(THERAPIST);
    client += 3 * usize::from(named(&options.client, under) || named(&options.therapist, over));
    therapist += 3 * usize::from(named(&options.therapist, under) || named(&options.client, over));
    therapist += 2 * usize::from(TITLES.iter().any(|title| under.contains(title)) && !under.contains("client"));
    match (client, therapist) {
        (c, t) if c > t => Some(Role::Client),
        (c, t) if t > c => Some(Role::Therapist),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::tests::options;

    #[test]
    fn letters_are_known_by_greeting_or_close() {
        assert!(letter("3 May 2024\n\nDear Anna,\n\nI am writing"));
        assert!(letter("I am writing.\n\nWith warm regards,\nM."));
        assert!(letter("Dear Dr. M, I never told you"));
        assert!(!letter(
            "She wrote a letter.\n\nDear God, she said, and many other things that I do not recall at all."
        ));
        assert!(!letter("Anna came late. Love was the theme."));
    }

    #[test]
    fn authors() {
        let author = |text| author(text, &options());
        assert_eq!(author("Dear Dr. M,\nyou helped me."), Some(Role::Client));
        assert_eq!(author("Dear Anna,\nour work together ends.\n\nWarmly,\nDr. M"), Some(Role::Therapist));
        assert_eq!(author("Dear Anna,\nI thought of you."), None);
        let told = Options { client: vec!["Anna".into()], ..options() };
        assert_eq!(super::author("Dear Anna,\nI thought of you.", &told), Some(Role::Therapist));
    }
}
