//! Which documents of the list are chosen: one by one, a stretch, a page, or all that match.

use std::collections::BTreeSet;

use chatsphere_contract::documents::{BulkAction, BulkRequest, DocumentFilter};
use chatsphere_contract::ids::DocumentId;
use leptos::prelude::*;

/// The chosen documents.
#[derive(Clone, Copy)]
pub struct Selection {
    chosen: RwSignal<BTreeSet<DocumentId>>,
    /// All that match are chosen, also those that are not loaded.
    pub everything: RwSignal<bool>,
    last: StoredValue<Option<DocumentId>>,
}

impl Selection {
    /// Nothing is chosen.
    pub fn new() -> Self {
        Self {
            chosen: RwSignal::new(BTreeSet::new()),
            everything: RwSignal::new(false),
            last: StoredValue::new(None),
        }
    }

    /// Whether this one is chosen.
    pub fn has(&self, id: DocumentId) -> bool {
        self.everything.get() || self.chosen.with(|chosen| chosen.contains(&id))
    }

    /// How many are chosen, of so many that match.
    pub fn count(&self, matching: i64) -> i64 {
        if self.everything.get() {
            return matching;
        }
        self.chosen.with(|chosen| i64::try_from(chosen.len()).unwrap_or(i64::MAX))
    }

    /// Chooses one or lets it go; with `stretch`, everything from the one before it in `order` too.
    pub fn set(&self, id: DocumentId, on: bool, stretch: bool, order: &[DocumentId]) {
        // Letting one go of “all that match” leaves those that are shown.
        if self.everything.get_untracked() {
            self.everything.set(false);
            self.chosen.set(order.iter().copied().collect());
        }
        let place = |wanted: DocumentId| order.iter().position(|id| *id == wanted);
        let from = self.last.get_value().filter(|_| stretch).and_then(place);
        let ids: Vec<DocumentId> = match (from, place(id)) {
            (Some(from), Some(to)) => {
                order.iter().copied().skip(from.min(to)).take(from.abs_diff(to) + 1).collect()
            }
            _ => vec![id],
        };
        self.chosen.update(|chosen| {
            for id in ids {
                if on {
                    chosen.insert(id);
                } else {
                    chosen.remove(&id);
                }
            }
        });
        self.last.set_value(Some(id));
    }

    /// Chooses these, or lets everything go.
    pub fn set_all(&self, ids: &[DocumentId], on: bool) {
        self.everything.set(false);
        self.chosen.set(if on { ids.iter().copied().collect() } else { BTreeSet::new() });
        self.last.set_value(None);
    }

    /// Lets everything go.
    pub fn clear(&self) {
        self.set_all(&[], false);
    }

    /// An action on what is chosen.
    pub fn request(&self, action: BulkAction, filter: DocumentFilter) -> BulkRequest {
        if self.everything.get_untracked() {
            return BulkRequest { action, ids: None, filter: Some(filter) };
        }
        let ids = self.chosen.with_untracked(|chosen| chosen.iter().copied().collect());
        BulkRequest { action, ids: Some(ids), filter: None }
    }
}
