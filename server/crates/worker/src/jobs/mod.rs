//! The jobs, one a file. Each is idempotent: it may be stopped anywhere and begun again.

mod bulk;
mod import;
mod ingest;
mod passages;
mod questions;
mod reembed;
mod remove_files;
mod restore_snapshot;
mod run;
mod sync;

use std::sync::Arc;

use chatsphere_db::jobs::{JobRecord, Lease};
use chatsphere_domain::Platform;
use chatsphere_domain::jobs::Work;
use tokio_util::sync::CancellationToken;

use self::run::Run;
use crate::outcome::{Failure, Outcome};

/// Does what the job says.
pub(crate) async fn perform(
    platform: Arc<Platform>,
    job: JobRecord,
    lease: Lease,
    stop: CancellationToken,
) -> Result<Outcome, Failure> {
    let work =
        Work::parse(&job.kind, &job.payload).map_err(|unknown| Failure::UnknownWork(unknown.to_string()))?;
    let run = Run { platform, job, lease, stop };
    match work {
        Work::Ingest { bot, document } => ingest::perform(&run, bot, document).await,
        Work::Import { bot } => import::perform(&run, bot).await,
        Work::RestoreSnapshot { bot, snapshot, by } => {
            restore_snapshot::perform(&run, bot, snapshot, by).await
        }
        Work::Reembed => reembed::perform(&run).await,
        Work::Bulk(work) => bulk::perform(&run, &work).await,
        Work::Sync { source } => sync::perform(&run, source).await,
        Work::EmbedQuestions { bot } => questions::perform(&run, bot).await,
        Work::RemoveFiles { keys } => remove_files::perform(&run, &keys).await,
    }
}
