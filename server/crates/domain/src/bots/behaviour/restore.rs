//! Going back to an earlier version.

use chatsphere_contract::behaviour::{AtRevision, BehaviourState};
use chatsphere_contract::ids::BotId;
use chatsphere_db::behaviour::{self, NewVersion};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::BehaviourError;
use super::state::{at_revision, current};
use crate::platform::Platform;

/// Publishes a new version that is equal to an earlier one. The draft stays.
pub async fn restore(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    number: i32,
    at: AtRevision,
) -> Result<BehaviourState, BehaviourError> {
    ctx.require(Permission::BotsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    behaviour::find(&tx, bot).await?.ok_or(BehaviourError::NotFound)?;
    let earlier = behaviour::version(&tx, bot, number).await?.ok_or(BehaviourError::NoSuchVersion)?;
    let known = at_revision(&tx, bot, at.revision).await?;
    if earlier.behaviour == known.published {
        return Err(BehaviourError::Unchanged);
    }
    let new = NewVersion {
        behaviour: &earlier.behaviour,
        author: ctx.user(),
        note: "",
        restored_from: Some(number),
        at: platform.clock.now(),
    };
    behaviour::publish(&tx, bot, &new).await?;
    let state = current(&tx, bot).await?;
    tx.commit().await?;
    Ok(state)
}
