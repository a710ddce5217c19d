//! Sixth step: source numbers become stored documents, and the answer gets its final confidence.

use std::collections::BTreeSet;

use chatsphere_contract::conversations::Citation;

use super::generate::Written;
use super::retrieve::Evidence;

/// Characters of a passage shown with a citation.
const SNIPPET_CHARS: usize = 320;

/// What an answer stands on.
#[derive(Debug)]
pub(super) struct Cited {
    pub(super) citations: Vec<Citation>,
    pub(super) confidence: f32,
    pub(super) answered: bool,
}

/// What needs no source: a greeting.
pub(super) const SURE: Cited = Cited { citations: Vec::new(), confidence: 1.0, answered: true };

/// A refusal: as it was meant to be, and no answer.
pub(super) const REFUSED: Cited = Cited { citations: Vec::new(), confidence: 1.0, answered: false };

/// Resolves the numbers that the text kept. A declined answer cites nothing and is never sure.
pub(super) fn resolve(written: &Written, evidence: &Evidence, confidence: f32, retrieval: bool) -> Cited {
    if written.declined {
        return Cited { citations: Vec::new(), confidence: confidence.min(0.3), answered: false };
    }
    let citations = citations(&written.cited, evidence);
    if retrieval && citations.is_empty() {
        // Nothing shows where it comes from: it may be right, but the documents do not say so.
        return Cited { citations, confidence: confidence * 0.5, answered: false };
    }
    Cited { citations, confidence, answered: true }
}

/// The documents behind these source numbers; a number that is none is left out.
pub(super) fn citations(numbers: &BTreeSet<u32>, evidence: &Evidence) -> Vec<Citation> {
    numbers.iter().filter_map(|n| citation(*n, evidence)).collect()
}

fn citation(n: u32, evidence: &Evidence) -> Option<Citation> {
    let hit = evidence.hits.get(usize::try_from(n.checked_sub(1)?).ok()?)?;
    let title = match hit.heading_path.last() {
        Some(heading) if *heading != hit.document_title => format!("{} › {heading}", hit.document_title),
        _ => hit.document_title.clone(),
    };
    Some(Citation {
        n,
        document_id: hit.document_id,
        title,
        url: hit.url.clone().filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        snippet: snippet(&hit.text),
        question_id: None,
    })
}

/// The beginning of a passage on one line, cut at a word.
fn snippet(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if out.chars().count() + word.chars().count() > SNIPPET_CHARS {
            if out.is_empty() {
                out.extend(word.chars().take(SNIPPET_CHARS));
            }
            out.push_str(" …");
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
