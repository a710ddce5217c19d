//! The vectors of what conversations asked last, for the question that follows.
//!
//! Nothing is found from one conversation in another, not even of the same text: how fast an answer comes
//! must not tell anybody what somebody else has asked.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use super::Scope;
use crate::embedding::QuestionVector;

/// Questions remembered of a conversation: one that is thought about, and the one before it.
const OF_A_CONVERSATION: usize = 2;

/// Conversations in a generation; two are kept. A vector is some kilobytes.
const GENERATION: usize = 1_000;

/// See the module.
#[derive(Debug, Default)]
pub struct LastQuestions {
    generations: Mutex<Generations>,
}

/// Whoever asks is moved to the new generation. When that is full it becomes the old one, and the one before
/// is forgotten: about the order of last use, without a list to keep.
#[derive(Debug, Default)]
struct Generations {
    new: HashMap<Scope, Vec<Remembered>>,
    old: HashMap<Scope, Vec<Remembered>>,
}

#[derive(Debug)]
struct Remembered {
    /// Tells the text without keeping a visitor's words in memory.
    digest: [u8; 32],
    vector: QuestionVector,
}

impl LastQuestions {
    /// The vector that this model made of a text which this conversation asked lately.
    pub(super) fn find(&self, scope: Scope, embedder: &str, text: &str) -> Option<QuestionVector> {
        let digest = Sha256::digest(text);
        let generations = self.lock();
        let known = generations.new.get(&scope).or_else(|| generations.old.get(&scope))?;
        let is_it = |one: &&Remembered| one.vector.embedder == embedder && one.digest == *digest;
        known.iter().find(is_it).map(|found| found.vector.clone())
    }

    /// Remembers the vector of what this conversation asked.
    pub(super) fn keep(&self, scope: Scope, text: &str, vector: QuestionVector) {
        let digest = Sha256::digest(text).into();
        let mut generations = self.lock();
        let Generations { new, old } = &mut *generations;
        let mut known = new.remove(&scope).or_else(|| old.remove(&scope)).unwrap_or_default();
        known.retain(|one| one.digest != digest);
        known.insert(0, Remembered { digest, vector });
        known.truncate(OF_A_CONVERSATION);
        if new.len() >= GENERATION {
            *old = std::mem::take(new);
        }
        new.insert(scope, known);
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::ids::{ConversationId, WorkspaceId};
    use uuid::Uuid;

    use super::*;

    fn scope(conversation: u128) -> Scope {
        let conversation = ConversationId(Uuid::from_u128(conversation));
        Scope { tenant: WorkspaceId(Uuid::from_u128(1)), conversation }
    }

    fn vector(number: f32) -> QuestionVector {
        QuestionVector { embedder: "model".to_owned(), numbers: vec![number] }
    }

    #[test]
    fn the_last_two_of_a_conversation_are_known_there_and_nowhere_else() {
        let questions = LastQuestions::default();
        for (n, text) in ["one", "two", "three"].into_iter().enumerate() {
            questions.keep(scope(1), text, vector(n as f32));
        }
        assert_eq!(questions.find(scope(1), "model", "three"), Some(vector(2.0)));
        assert_eq!(questions.find(scope(1), "model", "two"), Some(vector(1.0)));
        assert_eq!(questions.find(scope(1), "model", "one"), None);
        assert_eq!(questions.find(scope(2), "model", "two"), None);
        let elsewhere = Scope { tenant: WorkspaceId(Uuid::from_u128(2)), ..scope(1) };
        assert_eq!(questions.find(elsewhere, "model", "two"), None);
        assert_eq!(questions.find(scope(1), "another model", "two"), None);
    }

    #[test]
    fn conversations_that_are_silent_for_long_are_forgotten() {
        let questions = LastQuestions::default();
        questions.keep(scope(0), "silent", vector(0.0));
        for n in 1..=2 * GENERATION as u128 {
            questions.keep(scope(n), "question", vector(1.0));
        }
        assert_eq!(questions.find(scope(0), "model", "silent"), None);
        assert!(questions.find(scope(2 * GENERATION as u128), "model", "question").is_some());
        let generations = questions.lock();
        assert!(generations.new.len() + generations.old.len() <= 2 * GENERATION);
    }
}
