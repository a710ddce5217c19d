//! Sixth step: source numbers become stored documents, and the answer gets its final confidence: that of
//! [`super::judge`], less what the sources do not say.

use std::collections::BTreeSet;

use chatsphere_contract::conversations::Citation;

use super::generate::Written;
use super::ground::ground;
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

/// An answer of which the sources say less than this is none.
const LEAST_GROUNDED: f32 = 0.2;

/// From this share on, what is left is how people talk: "Of course!", "I hope that helps."
const WELL_GROUNDED: f32 = 0.8;

/// What is left of the confidence in an answer with a wrong number, a false quotation or a turned "not", however
/// much of the rest is right.
const WITH_FAULT: f32 = 0.5;

/// What is left where no source is named: it may be right, but the documents do not say so.
const WITHOUT_SOURCE: f32 = 0.5;

/// A model that reads the passages and finds no answer knows better than the search that found them.
const MOST_DECLINED: f32 = 0.3;

/// A declined answer shows the closest documents, so many at most, unless even they have nothing to do with it.
const CLOSEST: usize = 3;
const MAY_BE_CLOSE: f32 = 0.1;

/// The share of the best passage's score from which another document is as likely to be the right one. On
/// emanual-tv, whose sections are much alike, the right one is then among the first three for .84 of the
/// questions instead of .62, for one document more on average; elsewhere next to nothing is added.
const AS_LIKELY: f32 = 0.7;

/// Resolves the numbers that the text kept, and tells how sure the answer is now that it is known. A declined answer is
/// never sure; what it cites are the closest documents.
pub(super) fn resolve(written: &Written, evidence: &Evidence, confidence: f32, retrieval: bool) -> Cited {
    if written.declined {
        let citations = if confidence < MAY_BE_CLOSE { Vec::new() } else { closest(evidence) };
        return Cited { citations, confidence: confidence.min(MOST_DECLINED), answered: false };
    }
    let citations = citations(&written.cited, evidence);
    if !retrieval {
        return Cited { citations, confidence, answered: true };
    }
    if citations.is_empty() {
        return Cited { citations, confidence: confidence * WITHOUT_SOURCE, answered: false };
    }
    let grounding = ground(&written.text, evidence);
    let mut confidence = confidence * (grounding.share / WELL_GROUNDED).min(1.0);
    if grounding.faults > 0 {
        confidence *= WITH_FAULT;
    }
    Cited { citations, confidence, answered: grounding.share >= LEAST_GROUNDED }
}

/// Adds to what the built-in answerer quoted, up to [`CLOSEST`] in all, the documents that were found nearly as
/// good: it takes sentences from one or two, and cannot tell which of several is meant.
pub(super) fn add_as_likely(cited: &mut Cited, evidence: &Evidence) {
    if !cited.answered {
        return;
    }
    let least = AS_LIKELY * evidence.hits.iter().map(|hit| hit.score).fold(0.0, f32::max);
    let mut known: BTreeSet<_> = cited.citations.iter().map(|citation| citation.document_id).collect();
    for (hit, n) in evidence.hits.iter().zip(1_u32..) {
        if known.len() < CLOSEST && hit.score >= least && known.insert(hit.document_id) {
            cited.citations.extend(citation(n, evidence));
        }
    }
}

/// The first documents that were found, each once.
fn closest(evidence: &Evidence) -> Vec<Citation> {
    let mut documents = BTreeSet::new();
    let hits = evidence.hits.iter().zip(1_u32..);
    let new = hits.filter(|(hit, _)| documents.insert(hit.document_id));
    new.filter_map(|(_, n)| citation(n, evidence)).take(CLOSEST).collect()
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

#[cfg(test)]
mod tests {
    use chatsphere_contract::ids::{ChunkId, DocumentId};
    use chatsphere_contract::search::{ScoreParts, SearchHit};
    use uuid::Uuid;

    use super::*;

    fn evidence() -> Evidence {
        let hit = |document: u128, text: &str| SearchHit {
            document_id: DocumentId(Uuid::from_u128(document)),
            external_id: None,
            chunk_id: ChunkId(Uuid::nil()),
            document_name: String::new(),
            document_title: "Returns".to_owned(),
            url: None,
            heading_path: Vec::new(),
            page: None,
            text: text.to_owned(),
            score: 0.5,
            parts: ScoreParts::default(),
        };
        let hits = vec![
            hit(1, "Lamps can be returned within 30 days."),
            hit(1, "Lamps are sent back in their box."),
            hit(2, "Swings are for children."),
        ];
        Evidence { hits, ..Evidence::default() }
    }

    fn written(text: &str) -> Written {
        Written { text: text.to_owned(), cited: BTreeSet::from([1]), ..Written::default() }
    }

    #[test]
    fn what_the_sources_say_keeps_its_confidence_and_what_they_do_not_say_loses_it() {
        let resolve = |text: &str| resolve(&written(text), &evidence(), 0.8, true);
        let right = resolve("Lamps can be returned within 30 days. [1]");
        assert!(right.answered && (right.confidence - 0.8).abs() < 1e-6, "{right:?}");
        let mixed =
            resolve("Lamps can be returned within 30 days [1]. They can be returned within 60 days [1].");
        assert!(mixed.answered && mixed.confidence < 0.4, "{mixed:?}");
        let wrong = resolve("Lamps can be returned within 60 days. [1]");
        assert!(!wrong.answered && wrong.confidence < 0.1, "{wrong:?}");
    }

    #[test]
    fn without_documents_or_sources_nothing_can_be_compared() {
        let chat = resolve(&written("It is Tuesday. [1]"), &evidence(), 0.5, false);
        assert!(chat.answered && (chat.confidence - 0.5).abs() < 1e-6);
        let unsourced = Written { cited: BTreeSet::new(), ..written("It is Tuesday.") };
        let unsourced = resolve(&unsourced, &evidence(), 0.8, true);
        assert!(!unsourced.answered && unsourced.citations.is_empty());
    }

    #[test]
    fn what_is_as_likely_is_named_behind_what_was_quoted() {
        let mut evidence = evidence();
        let mut named = |score: f32| {
            evidence.hits[2].score = score;
            let mut cited =
                resolve(&written("Lamps can be returned within 30 days. [1]"), &evidence, 0.8, true);
            add_as_likely(&mut cited, &evidence);
            cited.citations.iter().map(|citation| citation.n).collect::<Vec<_>>()
        };
        assert_eq!(named(0.4), [1, 3]);
        assert_eq!(named(0.1), [1]);
    }

    #[test]
    fn a_declined_answer_shows_the_closest_documents_if_any_is_close() {
        let declined = Written { declined: true, ..Written::default() };
        let near = resolve(&declined, &evidence(), 0.9, true);
        let shown: Vec<u32> = near.citations.iter().map(|citation| citation.n).collect();
        assert_eq!((shown, near.answered), (vec![1, 3], false));
        assert!(near.confidence <= MOST_DECLINED);
        assert!(resolve(&declined, &evidence(), 0.05, true).citations.is_empty());
    }
}
