//! The vectors of forbidden topics, made once a process: a question is compared with every one of them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chatsphere_contract::ids::WorkspaceId;

use crate::embedding::QuestionVector;

/// Topics remembered; beyond, all are made anew, which takes some milliseconds each.
const KEPT: usize = 5_000;

/// See the module. A workspace's model is its own, so its vectors are too.
#[derive(Debug, Default)]
pub struct TopicVectors {
    known: Mutex<HashMap<(WorkspaceId, String), QuestionVector>>,
}

impl TopicVectors {
    /// The vector that this model made of a topic.
    pub(super) fn find(&self, tenant: WorkspaceId, embedder: &str, topic: &str) -> Option<QuestionVector> {
        let known = self.lock();
        let vector = known.get(&(tenant, topic.to_owned()))?;
        (vector.embedder == embedder).then(|| vector.clone())
    }

    /// Remembers it.
    pub(super) fn keep(&self, tenant: WorkspaceId, topic: &str, vector: QuestionVector) {
        let mut known = self.lock();
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert((tenant, topic.to_owned()), vector);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(WorkspaceId, String), QuestionVector>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_vector_is_found_for_its_workspace_and_its_model_only() {
        let (ours, theirs) = (WorkspaceId(Uuid::from_u128(1)), WorkspaceId(Uuid::from_u128(2)));
        let vector = QuestionVector { embedder: "model".to_owned(), numbers: vec![1.0] };
        let vectors = TopicVectors::default();
        vectors.keep(ours, "politics", vector.clone());
        assert_eq!(vectors.find(ours, "model", "politics"), Some(vector));
        assert_eq!(vectors.find(ours, "another", "politics"), None);
        assert_eq!(vectors.find(theirs, "model", "politics"), None);
    }
}
