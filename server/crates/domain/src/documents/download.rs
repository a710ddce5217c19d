//! Taking an original away.

use bytes::Bytes;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_db::document_versions;
use chatsphere_kernel::permissions::Permission;
use chatsphere_kernel::{Actor, Ctx};

use super::{DocumentError, content};
use crate::platform::Platform;

/// An original.
#[derive(Debug, Clone)]
pub struct Original {
    /// A file name for it, with an ending.
    pub name: String,
    /// By content. It must never be shown as what it says, only saved.
    pub media_type: String,
    /// The file.
    pub bytes: Bytes,
}

/// The original of a version; without a number of the present one. It is counted, and written down who
/// took it.
pub async fn download(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
    version: Option<i32>,
) -> Result<Original, DocumentError> {
    ctx.require(Permission::Read)?;
    let content = content::find(platform, ctx, (bot, id), version).await?;
    let bytes = content::bytes(platform, &content).await?;
    let actor = match ctx.actor {
        Actor::User(_) => "user",
        Actor::ApiKey(..) => "api_key",
        Actor::Visitor | Actor::System => "system",
    };
    let tx = platform.db.tenant(ctx.tenant).await?;
    let by = (actor, ctx.user());
    document_versions::record_download(&tx, platform.uuid(), id, content.number, by, platform.clock.now())
        .await?;
    tx.commit().await?;
    tracing::info!(document = %id, version = content.number, actor, bytes = bytes.len(), "an original was downloaded");
    let name = if content.inline_text.is_some() && !content.name.contains('.') {
        format!("{}.md", content.name)
    } else {
        content.name
    };
    Ok(Original { name, media_type: content.media_type, bytes })
}
