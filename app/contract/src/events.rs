//! The events of a conversation: what the journal stores and SSE carries.
//!
//! On the wire each event is `id: <seq>`, `event: <name>` and one JSON `data:` line. `seq` is strictly
//! increasing in a conversation, not gapless. The concatenation of a message's deltas is exactly its
//! completed `text`.

use serde::{Deserialize, Serialize};

use crate::conversations::{Citation, ConversationStatus, MessageRole, Usage};
use crate::ids::MessageId;

/// One event with its number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SequencedEvent {
    /// The number; also the SSE `id`.
    pub seq: i64,
    /// What happened.
    #[serde(flatten)]
    pub event: ConversationEvent,
}

/// What can happen in a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "event", content = "data")]
pub enum ConversationEvent {
    /// A message exists: the visitor's, an agent's, or an empty assistant message.
    #[serde(rename = "message.created")]
    MessageCreated {
        /// The message.
        message: CreatedMessage,
    },
    /// More text of an assistant message.
    #[serde(rename = "message.delta")]
    MessageDelta {
        /// Which.
        message_id: MessageId,
        /// What to append.
        text: String,
    },
    /// An assistant message is final.
    #[serde(rename = "message.completed")]
    MessageCompleted {
        /// The final message.
        message: CompletedMessage,
        /// What it cost.
        usage: Usage,
    },
    /// An assistant message broke off.
    #[serde(rename = "message.failed")]
    MessageFailed {
        /// Which.
        message_id: MessageId,
        /// Stable word.
        code: String,
        /// One sentence for the visitor.
        detail: String,
    },
    /// The conversation changed hands or ended.
    #[serde(rename = "conversation.updated")]
    ConversationUpdated {
        /// The new state.
        status: ConversationStatus,
        /// The person who answers, by name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
    },
}

impl ConversationEvent {
    /// The SSE `event:` field.
    pub fn name(&self) -> &'static str {
        match self {
            Self::MessageCreated { .. } => "message.created",
            Self::MessageDelta { .. } => "message.delta",
            Self::MessageCompleted { .. } => "message.completed",
            Self::MessageFailed { .. } => "message.failed",
            Self::ConversationUpdated { .. } => "conversation.updated",
        }
    }

    /// The message that the event is about, if it is about one.
    pub fn message_id(&self) -> Option<MessageId> {
        match self {
            Self::MessageCreated { message } => Some(message.id),
            Self::MessageDelta { message_id, .. } | Self::MessageFailed { message_id, .. } => {
                Some(*message_id)
            }
            Self::MessageCompleted { message, .. } => Some(message.id),
            Self::ConversationUpdated { .. } => None,
        }
    }
}

/// A message at its beginning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedMessage {
    /// Id.
    pub id: MessageId,
    /// Author.
    pub role: MessageRole,
    /// Whole text of a person's message; empty for the assistant's.
    pub text: String,
    /// RFC 3339.
    pub created_at: String,
    /// The sender's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// For an assistant message, the visitor's message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
}

/// An assistant message at its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompletedMessage {
    /// Id.
    pub id: MessageId,
    /// Whole text.
    pub text: String,
    /// 0 to 1.
    pub confidence: f32,
    /// Sources, by number.
    pub citations: Vec<Citation>,
    /// Whether the documents answered.
    pub answered: bool,
}
