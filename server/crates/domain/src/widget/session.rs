//! Sessions: one visitor, one conversation, one Origin.

use std::sync::Arc;

use chatsphere_contract::behaviour::BehaviourSource;
use chatsphere_contract::conversations::Channel;
use chatsphere_contract::ids::{BotId, ConversationId, SessionId, WorkspaceId};
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::widget::{CreateSession, SessionCreated};
use chatsphere_db::conversations::{self, NewConversation, NewSession};
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::random::secret;
use chatsphere_kernel::secrets::token_hash;
use time::Duration;

use super::WidgetError;
use super::bootstrap::{admit, front};
use super::origin::CallerOrigin;
use crate::chat::{ConversationError, Scope};
use crate::platform::Platform;

/// What a visitor's session token starts with.
pub const TOKEN_PREFIX: &str = "css_";

/// Most bytes of what a page says about its visitor.
const VISITOR_BYTES: usize = 4 * 1024;

/// The Origin of sessions made on our own pages: the dashboard's live preview.
const OWN: &str = "self";

/// A visitor whose session was checked.
#[derive(Debug, Clone)]
pub struct VisitorCtx {
    /// The conversation that the session opens.
    pub scope: Scope,
    /// The bot.
    pub bot: BotId,
}

impl VisitorCtx {
    /// The scope, if this is the session's own conversation; any other is not found.
    pub fn conversation(&self, id: ConversationId) -> Result<Scope, ConversationError> {
        if self.scope.conversation == id { Ok(self.scope) } else { Err(ConversationError::NotFound) }
    }
}

/// Makes a session and its conversation for a page whose Origin the bot accepts.
pub async fn create_session(
    platform: &Arc<Platform>,
    public_key: &str,
    caller: &CallerOrigin,
    input: CreateSession,
) -> Result<SessionCreated, WidgetError> {
    let visitor = check_visitor(input.visitor)?;
    let front = front(platform, public_key).await?;
    admit(platform, &front, caller).await?;
    let origin = match caller {
        CallerOrigin::Foreign(origin) => origin.as_str().to_owned(),
        CallerOrigin::Own(_) | CallerOrigin::Absent => OWN.to_owned(),
    };
    let now = platform.clock.now();
    let expires_at = now + Duration::days(limits::SESSION_DAYS);
    let token = secret(platform.random.as_ref(), TOKEN_PREFIX);
    let conversation = ConversationId(platform.uuid());
    let new_conversation = NewConversation {
        id: conversation,
        bot: front.bot,
        channel: Channel::Widget,
        origin: Some(origin.clone()),
        visitor,
        created_by: None,
        behaviour: BehaviourSource::Published,
        at: now,
    };
    let new_session = NewSession {
        id: SessionId(platform.uuid()),
        token_hash: token_hash(&token),
        bot: front.bot,
        conversation,
        origin,
        at: now,
        expires_at,
    };
    let tx = platform.db.tenant(front.tenant).await?;
    conversations::insert(&tx, &new_conversation).await?;
    conversations::insert_session(&tx, new_session).await?;
    tx.commit().await?;
    warm_index(platform, front.tenant, front.bot);
    Ok(SessionCreated {
        session_token: token,
        conversation_id: conversation,
        expires_at: rfc3339(expires_at),
    })
}

/// Has the bot's index in memory by the time the first question is typed.
fn warm_index(platform: &Arc<Platform>, tenant: WorkspaceId, bot: BotId) {
    let platform = Arc::clone(platform);
    tokio::spawn(async move {
        if let Err(error) = platform.search.warm(&platform.db, tenant, bot).await {
            tracing::debug!(%error, %bot, "the index is not warm");
        }
    });
}

/// The visitor of a session token. A request that names a page must name the one that the session was
/// made on, or one of ours (the panel).
pub async fn authenticate(
    platform: &Platform,
    token: &str,
    caller: &CallerOrigin,
) -> Result<VisitorCtx, WidgetError> {
    if !token.starts_with(TOKEN_PREFIX) {
        return Err(WidgetError::Unauthenticated);
    }
    let tx = platform.db.system().await?;
    let session = conversations::find_session(&tx, token_hash(token), platform.clock.now()).await?;
    tx.close();
    let session = session.ok_or(WidgetError::Unauthenticated)?;
    if let CallerOrigin::Foreign(origin) = caller
        && origin.as_str() != session.origin
    {
        return Err(WidgetError::OriginNotAllowed(
            "This session belongs to another site. Start a new one here.".to_owned(),
        ));
    }
    let scope = Scope { tenant: session.tenant, conversation: session.conversation };
    Ok(VisitorCtx { scope, bot: session.bot })
}

fn check_visitor(visitor: Option<serde_json::Value>) -> Result<Option<serde_json::Value>, WidgetError> {
    let Some(visitor) = visitor.filter(|visitor| !visitor.is_null()) else { return Ok(None) };
    let text = visitor.to_string();
    let (code, message) = if !visitor.is_object() {
        ("invalid", "visitor must be an object.".to_owned())
    } else if text.len() > VISITOR_BYTES {
        ("too_long", format!("visitor can have up to {VISITOR_BYTES} bytes."))
    } else if text.contains("\\u0000") {
        ("invalid", "visitor must not contain NUL characters.".to_owned())
    } else {
        return Ok(Some(visitor));
    };
    Err(WidgetError::Invalid(vec![FieldError {
        field: "visitor".to_owned(),
        code: code.to_owned(),
        message,
    }]))
}
