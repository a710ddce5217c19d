//! A conversation changing hands: the state is set at once, the event that tells of it is written by
//! whoever holds the lease.

use std::sync::Arc;

use chatsphere_contract::conversations::ConversationStatus;
use chatsphere_contract::events::ConversationEvent;
use chatsphere_db::conversations;
use chatsphere_db::journal::{self, JournalRow};

use super::engine::LEASE;
use super::writer::number;
use super::{ConversationError, Scope};
use crate::platform::Platform;

/// Moves a conversation to `status`, unless it is there already. While its writer is busy, the event
/// follows at the end of the running turn.
pub async fn change(
    platform: &Arc<Platform>,
    scope: Scope,
    from: &[ConversationStatus],
    status: ConversationStatus,
) -> Result<(), ConversationError> {
    let tx = platform.db.tenant(scope.tenant).await?;
    let locked = journal::lock(&tx, scope.conversation).await?.ok_or(ConversationError::NotFound)?;
    if !from.contains(&locked.status) || !conversations::set_status(&tx, scope.conversation, status).await? {
        return Ok(());
    }
    let process = platform.engine.process();
    let Some(mut lease) = journal::claim(&tx, scope.conversation, process, LEASE).await? else {
        tx.commit().await?;
        return Ok(());
    };
    let base = lease.last_seq;
    let event = number(&mut lease, ConversationEvent::ConversationUpdated { status, agent: None });
    let row = JournalRow { lease, events: vec![event] };
    journal::append(&tx, &row).await?;
    journal::mark_announced(&tx, scope.conversation).await?;
    journal::release(&tx, &lease).await?;
    tx.commit().await?;
    let writer = platform.engine.writer(lease, base);
    writer.show_stored(row);
    platform.engine.forget(scope.conversation);
    Ok(())
}
