//! The database's passages to a snapshot: what changed since the one at hand.

use std::sync::Arc;

use chatsphere_contract::ids::BotId;
use chatsphere_db::TenantTx;
use chatsphere_db::search::{IndexChunk, VersionRange, chunks, removals, removals_pruned_to};
use chatsphere_retrieval::{BotIndex, IndexedChunk, Language};

use super::SearchError;

/// Passages that are read and indexed at once: bounds the memory of a load beside the index itself.
const BATCH: u32 = 2_000;

/// The snapshot at `version`, from an older one. `embedder` says whose vectors are kept.
pub(super) async fn bring_up_to(
    tx: &TenantTx,
    bot: BotId,
    older: Option<Arc<BotIndex>>,
    version: i64,
    embedder: Option<&str>,
) -> Result<Arc<BotIndex>, SearchError> {
    let mut snapshot = older.unwrap_or_else(|| Arc::new(BotIndex::empty()));
    let mut range = VersionRange { after: snapshot.version(), up_to: version };
    let mut removed: Vec<u128> = if snapshot.is_empty() {
        Vec::new()
    } else {
        removals(tx, bot, range).await?.iter().map(|document| document.0.as_u128()).collect()
    };
    // Removals that it would need are not kept any more: from the beginning.
    if !snapshot.is_empty() && removals_pruned_to(tx, bot).await? > snapshot.version() {
        snapshot = Arc::new(BotIndex::empty());
        range.after = 0;
        removed.clear();
    }
    let mut after = None;
    loop {
        let batch = chunks(tx, bot, range, after, embedder, BATCH).await?;
        after = batch.last().map(|chunk| (chunk.version, chunk.id));
        let is_last = batch.len() < BATCH as usize;
        let removed = std::mem::take(&mut removed);
        // Reading words takes the processor for long enough that other tasks would feel it.
        snapshot = tokio::task::spawn_blocking(move || {
            Arc::new(snapshot.apply(version, &removed, batch.into_iter().map(indexed).collect()))
        })
        .await?;
        if is_last {
            return Ok(snapshot);
        }
    }
}

fn indexed(chunk: IndexChunk) -> IndexedChunk {
    IndexedChunk {
        chunk: chunk.id.0.as_u128(),
        document: chunk.document.0.as_u128(),
        language: chunk.language.as_deref().and_then(Language::parse),
        title: chunk.document_title,
        headings: chunk.heading_path,
        text: chunk.text,
        vector: chunk.embedding,
    }
}
