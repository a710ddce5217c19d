//! Conversations, messages and citations, as the workspace sees them.

use serde::{Deserialize, Serialize};

use crate::ids::{BotId, ConversationId, DocumentId, MessageId, QuestionId};
use crate::search::SearchHit;
use crate::spending::{ConversationCost, ReachedLimit, TurnCost};

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MessageRole {
    /// The visitor (in the playground: the tenant).
    Visitor,
    /// The bot.
    Assistant,
    /// A person of the workspace.
    Agent,
}

impl MessageRole {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Assistant => "assistant",
            Self::Agent => "agent",
        }
    }

    /// The role of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Visitor, Self::Assistant, Self::Agent].into_iter().find(|r| r.as_str() == text)
    }
}

/// Where a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MessageStatus {
    /// A visitor's message whose turn has not begun.
    Pending,
    /// An assistant message that is being written.
    Streaming,
    /// Final.
    Completed,
    /// The answer broke off; Retry is offered.
    Failed,
}

impl MessageStatus {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Streaming => "streaming",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }

    /// The status of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Pending, Self::Streaming, Self::Completed, Self::Failed]
            .into_iter()
            .find(|s| s.as_str() == text)
    }
}

/// Where a conversation stands between bot and people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConversationStatus {
    /// The bot answers.
    Open,
    /// The visitor asked for a person.
    WaitingForAgent,
    /// A person answers.
    WithAgent,
    /// Ended.
    Resolved,
}

impl ConversationStatus {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::WaitingForAgent => "waiting_for_agent",
            Self::WithAgent => "with_agent",
            Self::Resolved => "resolved",
        }
    }

    /// The status of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::WaitingForAgent, Self::WithAgent, Self::Resolved]
            .into_iter()
            .find(|s| s.as_str() == text)
    }
}

/// Where a conversation came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A visitor's page.
    Widget,
    /// The dashboard's playground.
    Playground,
}

impl Channel {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Widget => "widget",
            Self::Playground => "playground",
        }
    }

    /// The channel of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Widget, Self::Playground].into_iter().find(|c| c.as_str() == text)
    }
}

/// A stored document behind a source number of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Citation {
    /// The number in the text, `[n]`.
    pub n: u32,
    /// The document. Where `question_id` is present there is none: then this holds the written answer's id, and
    /// no document has it.
    pub document_id: DocumentId,
    /// Its name, with the innermost heading of the passage where there is one.
    pub title: String,
    /// Where the original can be read; only ever what the tenant stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The passage, shortened.
    pub snippet: String,
    /// The question whose written answer this is; then there is no document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question_id: Option<QuestionId>,
}

/// What a turn cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Usage {
    /// Tokens sent to the model; 0 for the built-in answerer.
    pub input_tokens: u32,
    /// Tokens received from the model.
    pub output_tokens: u32,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// Id.
    pub id: MessageId,
    /// Author.
    pub role: MessageRole,
    /// Text; for an assistant message a Markdown subset with `[n]` source numbers.
    pub text: String,
    /// State.
    pub status: MessageStatus,
    /// The sender's own id of a visitor's message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// For an assistant message, the visitor's message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// 0 to 1: how sure the answer is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// Whether the documents answered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<bool>,
    /// Sources, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Why it failed: a code and a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<MessageError>,
    /// The visitor's rating: -1 or 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<i16>,
    /// RFC 3339.
    pub created_at: String,
}

/// Why an answer failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageError {
    /// Stable word: `model_unavailable`, `interrupted`, …
    pub code: String,
    /// One sentence for the visitor.
    pub detail: String,
}

/// A row in the list of conversations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationSummary {
    /// Id.
    pub id: ConversationId,
    /// The bot.
    pub bot_id: BotId,
    /// The bot's name.
    pub bot_name: String,
    /// Where it came from.
    pub channel: Channel,
    /// State.
    pub status: ConversationStatus,
    /// The first question, shortened.
    pub title: String,
    /// Messages in all.
    pub messages: i64,
    /// The least confidence of its answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// Questions that the documents did not answer.
    pub unanswered: i64,
    /// The page's Origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub last_message_at: String,
}

/// A conversation with its transcript.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conversation {
    /// The row of the list.
    #[serde(flatten)]
    pub summary: ConversationSummary,
    /// Oldest first.
    pub transcript: Vec<Message>,
    /// The last event's number.
    pub last_seq: i64,
    /// What its answers cost.
    pub cost: ConversationCost,
}

/// How an answer came about, for the playground.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TurnTrace {
    /// The question as searched, after the conversation was taken into account.
    pub question: String,
    /// The passages, best first, with the parts of their scores.
    pub passages: Vec<SearchHit>,
    /// Which answerer wrote it: `built-in`, or the model's name.
    pub model: String,
    /// Models that were asked before it and did not answer to the end, in order.
    #[serde(default)]
    pub attempts: Vec<ModelAttempt>,
    /// False when only keywords were searched.
    pub semantic: bool,
    /// Time until the question was understood and embedded, in ms.
    pub embed_ms: f32,
    /// Time of the search, in ms.
    pub search_ms: f32,
    /// Time until the first word, in ms since the message arrived.
    pub first_token_ms: f32,
    /// Time of the whole turn, in ms.
    pub total_ms: f32,
    /// What the model was sent, as text (empty for the built-in answerer).
    pub prompt: String,
    /// What it cost.
    pub cost: TurnCost,
    /// The budget for whose sake no model was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<ReachedLimit>,
    /// The published version of the bot's behaviour then; 0: not known.
    pub behaviour_version: i32,
    /// The answer was given with the draft of the behaviour, as the playground does.
    pub is_draft: bool,
}

/// A model that was asked and did not answer to the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModelAttempt {
    /// Its name.
    pub model: String,
    /// What went wrong; absent where it was not asked, because it had failed too often just before.
    pub problem: Option<String>,
    /// How long it took to fail, in ms.
    pub after_ms: f32,
    /// Whether the answer's first words are its own.
    pub wrote: bool,
}
