//! The asynchronous front on an embedder that the test controls.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has to stop")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use chatsphere_ai::{EmbedError, Embedder, Embeddings};

/// Holds texts that begin with "slow" until the gate opens.
#[derive(Debug, Default)]
struct Gated {
    open: Mutex<bool>,
    opened: Condvar,
    runs: AtomicUsize,
}

impl Gated {
    fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
    }
}

impl Embedder for Gated {
    fn id(&self) -> &str {
        "gated"
    }
    fn dimensions(&self) -> usize {
        1
    }
    fn languages(&self) -> &[String] {
        &[]
    }
    fn embed(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        if text.starts_with("slow") {
            let mut open = self.open.lock().unwrap();
            while !*open {
                open = self.opened.wait(open).unwrap();
            }
        }
        assert!(!text.starts_with("panic"), "on purpose");
        Ok(vec![text.len() as f32])
    }
}

#[tokio::test]
async fn a_question_does_not_wait_behind_passages() {
    let gated = Arc::new(Gated::default());
    let embeddings = Embeddings::with_threads(gated.clone(), 1, 1).unwrap();
    let bulk = embeddings.clone();
    let reading = tokio::spawn(async move { bulk.passages(vec!["slow".to_owned(); 300]).await });
    let answer = tokio::time::timeout(Duration::from_secs(5), embeddings.question("now")).await.unwrap();
    assert_eq!(answer.unwrap(), [3.0]);
    assert!(!reading.is_finished());
    gated.open();
    assert_eq!(reading.await.unwrap().unwrap().len(), 300);
}

#[tokio::test]
async fn work_that_nobody_waits_for_any_more_is_skipped() {
    let gated = Arc::new(Gated::default());
    let embeddings = Embeddings::with_threads(gated.clone(), 1, 1).unwrap();
    let bulk = embeddings.clone();
    let reading = tokio::spawn(async move { bulk.passages(vec!["slow".to_owned(); 40]).await });
    while gated.runs.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    reading.abort();
    assert!(reading.await.unwrap_err().is_cancelled());
    gated.open();
    assert_eq!(embeddings.passages(vec!["after".to_owned()]).await.unwrap(), [[5.0]]);
    assert_eq!(gated.runs.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_text_on_which_the_model_panics_fails_alone() {
    let embeddings = Embeddings::with_threads(Arc::new(Gated::default()), 1, 1).unwrap();
    assert!(matches!(embeddings.question("panic").await, Err(EmbedError::Run(_))));
    assert_eq!(embeddings.question("fine").await.unwrap(), [4.0]);
}
