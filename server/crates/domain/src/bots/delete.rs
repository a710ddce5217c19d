//! Deleting a bot.

use chatsphere_contract::ids::BotId;
use chatsphere_db::{bots, documents};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::BotError;
use crate::jobs::{self, Work};
use crate::platform::Platform;

/// Stored files that one job removes.
const FILES_PER_JOB: usize = 1_000;

/// Deletes a bot with its documents and conversations at once; its stored files follow by a job.
pub async fn delete(platform: &Platform, ctx: &Ctx, id: BotId) -> Result<(), BotError> {
    ctx.require(Permission::BotsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let keys = documents::object_keys(&tx, id).await?;
    if !bots::delete(&tx, id).await? {
        return Err(BotError::NotFound);
    }
    for keys in keys.chunks(FILES_PER_JOB) {
        jobs::enqueue(platform, &tx, &Work::RemoveFiles { keys: keys.to_vec() }).await?;
    }
    tx.commit().await?;
    Ok(())
}
