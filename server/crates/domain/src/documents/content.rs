//! A version's content: found, read, and turned into text once.

use bytes::Bytes;
use chatsphere_contract::ids::{BotId, DocumentId, WorkspaceId};
use chatsphere_db::document_versions::{self, VersionContent};
use chatsphere_db::{documents, stored_objects};
use chatsphere_ingest::{Extracted, MediaType, sniff};
use chatsphere_kernel::Ctx;
use chatsphere_outbound::ObjectError;

use super::DocumentError;
use crate::platform::Platform;

/// What is cached of a content's text; raised when it is made in another way.
const TEXT: &str = "text-1";

/// A version of a document of this bot; without a number the present one.
pub(super) async fn find(
    platform: &Platform,
    ctx: &Ctx,
    (bot, id): (BotId, DocumentId),
    number: Option<i32>,
) -> Result<VersionContent, DocumentError> {
    let tx = platform.db.tenant(ctx.tenant).await?;
    let document = documents::find(&tx, id).await?.filter(|document| document.bot == bot);
    document.ok_or(DocumentError::NotFound)?;
    let content = document_versions::content(&tx, id, number).await?;
    tx.commit().await?;
    content.ok_or(DocumentError::NoSuchVersion)
}

/// The original's bytes.
pub(super) async fn bytes(platform: &Platform, content: &VersionContent) -> Result<Bytes, DocumentError> {
    if let Some(text) = &content.inline_text {
        return Ok(Bytes::from(text.clone()));
    }
    let key = content.object_key.as_ref().ok_or(DocumentError::NotKept)?;
    match platform.objects.get(key).await {
        Err(ObjectError::NotFound(_)) => Err(DocumentError::OriginalGone),
        outcome => Ok(outcome?),
    }
}

/// What kind of file it is, by its content.
pub(super) fn media_type(content: &VersionContent, bytes: &[u8]) -> Result<MediaType, DocumentError> {
    if content.inline_text.is_some() {
        return Ok(MediaType::Markdown);
    }
    sniff(bytes, &content.name).map_err(DocumentError::Unreadable)
}

/// What can be read in it: from the cache, or extracted now and cached.
pub(super) async fn text(
    platform: &Platform,
    tenant: WorkspaceId,
    content: &VersionContent,
) -> Result<Extracted, DocumentError> {
    if let Some(cached) = cached(platform, tenant, content, TEXT).await?
        && let Ok(extracted) = serde_json::from_slice(&cached)
    {
        return Ok(extracted);
    }
    let bytes = bytes(platform, content).await?;
    let media_type = media_type(content, &bytes)?;
    let extracted =
        platform.extractor.extract(bytes.into(), media_type).await.map_err(DocumentError::Unreadable)?;
    match serde_json::to_vec(&extracted) {
        Ok(json) => cache(platform, tenant, content, TEXT, json.into()).await?,
        Err(error) => tracing::warn!(%error, "a text was not cached"),
    }
    Ok(extracted)
}

/// What was made from this content earlier.
pub(super) async fn cached(
    platform: &Platform,
    tenant: WorkspaceId,
    content: &VersionContent,
    kind: &str,
) -> Result<Option<Bytes>, DocumentError> {
    let tx = platform.db.tenant(tenant).await?;
    let key = stored_objects::find_preview(&tx, &content.sha256, kind).await?;
    tx.commit().await?;
    let Some(key) = key else { return Ok(None) };
    match platform.objects.get(&key).await {
        Ok(bytes) => Ok(Some(bytes)),
        // Cleared away meanwhile: it is made again.
        Err(ObjectError::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Keeps what was made from this content for the next one who looks.
pub(super) async fn cache(
    platform: &Platform,
    tenant: WorkspaceId,
    content: &VersionContent,
    kind: &str,
    made: Bytes,
) -> Result<(), DocumentError> {
    let hash: String = content.sha256.iter().take(20).map(|byte| format!("{byte:02x}")).collect();
    let key = format!("{}/preview-{hash}-{kind}", tenant.0.simple());
    platform.objects.put(&key, made).await?;
    let tx = platform.db.tenant(tenant).await?;
    stored_objects::save_preview(&tx, &content.sha256, kind, &key, platform.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}
