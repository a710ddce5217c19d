//! Where a bot's behaviour stands.

use chatsphere_contract::behaviour::{BehaviourDraft, BehaviourState, changed_fields};
use chatsphere_contract::ids::BotId;
use chatsphere_db::TenantTx;
use chatsphere_db::behaviour::{self, BehaviourRecord, DraftRecord};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;

use super::BehaviourError;
use crate::platform::Platform;

/// What visitors get, and what is prepared.
pub async fn read(platform: &Platform, ctx: &Ctx, bot: BotId) -> Result<BehaviourState, BehaviourError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let state = current(&tx, bot).await?;
    tx.close();
    Ok(state)
}

/// The same inside a transaction.
pub(super) async fn current(tx: &TenantTx, bot: BotId) -> Result<BehaviourState, BehaviourError> {
    behaviour::find(tx, bot).await?.map(present).ok_or(BehaviourError::NotFound)
}

/// The state that a change was made on, held to the end of the transaction; refused when it is no longer
/// the present one.
pub(super) async fn at_revision(
    tx: &TenantTx,
    bot: BotId,
    revision: i32,
) -> Result<BehaviourRecord, BehaviourError> {
    let found = behaviour::find_locked(tx, bot).await?.ok_or(BehaviourError::NotFound)?;
    if found.revision == revision { Ok(found) } else { Err(BehaviourError::Changed) }
}

fn present(record: BehaviourRecord) -> BehaviourState {
    let draft = record.draft.map(|DraftRecord { behaviour, saved_by, saved_at }| BehaviourDraft {
        changes: changed_fields(&record.published, &behaviour),
        behaviour,
        saved_by,
        saved_at: rfc3339(saved_at),
    });
    BehaviourState {
        published: record.published,
        version: record.version,
        published_by: record.published_by,
        published_at: record.published_at.map(rfc3339),
        draft,
        revision: record.revision,
    }
}
