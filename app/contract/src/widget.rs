//! The visitor's side: bootstrap, session, messages, feedback.

use serde::{Deserialize, Serialize};

use crate::bots::{LauncherPosition, WidgetTheme};
use crate::conversations::{ConversationStatus, Message};
use crate::ids::ConversationId;

/// `GET /widget/v1/bots/{public_key}`: closed, everything in it is public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bootstrap {
    /// The name that visitors see.
    pub name: String,
    /// Accent and place.
    pub branding: Branding,
    /// First line of an empty conversation.
    pub greeting: String,
    /// Questions offered before the first message.
    pub suggested_questions: Vec<String>,
    /// Languages of the widget's own words, ISO 639-1.
    pub languages: Vec<String>,
}

/// How the widget looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Branding {
    /// Accent, `#rrggbb`.
    pub color: String,
    /// Readable text colour on the accent, `#rrggbb`.
    pub on_color: String,
    /// Side of the page.
    pub position: LauncherPosition,
    /// Colour scheme.
    pub theme: WidgetTheme,
}

/// `POST /widget/v1/bots/{public_key}/sessions`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateSession {
    /// What the page says about the visitor; a claim, never an identity. At most 4 KB.
    #[serde(default)]
    pub visitor: Option<serde_json::Value>,
}

/// 201 of a session.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionCreated {
    /// Send as `Authorization: Bearer`; never put it into a URL.
    pub session_token: String,
    /// The conversation it opens.
    pub conversation_id: ConversationId,
    /// RFC 3339.
    pub expires_at: String,
}

/// `POST …/messages`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostMessage {
    /// The sender's own id, 1 to 64 characters: the same one twice is one message. Sent again after a
    /// failed answer, it asks for the answer once more.
    pub client_id: String,
    /// 1 to 4,000 characters.
    pub text: String,
}

/// 202 of a message, with `Accept: application/json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageAccepted {
    /// The visitor's message.
    pub message_id: crate::ids::MessageId,
    /// The conversation.
    pub conversation_id: ConversationId,
}

/// `GET /widget/v1/conversations/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Snapshot {
    /// Id.
    pub conversation_id: ConversationId,
    /// Oldest first.
    pub messages: Vec<Message>,
    /// State.
    pub status: ConversationStatus,
    /// The person who answers, by name.
    pub agent: Option<String>,
    /// Tail `…/events?after=` from here.
    pub last_seq: i64,
}

/// `POST /widget/v1/messages/{id}/feedback`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Feedback {
    /// 1 (helpful) or -1.
    pub rating: i16,
    /// At most 2,000 characters.
    #[serde(default)]
    pub comment: Option<String>,
}
