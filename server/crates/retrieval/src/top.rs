//! The best of many without sorting them all.

use std::collections::HashSet;

use crate::Scored;

/// The best `limit`, in order.
pub(crate) fn best(mut found: Vec<Scored>, limit: usize) -> Vec<Scored> {
    if limit == 0 {
        return Vec::new();
    }
    if found.len() > limit {
        found.select_nth_unstable_by(limit - 1, Scored::order);
        found.truncate(limit);
    }
    found.sort_unstable_by(Scored::order);
    found
}

/// The best passage of each of the best `limit` documents, in order. A document is rarely in two
/// segments at once, so a little more than `limit` is nearly always enough to look at.
pub(crate) fn best_of_each_document(found: Vec<Scored>, limit: usize) -> Vec<Scored> {
    let mut considered = limit.saturating_add(limit / 8 + 8);
    loop {
        let mut documents = HashSet::new();
        let mut top = best(found.clone(), considered);
        top.retain(|scored| documents.insert(scored.document));
        if top.len() >= limit || considered >= found.len() {
            top.truncate(limit);
            return top;
        }
        considered = considered.saturating_mul(2);
    }
}
