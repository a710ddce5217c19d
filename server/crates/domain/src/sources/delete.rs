//! Deleting a source.

use chatsphere_contract::ids::{BotId, SourceId};
use chatsphere_db::{documents, jobs as queue, sources};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{SourceError, require};
use crate::jobs::{self, Work};
use crate::platform::Platform;

/// Stored files that one job removes.
const FILES_PER_JOB: usize = 1_000;

/// Deletes a source with its documents; from the commit on no answer uses them. A sync that runs is
/// stopped; stored files follow by a job.
pub async fn delete(platform: &Platform, ctx: &Ctx, bot: BotId, id: SourceId) -> Result<(), SourceError> {
    ctx.require(Permission::DocumentsWrite)?;
    let now = platform.clock.now();
    let tx = platform.db.tenant(ctx.tenant).await?;
    let source = require(&tx, bot, id).await?;
    if let Some(job) = source.live_job() {
        queue::cancel(&tx, job, now).await?;
    }
    let keys = documents::delete_of_source(&tx, bot, id, now).await?;
    sources::delete(&tx, id).await?;
    for keys in keys.chunks(FILES_PER_JOB) {
        jobs::enqueue(platform, &tx, &Work::RemoveFiles { keys: keys.to_vec() }).await?;
    }
    tx.commit().await?;
    Ok(())
}
