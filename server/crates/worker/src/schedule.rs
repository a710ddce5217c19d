//! What runs by the clock: the one list.
//!
//! | what | how often |
//! | --- | --- |
//! | take over jobs whose worker died | 5 s |
//! | remove files that nothing refers to | 1 min |
//! | forget old versions and previews | 1 h |

use std::sync::Arc;
use std::time::Duration;

use chatsphere_domain::{Platform, documents, embedding};
use tokio_util::sync::CancellationToken;

/// See the module.
const SWEEP_JOBS: Duration = Duration::from_secs(5);
const REMOVE_ORPHANS: Duration = Duration::from_secs(60);
const PRUNE_VERSIONS: Duration = Duration::from_secs(60 * 60);

/// Runs the list until `stop`.
pub(crate) async fn run(platform: Arc<Platform>, stop: CancellationToken) {
    tokio::spawn(clear_away(Arc::clone(&platform), stop.clone()));
    let mut tick = tokio::time::interval(SWEEP_JOBS);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        sweep_jobs(&platform).await;
    }
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

/// Clearing away takes its time and must not keep jobs waiting.
async fn clear_away(platform: Arc<Platform>, stop: CancellationToken) {
    let mut tick = tokio::time::interval(REMOVE_ORPHANS);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut pruned: Option<tokio::time::Instant> = None;
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        if pruned.is_none_or(|pruned| pruned.elapsed() >= PRUNE_VERSIONS) {
            if let Err(error) = documents::prune_versions(&platform).await {
                tracing::warn!(%error, "old versions not pruned");
            }
            if let Err(error) = embedding::prune(&platform).await {
                tracing::warn!(%error, "vectors that are not needed were not removed");
            }
            pruned = Some(tokio::time::Instant::now());
        }
        if let Err(error) = documents::remove_orphans(&platform).await {
            tracing::warn!(%error, "files without a document not removed");
        }
    }
}
