//! What a visitor does besides writing: look, rate, ask for a person.

use std::sync::Arc;

use chatsphere_contract::conversations::{ConversationStatus, MessageStatus};
use chatsphere_contract::events::ConversationEvent;
use chatsphere_contract::ids::MessageId;
use chatsphere_contract::widget::{Feedback, Snapshot};
use chatsphere_db::messages::MessageRecord;
use chatsphere_db::{TenantTx, conversations, journal, messages};

use crate::chat::{ConversationError, Scope, status};
use crate::conversations::message;
use crate::platform::Platform;

/// Messages of a snapshot.
const MESSAGES: u32 = 200;

/// Longest comment with a rating, in characters.
const COMMENT_CHARS: usize = 2_000;

/// The conversation as it is now; its events go on after `last_seq`.
pub async fn snapshot(platform: &Platform, scope: Scope) -> Result<Snapshot, ConversationError> {
    let tx = platform.db.tenant_snapshot(scope.tenant).await?;
    let found = conversations::find(&tx, scope.conversation).await?.ok_or(ConversationError::NotFound)?;
    let last_seq = journal::last_seq(&tx, scope.conversation).await?;
    let mut transcript = messages::latest(&tx, scope.conversation, MESSAGES).await?;
    add_text_so_far(&tx, scope, &mut transcript).await?;
    tx.commit().await?;
    Ok(Snapshot {
        conversation_id: scope.conversation,
        messages: transcript.into_iter().map(message).collect(),
        status: found.status,
        agent: None,
        last_seq,
    })
}

/// Fills answers that are being written with what the journal has of them.
async fn add_text_so_far(
    tx: &TenantTx,
    scope: Scope,
    transcript: &mut [MessageRecord],
) -> Result<(), ConversationError> {
    let begins = |id: MessageId| transcript.iter().find(|m| m.id == id).and_then(|m| m.first_seq);
    let streaming = transcript.iter().filter(|m| m.status == MessageStatus::Streaming);
    let Some(first) = streaming.filter_map(|m| m.reply_to.and_then(begins)).min() else { return Ok(()) };
    for event in journal::read(tx, scope.conversation, first - 1, u32::MAX).await? {
        if let ConversationEvent::MessageDelta { message_id, text } = event.event
            && let Some(message) = transcript.iter_mut().find(|m| m.id == message_id)
            && message.status == MessageStatus::Streaming
        {
            message.text.push_str(&text);
        }
    }
    Ok(())
}

/// Rates an answer.
pub async fn feedback(
    platform: &Platform,
    scope: Scope,
    id: MessageId,
    feedback: Feedback,
) -> Result<(), ConversationError> {
    if !matches!(feedback.rating, -1 | 1) {
        return Err(ConversationError::field("rating", "invalid", "rating is 1 (helpful) or -1."));
    }
    let comment = feedback.comment.as_deref().map(crate::chat::post::without_control_characters);
    if comment.as_deref().is_some_and(|comment| comment.chars().count() > COMMENT_CHARS) {
        let detail = format!("A comment can have up to {COMMENT_CHARS} characters.");
        return Err(ConversationError::field("comment", "too_long", detail));
    }
    let tx = platform.db.tenant(scope.tenant).await?;
    if !messages::rate(&tx, scope.conversation, id, feedback.rating, comment.as_deref()).await? {
        return Err(ConversationError::NoSuch("answer"));
    }
    tx.commit().await?;
    Ok(())
}

/// Asks for a person; once is enough.
pub async fn request_handoff(platform: &Arc<Platform>, scope: Scope) -> Result<(), ConversationError> {
    let from = [ConversationStatus::Open, ConversationStatus::Resolved];
    status::change(platform, scope, &from, ConversationStatus::WaitingForAgent).await
}
