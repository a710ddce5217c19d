//! Conversations as the workspace sees them: lists, transcripts, traces, the playground.

use std::sync::Arc;

use chatsphere_contract::behaviour::BehaviourSource;
use chatsphere_contract::conversations::{
    Channel, Conversation, ConversationSummary, Message, MessageError, TurnTrace,
};
use chatsphere_contract::ids::{BotId, ConversationId, MessageId};
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_db::DbError;
use chatsphere_db::conversations::{self, ConversationRow, NewConversation};
use chatsphere_db::messages::{self, MessageRecord};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::chat::{ConversationError, Scope};
use crate::platform::Platform;

/// Most messages of a transcript.
const TRANSCRIPT: u32 = 500;

/// A page of conversations, the latest first; of one bot or of all.
pub async fn list(
    platform: &Platform,
    ctx: &Ctx,
    bot: Option<BotId>,
    query: &PageQuery,
) -> Result<Page<ConversationSummary>, ConversationError> {
    ctx.require(Permission::Read)?;
    let limit = query.limit.unwrap_or(50).clamp(1, 100);
    let before = query.cursor.as_deref().map(parse_cursor).transpose()?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let mut rows = conversations::page(&tx, bot, before, limit + 1).await?;
    tx.commit().await?;
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_cursor = rows.last().filter(|_| has_more).map(cursor);
    Ok(Page { items: rows.into_iter().map(summary).collect(), next_cursor })
}

/// One conversation with its transcript.
pub async fn get(
    platform: &Platform,
    ctx: &Ctx,
    id: ConversationId,
) -> Result<Conversation, ConversationError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let row = conversations::find_row(&tx, id).await?.ok_or(ConversationError::NotFound)?;
    let transcript = messages::latest(&tx, id, TRANSCRIPT).await?;
    let cost = messages::cost(&tx, id).await?;
    tx.commit().await?;
    let last_seq = row.last_seq;
    Ok(Conversation {
        summary: summary(row),
        transcript: transcript.into_iter().map(message).collect(),
        last_seq,
        cost,
    })
}

/// How an answer came about.
pub async fn trace(platform: &Platform, ctx: &Ctx, id: MessageId) -> Result<TurnTrace, ConversationError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let (_, trace) = messages::find_trace(&tx, id).await?.ok_or(ConversationError::NoSuch("answer"))?;
    tx.commit().await?;
    Ok(trace)
}

/// A new playground conversation with a bot, held with its published behaviour or with the draft.
pub async fn start_playground(
    platform: &Arc<Platform>,
    ctx: &Ctx,
    bot: BotId,
    behaviour: BehaviourSource,
) -> Result<Conversation, ConversationError> {
    ctx.require(Permission::Converse)?;
    let id = ConversationId(platform.uuid());
    let new = NewConversation {
        id,
        bot,
        channel: Channel::Playground,
        origin: None,
        visitor: None,
        created_by: ctx.user(),
        behaviour,
        at: platform.clock.now(),
    };
    let tx = platform.db.tenant(ctx.tenant).await?;
    match conversations::insert(&tx, &new).await {
        Ok(()) => tx.commit().await?,
        Err(DbError::MissingReference { .. }) => return Err(ConversationError::NoSuch("bot")),
        Err(error) => return Err(error.into()),
    }
    get(platform, ctx, id).await
}

/// The right to write a conversation: only the playground's, where nobody else is the visitor.
pub async fn playground_scope(
    platform: &Platform,
    ctx: &Ctx,
    id: ConversationId,
) -> Result<Scope, ConversationError> {
    ctx.require(Permission::Converse)?;
    let found = find(platform, ctx, id).await?;
    match found.channel {
        Channel::Playground => Ok(Scope { tenant: ctx.tenant, conversation: id }),
        Channel::Widget => Err(ConversationError::NotFound),
    }
}

/// The right to follow a conversation.
pub async fn reading_scope(
    platform: &Platform,
    ctx: &Ctx,
    id: ConversationId,
) -> Result<Scope, ConversationError> {
    ctx.require(Permission::Read)?;
    find(platform, ctx, id).await?;
    Ok(Scope { tenant: ctx.tenant, conversation: id })
}

async fn find(
    platform: &Platform,
    ctx: &Ctx,
    id: ConversationId,
) -> Result<conversations::ConversationRecord, ConversationError> {
    let tx = platform.db.tenant(ctx.tenant).await?;
    let found = conversations::find(&tx, id).await?.ok_or(ConversationError::NotFound)?;
    tx.commit().await?;
    Ok(found)
}

/// A message as it leaves the server.
pub fn message(record: MessageRecord) -> Message {
    Message {
        id: record.id,
        role: record.role,
        text: record.text,
        status: record.status,
        client_id: record.client_id,
        reply_to: record.reply_to,
        confidence: record.confidence,
        answered: record.answered,
        citations: record.citations,
        error: record.error.map(|(code, detail)| MessageError { code, detail }),
        rating: record.rating,
        created_at: rfc3339(record.created_at),
    }
}

fn summary(row: ConversationRow) -> ConversationSummary {
    ConversationSummary {
        id: row.conversation.id,
        bot_id: row.conversation.bot,
        bot_name: row.bot_name,
        channel: row.conversation.channel,
        status: row.conversation.status,
        title: row.title,
        messages: row.messages,
        confidence: row.confidence,
        unanswered: row.unanswered,
        origin: row.origin,
        created_at: rfc3339(row.created_at),
        last_message_at: rfc3339(row.last_message_at),
    }
}

/// The place after a row: its time to the nanosecond and its id.
fn cursor(row: &ConversationRow) -> String {
    let at = row.last_message_at.format(&Rfc3339).unwrap_or_default();
    format!("{at}~{}", row.conversation.id)
}

fn parse_cursor(text: &str) -> Result<(OffsetDateTime, ConversationId), ConversationError> {
    let invalid = || ConversationError::field("cursor", "invalid", "This cursor is not from a list of ours.");
    let (at, id) = text.split_once('~').ok_or_else(invalid)?;
    let at = OffsetDateTime::parse(at, &Rfc3339).map_err(|_| invalid())?;
    Ok((at, id.parse().map_err(|_| invalid())?))
}
