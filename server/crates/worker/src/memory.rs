//! How much memory jobs need, and that those that run together do not need more than there is.

use std::sync::{Arc, Mutex, PoisonError};

use chatsphere_domain::jobs::{IMPORT, INGEST};

/// What a job needs at most, by kind, in MB: those that start a reader with its own limit, and the batches
/// of an import. Every other kind needs [`LITTLE_MB`].
const NEEDS: [(&str, usize); 3] = [(INGEST, 350), ("bulk_reprocess", 350), (IMPORT, 150)];
const LITTLE_MB: usize = 32;

/// The memory that jobs of this process may need together.
#[derive(Debug)]
pub(crate) struct Budget {
    total_mb: usize,
    used_mb: Mutex<usize>,
}

/// A part of the budget, given back when this is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    budget: Arc<Budget>,
    mb: usize,
}

impl Budget {
    pub(crate) fn new(total_mb: usize) -> Arc<Self> {
        Arc::new(Self { total_mb, used_mb: Mutex::new(0) })
    }

    /// The kinds for which too little is left. While nothing runs, every kind fits.
    pub(crate) fn too_large(&self) -> Vec<&'static str> {
        let used = *self.used_mb.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |mb: usize| used == 0 || used + mb <= self.total_mb;
        NEEDS.iter().filter(|(_, mb)| !fits(*mb)).map(|(kind, _)| *kind).collect()
    }

    /// Takes the share of a job that begins.
    pub(crate) fn take(self: &Arc<Self>, kind: &str) -> Share {
        let mb = NEEDS.iter().find(|(known, _)| *known == kind).map_or(LITTLE_MB, |(_, mb)| *mb);
        *self.used_mb.lock().unwrap_or_else(PoisonError::into_inner) += mb;
        Share { budget: Arc::clone(self), mb }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        *self.budget.used_mb.lock().unwrap_or_else(PoisonError::into_inner) -= self.mb;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_jobs_wait_for_room_and_one_always_fits() {
        let budget = Budget::new(400);
        assert!(budget.too_large().is_empty());
        let first = budget.take(INGEST);
        assert_eq!(budget.too_large(), [INGEST, "bulk_reprocess", IMPORT]);
        let small = budget.take("bulk_tag");
        drop(first);
        assert!(budget.too_large().is_empty());
        drop(small);
        let tight = Budget::new(1);
        assert!(tight.too_large().is_empty());
    }
}
