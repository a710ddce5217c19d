//! What the conversation pages ask the server.

use chatsphere_contract::conversations::{Conversation, ConversationSummary};
use chatsphere_contract::paging::{Page, PageQuery};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// A page of conversations, latest first, of one bot or of all.
#[server(prefix = "/api/fn", endpoint = "conversations.list", input = Json)]
pub async fn list_conversations(
    bot: Option<String>,
    query: PageQuery,
) -> Result<Page<ConversationSummary>, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = bot.map(|bot| crate::ssr::id(&bot, "bot")).transpose()?;
    chatsphere_domain::conversations::list(&caller.platform, &caller.ctx, bot, &query)
        .await
        .map_err(crate::ssr::failed)
}

/// A conversation with its transcript.
#[server(prefix = "/api/fn", endpoint = "conversations.get", input = Json)]
pub async fn load_conversation(conversation: String) -> Result<Conversation, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&conversation, "conversation")?;
    chatsphere_domain::conversations::get(&caller.platform, &caller.ctx, id).await.map_err(crate::ssr::failed)
}
