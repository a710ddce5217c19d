//! An embedding model in a folder: `model.onnx` and `tokenizer.json`, run by rten on the CPU.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rten::{Model, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView, Tensor};
use sha2::{Digest, Sha256};

use super::tokens::TokenizerThread;
use super::{EmbedError, Embedder};

/// Models whose name and languages are known, by the SHA-256 of `model.onnx`.
const KNOWN_MODELS: &[(&str, &str, &[&str])] =
    &[("8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6", "all-minilm-l6-v2-int8", &["en"])];

/// A sentence embedder in ONNX form: transformer output mean-pooled over the attention mask, or a
/// pooled output if the model has one.
pub struct LocalEmbedder {
    id: String,
    languages: Vec<String>,
    dimensions: usize,
    model: Model,
    tokenizer: TokenizerThread,
    inputs: Inputs,
    output: NodeId,
    /// Pools of one thread each, one for every run that goes on at the same time: a run never spreads
    /// over cores, runs do.
    idle_pools: Mutex<Vec<Arc<ThreadPool>>>,
}

/// The model's inputs; those that it may lack are optional.
struct Inputs {
    token_ids: NodeId,
    attention_mask: Option<NodeId>,
    token_types: Option<NodeId>,
}

impl fmt::Debug for LocalEmbedder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalEmbedder").field("id", &self.id).field("dimensions", &self.dimensions).finish()
    }
}

impl LocalEmbedder {
    /// Loads the model of `folder` and runs it once, so that a model that cannot work is found out now.
    pub fn load(folder: &Path) -> Result<Self, EmbedError> {
        let bytes = std::fs::read(folder.join("model.onnx")).map_err(|error| {
            EmbedError::Load(format!("{} cannot be read: {error}", folder.join("model.onnx").display()))
        })?;
        let (id, languages) = name_model(folder, &bytes);
        let tokenizer = TokenizerThread::load(&folder.join("tokenizer.json"))?;
        let model = Model::load(bytes).map_err(|error| EmbedError::Load(format!("model.onnx: {error}")))?;
        let inputs = find_inputs(&model)?;
        let output = find_output(&model)?;
        let mut embedder = Self {
            id,
            languages,
            dimensions: 0,
            model,
            tokenizer,
            inputs,
            output,
            idle_pools: Mutex::default(),
        };
        let probe = embedder.embed("probe").map_err(|error| EmbedError::Load(error.to_string()))?;
        if probe.is_empty() {
            return Err(EmbedError::Load("model.onnx gives empty vectors".to_owned()));
        }
        embedder.dimensions = probe.len();
        Ok(embedder)
    }

    fn run(&self, tokens: Vec<i32>) -> Result<Value, EmbedError> {
        let count = tokens.len();
        let mut inputs: Vec<(NodeId, ValueOrView<'_>)> = vec![(self.inputs.token_ids, row(tokens).into())];
        if let Some(mask) = self.inputs.attention_mask {
            inputs.push((mask, row(vec![1; count]).into()));
        }
        if let Some(types) = self.inputs.token_types {
            inputs.push((types, row(vec![0; count]).into()));
        }
        let pool = self.take_pool();
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&pool)));
        let outcome = self.model.run_n(inputs, [self.output], Some(options));
        self.idle_pools.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        let [value] = outcome.map_err(|error| EmbedError::Run(error.to_string()))?;
        Ok(value)
    }

    fn take_pool(&self) -> Arc<ThreadPool> {
        let idle = self.idle_pools.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)))
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
        let value = self.run(self.tokenizer.encode(text)?)?;
        let tensor: Tensor<f32> =
            value.try_into().map_err(|_| EmbedError::Run("the output is not of type f32".to_owned()))?;
        let mut vector = pool(&tensor)?;
        normalise(&mut vector);
        if vector.iter().all(|number| number.is_finite()) {
            Ok(vector)
        } else {
            Err(EmbedError::Run("the vector holds numbers that are not finite".to_owned()))
        }
    }
}

fn row(values: Vec<i32>) -> Value {
    NdTensor::from_data([1, values.len()], values).into()
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

fn name_model(folder: &Path, bytes: &[u8]) -> (String, Vec<String>) {
    let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if let Some((_, name, languages)) = KNOWN_MODELS.iter().find(|(known, ..)| *known == hash) {
        return ((*name).to_owned(), languages.iter().map(|code| (*code).to_owned()).collect());
    }
    let name = folder.file_name().map_or_else(|| "model".into(), |name| name.to_string_lossy());
    (format!("{name}-{}", hash.get(..8).unwrap_or_default()), Vec::new())
}

fn find_inputs(model: &Model) -> Result<Inputs, EmbedError> {
    let names: Vec<(NodeId, String)> = model
        .input_ids()
        .iter()
        .filter_map(|id| Some((*id, model.node_info(*id)?.name()?.to_owned())))
        .collect();
    let find = |name: &str| names.iter().find(|(_, known)| known == name).map(|(id, _)| *id);
    let known = ["input_ids", "attention_mask", "token_type_ids"];
    if let Some((_, name)) = names.iter().find(|(_, name)| !known.contains(&name.as_str())) {
        return Err(EmbedError::Load(format!("model.onnx wants an input that is not known: {name}")));
    }
    Ok(Inputs {
        token_ids: find("input_ids")
            .ok_or_else(|| EmbedError::Load("model.onnx has no input named input_ids".to_owned()))?,
        attention_mask: find("attention_mask"),
        token_types: find("token_type_ids"),
    })
}

/// A pooled output is preferred: its model knows best how to pool.
fn find_output(model: &Model) -> Result<NodeId, EmbedError> {
    ["sentence_embedding", "last_hidden_state", "token_embeddings"]
        .into_iter()
        .find_map(|name| model.find_node(name).filter(|id| model.output_ids().contains(id)))
        .or_else(|| model.output_ids().first().copied())
        .ok_or_else(|| EmbedError::Load("model.onnx has no output".to_owned()))
}
