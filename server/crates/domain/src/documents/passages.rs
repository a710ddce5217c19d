//! The passages of a document: looked at, searched, disabled, worded anew, pinned.
//!
//! A change of a passage is in force at once: the indexes of all processes read the document's passages
//! again. It outlives the reading of the same content anew, and a new version for as long as the document
//! still says the same there.

use chatsphere_contract::ids::{BotId, ChunkId, DocumentId};
use chatsphere_contract::limits;
use chatsphere_contract::paging::Page;
use chatsphere_contract::passages::{
    ChangePassage, DocumentPassage, LostPassage, PassageAnswer, PassageQuery,
};
use chatsphere_contract::problem::FieldError;
use chatsphere_db::documents::{self, DocumentRecord};
use chatsphere_db::passages::{self, NewWording, PassageChange, PassageRow};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;

use super::DocumentError;
use crate::platform::Platform;

/// Words of a search within a document.
const SEARCH_WORDS: usize = 12;
/// Passages of a page, and most of them.
const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;
/// Answers that are listed of a passage.
const LISTED_ANSWERS: i64 = 50;
/// Characters of a question and an answer in such a list.
const EXCERPT_CHARS: usize = 280;

/// A page of a document's passages, in their order.
pub async fn list_passages(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
    query: PassageQuery,
) -> Result<Page<DocumentPassage>, DocumentError> {
    ctx.require(Permission::Read)?;
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT);
    let after = query.cursor.as_deref().map(str::parse::<i32>).transpose().map_err(|_| {
        invalid("cursor", "invalid", "Pass “next_cursor” of the page before, or no cursor.".to_owned())
    })?;
    let words = query.q.unwrap_or_default();
    if words.chars().count() > limits::QUERY_CHARS {
        let message = format!("A search can have at most {} characters.", limits::QUERY_CHARS);
        return Err(invalid("q", "too_long", message));
    }
    let words: Vec<String> = words.split_whitespace().take(SEARCH_WORDS).map(str::to_owned).collect();
    let tx = platform.db.tenant(ctx.tenant).await?;
    of_bot(documents::find(&tx, id).await?, bot)?;
    let mut rows = passages::page(&tx, id, &words, after, i64::from(limit) + 1).await?;
    tx.commit().await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| has_more).map(|row| row.ordinal.to_string());
    Ok(Page { items: rows.into_iter().map(present).collect(), next_cursor })
}

/// Changes a passage that nobody else has changed meanwhile.
pub async fn change_passage(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    (document, id): (DocumentId, ChunkId),
    input: ChangePassage,
) -> Result<DocumentPassage, DocumentError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let record = of_bot(documents::find(&tx, document).await?, bot)?;
    let found = passages::find(&tx, document, id).await?.ok_or(DocumentError::NoSuchPassage)?;
    tx.commit().await?;
    if found.revision != input.revision {
        return Err(DocumentError::ChangedMeanwhile);
    }
    let text = wording(platform, ctx, &record, &found, &input).await?;
    let change = PassageChange { text, enabled: input.enabled, pinned: input.pinned };
    let now = platform.clock.now();
    let tx = platform.db.tenant(ctx.tenant).await?;
    if input.pinned == Some(true) && !found.pinned {
        let pinned = passages::pinned_count(&tx, bot).await?;
        if usize::try_from(pinned).unwrap_or(usize::MAX) >= limits::PINNED_PASSAGES {
            return Err(DocumentError::TooManyPinned);
        }
    }
    if !passages::change(&tx, bot, (document, id), input.revision, &change, now).await? {
        return Err(DocumentError::ChangedMeanwhile);
    }
    let changed = passages::find(&tx, document, id).await?.ok_or(DocumentError::NoSuchPassage)?;
    tx.commit().await?;
    Ok(present(changed))
}

/// The newest answers that stood on a passage.
pub async fn passage_answers(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    (document, id): (DocumentId, ChunkId),
) -> Result<Vec<PassageAnswer>, DocumentError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    of_bot(documents::find(&tx, document).await?, bot)?;
    passages::find(&tx, document, id).await?.ok_or(DocumentError::NoSuchPassage)?;
    let uses = passages::uses(&tx, id, LISTED_ANSWERS).await?;
    tx.commit().await?;
    let answers = uses.into_iter().map(|found| PassageAnswer {
        message_id: found.message,
        conversation_id: found.conversation,
        question: excerpt(&found.question),
        answer: excerpt(&found.answer),
        created_at: rfc3339(found.created_at),
    });
    Ok(answers.collect())
}

/// The changes that the document's newest version had no place for.
pub async fn lost_passages(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
) -> Result<Vec<LostPassage>, DocumentError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    of_bot(documents::find(&tx, id).await?, bot)?;
    let lost = passages::lost(&tx, id).await?;
    tx.commit().await?;
    let lost = lost.into_iter().map(|passage| LostPassage {
        original_text: passage.original_text,
        text: passage.text,
        enabled: passage.enabled,
        pinned: passage.pinned,
    });
    Ok(lost.collect())
}

/// Forgets them: a person has seen them.
pub async fn forget_lost_passages(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
) -> Result<(), DocumentError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    of_bot(documents::find(&tx, id).await?, bot)?;
    passages::forget_lost(&tx, id).await?;
    tx.commit().await?;
    Ok(())
}

/// What the embedder reads of a passage: it alone does not say what it is about.
pub fn embedded_text(title: &str, heading_path: &[String], text: &str) -> String {
    let mut whole = String::with_capacity(title.len() + text.len() + 64);
    whole.push_str(title);
    whole.push('\n');
    if !heading_path.is_empty() {
        whole.push_str(&heading_path.join(" > "));
        whole.push('\n');
    }
    whole.push_str(text);
    whole
}

/// The new wording with its vector, when there is one.
async fn wording(
    platform: &Platform,
    ctx: &Ctx,
    document: &DocumentRecord,
    found: &PassageRow,
    input: &ChangePassage,
) -> Result<Option<NewWording>, DocumentError> {
    let original = found.original_text.as_deref().unwrap_or(&found.text);
    let text = match &input.text {
        _ if input.restore => original.to_owned(),
        Some(text) => text.replace('\0', "").trim().to_owned(),
        None => return Ok(None),
    };
    if text == found.text {
        return Ok(None);
    }
    if text.is_empty() {
        let message = "A passage needs words. To keep it from answers, disable it.".to_owned();
        return Err(invalid("text", "required", message));
    }
    if text.chars().count() > limits::PASSAGE_CHARS && !input.restore {
        let message = format!("A passage has at most {} characters.", limits::PASSAGE_CHARS);
        return Err(invalid("text", "too_long", message));
    }
    let title = document.title.as_deref().unwrap_or(&document.name);
    let tx = platform.db.tenant(ctx.tenant).await?;
    let active = platform.embedders.active(platform, &tx).await;
    tx.commit().await?;
    let active = active.unwrap_or_else(|error| {
        tracing::warn!(error, passage = %found.id, "a changed passage goes without a vector");
        None
    });
    let vector = match &active {
        Some(embeddings) => {
            let texts = vec![embedded_text(title, &found.heading_path, &text)];
            match embeddings.questions(texts).await {
                Ok(vectors) => vectors.into_iter().next().map(|vector| (vector, embeddings.id().to_owned())),
                Err(error) => {
                    tracing::warn!(%error, passage = %found.id, "a changed passage goes without a vector");
                    None
                }
            }
        }
        None => None,
    };
    let is_original = text == original;
    Ok(Some(NewWording { text, vector, by: ctx.user(), is_original }))
}

fn of_bot(found: Option<DocumentRecord>, bot: BotId) -> Result<DocumentRecord, DocumentError> {
    found.filter(|document| document.bot == bot).ok_or(DocumentError::NotFound)
}

fn present(row: PassageRow) -> DocumentPassage {
    DocumentPassage {
        id: row.id,
        document_id: row.document,
        ordinal: row.ordinal,
        heading_path: row.heading_path,
        page: row.page,
        text: row.text,
        original_text: row.original_text,
        enabled: row.enabled,
        pinned: row.pinned,
        has_vector: row.has_vector,
        edited_by: row.edited_by,
        edited_at: row.edited_at.map(rfc3339),
        revision: row.revision,
        answers: row.answers,
    }
}

fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(EXCERPT_CHARS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

fn invalid(field: &str, code: &str, message: String) -> DocumentError {
    DocumentError::Invalid(vec![FieldError { field: field.to_owned(), code: code.to_owned(), message }])
}
