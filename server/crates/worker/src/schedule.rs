//! What runs by the clock: the one list.
//!
//! | what | how often |
//! | --- | --- |
//! | take over jobs whose worker died | 5 s |

use std::sync::Arc;
use std::time::Duration;

use chatsphere_domain::Platform;
use tokio_util::sync::CancellationToken;

/// See the module.
const SWEEP_JOBS: Duration = Duration::from_secs(5);

/// Runs the list until `stop`.
pub(crate) async fn run(platform: Arc<Platform>, stop: CancellationToken) {
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
