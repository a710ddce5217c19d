//! What the playground asks the server, the streamed answer apart.

use chatsphere_contract::behaviour::BehaviourSource;
use chatsphere_contract::conversations::TurnTrace;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// A new conversation with a bot, held with its draft or as visitors have it; gives its id.
#[server(prefix = "/api/fn", endpoint = "playground.start", input = Json)]
pub async fn start_conversation(bot: String, behaviour: BehaviourSource) -> Result<String, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&bot, "bot")?;
    let conversation =
        chatsphere_domain::conversations::start_playground(&caller.platform, &caller.ctx, id, behaviour)
            .await
            .map_err(crate::ssr::failed)?;
    Ok(conversation.summary.id.to_string())
}

/// How an answer came about.
#[server(prefix = "/api/fn", endpoint = "playground.trace", input = Json)]
pub async fn load_trace(message: String) -> Result<TurnTrace, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&message, "answer")?;
    chatsphere_domain::conversations::trace(&caller.platform, &caller.ctx, id)
        .await
        .map_err(crate::ssr::failed)
}
