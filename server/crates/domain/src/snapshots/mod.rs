//! A bot's whole knowledge at one moment: taken, listed, restored by a job, deleted.

use chatsphere_contract::ids::{BotId, SnapshotId};
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::versions::{CreateSnapshot, JobStarted, Snapshot};
use chatsphere_db::snapshots::{self, SnapshotRecord};
use chatsphere_db::{DbError, TenantTx, bots};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::ctx::NotPermitted;
use chatsphere_kernel::permissions::Permission;

use crate::jobs::{self, Work};
use crate::platform::Platform;

/// What can go wrong with snapshots.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The workspace has no such bot.
    #[error("there is no such bot")]
    NoSuchBot,
    /// The bot has no such snapshot.
    #[error("there is no such snapshot")]
    NotFound,
    /// Another one of the bot has this name.
    #[error("the name is taken")]
    NameTaken,
    /// The bot has as many as it may have.
    #[error("there are too many snapshots")]
    TooMany,
    /// It is being restored right now.
    #[error("the snapshot is being restored")]
    Busy,
    /// The input is wrong.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// The role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The snapshots of a bot, newest first.
pub async fn list(platform: &Platform, ctx: &Ctx, bot: BotId) -> Result<Vec<Snapshot>, SnapshotError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let found = snapshots::list(&tx, bot).await?;
    tx.commit().await?;
    Ok(found.into_iter().map(present).collect())
}

/// Takes one of every document as it is now.
pub async fn create(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    input: CreateSnapshot,
) -> Result<Snapshot, SnapshotError> {
    ctx.require(Permission::DocumentsWrite)?;
    let name = name(&input.name)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let id = take(platform, ctx, &tx, bot, &name).await?;
    let made = snapshots::find(&tx, bot, id).await?.ok_or(SnapshotError::NotFound)?;
    tx.commit().await?;
    Ok(present(made))
}

/// Deletes one. The documents stay as they are.
pub async fn delete(platform: &Platform, ctx: &Ctx, bot: BotId, id: SnapshotId) -> Result<(), SnapshotError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let found = snapshots::find(&tx, bot, id).await?.ok_or(SnapshotError::NotFound)?;
    require_idle(&tx, &found).await?;
    snapshots::delete(&tx, bot, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Has a job put the bot's knowledge back as it was. What is there now becomes a snapshot first.
pub async fn restore(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: SnapshotId,
) -> Result<JobStarted, SnapshotError> {
    ctx.require(Permission::DocumentsWrite)?;
    let now = platform.clock.now();
    let tx = platform.db.tenant(ctx.tenant).await?;
    let found = snapshots::find(&tx, bot, id).await?.ok_or(SnapshotError::NotFound)?;
    require_idle(&tx, &found).await?;
    let short: String = found.name.chars().take(limits::NAME_CHARS / 2).collect();
    let moment = rfc3339(now);
    take(platform, ctx, &tx, bot, &format!("Before “{short}” was restored ({moment})")).await?;
    let work = Work::RestoreSnapshot { bot, snapshot: id, by: ctx.user() };
    let job_id = jobs::enqueue(platform, &tx, &work).await?;
    snapshots::set_restore_job(&tx, id, job_id, now).await?;
    tx.commit().await?;
    tracing::info!(bot = %bot, snapshot = %id, job = %job_id, "a snapshot is being restored");
    Ok(JobStarted { job_id })
}

async fn take(
    platform: &Platform,
    ctx: &Ctx,
    tx: &TenantTx,
    bot: BotId,
    name: &str,
) -> Result<SnapshotId, SnapshotError> {
    if i64::try_from(snapshots::list(tx, bot).await?.len()).unwrap_or(i64::MAX) >= limits::SNAPSHOTS {
        return Err(SnapshotError::TooMany);
    }
    let id = SnapshotId(platform.uuid());
    let made = snapshots::create(tx, bot, id, name, ctx.user(), platform.clock.now()).await;
    match made {
        Err(DbError::Conflict { .. }) => Err(SnapshotError::NameTaken),
        outcome => Ok(outcome.map(|()| id)?),
    }
}

/// While a job restores it, it must stay.
async fn require_idle(tx: &TenantTx, snapshot: &SnapshotRecord) -> Result<(), SnapshotError> {
    use chatsphere_contract::jobs::JobStatus;
    let Some(job) = snapshot.restore_job else { return Ok(()) };
    let job = chatsphere_db::jobs::find(tx, job).await?;
    match job {
        Some(job) if matches!(job.status, JobStatus::Queued | JobStatus::Running) => Err(SnapshotError::Busy),
        _ => Ok(()),
    }
}

async fn require_bot(tx: &TenantTx, bot: BotId) -> Result<(), SnapshotError> {
    bots::find(tx, bot).await?.map(drop).ok_or(SnapshotError::NoSuchBot)
}

fn name(given: &str) -> Result<String, SnapshotError> {
    let name = given.trim();
    let wrong = |code: &str, message: String| {
        let (field, code) = ("name".to_owned(), code.to_owned());
        SnapshotError::Invalid(vec![FieldError { field, code, message }])
    };
    if name.is_empty() {
        return Err(wrong("required", "Give the snapshot a name.".to_owned()));
    }
    if name.chars().count() > limits::NAME_CHARS || name.chars().any(char::is_control) {
        let message = format!("A name has at most {} printable characters.", limits::NAME_CHARS);
        return Err(wrong("too_long", message));
    }
    Ok(name.to_owned())
}

fn present(record: SnapshotRecord) -> Snapshot {
    Snapshot {
        id: record.id,
        name: record.name,
        documents: record.documents,
        size_bytes: record.size_bytes,
        made_by: record.made_by,
        created_at: rfc3339(record.created_at),
        restored_at: record.restored_at.map(rfc3339),
        restore_job: record.restore_job,
    }
}
