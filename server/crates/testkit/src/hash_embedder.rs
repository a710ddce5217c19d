//! A small embedder for tests: texts that share words are near each other, always in the same way.

use std::sync::{Arc, Mutex, PoisonError};

use chatsphere_ai::{EmbedError, Embedder};

/// Numbers in a vector.
const DIMENSIONS: usize = 64;

/// Hashes each word into one place of a vector, and remembers what it was asked for.
#[derive(Debug, Clone, Default)]
pub struct HashEmbedder {
    embedded: Arc<Mutex<Vec<String>>>,
}

impl HashEmbedder {
    /// The texts that it embedded since this was last asked, in order.
    pub fn take_embedded(&self) -> Vec<String> {
        std::mem::take(&mut self.embedded.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Embedder for HashEmbedder {
    fn id(&self) -> &str {
        "test-word-hash-64"
    }

    fn dimensions(&self) -> usize {
        DIMENSIONS
    }

    fn languages(&self) -> &[String] {
        &[]
    }

    fn embed(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
        self.embedded.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
        let mut vector = vec![0.0_f32; DIMENSIONS];
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let hash = fnv1a(&word.to_lowercase());
            let place = usize::try_from(hash % DIMENSIONS as u64).unwrap_or_default();
            if let Some(number) = vector.get_mut(place) {
                *number += if hash >> 63 == 0 { 1.0 } else { -1.0 };
            }
        }
        let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|number| *number /= length);
        } else if let Some(first) = vector.first_mut() {
            *first = 1.0;
        }
        Ok(vector)
    }
}

/// FNV-1a: the standard library's hashers may change from release to release.
fn fnv1a(word: &str) -> u64 {
    word.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
