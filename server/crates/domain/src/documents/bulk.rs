//! Doing one thing to many documents: checked and counted here, done by a job.
//!
//! A deletion is done here at once, in one transaction, so that no answer uses the documents any more; its
//! job only stands for it, so that it can be followed and undone.

use chatsphere_contract::documents::{BulkAccepted, BulkAction, BulkRequest, DocumentFilter};
use chatsphere_contract::ids::{BotId, DocumentId, JobId, TagId};
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_db::documents::{self, DocumentFilter as Filter};
use chatsphere_db::{DbError, TenantTx, bots};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;
use time::Duration;
use uuid::Uuid;

use super::filter::resolve;
use super::{DocumentError, require_bot};
use crate::jobs::{self, BulkStep, BulkWork, Selection, Work};
use crate::platform::Platform;
use crate::tags;

/// Most documents and most bytes of one ZIP file.
const ZIP_DOCUMENTS: i64 = 10_000;
const ZIP_BYTES: i64 = 1024 * 1024 * 1024;

/// The bits of an id that tell apart what was made in one millisecond.
const OF_ONE_MILLISECOND: u128 = (1 << 80) - 1;

/// Begins a bulk action.
pub async fn bulk(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    request: BulkRequest,
) -> Result<BulkAccepted, DocumentError> {
    let is_reading = request.action == BulkAction::Download;
    ctx.require(if is_reading { Permission::Read } else { Permission::DocumentsWrite })?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let (selection, matching) = select(platform, &tx, bot, request.ids, request.filter).await?;
    if matching == 0 {
        return Err(wrong("filter", "nothing_matches", "No document matches.".to_owned()));
    }
    if request.action == BulkAction::Delete {
        return delete(platform, tx, bot, &selection).await;
    }
    let step = step(platform, &tx, bot, request.action).await?;
    if step == BulkStep::Download {
        check_size(&tx, bot, &selection, matching).await?;
    }
    let work = Work::Bulk(BulkWork { bot_id: bot, step, selection, total: matching });
    let job_id = jobs::enqueue(platform, &tx, &work).await?;
    tx.commit().await?;
    Ok(BulkAccepted { job_id, matching, undo_until: None })
}

/// Which documents, and how many.
async fn select(
    platform: &Platform,
    tx: &TenantTx,
    bot: BotId,
    ids: Option<Vec<DocumentId>>,
    filter: Option<DocumentFilter>,
) -> Result<(Selection, i64), DocumentError> {
    match (ids, filter) {
        (Some(mut ids), None) => {
            ids.sort_unstable();
            ids.dedup();
            if ids.is_empty() || ids.len() > limits::BULK_IDS {
                let message = format!("Choose 1 to {} documents, or send a filter.", limits::BULK_IDS);
                return Err(wrong("ids", "out_of_range", message));
            }
            let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
            Ok((Selection::Ids { ids }, count))
        }
        (None, Some(filter)) => {
            let resolved = resolve(tx, &filter).await?;
            let count = documents::count(tx, bot, &resolved).await?;
            // Tags by id, so that a tag renamed before the job's turn is still meant.
            let tags = tags::ids_of(tx, &resolved.tags).await?.iter().map(TagId::to_string).collect();
            // Ids grow with time, by the millisecond: what comes later is not meant.
            let up_to = DocumentId(Uuid::from_u128(platform.uuid().as_u128() | OF_ONE_MILLISECOND));
            Ok((Selection::Filter { filter: DocumentFilter { tags, ..filter }, up_to }, count))
        }
        (Some(_), Some(_)) => Err(wrong("ids", "invalid", "Send “ids” or “filter”, not both.".to_owned())),
        (None, None) => {
            let message = "Say which documents: “ids”, or “filter” ({} is all).".to_owned();
            Err(wrong("ids", "required", message))
        }
    }
}

/// The action with everything that it names found.
async fn step(
    platform: &Platform,
    tx: &TenantTx,
    bot: BotId,
    action: BulkAction,
) -> Result<BulkStep, DocumentError> {
    Ok(match action {
        BulkAction::Delete => BulkStep::Delete,
        BulkAction::Enable => BulkStep::Enable,
        BulkAction::Disable => BulkStep::Disable,
        BulkAction::Reprocess => BulkStep::Reprocess,
        BulkAction::Download => BulkStep::Download,
        BulkAction::Tag { tags } => {
            let names = tags::ensure(platform, tx, &required(tags)?, "tags").await?;
            BulkStep::Tag { tags: tags::ids_of(tx, &names).await? }
        }
        BulkAction::Untag { tags } => {
            let names = tags::named(tx, &required(tags)?, "tags").await?;
            BulkStep::Untag { tags: tags::ids_of(tx, &names).await? }
        }
        BulkAction::Move { to_bot_id } => {
            if to_bot_id == bot {
                return Err(wrong("to_bot_id", "same_bot", "Choose another bot.".to_owned()));
            }
            if bots::find(tx, to_bot_id).await?.is_none() {
                return Err(wrong("to_bot_id", "unknown_bot", "There is no such bot.".to_owned()));
            }
            BulkStep::Move { to_bot_id }
        }
    })
}

fn required(tags: Vec<String>) -> Result<Vec<String>, DocumentError> {
    match tags.len() {
        0 => Err(wrong("tags", "required", "Name at least one tag.".to_owned())),
        1..=limits::TAGS_PER_DOCUMENT => Ok(tags),
        _ => Err(wrong("tags", "too_many", format!("At most {} tags, please.", limits::TAGS_PER_DOCUMENT))),
    }
}

/// Deletes what was selected, now.
async fn delete(
    platform: &Platform,
    tx: TenantTx,
    bot: BotId,
    selection: &Selection,
) -> Result<BulkAccepted, DocumentError> {
    let ids = match selection {
        Selection::Ids { ids } => ids.clone(),
        Selection::Filter { filter, .. } => {
            documents::all_ids(&tx, bot, &named_filter(&tx, filter).await?).await?
        }
    };
    let now = platform.clock.now();
    let job_id = JobId(platform.uuid());
    let gone = documents::soft_delete(&tx, bot, &ids, Some(job_id), now).await?;
    let matching = i64::try_from(gone.len()).unwrap_or(i64::MAX);
    if matching == 0 {
        return Err(wrong("ids", "nothing_matches", "These documents are gone already.".to_owned()));
    }
    // What was selected is kept in `deleted_by_job`: the job's own selection is only its size.
    let selection = Selection::Ids { ids: Vec::new() };
    let work = Work::Bulk(BulkWork { bot_id: bot, step: BulkStep::Delete, selection, total: matching });
    jobs::record_done(platform, &tx, job_id, &work).await?;
    tx.commit().await?;
    let undo_until = rfc3339(now + Duration::minutes(limits::UNDO_MINUTES));
    Ok(BulkAccepted { job_id, matching, undo_until: Some(undo_until) })
}

async fn check_size(
    tx: &TenantTx,
    bot: BotId,
    selection: &Selection,
    matching: i64,
) -> Result<(), DocumentError> {
    let bytes = match selection {
        Selection::Ids { ids } => documents::total_bytes(tx, bot, ids).await?,
        Selection::Filter { filter, .. } if matching <= ZIP_DOCUMENTS => {
            let ids = documents::all_ids(tx, bot, &named_filter(tx, filter).await?).await?;
            documents::total_bytes(tx, bot, &ids).await?
        }
        Selection::Filter { .. } => i64::MAX,
    };
    if matching > ZIP_DOCUMENTS || bytes > ZIP_BYTES {
        let message = "A download can have 10,000 documents and 1 GB. Choose fewer.".to_owned();
        return Err(wrong("filter", "too_large", message));
    }
    Ok(())
}

/// A stored filter as the database takes it. Its tags are ids; of a tag that is gone meanwhile nothing
/// matches.
pub async fn named_filter(tx: &TenantTx, filter: &DocumentFilter) -> Result<Filter, DbError> {
    let ids: Vec<TagId> = filter.tags.iter().filter_map(|id| id.parse().ok()).collect();
    let mut names = tags::names_by_id(tx, &ids).await?;
    if names.is_empty() && !filter.tags.is_empty() {
        // No tag is called this: it is not a name.
        names.push(String::new());
    }
    Ok(Filter {
        tags: names,
        untagged: filter.untagged,
        status: filter.status,
        media_type: filter.media_type.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned),
        name: filter.q.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned),
        enabled: filter.enabled,
    })
}

fn wrong(field: &str, code: &str, message: String) -> DocumentError {
    DocumentError::Invalid(vec![FieldError { field: field.to_owned(), code: code.to_owned(), message }])
}
