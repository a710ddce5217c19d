//! From a document's content to passages with vectors.

use chatsphere_ai::{EmbedError, Embeddings};
use chatsphere_contract::ids::ChunkId;
use chatsphere_db::chunks::NewChunk;
use chatsphere_db::embedders::{self, EmbedderState};
use chatsphere_db::{DbError, TenantTx};
use chatsphere_domain::jobs::{self, Work};
use chatsphere_domain::{Platform, documents};
use chatsphere_ingest::{ChunkDraft, ChunkOptions, ExtractError, Extracted, chunk};

use super::run::Run;
use crate::outcome::Failure;

/// Passages embedded between two looks at progress and at whether to stop.
pub(crate) const EMBED_BATCH: usize = 16;

/// The passages of a document, on a blocking thread: a long one takes a while.
pub(crate) async fn cut(extracted: Extracted) -> Result<Vec<ChunkDraft>, ExtractError> {
    let cut = tokio::task::spawn_blocking(move || chunk(&extracted, &ChunkOptions::default()));
    let drafts =
        cut.await.map_err(|_| ExtractError::Corrupt { detail: "our reader stopped over it".to_owned() })?;
    if drafts.is_empty() { Err(ExtractError::Empty) } else { Ok(drafts) }
}

/// What the embedder reads of a passage: it alone does not say what it is about.
pub(crate) fn embedded_text(title: &str, draft: &ChunkDraft) -> String {
    documents::embedded_text(title, &draft.heading_path, &draft.text)
}

/// The vectors of texts, in order. A text that the model fails on goes without: it is still found by
/// its words.
pub(crate) async fn embed(
    embeddings: &Embeddings,
    texts: Vec<String>,
) -> Result<Vec<Option<Vec<f32>>>, Failure> {
    match embeddings.passages(texts.clone()).await {
        Ok(vectors) => return Ok(vectors.into_iter().map(Some).collect()),
        Err(EmbedError::Run(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let mut vectors = Vec::with_capacity(texts.len());
    for text in texts {
        match embeddings.passages(vec![text]).await {
            Ok(alone) => vectors.push(alone.into_iter().next()),
            Err(EmbedError::Run(error)) => {
                tracing::warn!(error, "a passage goes without a vector");
                vectors.push(None);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(vectors)
}

/// A passage to store.
pub(crate) fn stored(platform: &Platform, draft: ChunkDraft, embedding: Option<Vec<f32>>) -> NewChunk {
    NewChunk {
        id: ChunkId(platform.uuid()),
        heading_path: draft.heading_path,
        page: draft.page.and_then(|page| i32::try_from(page).ok()),
        text: draft.text,
        embedding,
    }
}

/// Should the workspace's model have changed while vectors were made by the one before, those of the new
/// one are made next.
pub(crate) async fn catch_up(run: &Run, tx: &TenantTx, used: Option<&str>) -> Result<(), DbError> {
    let active = embedders::find(tx, EmbedderState::Active).await?;
    if active.is_some_and(|active| Some(active.embedder.as_str()) != used) {
        jobs::enqueue(&run.platform, tx, &Work::Reembed).await?;
    }
    Ok(())
}
