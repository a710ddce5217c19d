//! What a dead process left: answers that nobody writes any more, messages whose turn never began.

use std::sync::Arc;

use chatsphere_contract::events::ConversationEvent;
use chatsphere_contract::ids::ConversationId;
use chatsphere_db::journal::{self, JournalRow};
use chatsphere_db::{DbError, messages};

use super::engine::LEASE;
use super::writer::number;
use super::{ConversationError, Scope, actor};
use crate::platform::Platform;

/// The code of an answer whose process died.
pub const INTERRUPTED: &str = "interrupted";

/// What the visitor reads then.
const INTERRUPTED_DETAIL: &str = "The answer was interrupted. Please try again.";

/// Prolongs the leases of this process.
pub async fn renew(platform: &Platform, conversations: &[ConversationId]) -> Result<(), DbError> {
    let tx = platform.db.system().await?;
    journal::renew(&tx, platform.engine.process(), conversations, LEASE).await?;
    tx.commit().await
}

/// Takes over every conversation whose writer stopped renewing its lease.
pub async fn take_over_abandoned(platform: &Arc<Platform>) -> Result<(), DbError> {
    let tx = platform.db.system().await?;
    let abandoned = journal::abandoned(&tx).await?;
    tx.commit().await?;
    for (tenant, conversation) in abandoned {
        if let Err(error) = take_over(platform, Scope { tenant, conversation }).await {
            tracing::warn!(%error, %conversation, "conversation not taken over yet");
        }
    }
    Ok(())
}

/// Ends the answers that the dead writer left and goes on with the messages that wait.
async fn take_over(platform: &Arc<Platform>, scope: Scope) -> Result<(), ConversationError> {
    let tx = platform.db.tenant(scope.tenant).await?;
    if journal::lock(&tx, scope.conversation).await?.is_none() {
        return Ok(());
    }
    let process = platform.engine.process();
    let Some(mut lease) = journal::claim(&tx, scope.conversation, process, LEASE).await? else {
        return Ok(());
    };
    let base = lease.last_seq;
    let mut events = Vec::new();
    for message in messages::streaming(&tx, scope.conversation).await? {
        let now = platform.clock.now();
        messages::fail(&tx, message.id, &message.text, INTERRUPTED, INTERRUPTED_DETAIL, now).await?;
        events.push(number(
            &mut lease,
            ConversationEvent::MessageFailed {
                message_id: message.id,
                code: INTERRUPTED.to_owned(),
                detail: INTERRUPTED_DETAIL.to_owned(),
            },
        ));
    }
    let row = JournalRow { lease, events };
    journal::append(&tx, &row).await?;
    tx.commit().await?;
    tracing::info!(conversation = %scope.conversation, ended = row.events.len(), "took over a conversation");
    let writer = platform.engine.writer(lease, base);
    writer.show_stored(row);
    platform.engine.spawn(actor::run(Arc::clone(platform), writer, None));
    Ok(())
}
