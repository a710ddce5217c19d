//! The writer's task: runs the turns of a conversation one after the other, then lets go of it.

use std::sync::Arc;
use std::time::Duration;

use chatsphere_contract::conversations::ConversationStatus;
use chatsphere_contract::events::ConversationEvent;
use chatsphere_db::journal::{self, JournalRow};
use chatsphere_db::messages;

use super::post::{Begun, Question, begin};
use super::writer::{Writer, number};
use super::{ConversationError, Scope, turn};
use crate::platform::Platform;

/// Tries to let go of a conversation before its lease is left to run out.
const TRIES: u32 = 6;

/// Runs `begun`, then every message that waits, then releases the lease. An error here is the database's:
/// the lease runs out and another process goes on.
pub async fn run(platform: Arc<Platform>, mut writer: Writer, begun: Option<Begun>) {
    let scope = Scope { tenant: writer.lease().tenant, conversation: writer.lease().conversation };
    let mut next = begun;
    loop {
        if let Some(begun) = next.take()
            && !turn::run(&platform, &mut writer, begun).await
        {
            break;
        }
        writer.flush().await;
        match next_or_release(&platform, scope, &mut writer).await {
            Some(Step::Turn(begun)) => next = Some(begun),
            Some(Step::Again) => {}
            Some(Step::Released) | None => break,
        }
    }
    platform.engine.forget(scope.conversation);
}

enum Step {
    /// A message waited; its turn has begun.
    Turn(Begun),
    /// A message waited that the bot does not answer.
    Again,
    /// Nothing waited; the lease is given back.
    Released,
}

async fn next_or_release(platform: &Arc<Platform>, scope: Scope, writer: &mut Writer) -> Option<Step> {
    for attempt in 0..TRIES {
        match try_next_or_release(platform, scope, writer).await {
            Ok(step) => return Some(step),
            Err(error) => {
                tracing::warn!(%error, attempt, conversation = %scope.conversation, "cannot go on with a conversation");
                tokio::time::sleep(Duration::from_millis(50 << attempt)).await;
            }
        }
    }
    None
}

async fn try_next_or_release(
    platform: &Arc<Platform>,
    scope: Scope,
    writer: &mut Writer,
) -> Result<Step, ConversationError> {
    let tx = platform.db.tenant(scope.tenant).await?;
    let locked = journal::lock(&tx, scope.conversation).await?.ok_or(ConversationError::NotFound)?;
    let mut lease = *writer.lease();
    if !locked.announced {
        let event = ConversationEvent::ConversationUpdated { status: locked.status, agent: None };
        let event = number(&mut lease, event);
        let row = JournalRow { lease, events: vec![event] };
        if !journal::append(&tx, &row).await? {
            return Ok(Step::Released);
        }
        journal::mark_announced(&tx, scope.conversation).await?;
        tx.commit().await?;
        writer.advance(lease);
        writer.show_stored(row);
        return Ok(Step::Again);
    }
    if let Some(pending) = messages::next_pending(&tx, scope.conversation).await? {
        let expects_answer = locked.status != ConversationStatus::WithAgent;
        let question = Question::from(pending);
        let arrived = tokio::time::Instant::now();
        let (row, begun) = begin(platform, &tx, lease, &question, expects_answer, arrived).await?;
        tx.commit().await?;
        writer.advance(row.lease);
        writer.show_stored(row);
        return Ok(begun.map_or(Step::Again, Step::Turn));
    }
    journal::release(&tx, &lease).await?;
    tx.commit().await?;
    Ok(Step::Released)
}
