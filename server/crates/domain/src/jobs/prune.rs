//! Clearing away what nobody needs any more. What is kept how long is in docs/OPERATIONS.md.

use chatsphere_db::{DbError, jobs, prune};
use time::Duration;

use crate::platform::Platform;

/// How long a job that has ended can be looked at.
const JOBS: Duration = Duration::days(30);
/// How long log-in tokens and visitors' sessions stay after they expired.
const EXPIRED: Duration = Duration::days(1);
/// How long removals from indexes are kept. An index in memory that is older is loaded anew.
const REMOVALS: Duration = Duration::days(7);

/// How long wordings that were searched for are kept.
const SEARCHES: Duration = Duration::days(90);

/// What was cleared away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Jobs that ended.
    pub jobs: u64,
    /// Log-in tokens that expired.
    pub tokens: u64,
    /// Visitors' sessions that expired.
    pub sessions: u64,
    /// Removals from indexes.
    pub removals: u64,
    /// Wordings that were searched for.
    pub searches: u64,
}

/// Clears away what is old enough, in all workspaces.
pub async fn prune(platform: &Platform) -> Result<Pruned, DbError> {
    let (db, now) = (&platform.db, platform.clock.now());
    Ok(Pruned {
        jobs: prune::ended_jobs(db, now - JOBS).await?,
        tokens: prune::expired_tokens(db, now - EXPIRED).await?,
        sessions: prune::expired_sessions(db, now - EXPIRED).await?,
        removals: prune::removals(db, now - REMOVALS).await?,
        searches: prune::search_queries(db, now - SEARCHES).await?,
    })
}

/// Removes the files of jobs whose time is over. How many there were.
pub async fn remove_expired_files(platform: &Platform) -> Result<usize, DbError> {
    let now = platform.clock.now();
    let tx = platform.db.system().await?;
    let expired = jobs::expired_files(&tx, now).await?;
    tx.commit().await?;
    let mut removed = 0;
    for (tenant, job, key) in expired {
        if let Err(error) = platform.objects.delete(&key).await {
            tracing::warn!(%error, %job, "a file that has expired is still there");
            continue;
        }
        let tx = platform.db.tenant(tenant).await?;
        jobs::forget_file(&tx, job, now).await?;
        tx.commit().await?;
        removed += 1;
    }
    Ok(removed)
}
