//! A cross-encoder in a folder, as the embedder's: `model.onnx` and `tokenizer.json`.

use std::fmt;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use futures::future::{BoxFuture, try_join_all};
use rten_tensor::Tensor;
use rten_tensor::prelude::*;
use tokio::sync::Semaphore;

use super::{Candidate, RerankError, Reranker};
use crate::local_model::{LocalModel, Text, name_of};

/// Tokens of question and passage together. Cross-encoders are trained on 512; half of that holds a question and
/// a thousand characters, at less than half the time.
const MAX_TOKENS: usize = 320;

/// Outputs that are read, best first.
const OUTPUTS: [&str; 3] = ["logits", "scores", "output"];

/// A sequence classifier over question and passage with one number (a logit) or two (no, yes) as its output.
pub struct CrossEncoder {
    name: String,
    model: Arc<LocalModel>,
    /// As many runs at once as leave a core to everything else.
    runs: Arc<Semaphore>,
}

impl fmt::Debug for CrossEncoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CrossEncoder").field("name", &self.name).finish_non_exhaustive()
    }
}

impl CrossEncoder {
    /// Loads the model of `folder` and runs it once, so that a model that cannot work is found out now.
    /// Blocking.
    pub fn load(folder: &Path) -> Result<Self, RerankError> {
        let model = LocalModel::load(folder, &OUTPUTS, MAX_TOKENS)?;
        let probe = score(&model, "probe".to_owned(), "probe".to_owned());
        probe.map_err(|error| RerankError::Load(error.to_string()))?;
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Ok(Self {
            name: name_of(folder, &model.sha256),
            model: Arc::new(model),
            runs: Arc::new(Semaphore::new(cores.saturating_sub(1).max(1))),
        })
    }

    async fn score(&self, question: &str, passage: &Candidate) -> Result<f32, RerankError> {
        let stopped = |_| RerankError::Run("the reranker has stopped".to_owned());
        // Waited for here, so that nothing more is begun once nobody waits for the scores any more.
        let permit = Arc::clone(&self.runs).acquire_owned().await.map_err(stopped)?;
        let (model, question) = (Arc::clone(&self.model), question.to_owned());
        let text = format!("{}\n{}", passage.title, passage.text);
        let run = tokio::task::spawn_blocking(move || {
            let outcome = score(&model, question, text);
            drop(permit);
            outcome
        });
        run.await.map_err(|_| RerankError::Run("the model panicked".to_owned()))?
    }
}

impl Reranker for CrossEncoder {
    fn name(&self) -> &str {
        &self.name
    }

    fn scores<'a>(
        &'a self,
        question: &'a str,
        passages: &'a [Candidate],
    ) -> BoxFuture<'a, Result<Vec<f32>, RerankError>> {
        Box::pin(try_join_all(passages.iter().map(|passage| self.score(question, passage))))
    }
}

fn score(model: &LocalModel, question: String, passage: String) -> Result<f32, RerankError> {
    probability(&model.run(Text::Pair(question, passage))?)
}

/// The logistic function of one logit, or of the difference of two: what softmax gives the second.
fn probability(output: &Tensor<f32>) -> Result<f32, RerankError> {
    let numbers: Vec<f32> = output.iter().copied().collect();
    let logit = match numbers.as_slice() {
        [logit] => *logit,
        [no, yes] => yes - no,
        _ => {
            let message = format!("the output has the unexpected shape {:?}", output.shape());
            return Err(RerankError::Run(message));
        }
    };
    let probability = 1.0 / (1.0 + (-logit).exp());
    if probability.is_finite() {
        Ok(probability)
    } else {
        Err(RerankError::Run("the score is not a number".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_logit_or_two_are_a_probability() {
        let of = |numbers: &[f32]| probability(&Tensor::from_data(&[1, numbers.len()], numbers.to_vec()));
        assert_eq!(of(&[0.0]), Ok(0.5));
        assert_eq!(of(&[1.0, 1.0]), Ok(0.5));
        assert!(of(&[-3.0, 3.0]).is_ok_and(|probability| probability > 0.99));
        assert!(of(&[1.0, 2.0, 3.0]).is_err() && of(&[f32::NAN]).is_err() && of(&[]).is_err());
    }
}
