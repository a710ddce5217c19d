//! Which model is in use, which one was before, which one is being prepared.

use chatsphere_contract::embedding::{EmbedderBuild, EmbedderInfo, EmbedderKind, EmbedderSettings};
use chatsphere_contract::jobs::JobStatus;
use chatsphere_db::embedders::{self, EmbedderRecord, EmbedderState};
use chatsphere_db::jobs;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::EmbeddingError;
use crate::platform::Platform;

/// What is in force.
pub async fn read(platform: &Platform, ctx: &Ctx) -> Result<EmbedderSettings, EmbeddingError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let all = embedders::all(&tx).await?;
    let of = |state: EmbedderState| all.iter().find(|record| record.state == state);
    let building = match of(EmbedderState::Building).and_then(|record| Some((record, record.job?))) {
        Some((record, job_id)) => {
            let job = jobs::find(&tx, job_id).await?;
            Some(EmbedderBuild {
                embedder: info(record),
                job_id,
                status: job.as_ref().map_or(JobStatus::Cancelled, |job| job.status),
                done: job.as_ref().map_or(0, |job| job.done),
                total: job.as_ref().map_or(0, |job| job.total),
                error: job.and_then(|job| job.error),
            })
        }
        None => None,
    };
    tx.commit().await?;
    let install = platform.embeddings.as_ref().map(|embeddings| EmbedderInfo {
        kind: EmbedderKind::Install,
        name: embeddings.id().to_owned(),
        base_url: None,
        key_hint: None,
        dimensions: i32::try_from(embeddings.dimensions()).unwrap_or(i32::MAX),
    });
    Ok(EmbedderSettings {
        active: of(EmbedderState::Active).map(info).or_else(|| install.clone()),
        previous: of(EmbedderState::Previous).map(info),
        building,
        install,
        folders: platform.embedders.folder_names(),
    })
}

fn info(record: &EmbedderRecord) -> EmbedderInfo {
    EmbedderInfo {
        kind: record.kind,
        name: record
            .model
            .clone()
            .or_else(|| record.folder.clone())
            .unwrap_or_else(|| record.embedder.clone()),
        base_url: record.base_url.clone(),
        key_hint: record.key_hint.clone(),
        dimensions: record.dimensions,
    }
}
