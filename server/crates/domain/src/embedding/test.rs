//! Trying a model before passages depend on it.

use chatsphere_ai::EmbedError;
use chatsphere_contract::embedding::{ChooseEmbedder, EmbedderTest};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use sha2::{Digest, Sha256};
use tokio::time::Instant;
use url::Url;

use super::EmbeddingError;
use super::input::{Choice, check};
use crate::platform::Platform;

/// What a model that works is known by.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) dimensions: i32,
    pub(super) languages: Vec<String>,
}

/// Has the model make one vector. That it fails is an outcome, not an error.
pub async fn test(
    platform: &Platform,
    ctx: &Ctx,
    input: ChooseEmbedder,
) -> Result<EmbedderTest, EmbeddingError> {
    ctx.require(Permission::SettingsWrite)?;
    let choice = check(&platform.embedders, &input)?;
    let begun = Instant::now();
    Ok(match known(platform, &choice).await {
        Ok(known) => EmbedderTest {
            ok: true,
            dimensions: Some(known.dimensions),
            took_ms: Some(u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX)),
            problem: None,
        },
        Err(problem) => EmbedderTest { ok: false, dimensions: None, took_ms: None, problem: Some(problem) },
    })
}

/// Finds out what a model is known by, by using it; `Err` is a sentence.
pub(super) async fn known(platform: &Platform, choice: &Choice) -> Result<Known, String> {
    let of = |embeddings: &chatsphere_ai::Embeddings| Known {
        id: embeddings.id().to_owned(),
        dimensions: i32::try_from(embeddings.dimensions()).unwrap_or(i32::MAX),
        languages: embeddings.languages().to_vec(),
    };
    match choice {
        Choice::Install => platform
            .embeddings
            .as_ref()
            .map(of)
            .ok_or_else(|| "This install has no model of its own.".to_owned()),
        Choice::Folder(name) => platform.embedders.folder(name).await.map(|embeddings| of(&embeddings)),
        Choice::Endpoint { base_url, model, key } => {
            let endpoint = platform.embedders.reach(base_url, key.clone(), model, ("", 0))?;
            let made = endpoint.embed_once(&["probe".to_owned()]).await.map_err(|error| sentence(&error))?;
            let dimensions = made.first().map_or(0, Vec::len);
            Ok(Known {
                id: name(base_url, model, dimensions),
                dimensions: i32::try_from(dimensions).unwrap_or(i32::MAX),
                languages: Vec::new(),
            })
        }
    }
}

/// Names an endpoint's model so that another address, model or size is another name.
fn name(base_url: &str, model: &str, dimensions: usize) -> String {
    let host =
        Url::parse(base_url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let mut hash = Sha256::new();
    hash.update(base_url);
    hash.update([0]);
    hash.update(model);
    let hash: String = hash.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{model}@{host}-{hash}-{dimensions}")
}

/// What is wrong, for people.
pub(super) fn sentence(error: &EmbedError) -> String {
    match error {
        EmbedError::Unavailable(reason) | EmbedError::Refused(reason) | EmbedError::Run(reason) => {
            format!("The endpoint cannot be used: {reason}.")
        }
        EmbedError::Load(reason) => reason.clone(),
        EmbedError::Stopped => "The server is stopping.".to_owned(),
    }
}
