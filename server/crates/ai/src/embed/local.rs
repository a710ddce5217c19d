//! An embedding model in a folder: `model.onnx` and `tokenizer.json`, run by rten on the CPU.

use std::fmt;
use std::path::Path;

use rten_tensor::prelude::*;
use rten_tensor::{NdTensorView, Tensor};

use super::{EmbedError, Embedder};
use crate::local_model::{LocalModel, LocalModelError, Text, name_of};

/// Models whose name and languages are known, by the SHA-256 of `model.onnx`.
const KNOWN_MODELS: &[(&str, &str, &[&str])] =
    &[("8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6", "all-minilm-l6-v2-int8", &["en"])];

/// Tokens of a text that are looked at, special ones included. MiniLM was trained on 128 to 256; the cost grows
/// with the length.
const MAX_TOKENS: usize = 256;

/// Outputs that are read, best first. A pooled one is preferred: its model knows best how to pool.
const OUTPUTS: [&str; 3] = ["sentence_embedding", "last_hidden_state", "token_embeddings"];

/// A sentence embedder in ONNX form: transformer output mean-pooled over the attention mask, or a
/// pooled output if the model has one.
pub struct LocalEmbedder {
    id: String,
    languages: Vec<String>,
    dimensions: usize,
    model: LocalModel,
}

impl fmt::Debug for LocalEmbedder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalEmbedder").field("id", &self.id).field("dimensions", &self.dimensions).finish()
    }
}

impl LocalEmbedder {
    /// Loads the model of `folder` and runs it once, so that a model that cannot work is found out now.
    pub fn load(folder: &Path) -> Result<Self, EmbedError> {
        let model = LocalModel::load(folder, &OUTPUTS, MAX_TOKENS)?;
        let (id, languages) = name_model(folder, &model.sha256);
        let mut embedder = Self { id, languages, dimensions: 0, model };
        let probe = embedder.embed("probe").map_err(|error| EmbedError::Load(error.to_string()))?;
        if probe.is_empty() {
            return Err(EmbedError::Load("model.onnx gives empty vectors".to_owned()));
        }
        embedder.dimensions = probe.len();
        Ok(embedder)
    }
}

impl Embedder for LocalEmbedder {
    fn id(&self) -> &str {
        &self.id
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn languages(&self) -> &[String] {
        &self.languages
    }

    fn embed(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
        let tensor = self.model.run(Text::One(text.to_owned()))?;
        let mut vector = pool(&tensor)?;
        normalise(&mut vector);
        if vector.iter().all(|number| number.is_finite()) {
            Ok(vector)
        } else {
            Err(EmbedError::Run("the vector holds numbers that are not finite".to_owned()))
        }
    }
}

impl From<LocalModelError> for EmbedError {
    fn from(error: LocalModelError) -> Self {
        match error {
            LocalModelError::Load(message) => Self::Load(message),
            LocalModelError::Run(message) => Self::Run(message),
            LocalModelError::Stopped => Self::Stopped,
        }
    }
}

/// Mean over the tokens of `[1, tokens, dimensions]`; `[1, dimensions]` is pooled already. Every token
/// counts: texts are not padded, so that the attention mask is all ones.
fn pool(output: &Tensor<f32>) -> Result<Vec<f32>, EmbedError> {
    match *output.shape() {
        [1, _] => Ok(output.iter().copied().collect()),
        [1, count, dimensions] => {
            let tokens: NdTensorView<'_, f32, 3> = output.nd_view();
            let mut sums = vec![0_f32; dimensions];
            for token in 0..count {
                for (sum, value) in sums.iter_mut().zip(tokens.slice((0, token)).iter()) {
                    *sum += value;
                }
            }
            let count = count.max(1) as f32;
            Ok(sums.into_iter().map(|sum| sum / count).collect())
        }
        _ => Err(EmbedError::Run(format!("the output has the unexpected shape {:?}", output.shape()))),
    }
}

fn normalise(vector: &mut [f32]) {
    let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|number| *number /= length);
    }
}

fn name_model(folder: &Path, sha256: &str) -> (String, Vec<String>) {
    match KNOWN_MODELS.iter().find(|(known, ..)| *known == sha256) {
        Some((_, name, languages)) => {
            ((*name).to_owned(), languages.iter().map(|code| (*code).to_owned()).collect())
        }
        None => (name_of(folder, sha256), Vec::new()),
    }
}
