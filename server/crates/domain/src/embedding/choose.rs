//! Beginning a change, taking it back, calling it off.

use chatsphere_contract::embedding::{ChooseEmbedder, EmbedderKind, EmbedderSettings};
use chatsphere_contract::jobs::JobStatus;
use chatsphere_db::embedders::{self, EmbedderRecord, EmbedderState};
use chatsphere_db::{DbError, TenantTx, jobs as db_jobs};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::input::{Choice, check, hint, seal_key};
use super::test::{Known, known};
use super::{EmbeddingError, read};
use crate::jobs::{self, Work};
use crate::platform::Platform;

/// Begins to prepare another model; searches go on with the active one until it is ready.
pub async fn choose(
    platform: &Platform,
    ctx: &Ctx,
    input: ChooseEmbedder,
) -> Result<EmbedderSettings, EmbeddingError> {
    ctx.require(Permission::SettingsWrite)?;
    let choice = check(&platform.embedders, &input)?;
    let known = known(platform, &choice).await.map_err(EmbeddingError::DoesNotWork)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let all = embedders::all(&tx).await?;
    let active = active_name(platform, &all);
    if active.as_deref() == Some(&known.id) {
        return Err(EmbeddingError::AlreadyActive);
    }
    clear_building(platform, &tx, &all).await?;
    // The one before may be wanted again: its vectors are there already.
    let before = all.iter().find(|record| record.state == EmbedderState::Previous);
    let job = jobs::enqueue(platform, &tx, &Work::Reembed).await?;
    let now = platform.clock.now();
    match before.filter(|before| before.embedder == known.id && before.kind == input.kind) {
        Some(before) if !matches!(choice, Choice::Endpoint { .. }) => {
            embedders::set_state(&tx, before.id, EmbedderState::Building, Some(job), now).await?;
        }
        _ => {
            let new = EmbedderRecord { job: Some(job), ..record(platform, ctx, choice, known) };
            embedders::insert(&tx, &new, ctx.user(), now).await.map_err(busy)?;
        }
    }
    tx.commit().await?;
    read(platform, ctx).await
}

/// Goes back to the model before. What is missing of its vectors is made first.
pub async fn roll_back(platform: &Platform, ctx: &Ctx) -> Result<EmbedderSettings, EmbeddingError> {
    ctx.require(Permission::SettingsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let all = embedders::all(&tx).await?;
    let before = all.iter().find(|record| record.state == EmbedderState::Previous);
    let before = before.ok_or(EmbeddingError::NoPrevious)?;
    clear_building(platform, &tx, &all).await?;
    let job = jobs::enqueue(platform, &tx, &Work::Reembed).await?;
    embedders::set_state(&tx, before.id, EmbedderState::Building, Some(job), platform.clock.now()).await?;
    tx.commit().await?;
    read(platform, ctx).await
}

/// Calls a change off. Searches go on as they did.
pub async fn cancel(platform: &Platform, ctx: &Ctx) -> Result<EmbedderSettings, EmbeddingError> {
    ctx.require(Permission::SettingsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let all = embedders::all(&tx).await?;
    let building = all.iter().find(|record| record.state == EmbedderState::Building);
    let building = building.ok_or(EmbeddingError::NotBuilding)?;
    let now = platform.clock.now();
    if let Some(job) = building.job {
        db_jobs::cancel(&tx, job, now).await?;
    }
    put_away(&tx, &all, building, now).await?;
    tx.commit().await?;
    read(platform, ctx).await
}

/// A change whose job has ended without finishing makes room for the next; one under way does not.
async fn clear_building(
    platform: &Platform,
    tx: &TenantTx,
    all: &[EmbedderRecord],
) -> Result<(), EmbeddingError> {
    let Some(building) = all.iter().find(|record| record.state == EmbedderState::Building) else {
        return Ok(());
    };
    let job = match building.job {
        Some(job) => db_jobs::find(tx, job).await?,
        None => None,
    };
    if job.is_some_and(|job| matches!(job.status, JobStatus::Queued | JobStatus::Running)) {
        return Err(EmbeddingError::Busy);
    }
    put_away(tx, all, building, platform.clock.now()).await?;
    Ok(())
}

/// What was active once and has no successor in its place stays to go back to; anything else is forgotten.
async fn put_away(
    tx: &TenantTx,
    all: &[EmbedderRecord],
    building: &EmbedderRecord,
    now: time::OffsetDateTime,
) -> Result<(), DbError> {
    let has_previous = all.iter().any(|record| record.state == EmbedderState::Previous);
    if building.activated_at.is_some() && !has_previous {
        embedders::set_state(tx, building.id, EmbedderState::Previous, None, now).await
    } else {
        embedders::delete(tx, building.id).await
    }
}

/// The name of the model that searches use.
pub(super) fn active_name(platform: &Platform, all: &[EmbedderRecord]) -> Option<String> {
    all.iter()
        .find(|record| record.state == EmbedderState::Active)
        .map(|record| record.embedder.clone())
        .or_else(|| platform.embeddings.as_ref().map(|embeddings| embeddings.id().to_owned()))
}

fn record(platform: &Platform, ctx: &Ctx, choice: Choice, known: Known) -> EmbedderRecord {
    let mut record = EmbedderRecord {
        id: platform.uuid(),
        kind: EmbedderKind::Install,
        base_url: None,
        model: None,
        sealed_key: None,
        key_hint: None,
        folder: None,
        embedder: known.id,
        dimensions: known.dimensions,
        languages: known.languages,
        state: EmbedderState::Building,
        job: None,
        activated_at: None,
    };
    match choice {
        Choice::Install => {}
        Choice::Folder(name) => {
            record.kind = EmbedderKind::Folder;
            record.folder = Some(name);
        }
        Choice::Endpoint { base_url, model, key } => {
            record.kind = EmbedderKind::Endpoint;
            record.base_url = Some(base_url);
            record.model = Some(model);
            record.key_hint = key.as_deref().map(hint);
            record.sealed_key =
                key.map(|key| seal_key(&platform.secret, platform.random.as_ref(), ctx.tenant, &key));
        }
    }
    record
}

fn busy(error: DbError) -> EmbeddingError {
    match error {
        DbError::Conflict { .. } => EmbeddingError::Busy,
        other => other.into(),
    }
}
