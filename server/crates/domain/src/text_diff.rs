//! What differs between two texts, line by line and within changed lines word by word.

use std::time::{Duration, Instant};

use chatsphere_contract::versions::{Change, DiffLine, DiffPart};
use similar::{Algorithm, ChangeTag, TextDiff};

/// Lines around a change.
const CONTEXT_LINES: usize = 3;
/// Most lines that are shown.
const SHOWN_LINES: usize = 2_000;
/// Longest line, in bytes, that is shown whole.
const LINE_BYTES: usize = 4_000;
/// After this the comparison becomes coarser instead of longer.
const LIMIT: Duration = Duration::from_secs(2);

/// The changed lines of two texts, and a few around them.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    /// Lines that only the newer one has.
    pub(crate) added: u32,
    /// Lines that only the older one has.
    pub(crate) removed: u32,
    /// Groups of neighbouring lines.
    pub(crate) groups: Vec<Vec<DiffLine>>,
    /// There is more than is shown.
    pub(crate) truncated: bool,
}

/// Compares two texts. Takes up to two seconds of computing for very long ones.
pub(crate) fn differences(old: &str, new: &str) -> Differences {
    let deadline = Instant::now() + LIMIT;
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).deadline(deadline).diff_lines(old, new);
    let mut found = Differences::default();
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Insert => found.added += 1,
            ChangeTag::Delete => found.removed += 1,
            ChangeTag::Equal => {}
        }
    }
    let mut shown = 0;
    for ops in diff.grouped_ops(CONTEXT_LINES) {
        let mut lines = Vec::new();
        for change in ops.iter().flat_map(|op| diff.iter_inline_changes_deadline(op, Some(deadline))) {
            if shown >= SHOWN_LINES {
                found.truncated = true;
                break;
            }
            shown += 1;
            let number = |index: Option<usize>| index.and_then(|index| u32::try_from(index + 1).ok());
            lines.push(DiffLine {
                change: match change.tag() {
                    ChangeTag::Equal => Change::Same,
                    ChangeTag::Insert => Change::Added,
                    ChangeTag::Delete => Change::Removed,
                },
                old_line: number(change.old_index()),
                new_line: number(change.new_index()),
                parts: parts(change.iter_strings_lossy().map(|(changed, text)| (changed, text.into_owned()))),
            });
        }
        if !lines.is_empty() {
            found.groups.push(lines);
        }
        if found.truncated {
            break;
        }
    }
    found
}

/// The parts of a line, shortened when it is very long.
fn parts(given: impl Iterator<Item = (bool, String)>) -> Vec<DiffPart> {
    let mut bytes = 0;
    let mut parts: Vec<DiffPart> = Vec::new();
    for (changed, mut text) in given {
        if text.ends_with('\n') {
            text.pop();
        }
        bytes += text.len();
        if bytes > LINE_BYTES {
            parts.push(DiffPart { changed: false, text: "…".to_owned() });
            break;
        }
        match parts.last_mut() {
            Some(last) if last.changed == changed => last.text.push_str(&text),
            _ if text.is_empty() => {}
            _ => parts.push(DiffPart { changed, text }),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_words_are_marked_and_far_lines_left_out() {
        let same: String = (0..40).map(|n| format!("line {n}\n")).collect();
        let old = format!("{same}Returns take 14 days.\n");
        let new = format!("{same}Returns take 30 days.\nAsk us first.\n");
        let found = differences(&old, &new);
        assert_eq!((found.added, found.removed, found.groups.len()), (2, 1, 1));
        let lines = &found.groups[0];
        assert!(lines.len() <= 6, "{lines:?}");
        let changed: Vec<&str> = lines
            .iter()
            .filter(|line| line.change == Change::Added)
            .flat_map(|line| line.parts.iter().filter(|part| part.changed).map(|part| part.text.trim()))
            .collect();
        assert!(changed.contains(&"30"), "{lines:?}");
        assert!(differences("same\n", "same\n").groups.is_empty());
    }

    #[test]
    fn a_long_comparison_is_bounded() {
        let old: String = (0..5_000).map(|n| format!("old {n}\n")).collect();
        let new: String = (0..5_000).map(|n| format!("new {n}\n")).collect();
        let found = differences(&old, &new);
        assert!(found.truncated);
        assert_eq!(found.groups.iter().map(Vec::len).sum::<usize>(), SHOWN_LINES);
    }
}
