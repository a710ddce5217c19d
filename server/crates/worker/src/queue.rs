//! The loop: wait for work, claim it, do it beside the others.

use std::sync::Arc;
use std::time::Duration;

use chatsphere_db::jobs::CHANNEL;
use chatsphere_domain::Platform;
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::lease;
use crate::memory::Budget;

/// How often the queue is looked at without being told to: for jobs whose time comes, and should an
/// announcement be missed.
const POLL: Duration = Duration::from_secs(1);

/// Claims and does jobs until `stop`, then waits for those that run.
pub(crate) async fn work(platform: Arc<Platform>, stop: CancellationToken, slots: usize) {
    let news = Arc::new(Notify::new());
    let listening = listen(Arc::clone(&platform), Arc::clone(&news));
    tokio::spawn(stop.clone().run_until_cancelled_owned(listening));
    let slots = Arc::new(Semaphore::new(slots));
    let memory = Budget::new(platform.config.worker.memory_mb);
    let running = TaskTracker::new();
    while let Some(Ok(slot)) = stop.run_until_cancelled(Arc::clone(&slots).acquire_owned()).await {
        match lease::claim(&platform, &memory.too_large()).await {
            Ok(Some(claimed)) => {
                let share = memory.take(&claimed.job.kind);
                let job = lease::perform(Arc::clone(&platform), claimed, stop.clone());
                let news = Arc::clone(&news);
                running.spawn(async move {
                    job.await;
                    drop((share, slot));
                    // What did not fit beside it may fit now.
                    news.notify_one();
                });
                continue;
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "no job could be claimed"),
        }
        drop(slot);
        let waiting = tokio::time::timeout(POLL, news.notified());
        let _ = stop.run_until_cancelled(waiting).await;
    }
    running.close();
    running.wait().await;
}

/// Hears of new jobs, from this process or another.
async fn listen(platform: Arc<Platform>, news: Arc<Notify>) {
    loop {
        match platform.db.listen(&[CHANNEL]).await {
            Ok(mut listener) => {
                news.notify_one();
                while listener.next().await.is_ok() {
                    news.notify_one();
                }
            }
            Err(error) => tracing::warn!(%error, "cannot listen for jobs yet"),
        }
        tokio::time::sleep(POLL).await;
    }
}
