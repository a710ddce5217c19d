//! Accepting a visitor's message: checked, stored, acknowledged, and its turn begun.

use std::sync::Arc;

use chatsphere_contract::conversations::{ConversationStatus, MessageRole, MessageStatus};
use chatsphere_contract::events::{ConversationEvent, CreatedMessage};
use chatsphere_contract::ids::{ConversationId, MessageId};
use chatsphere_contract::limits;
use chatsphere_contract::widget::PostMessage;
use chatsphere_db::journal::{self, JournalRow, WriterLease};
use chatsphere_db::messages::{self, MessageRecord, PendingMessage};
use chatsphere_db::turns::{self, NewTurn};
use chatsphere_db::{TenantTx, conversations};
use chatsphere_kernel::clock::rfc3339;

use super::engine::LEASE;
use super::turn::Ahead;
use super::writer::number;
use super::{ConversationError, Scope, actor};
use crate::platform::Platform;

/// An accepted message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// The visitor's message.
    pub message_id: MessageId,
    /// Its turn's events come after this number.
    pub after: i64,
    /// Whether the bot answers (it does not while a person does).
    pub expects_answer: bool,
}

/// A turn that has begun: both of its messages are stored.
#[derive(Debug)]
pub struct Begun {
    /// The visitor's message.
    pub question: MessageId,
    /// Its text.
    pub text: String,
    /// The empty assistant message that the turn fills.
    pub answer: MessageId,
    /// When the message arrived.
    pub arrived: tokio::time::Instant,
    /// What has been thought about it meanwhile.
    pub ahead: Option<Ahead>,
}

/// Accepts a message. When this returns, the message is stored; its turn runs here, or wherever the
/// conversation is being written. The same `client_id` twice is one message; after a failed answer it
/// asks for the answer once more.
pub async fn post_message(
    platform: &Arc<Platform>,
    scope: Scope,
    input: PostMessage,
) -> Result<Posted, ConversationError> {
    let arrived = tokio::time::Instant::now();
    let input = check(input)?;
    if platform.engine.is_draining() {
        return Err(ConversationError::Stopping);
    }
    let id = MessageId(platform.uuid());
    let mut ahead = Ahead::start(platform, scope, &input.text, id);
    let tx = platform.db.tenant(scope.tenant).await?;
    let locked = journal::lock(&tx, scope.conversation).await?.ok_or(ConversationError::NotFound)?;
    let expects_answer = locked.status != ConversationStatus::WithAgent;
    let question = match messages::find_by_client_id(&tx, scope.conversation, &input.client_id).await? {
        None => Question::new(platform, id, input),
        Some(known) if wants_another_try(&tx, scope, &known).await? => {
            // What was thought took the question itself for something said before it.
            ahead = None;
            Question::from(known)
        }
        Some(known) => {
            let after = match known.first_seq {
                Some(first) => first - 1,
                None => journal::last_seq(&tx, scope.conversation).await?,
            };
            return Ok(Posted { message_id: known.id, after, expects_answer });
        }
    };
    if locked.status == ConversationStatus::Resolved {
        conversations::set_status(&tx, scope.conversation, ConversationStatus::Open).await?;
    }
    let claimed = if locked.written { None } else { claim(platform, &tx, scope).await? };
    let Some(lease) = claimed else {
        let after = journal::last_seq(&tx, scope.conversation).await?;
        wait_for_the_writer(&tx, scope, &question).await?;
        tx.commit().await?;
        return Ok(Posted { message_id: question.id, after, expects_answer });
    };
    let base = lease.last_seq;
    let (row, mut begun) = begin(platform, &tx, lease, &question, expects_answer, arrived).await?;
    if let Some(begun) = &mut begun {
        // The model is asked while the message becomes durable. What it says is shown after that only.
        begun.ahead = ahead.and_then(|ahead| ahead.go_on(&row.lease));
    }
    tx.commit().await?;
    let writer = platform.engine.writer(row.lease, base);
    writer.show_stored(row);
    platform.engine.spawn(actor::run(Arc::clone(platform), writer, begun));
    Ok(Posted { message_id: question.id, after: base, expects_answer })
}

/// A visitor's message on its way into a turn.
#[derive(Debug, Clone)]
pub(super) struct Question {
    id: MessageId,
    text: String,
    client_id: String,
    at: time::OffsetDateTime,
    /// Whether its row exists already.
    stored: bool,
    /// Whether the journal has told of it already (it has when an answer is asked for once more).
    told: bool,
}

/// Begins the turn of a message under a lease: both messages and the events that tell of them, in the
/// caller's transaction. Without an answer to expect, only the visitor's.
pub(super) async fn begin(
    platform: &Platform,
    tx: &TenantTx,
    mut lease: WriterLease,
    question: &Question,
    expects_answer: bool,
    arrived: tokio::time::Instant,
) -> Result<(JournalRow, Option<Begun>), ConversationError> {
    let mut events = Vec::new();
    let first_seq = lease.last_seq + 1;
    if !question.told {
        events.push(number(&mut lease, question.created()));
    }
    let answer = expects_answer.then(|| (MessageId(platform.uuid()), platform.clock.now()));
    if let Some((id, at)) = answer {
        let message = CreatedMessage {
            id,
            role: MessageRole::Assistant,
            text: String::new(),
            created_at: rfc3339(at),
            client_id: None,
            reply_to: Some(question.id),
        };
        events.push(number(&mut lease, ConversationEvent::MessageCreated { message }));
    }
    let row = JournalRow { lease, events };
    if !turns::begin(tx, &question.turn(answer, first_seq), &row).await? {
        return Err(ConversationError::LeaseLost);
    }
    let begun = answer.map(|(answer, _)| Begun {
        question: question.id,
        text: question.text.clone(),
        answer,
        arrived,
        ahead: None,
    });
    Ok((row, begun))
}

async fn claim(
    platform: &Platform,
    tx: &TenantTx,
    scope: Scope,
) -> Result<Option<WriterLease>, ConversationError> {
    Ok(journal::claim(tx, scope.conversation, platform.engine.process(), LEASE).await?)
}

/// Leaves the message to whoever writes the conversation now: it looks again before it lets go.
async fn wait_for_the_writer(
    tx: &TenantTx,
    scope: Scope,
    question: &Question,
) -> Result<(), ConversationError> {
    if question.stored {
        messages::set_pending(tx, question.id).await?;
    } else {
        messages::insert_pending(tx, &question.pending(scope.conversation)).await?;
    }
    Ok(())
}

/// Whether the last answer to this message failed, so that sending it again asks once more.
async fn wants_another_try(
    tx: &TenantTx,
    scope: Scope,
    known: &MessageRecord,
) -> Result<bool, ConversationError> {
    if known.status == MessageStatus::Pending {
        return Ok(false);
    }
    let answer = messages::latest_answer(tx, scope.conversation, known.id).await?;
    Ok(answer.is_some_and(|answer| answer.status == MessageStatus::Failed))
}

/// The message as it is stored, or what is wrong with it.
fn check(input: PostMessage) -> Result<PostMessage, ConversationError> {
    let text = without_control_characters(input.text.trim());
    let client_id = input.client_id.trim().to_owned();
    if client_id.is_empty() || client_id.chars().count() > 64 || client_id.chars().any(char::is_control) {
        return Err(ConversationError::field(
            "client_id",
            "invalid",
            "client_id needs 1 to 64 characters, none of them control characters.",
        ));
    }
    if text.is_empty() {
        return Err(ConversationError::field("text", "required", "Write a message first."));
    }
    let chars = text.chars().count();
    if chars > limits::MESSAGE_CHARS {
        let detail =
            format!("A message can have up to {} characters; this one has {chars}.", limits::MESSAGE_CHARS);
        return Err(ConversationError::field("text", "too_long", detail));
    }
    Ok(PostMessage { client_id, text })
}

/// Text as PostgreSQL and screens can take it: no NUL and no control characters but line breaks and tabs.
pub(crate) fn without_control_characters(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

impl Question {
    fn new(platform: &Platform, id: MessageId, input: PostMessage) -> Self {
        Self {
            id,
            text: input.text,
            client_id: input.client_id,
            at: platform.clock.now(),
            stored: false,
            told: false,
        }
    }

    fn pending(&self, conversation: ConversationId) -> PendingMessage {
        PendingMessage {
            id: self.id,
            conversation,
            text: self.text.clone(),
            client_id: self.client_id.clone(),
            at: self.at,
        }
    }

    fn turn(&self, answer: Option<(MessageId, time::OffsetDateTime)>, first_seq: i64) -> NewTurn {
        NewTurn {
            question: self.id,
            text: self.text.clone(),
            client_id: self.client_id.clone(),
            at: self.at,
            stored: self.stored,
            answer,
            first_seq,
        }
    }

    fn created(&self) -> ConversationEvent {
        let message = CreatedMessage {
            id: self.id,
            role: MessageRole::Visitor,
            text: self.text.clone(),
            created_at: rfc3339(self.at),
            client_id: Some(self.client_id.clone()),
            reply_to: None,
        };
        ConversationEvent::MessageCreated { message }
    }
}

impl From<MessageRecord> for Question {
    fn from(record: MessageRecord) -> Self {
        Self {
            id: record.id,
            text: record.text,
            client_id: record.client_id.unwrap_or_default(),
            at: record.created_at,
            stored: true,
            told: record.first_seq.is_some(),
        }
    }
}
