//! Words and figures for one document. Pure.

use chatsphere_contract::documents::{Document, DocumentStatus};
use chatsphere_contract::passages::DocumentPassage;
use chatsphere_contract::versions::{Comparison, DocumentVersion, VersionOrigin};

/// A language's name in English; the code itself where it is not a common one.
pub fn language(code: &str) -> String {
    let known = [
        ("en", "English"),
        ("de", "German"),
        ("es", "Spanish"),
        ("fr", "French"),
        ("it", "Italian"),
        ("pt", "Portuguese"),
        ("nl", "Dutch"),
        ("pl", "Polish"),
        ("sv", "Swedish"),
        ("da", "Danish"),
        ("tr", "Turkish"),
        ("ru", "Russian"),
        ("uk", "Ukrainian"),
        ("ar", "Arabic"),
        ("he", "Hebrew"),
        ("zh", "Chinese"),
        ("ja", "Japanese"),
        ("ko", "Korean"),
        ("th", "Thai"),
    ];
    known
        .iter()
        .find(|(known, _)| *known == code)
        .map_or_else(|| code.to_owned(), |(_, name)| (*name).to_owned())
}

/// How a version came.
pub fn origin(version: &DocumentVersion) -> String {
    let how = match version.origin {
        VersionOrigin::Upload => "Uploaded",
        VersionOrigin::Import => "Imported",
        VersionOrigin::Page => "Fetched from the web",
        VersionOrigin::RollBack => "Rolled back",
        VersionOrigin::Snapshot => "Restored from a snapshot",
    };
    match &version.made_by {
        Some(person) => format!("{how} by {person}"),
        None => how.to_owned(),
    }
}

/// Where a passage is in its document.
pub fn place(passage: &DocumentPassage) -> String {
    let mut place = format!("Passage {}", passage.ordinal + 1);
    if let Some(page) = passage.page {
        place.push_str(&format!(", page {page}"));
    }
    place
}

/// What a comparison found, in a sentence.
pub fn summary(comparison: &Comparison) -> String {
    let lines = |count: u32| if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
    match (comparison.added, comparison.removed) {
        (0, 0) => "The text is the same in both.".to_owned(),
        (added, 0) => format!("{} added.", lines(added)),
        (0, removed) => format!("{} removed.", lines(removed)),
        (added, removed) => format!("{} added, {} removed.", lines(added), lines(removed)),
    }
}

/// What to say while answers use an earlier version than the newest.
pub fn behind(document: &Document) -> Option<String> {
    let in_use = document.indexed_version?;
    if in_use == document.version {
        return None;
    }
    Some(match document.status {
        DocumentStatus::Failed => {
            format!("Version {} could not be read. Answers go on using version {in_use}.", document.version)
        }
        _ => format!("Version {} is being read. Until then answers use version {in_use}.", document.version),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_is_said_in_a_sentence() {
        let found = |added, removed| {
            summary(&Comparison { from: 1, to: 2, added, removed, groups: Vec::new(), truncated: false })
        };
        assert_eq!(found(0, 0), "The text is the same in both.");
        assert_eq!(found(1, 2), "1 line added, 2 lines removed.");
    }
}
