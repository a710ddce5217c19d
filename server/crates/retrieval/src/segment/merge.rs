//! Several segments to one, leaving out what is dead.

use std::collections::BTreeMap;

use super::postings::Mentions;
use super::{Dictionary, DocumentRows, Postings, Segment, Tokens, Vectors};

/// One segment with the living rows of `sources`; `is_alive` tells of each source's rows.
pub(crate) fn merge<F: Fn(usize) -> bool>(sources: &[(&Segment, F)]) -> Segment {
    let dimensions = sources.iter().map(|(s, _)| s.vectors.dimensions()).find(|d| *d > 0).unwrap_or(0);
    let mut rows = Vec::new();
    let mut documents: Vec<DocumentRows> = Vec::new();
    let mut tokens = Tokens::default();
    let mut vectors = Vectors::with_dimensions(dimensions);
    // For each source, the new number of each row.
    let mut renumbered: Vec<Vec<Option<u32>>> = Vec::with_capacity(sources.len());
    for (segment, is_alive) in sources {
        let mut numbers = vec![None; segment.rows.len()];
        for (old, (row, number)) in segment.rows.iter().zip(&mut numbers).enumerate() {
            if is_alive(old) {
                *number = u32::try_from(rows.len()).ok();
                rows.push(*row);
                vectors.push(segment.vectors.of(old));
                tokens.push(segment.tokens.of(old));
            }
        }
        // Rows of a document live and die together, so a range stays a range.
        documents.extend(segment.documents.iter().filter_map(|range| {
            let mut living = numbers.get(range.rows())?.iter().flatten();
            let start = *living.next()?;
            let end = living.last().map_or(start, |last| *last) + 1;
            Some(DocumentRows { document: range.document, start, end })
        }));
        renumbered.push(numbers);
    }
    let definitions = sources.iter().zip(&renumbered).flat_map(|((segment, _), numbers)| {
        segment
            .definitions
            .iter()
            .filter_map(|(row, definition)| Some((numbers.get(*row as usize).copied()??, definition.clone())))
    });
    let definitions = definitions.collect();
    documents.sort_unstable_by_key(|range| (range.document, range.start));

    let mut lists: BTreeMap<&str, Vec<(u32, Mentions)>> = BTreeMap::new();
    for ((segment, _), numbers) in sources.iter().zip(&renumbered) {
        for (number, term) in segment.dictionary.terms().enumerate() {
            let living = segment
                .postings
                .of(number)
                .filter_map(|(row, mentions)| Some((numbers.get(row as usize).copied()??, mentions)));
            let mut living = living.peekable();
            if living.peek().is_some() {
                lists.entry(term).or_default().extend(living);
            }
        }
    }
    let dictionary = Dictionary::from_sorted(lists.keys().copied());
    let postings = Postings::from_lists(lists.into_values());
    vectors.shrink();
    tokens.shrink();
    rows.shrink_to_fit();
    documents.shrink_to_fit();
    Segment { rows, documents, dictionary, postings, vectors, tokens, definitions }
}
