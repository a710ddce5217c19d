//! Brings in the documents of an import, several in one transaction.
//!
//! The documents that still wait are the state of the work: a batch makes its documents ready and counts
//! them in one transaction, so that a worker which dies anywhere leaves neither a gap nor a double.

use chatsphere_ai::Embeddings;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_db::chunks::{self, ReadyDocument};
use chatsphere_db::documents::{self, PendingDocument};
use chatsphere_db::jobs::{self, ItemError};
use chatsphere_ingest::{ChunkDraft, ExtractError, MediaType};
use tokio::time::Instant;

use super::passages::{catch_up, cut, embed, embedded_text, stored};
use super::run::Run;
use crate::outcome::{Failure, Outcome};

/// Documents of one transaction at most.
const BATCH_DOCUMENTS: i64 = 200;
/// Text of one transaction, roughly: without an embedder, and with one, which reads some 10 KB a second.
const BATCH_TEXT_BYTES: i64 = 1024 * 1024;
const BATCH_TEXT_BYTES_EMBEDDED: i64 = 32 * 1024;

/// Brings in what waits, until nothing does.
pub(crate) async fn perform(run: &Run, bot: BotId) -> Result<Outcome, Failure> {
    let begun = Instant::now();
    loop {
        if run.stop.is_cancelled() || run.should_yield(begun).await? {
            return Ok(Outcome::Yielded);
        }
        let batch = next_batch(run).await?;
        if batch.is_empty() && is_complete(run).await? {
            return Ok(Outcome::Done);
        }
        bring_in(run, bot, batch).await?;
    }
}

async fn next_batch(run: &Run) -> Result<Vec<PendingDocument>, Failure> {
    let text_bytes =
        if run.platform.embeddings.is_some() { BATCH_TEXT_BYTES_EMBEDDED } else { BATCH_TEXT_BYTES };
    let tx = run.tenant().await?;
    let batch = documents::pending_of_job(&tx, run.job.id, BATCH_DOCUMENTS, text_bytes).await?;
    tx.commit().await?;
    Ok(batch)
}

/// Whether really nothing waits, asked with the job held: storing lines holds it too.
async fn is_complete(run: &Run) -> Result<bool, Failure> {
    let tx = run.tenant_under_lease().await?;
    let pending = documents::pending_count(&tx, run.job.id).await?;
    if pending == 0 {
        jobs::finish_done(&tx, &run.lease, run.platform.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(pending == 0)
}

/// A document cut into passages.
struct Cut {
    document: PendingDocument,
    language: Option<String>,
    drafts: Vec<ChunkDraft>,
}

async fn bring_in(run: &Run, bot: BotId, batch: Vec<PendingDocument>) -> Result<(), Failure> {
    let mut readable: Vec<Cut> = Vec::with_capacity(batch.len());
    let mut unreadable: Vec<(DocumentId, String, ExtractError)> = Vec::new();
    for document in batch {
        let (id, name) = (document.id, document.name.clone());
        match read(run, document).await {
            Ok(cut) => readable.push(cut),
            Err(reason) => unreadable.push((id, name, reason)),
        }
    }
    let embeddings = run.embeddings().await?;
    let ready = with_vectors(run, embeddings.as_ref(), readable).await?;
    let now = run.platform.clock.now();
    let tx = run.tenant_under_lease().await?;
    let mut errors = Vec::new();
    for (id, name, reason) in unreadable {
        let message = reason.to_string();
        if documents::mark_failed(&tx, id, run.job.id, reason.code(), &message, now).await? {
            errors.push(ItemError { item: id.to_string(), name, code: reason.code().to_owned(), message });
        }
    }
    let failed = i64::try_from(errors.len()).unwrap_or(i64::MAX);
    jobs::add_errors(&tx, run.job.id, &errors).await?;
    let replaced = chunks::replace(&tx, bot, run.job.id, &ready, now).await?;
    catch_up(run, &tx, embeddings.as_ref().map(Embeddings::id)).await?;
    let done = i64::try_from(replaced.ready.len()).unwrap_or(i64::MAX) + failed;
    jobs::add_progress(&tx, &run.lease, done, failed, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn read(run: &Run, mut document: PendingDocument) -> Result<Cut, ExtractError> {
    let text = std::mem::take(&mut document.text);
    let extracted = run.platform.extractor.extract(text.into_bytes(), MediaType::Markdown).await?;
    let language = extracted.language.clone();
    let drafts = cut(extracted).await?;
    Ok(Cut { document, language, drafts })
}

/// Embeds the passages of all documents of the batch in one go.
async fn with_vectors(
    run: &Run,
    embeddings: Option<&Embeddings>,
    readable: Vec<Cut>,
) -> Result<Vec<ReadyDocument>, Failure> {
    let platform = &run.platform;
    let mut vectors = match embeddings {
        Some(embeddings) => {
            let texts = readable
                .iter()
                .flat_map(|cut| cut.drafts.iter().map(|draft| embedded_text(&cut.document.name, draft)));
            embed(embeddings, texts.collect()).await?
        }
        None => Vec::new(),
    }
    .into_iter();
    let ready = readable.into_iter().map(|cut| ReadyDocument {
        id: cut.document.id,
        sha256: cut.document.sha256,
        media_type: None,
        // Its name is the title that the import gave it.
        title: None,
        pages: None,
        unread_pages: Vec::new(),
        language: cut.language,
        embedder: embeddings.map(|embeddings| embeddings.id().to_owned()),
        chunks: cut
            .drafts
            .into_iter()
            .map(|draft| stored(platform, draft, vectors.next().flatten()))
            .collect(),
    });
    Ok(ready.collect())
}
