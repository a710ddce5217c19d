//! Versions of a document: listed, compared, added by hand, rolled back to, and kept for a while.
//!
//! Whatever gives a document another content (an upload, an import, a crawl) leaves the old one as a
//! version; answers use the old passages until the new ones are ready.

mod compare;
mod policy;
mod roll_back;
mod upload;

pub use compare::compare;
pub use policy::{set_version_policy, version_policy};
pub use roll_back::roll_back;

use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::versions::DocumentVersion;
use chatsphere_db::document_versions::{self, VersionRecord};
use chatsphere_db::documents;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;

use super::DocumentError;
use crate::platform::Platform;

/// The versions of a document, newest first.
pub async fn versions(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
) -> Result<Vec<DocumentVersion>, DocumentError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let document = documents::find(&tx, id).await?.filter(|document| document.bot == bot);
    document.ok_or(DocumentError::NotFound)?;
    let rows = document_versions::list(&tx, id).await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(present).collect())
}

fn present(row: VersionRecord) -> DocumentVersion {
    DocumentVersion {
        number: row.number,
        current: row.is_current,
        in_use: row.in_use,
        name: row.name,
        media_type: row.media_type,
        size_bytes: row.size_bytes,
        origin: row.origin,
        made_by: row.made_by,
        made_at: rfc3339(row.made_at),
        replaced_at: row.replaced_at.map(rfc3339),
        held: row.held,
    }
}
