//! Trying a provider before visitors depend on it.

use std::time::Duration;

use chatsphere_ai::{ChatDelta, ChatError, ChatModel, ChatRequest, ChatTimeouts};
use chatsphere_contract::providers::{ProviderTest, SetProvider};
use chatsphere_db::providers;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use futures::StreamExt;
use tokio::time::Instant;

use super::{ProviderError, input};
use crate::platform::Platform;

/// A person waits for this.
const TIMEOUTS: ChatTimeouts = ChatTimeouts {
    first_token: Duration::from_secs(10),
    idle: Duration::from_secs(5),
    total: Duration::from_secs(15),
};

/// Enough for a model that thinks before it says one word.
const MAX_OUTPUT_TOKENS: u32 = 256;

/// Asks for one word: with `input` as if it were stored, without with what is stored. That the endpoint
/// fails is an outcome, not an error.
pub async fn test(
    platform: &Platform,
    ctx: &Ctx,
    input: Option<SetProvider>,
) -> Result<ProviderTest, ProviderError> {
    ctx.require(Permission::SettingsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let stored = providers::find(&tx).await?;
    tx.commit().await?;
    let setting = match input {
        Some(input) => input::check(platform, ctx, &input, stored.as_ref())?,
        None => stored.ok_or(ProviderError::NotSet)?,
    };
    let outcome = match platform.models.make(&platform.secret, ctx.tenant, &setting, TIMEOUTS) {
        Ok(model) => first_word(&model).await.map_err(|error| explain(&error)),
        Err(sentence) => Err(sentence),
    };
    Ok(match outcome {
        Ok(first_token_ms) => ProviderTest { ok: true, first_token_ms: Some(first_token_ms), problem: None },
        Err(problem) => ProviderTest { ok: false, first_token_ms: None, problem: Some(problem) },
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

/// What to do about it, for people.
fn explain(error: &ChatError) -> String {
    match error {
        ChatError::Refused { status: 401 | 403, detail, .. } => format!("The endpoint refuses the key: {detail}"),
        ChatError::Refused { status: 404, detail, .. } => {
            format!("The endpoint does not know this address or this model: {detail}")
        }
        ChatError::Refused { status: 429, detail, .. } => {
            format!("The endpoint says that the limit or the credit is used up: {detail}")
        }
        ChatError::Refused { status: 300..=399, .. } => {
            "The endpoint sends us to another address. Enter that one.".to_owned()
        }
        ChatError::Refused { status, detail, .. } => format!("The endpoint refuses ({status}): {detail}"),
        ChatError::Unreachable(reason) => format!("The endpoint cannot be reached: {reason}"),
        ChatError::Timeout(_) => "The endpoint did not answer in time. Try again in a moment.".to_owned(),
        ChatError::Interrupted(reason) => format!("The connection broke off: {reason}"),
        ChatError::Protocol(reason) => format!("The endpoint does not speak the expected protocol: {reason}"),
    }
}
