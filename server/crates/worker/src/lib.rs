//! Background work: claims jobs from the queue, does them under a lease, ends them.
//!
//! Any number of processes may run this against one database. A job is done by one of them at a time; a
//! process that dies loses its leases, and others take its jobs over. What a job does is in [`jobs`],
//! one a file; what runs by the clock is in [`schedule`].

mod jobs;
mod lease;
mod memory;
mod outcome;
mod queue;
mod schedule;

use std::num::NonZeroUsize;
use std::sync::Arc;

use chatsphere_db::DbError;
use chatsphere_domain::Platform;
use tokio_util::sync::CancellationToken;

/// Works until `stop`. Then no job is begun any more; those that run end soon or are given back, and
/// only then does this return.
pub async fn run(platform: Arc<Platform>, stop: CancellationToken) {
    let slots = match platform.config.worker.slots {
        0 => default_slots(),
        slots => slots,
    };
    run_with_slots(platform, stop, slots).await;
}

/// The same with at most `slots` jobs at a time.
pub async fn run_with_slots(platform: Arc<Platform>, stop: CancellationToken, slots: usize) {
    let scheduled = tokio::spawn(schedule::run(Arc::clone(&platform), stop.clone()));
    queue::work(platform, stop, slots.max(1)).await;
    // It stops by the same token and can only fail by a panic, which is logged where it happens.
    let _ = scheduled.await;
}

/// Does everything that is due, one job after the other, and says how many there were. For tests and
/// for the demo seed.
pub async fn run_all(platform: &Arc<Platform>) -> Result<u64, DbError> {
    let mut count = 0;
    while let Some(claimed) = lease::claim(platform, &[]).await? {
        lease::perform(Arc::clone(platform), claimed, CancellationToken::new()).await;
        count += 1;
    }
    Ok(count)
}

/// One core is left to the requests.
fn default_slots() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    cores.saturating_sub(1).max(1)
}
