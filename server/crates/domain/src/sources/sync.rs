//! Beginning syncs: when somebody asks, and when their time has come.

use chatsphere_contract::ids::{BotId, JobId, SourceId, WorkspaceId};
use chatsphere_contract::sources::SyncAccepted;
use chatsphere_db::{DbError, TenantTx, sources};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{SourceError, require};
use crate::jobs::{self, Work};
use crate::platform::Platform;

/// Sources begun at one look.
const DUE_AT_ONCE: i64 = 50;

/// Begins a sync; one that waits or runs already is the answer.
pub async fn sync(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: SourceId,
) -> Result<SyncAccepted, SourceError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    sources::lock(&tx, id).await?;
    let source = require(&tx, bot, id).await?;
    let job_id = match source.live_job() {
        Some(job) => job,
        None => begin(platform, &tx, id).await?,
    };
    tx.commit().await?;
    Ok(SyncAccepted { job_id })
}

/// Begins the syncs whose time has come, in every workspace. How many.
pub async fn start_due(platform: &Platform) -> Result<u64, DbError> {
    let now = platform.clock.now();
    let tx = platform.db.system().await?;
    let due = sources::due(&tx, now, DUE_AT_ONCE).await?;
    tx.commit().await?;
    let mut begun = 0;
    for (tenant, id) in due {
        begun += u64::from(start_one(platform, tenant, id).await?);
    }
    Ok(begun)
}

/// Begins one, unless another process was faster or its last sync still runs: that one is then the sync of
/// this time.
async fn start_one(platform: &Platform, tenant: WorkspaceId, id: SourceId) -> Result<bool, DbError> {
    let now = platform.clock.now();
    let tx = platform.db.tenant(tenant).await?;
    sources::lock(&tx, id).await?;
    let is_due = |at: Option<time::OffsetDateTime>| at.is_some_and(|at| at <= now);
    let source = sources::find(&tx, id).await?.filter(|source| is_due(source.next_sync_at));
    let Some(source) = source else { return Ok(false) };
    let begins = source.live_job().is_none();
    if begins {
        begin(platform, &tx, id).await?;
    } else {
        sources::plan_next(&tx, id, now).await?;
    }
    tx.commit().await?;
    Ok(begins)
}

/// Enqueues a sync and makes it the source's own.
pub(super) async fn begin(platform: &Platform, tx: &TenantTx, id: SourceId) -> Result<JobId, DbError> {
    let job = jobs::enqueue(platform, tx, &Work::Sync { source: id }).await?;
    sources::begin_sync(tx, id, job, platform.clock.now()).await?;
    Ok(job)
}
