//! What differs between the texts of two versions.

use std::time::{Duration, Instant};

use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::versions::{Change, CompareQuery, Comparison, DiffLine, DiffPart};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use similar::{Algorithm, ChangeTag, TextDiff};

use super::super::{DocumentError, content, preview};
use crate::platform::Platform;

/// Lines around a change.
const CONTEXT_LINES: usize = 3;
/// Most lines that are shown.
const SHOWN_LINES: usize = 2_000;
/// Longest line, in bytes, that is shown whole.
const LINE_BYTES: usize = 4_000;
/// After this the comparison becomes coarser instead of longer.
const LIMIT: Duration = Duration::from_secs(2);

/// Compares the texts of two versions, line by line and within changed lines word by word.
pub async fn compare(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
    query: CompareQuery,
) -> Result<Comparison, DocumentError> {
    ctx.require(Permission::Read)?;
    if query.from == query.to {
        let message = "Choose two different versions.".to_owned();
        let error = FieldError { field: "to".to_owned(), code: "same".to_owned(), message };
        return Err(DocumentError::Invalid(vec![error]));
    }
    let mut texts = Vec::with_capacity(2);
    for number in [query.from, query.to] {
        let content = content::find(platform, ctx, (bot, id), Some(number)).await?;
        texts.push(preview::lines(&content::text(platform, ctx.tenant, &content).await?));
    }
    let compared = tokio::task::spawn_blocking(move || {
        let [old, new] = <[String; 2]>::try_from(texts).unwrap_or_default();
        differences(&old, &new, query)
    });
    compared.await.map_err(|_| DocumentError::NotCompared)
}

fn differences(old: &str, new: &str, query: CompareQuery) -> Comparison {
    let deadline = Instant::now() + LIMIT;
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).deadline(deadline).diff_lines(old, new);
    let mut comparison = Comparison {
        from: query.from,
        to: query.to,
        added: 0,
        removed: 0,
        groups: Vec::new(),
        truncated: false,
    };
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Insert => comparison.added += 1,
            ChangeTag::Delete => comparison.removed += 1,
            ChangeTag::Equal => {}
        }
    }
    let mut shown = 0;
    for ops in diff.grouped_ops(CONTEXT_LINES) {
        let mut lines = Vec::new();
        for change in ops.iter().flat_map(|op| diff.iter_inline_changes_deadline(op, Some(deadline))) {
            if shown >= SHOWN_LINES {
                comparison.truncated = true;
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
            comparison.groups.push(lines);
        }
        if comparison.truncated {
            break;
        }
    }
    comparison
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
        let found = differences(&old, &new, CompareQuery { from: 1, to: 2 });
        assert_eq!((found.added, found.removed, found.groups.len()), (2, 1, 1));
        let lines = &found.groups[0];
        assert!(lines.len() <= 6, "{lines:?}");
        let changed: Vec<&str> = lines
            .iter()
            .filter(|line| line.change == Change::Added)
            .flat_map(|line| line.parts.iter().filter(|part| part.changed).map(|part| part.text.trim()))
            .collect();
        assert!(changed.contains(&"30"), "{lines:?}");
        assert!(differences("same\n", "same\n", CompareQuery::default()).groups.is_empty());
    }

    #[test]
    fn a_long_comparison_is_bounded() {
        let old: String = (0..5_000).map(|n| format!("old {n}\n")).collect();
        let new: String = (0..5_000).map(|n| format!("new {n}\n")).collect();
        let found = differences(&old, &new, CompareQuery::default());
        assert!(found.truncated);
        assert_eq!(found.groups.iter().map(Vec::len).sum::<usize>(), SHOWN_LINES);
    }
}
