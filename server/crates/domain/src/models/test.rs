//! Trying a model before visitors depend on it.

use std::time::Duration;

use chatsphere_ai::{ChatDelta, ChatError, ChatModel, ChatRequest, ChatTimeouts};
use chatsphere_contract::ids::ModelId;
use chatsphere_contract::models::{ModelTest, TestModel};
use chatsphere_db::models;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use futures::StreamExt;
use tokio::time::Instant;

use super::health::explain;
use super::{ModelError, input};
use crate::platform::Platform;

/// A person waits for this.
const TIMEOUTS: ChatTimeouts = ChatTimeouts {
    first_token: Duration::from_secs(10),
    idle: Duration::from_secs(5),
    total: Duration::from_secs(15),
};

/// Enough for a model that thinks before it says one word.
const MAX_OUTPUT_TOKENS: u32 = 256;

/// Asks for one word. That the endpoint fails is an outcome, not an error.
pub async fn test(platform: &Platform, ctx: &Ctx, given: TestModel) -> Result<ModelTest, ModelError> {
    ctx.require(Permission::SettingsWrite)?;
    let stored = match given.id {
        Some(id) => {
            let tx = platform.db.tenant(ctx.tenant).await?;
            let all = models::list(&tx).await?;
            tx.close();
            Some(all.into_iter().find(|model| model.id == id).ok_or(ModelError::NotFound)?)
        }
        None => None,
    };
    let model = match (given.settings, stored) {
        (Some(settings), stored) => {
            let id = stored.as_ref().map_or(ModelId(platform.uuid()), |model| model.id);
            input::check(platform, ctx, id, &settings, stored.as_ref())?
        }
        (None, Some(stored)) => stored,
        (None, None) => {
            let message = "Name a stored model, or give the settings to try.";
            return Err(ModelError::Invalid(vec![input::error("settings", "required", message)]));
        }
    };
    let outcome = match platform.models.make(&platform.secret, ctx.tenant, &model, TIMEOUTS) {
        Ok(model) => first_word(&model).await.map_err(|error| explain(&error)),
        Err(sentence) => Err(sentence),
    };
    Ok(match outcome {
        Ok(first_token_ms) => ModelTest { ok: true, first_token_ms: Some(first_token_ms), problem: None },
        Err(problem) => ModelTest { ok: false, first_token_ms: None, problem: Some(problem) },
    })
}

/// How long the first word took, in milliseconds.
async fn first_word(model: &dyn ChatModel) -> Result<u32, ChatError> {
    let request = ChatRequest {
        question: "Reply with the one word “ready”.".to_owned(),
        max_output_tokens: MAX_OUTPUT_TOKENS,
        temperature: 0.0,
        ..ChatRequest::default()
    };
    let start = Instant::now();
    let mut stream = model.stream(request);
    while let Some(delta) = stream.next().await {
        if let ChatDelta::Text(_) = delta? {
            return Ok(u32::try_from(start.elapsed().as_millis()).unwrap_or(u32::MAX));
        }
    }
    Err(ChatError::Protocol("an answer without text".to_owned()))
}
