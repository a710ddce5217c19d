//! Reads one document: extract, chunk, embed, index.

use bytes::Bytes;
use chatsphere_ai::Embeddings;
use chatsphere_contract::documents::{DocumentStatus, IngestStage};
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_db::chunks::{self, NewChunk, ReadyDocument};
use chatsphere_db::documents::{self, DocumentRecord};
use chatsphere_db::jobs::{self, ItemError};
use chatsphere_ingest::{ChunkDraft, ExtractError, Extracted, MediaType, sniff};
use chatsphere_outbound::ObjectError;
use tokio::time::{Duration, Instant};

use super::passages::{EMBED_BATCH, catch_up, cut, embed, embedded_text, stored};
use super::run::Run;
use crate::outcome::{Failure, Outcome};

/// Progress is written at most this often.
const PROGRESS_EVERY: Duration = Duration::from_millis(300);

/// Reads the document. What is wrong with it becomes its failure, with the reason; the job is then done.
pub(crate) async fn perform(run: &Run, bot: BotId, id: DocumentId) -> Result<Outcome, Failure> {
    let Some(document) = load(run, bot, id).await? else { return Ok(Outcome::Done) };
    let mut progress = Progress { run, id, written: None };
    match read(run, &document, &mut progress).await {
        Ok(()) => Ok(Outcome::Done),
        Err(Stop::Outcome(outcome)) => Ok(outcome),
        Err(Stop::Failure(failure)) => Err(failure),
        Err(Stop::Unreadable(reason)) if reason.is_retryable() => Err(Failure::Reader(reason.to_string())),
        Err(Stop::Unreadable(reason)) => fail(run, id, reason.code(), &reason.to_string()).await,
        Err(Stop::OriginalGone) => {
            fail(run, id, "missing", "The stored file is gone. Upload it again.").await
        }
    }
}

/// Why reading a document stops before its end.
enum Stop {
    /// The document is at fault.
    Unreadable(ExtractError),
    /// The object store has lost it.
    OriginalGone,
    /// The document is gone, or the process stops.
    Outcome(Outcome),
    /// Something around it failed.
    Failure(Failure),
}

impl<E: Into<Failure>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failure(error.into())
    }
}

/// The document, if there is still something to do for it under this job.
async fn load(run: &Run, bot: BotId, id: DocumentId) -> Result<Option<DocumentRecord>, Failure> {
    let tx = run.tenant().await?;
    let found = documents::find_even_deleted(&tx, id).await?;
    tx.commit().await?;
    Ok(found.filter(|document| {
        document.bot == bot
            && document.job == Some(run.job.id)
            && matches!(document.status, DocumentStatus::Queued | DocumentStatus::Processing)
    }))
}

async fn read(run: &Run, document: &DocumentRecord, progress: &mut Progress<'_>) -> Result<(), Stop> {
    progress.report(IngestStage::Extract, 0, 0).await?;
    let (extracted, media_type) = extract(run, document).await?;
    let pages = extracted.pages.map(i64::from);
    progress.report(IngestStage::Chunk, 0, pages.unwrap_or(0)).await?;
    // What was imported bears the title that its importer gave it.
    let title = extracted.title.clone().filter(|_| document.object_key.is_some());
    let language = extracted.language.clone();
    let unread_pages = extracted.unread_pages.clone();
    let drafts = cut(extracted).await.map_err(Stop::Unreadable)?;
    let total = drafts.len();
    let heading = title.as_deref().unwrap_or(&document.name);
    let embeddings = run.embeddings().await?;
    let embedder = embeddings.as_ref().map(|embeddings| embeddings.id().to_owned());
    let chunks = embed_all(run, embeddings.as_ref(), heading, drafts, progress).await?;
    progress.report(IngestStage::Index, 0, count(total)).await?;
    let ready = ReadyDocument {
        id: document.id,
        sha256: document.sha256.clone(),
        media_type: Some(media_type.as_str().to_owned()),
        title,
        pages,
        unread_pages,
        language,
        embedder: embedder.clone(),
        chunks,
    };
    let tx = run.tenant_under_lease().await?;
    chunks::replace(&tx, document.bot, run.job.id, &[ready], run.platform.clock.now()).await?;
    catch_up(run, &tx, embedder.as_deref()).await?;
    tx.commit().await?;
    Ok(())
}

async fn extract(run: &Run, document: &DocumentRecord) -> Result<(Extracted, MediaType), Stop> {
    let (bytes, media_type) = match &document.object_key {
        Some(key) => {
            let bytes: Bytes = match run.platform.objects.get(key).await {
                Ok(bytes) => bytes,
                Err(ObjectError::NotFound(_)) => return Err(Stop::OriginalGone),
                Err(error) => return Err(error.into()),
            };
            // A web page has been looked at before, and bears its title, not the name of a file.
            let media_type = match document.source.and_then(|_| MediaType::parse(&document.media_type)) {
                Some(known) => known,
                None => sniff(&bytes, &document.name).map_err(Stop::Unreadable)?,
            };
            (Vec::from(bytes), media_type)
        }
        None => {
            let tx = run.tenant().await?;
            let text = documents::inline_text(&tx, document.id).await?;
            tx.commit().await?;
            (text.unwrap_or_default().into_bytes(), MediaType::Markdown)
        }
    };
    let extracted = run.platform.extractor.extract(bytes, media_type).await.map_err(Stop::Unreadable)?;
    Ok((extracted, media_type))
}

async fn embed_all(
    run: &Run,
    embeddings: Option<&Embeddings>,
    title: &str,
    drafts: Vec<ChunkDraft>,
    progress: &mut Progress<'_>,
) -> Result<Vec<NewChunk>, Stop> {
    let platform = &run.platform;
    let Some(embeddings) = embeddings else {
        return Ok(drafts.into_iter().map(|draft| stored(platform, draft, None)).collect());
    };
    let total = drafts.len();
    let mut chunks: Vec<NewChunk> = Vec::with_capacity(total);
    let mut drafts = drafts.into_iter();
    loop {
        progress.report(IngestStage::Embed, count(chunks.len()), count(total)).await?;
        let batch: Vec<ChunkDraft> = drafts.by_ref().take(EMBED_BATCH).collect();
        if batch.is_empty() {
            return Ok(chunks);
        }
        if run.stop.is_cancelled() {
            return Err(Stop::Outcome(Outcome::Yielded));
        }
        let texts = batch.iter().map(|draft| embedded_text(title, draft)).collect();
        let vectors = embed(embeddings, texts).await?;
        chunks.extend(batch.into_iter().zip(vectors).map(|(draft, vector)| stored(platform, draft, vector)));
    }
}

/// Ends the document badly; the job counts it and is done.
async fn fail(run: &Run, id: DocumentId, code: &str, message: &str) -> Result<Outcome, Failure> {
    let now = run.platform.clock.now();
    let tx = run.tenant_under_lease().await?;
    if documents::mark_failed(&tx, id, run.job.id, code, message, now).await? {
        let name = documents::find_even_deleted(&tx, id).await?.map(|document| document.name);
        let error = ItemError {
            item: id.to_string(),
            name: name.unwrap_or_default(),
            code: code.to_owned(),
            message: message.to_owned(),
        };
        jobs::add_errors(&tx, run.job.id, &[error]).await?;
        jobs::add_progress(&tx, &run.lease, 1, 1, now).await?;
    }
    tx.commit().await?;
    Ok(Outcome::Done)
}

/// Writes how far a document is, not too often.
struct Progress<'a> {
    run: &'a Run,
    id: DocumentId,
    written: Option<Instant>,
}

impl Progress<'_> {
    async fn report(&mut self, stage: IngestStage, done: i64, total: i64) -> Result<(), Stop> {
        if self.written.is_some_and(|written| written.elapsed() < PROGRESS_EVERY) {
            return Ok(());
        }
        let now = self.run.platform.clock.now();
        let tx = self.run.tenant_under_lease().await?;
        let is_ours = documents::set_stage(&tx, self.id, self.run.job.id, stage, done, total, now).await?;
        tx.commit().await?;
        self.written = Some(Instant::now());
        // Deleted meanwhile: there is nothing left to do.
        if is_ours { Ok(()) } else { Err(Stop::Outcome(Outcome::Done)) }
    }
}

fn count(items: usize) -> i64 {
    i64::try_from(items).unwrap_or(i64::MAX)
}
