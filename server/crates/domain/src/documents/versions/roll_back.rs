//! Making an earlier content the current one again.

use chatsphere_contract::documents::Document;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::versions::VersionOrigin;
use chatsphere_db::document_versions::{self, Credit};
use chatsphere_db::documents;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::super::{DocumentError, present};
use crate::jobs::{self, Work};
use crate::platform::Platform;

/// Makes the content of an earlier version the document's newest version. It is read anew; until that is
/// done, answers use what they used before.
pub async fn roll_back(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
    number: i32,
) -> Result<Document, DocumentError> {
    ctx.require(Permission::DocumentsWrite)?;
    let now = platform.clock.now();
    let tx = platform.db.tenant(ctx.tenant).await?;
    let document = documents::find(&tx, id).await?.filter(|document| document.bot == bot);
    let document = document.ok_or(DocumentError::NotFound)?;
    if document.version == number {
        return Err(DocumentError::Unchanged);
    }
    if !document_versions::hold(&tx, id, number).await? {
        return Err(DocumentError::NoSuchVersion);
    }
    let content = document_versions::content(&tx, id, Some(number)).await?;
    let content = content.ok_or(DocumentError::NoSuchVersion)?;
    if content.sha256 == document.sha256 {
        return Err(DocumentError::Unchanged);
    }
    let job = jobs::enqueue(platform, &tx, &Work::Ingest { bot, document: id }).await?;
    let credit = Credit { origin: VersionOrigin::RollBack, by: ctx.user() };
    if !document_versions::put(&tx, bot, id, &content, job, credit, now).await? {
        return Err(DocumentError::NotFound);
    }
    let document = documents::find(&tx, id).await?.ok_or(DocumentError::NotFound)?;
    tx.commit().await?;
    Ok(present(document))
}
