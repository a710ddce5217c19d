//! A transformer in a folder, `model.onnx` and `tokenizer.json`, run by rten on the CPU: what the embedder and
//! the reranker share.

mod tokens;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rten::{Model, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::{NdTensor, Tensor};
use sha2::{Digest, Sha256};

pub(crate) use self::tokens::Text;
use self::tokens::TokenizerThread;

/// Why a model in a folder cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LocalModelError {
    /// Its folder cannot be used.
    Load(String),
    /// It failed on a text.
    Run(String),
    /// Its threads are gone.
    Stopped,
}

/// See the module.
pub(crate) struct LocalModel {
    /// SHA-256 of `model.onnx`, in hexadecimal digits.
    pub(crate) sha256: String,
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

impl LocalModel {
    /// Loads the model of `folder`. Of its outputs the first of `outputs` that it has is read, or else its
    /// first one. At most `most_tokens` of a text are looked at, special ones included.
    pub(crate) fn load(folder: &Path, outputs: &[&str], most_tokens: usize) -> Result<Self, LocalModelError> {
        let file = folder.join("model.onnx");
        let bytes = std::fs::read(&file)
            .map_err(|error| LocalModelError::Load(format!("{} cannot be read: {error}", file.display())))?;
        let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let tokenizer = TokenizerThread::load(&folder.join("tokenizer.json"), most_tokens)?;
        let model =
            Model::load(bytes).map_err(|error| LocalModelError::Load(format!("model.onnx: {error}")))?;
        let inputs = find_inputs(&model)?;
        let output = outputs
            .iter()
            .find_map(|name| model.find_node(name).filter(|id| model.output_ids().contains(id)))
            .or_else(|| model.output_ids().first().copied())
            .ok_or_else(|| LocalModelError::Load("model.onnx has no output".to_owned()))?;
        Ok(Self { sha256, model, tokenizer, inputs, output, idle_pools: Mutex::default() })
    }

    /// What the model makes of a text, by one thread, which is this one.
    pub(crate) fn run(&self, text: Text) -> Result<Tensor<f32>, LocalModelError> {
        let tokens = self.tokenizer.encode(text)?;
        let count = tokens.ids.len();
        let mut inputs: Vec<(NodeId, ValueOrView<'_>)> =
            vec![(self.inputs.token_ids, row(tokens.ids).into())];
        if let Some(mask) = self.inputs.attention_mask {
            inputs.push((mask, row(vec![1; count]).into()));
        }
        if let Some(types) = self.inputs.token_types {
            inputs.push((types, row(tokens.types).into()));
        }
        let pool = self.take_pool();
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&pool)));
        let outcome = self.model.run_n(inputs, [self.output], Some(options));
        self.idle_pools.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        let [value] = outcome.map_err(|error| LocalModelError::Run(error.to_string()))?;
        value.try_into().map_err(|_| LocalModelError::Run("the output is not of type f32".to_owned()))
    }

    fn take_pool(&self) -> Arc<ThreadPool> {
        let idle = self.idle_pools.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)))
    }
}

fn row(values: Vec<i32>) -> Value {
    NdTensor::from_data([1, values.len()], values).into()
}

/// A name for a model: its folder's, and the beginning of its hash.
pub(crate) fn name_of(folder: &Path, sha256: &str) -> String {
    let name = folder.file_name().map_or_else(|| "model".into(), |name| name.to_string_lossy());
    format!("{name}-{}", sha256.get(..8).unwrap_or_default())
}

fn find_inputs(model: &Model) -> Result<Inputs, LocalModelError> {
    let names: Vec<(NodeId, String)> = model
        .input_ids()
        .iter()
        .filter_map(|id| Some((*id, model.node_info(*id)?.name()?.to_owned())))
        .collect();
    let find = |name: &str| names.iter().find(|(_, known)| known == name).map(|(id, _)| *id);
    let known = ["input_ids", "attention_mask", "token_type_ids"];
    if let Some((_, name)) = names.iter().find(|(_, name)| !known.contains(&name.as_str())) {
        return Err(LocalModelError::Load(format!("model.onnx wants an input that is not known: {name}")));
    }
    Ok(Inputs {
        token_ids: find("input_ids")
            .ok_or_else(|| LocalModelError::Load("model.onnx has no input named input_ids".to_owned()))?,
        attention_mask: find("attention_mask"),
        token_types: find("token_type_ids"),
    })
}
