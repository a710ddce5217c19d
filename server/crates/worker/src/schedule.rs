//! What runs by the clock: the one list.
//!
//! | what | how often |
//! | --- | --- |
//! | take over jobs whose worker died | 5 s |
//! | begin syncs of web sources that are due | 30 s |
//! | remove files that nothing refers to | 1 min |
//! | purge deleted documents that nobody can restore any more | 30 s |
//! | remove files of jobs that have expired | 5 min |
//! | clear away old jobs, tokens, sessions, index removals, searches, versions and previews | 1 h |

use std::sync::Arc;
use std::time::Duration;

use chatsphere_domain::{Platform, documents, embedding, jobs};
use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

/// See the module.
const SWEEP_JOBS: Duration = Duration::from_secs(5);
const PURGE_DOCUMENTS: Duration = Duration::from_secs(30);
const REMOVE_FILES: Duration = Duration::from_secs(5 * 60);
const REMOVE_ORPHANS: Duration = Duration::from_secs(60);
const PRUNE: Duration = Duration::from_secs(60 * 60);
const START_SYNCS: Duration = Duration::from_secs(30);

/// Runs the list until `stop`. Sweeping jobs waits for nothing else on it.
pub(crate) async fn run(platform: Arc<Platform>, stop: CancellationToken) {
    tokio::join!(sweeping(&platform, &stop), clearing(&platform, &stop), syncing(&platform, &stop));
}

async fn sweeping(platform: &Platform, stop: &CancellationToken) {
    let mut tick = every(SWEEP_JOBS);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        sweep_jobs(platform).await;
    }
}

async fn clearing(platform: &Platform, stop: &CancellationToken) {
    let (mut purge, mut files, mut prune) = (every(PURGE_DOCUMENTS), every(REMOVE_FILES), every(PRUNE));
    let mut orphans = every(REMOVE_ORPHANS);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = purge.tick() => purge_documents(platform).await,
            _ = files.tick() => remove_files(platform).await,
            _ = orphans.tick() => remove_orphans(platform).await,
            _ = prune.tick() => clear_away(platform).await,
        }
    }
}

fn every(period: Duration) -> Interval {
    let mut tick = tokio::time::interval(period);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tick
}

async fn sweep_jobs(platform: &Platform) {
    match chatsphere_db::jobs::sweep(&platform.db, platform.clock.now()).await {
        Ok(swept) if swept.requeued + swept.failed > 0 => {
            tracing::warn!(swept.requeued, swept.failed, "jobs of workers that died were taken over");
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "abandoned jobs not swept"),
    }
}

async fn purge_documents(platform: &Platform) {
    match documents::purge_deleted(platform).await {
        Ok(0) => {}
        Ok(purged) => tracing::info!(purged, "deleted documents were purged"),
        Err(error) => tracing::warn!(%error, "deleted documents not purged"),
    }
}

async fn remove_files(platform: &Platform) {
    if let Err(error) = jobs::remove_expired_files(platform).await {
        tracing::warn!(%error, "expired files not removed");
    }
}

async fn remove_orphans(platform: &Platform) {
    if let Err(error) = documents::remove_orphans(platform).await {
        tracing::warn!(%error, "files without a document not removed");
    }
}

async fn clear_away(platform: &Platform) {
    match jobs::prune(platform).await {
        Ok(pruned) if pruned == jobs::Pruned::default() => {}
        Ok(pruned) => tracing::info!(?pruned, "what was old was cleared away"),
        Err(error) => tracing::warn!(%error, "what is old was not cleared away"),
    }
    if let Err(error) = documents::prune_versions(platform).await {
        tracing::warn!(%error, "old versions not pruned");
    }
    if let Err(error) = embedding::prune(platform).await {
        tracing::warn!(%error, "vectors that are not needed were not removed");
    }
}

/// Syncs of web sources whose time has come.
async fn syncing(platform: &Platform, stop: &CancellationToken) {
    let mut tick = every(START_SYNCS);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        if let Err(error) = chatsphere_domain::sources::start_due(platform).await {
            tracing::warn!(%error, "syncs that are due not begun");
        }
    }
}
