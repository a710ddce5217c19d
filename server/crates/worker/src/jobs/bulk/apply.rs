//! One batch: what is done to its documents, and why not to some of them.

use std::collections::{HashMap, HashSet};

use chatsphere_contract::ids::DocumentId;
use chatsphere_contract::limits;
use chatsphere_db::documents::{self, Standing};
use chatsphere_db::jobs::ItemError;
use chatsphere_db::{DbError, TenantTx};
use chatsphere_domain::jobs::{BulkStep, BulkWork};
use chatsphere_domain::tags::names_by_id;

use super::super::run::Run;

/// What became of a batch.
pub(super) struct Applied {
    /// Documents that it is finished with; those that are to be read again are not yet.
    pub(super) done: i64,
    /// Documents that it was not done to.
    pub(super) errors: Vec<ItemError>,
}

/// Does it to these documents.
pub(super) async fn apply(
    run: &Run,
    tx: &TenantTx,
    work: &BulkWork,
    ids: &[DocumentId],
) -> Result<Applied, DbError> {
    let (bot, now) = (work.bot_id, run.platform.clock.now());
    let before = documents::standings(tx, bot, ids).await?;
    let there: Vec<DocumentId> = before.iter().map(|document| document.id).collect();
    let changed = match &work.step {
        BulkStep::Tag { tags } => {
            let names = names_by_id(tx, tags).await?;
            documents::add_tags(tx, bot, &there, &names, limits::TAGS_PER_DOCUMENT).await?
        }
        BulkStep::Untag { tags } => {
            let names = names_by_id(tx, tags).await?;
            documents::remove_tags(tx, bot, &there, &names).await?
        }
        // One that is as wanted already is done.
        BulkStep::Enable => {
            documents::set_enabled(tx, bot, &there, true, now).await.map(|_| there.clone())?
        }
        BulkStep::Disable => {
            documents::set_enabled(tx, bot, &there, false, now).await.map(|_| there.clone())?
        }
        BulkStep::Reprocess => documents::queue_again(tx, bot, &there, run.job.id, now).await?,
        BulkStep::Move { to_bot_id } => documents::move_to(tx, bot, &there, *to_bot_id, now).await?,
        // Done when it was asked for, or elsewhere.
        BulkStep::Delete | BulkStep::Download => there.clone(),
    };
    let changed: HashSet<DocumentId> = changed.into_iter().collect();
    let known: HashMap<DocumentId, &Standing> =
        before.iter().map(|document| (document.id, document)).collect();
    let left = ids.iter().filter(|id| !changed.contains(id));
    let errors = left.map(|id| reason(&work.step, *id, known.get(id).copied())).collect();
    let done =
        if work.step == BulkStep::Reprocess { 0 } else { i64::try_from(changed.len()).unwrap_or(i64::MAX) };
    Ok(Applied { done, errors })
}

/// Why it was not done to a document.
fn reason(step: &BulkStep, id: DocumentId, standing: Option<&Standing>) -> ItemError {
    let (code, message) = match (step, standing) {
        (_, None) => ("not_found", "This document is gone.".to_owned()),
        (BulkStep::Tag { .. }, _) => {
            let most = limits::TAGS_PER_DOCUMENT;
            ("too_many_tags", format!("It would have more than {most} tags. Take some off first."))
        }
        (_, Some(document)) if document.is_moving => {
            ("busy", "It is being read right now. Try again when that is done.".to_owned())
        }
        (BulkStep::Reprocess, Some(document)) if !document.is_kept => {
            ("not_kept", "Its file was not kept, as it cannot be read. Upload it again.".to_owned())
        }
        (BulkStep::Move { .. }, _) => {
            ("external_id_taken", "The other bot has a document with the same external_id.".to_owned())
        }
        _ => ("not_done", "It changed meanwhile. Try again.".to_owned()),
    };
    let name = standing.map(|document| document.name.clone()).unwrap_or_default();
    ItemError { item: id.to_string(), name, code: code.to_owned(), message }
}
