//! Writing, reading, changing and deleting questions.

use chatsphere_contract::ids::{BotId, QuestionId};
use chatsphere_contract::limits;
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::questions::{NewQuestion, Question, QuestionQuery, QuestionStatus, UpdateQuestion};
use chatsphere_db::questions::{self, QuestionFilter, QuestionRecord};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::matching::{enqueue_embedding, index_of};
use super::validate::{checked, clean};
use super::{QuestionError, present, require_bot};
use crate::paging::Request;
use crate::platform::Platform;
use crate::tags;

/// Saves a question with its answer.
pub async fn create(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    input: NewQuestion,
) -> Result<Question, QuestionError> {
    ctx.require(Permission::DocumentsWrite)?;
    let input = checked(input).map_err(QuestionError::Invalid)?;
    let index = index_of(platform, ctx.tenant, &input.question).await;
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    questions::hold_count(&tx, bot).await?;
    if questions::count(&tx, bot).await? >= limits::QUESTIONS {
        return Err(invalid("question", "too_many", &too_many()));
    }
    let tags = tags::ensure(platform, &tx, &input.tags, "tags").await?;
    let record = new_record(platform, bot, NewQuestion { tags, ..input });
    questions::insert(&tx, &record, &index).await?;
    enqueue_embedding(platform, &tx, bot, &index).await?;
    tx.commit().await?;
    Ok(present(record))
}

/// One question of a bot.
pub async fn read(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: QuestionId,
) -> Result<Question, QuestionError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let found = questions::find(&tx, bot, id).await?;
    tx.commit().await?;
    found.map(present).ok_or(QuestionError::NotFound)
}

/// A page of a bot's questions, newest first.
pub async fn list(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    query: QuestionQuery,
) -> Result<Page<Question>, QuestionError> {
    ctx.require(Permission::Read)?;
    let given = |text: Option<String>| text.map(|text| clean(&text)).filter(|text| !text.is_empty());
    let status = match given(query.status) {
        None => None,
        Some(word) => Some(
            QuestionStatus::parse(&word)
                .ok_or_else(|| invalid("status", "invalid", "The status can be “draft” or “approved”."))?,
        ),
    };
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let request: Request<QuestionId> = Request::parse(&page).map_err(QuestionError::Invalid)?;
    let text = given(query.q).map(|text| text.chars().take(limits::QUERY_CHARS).collect());
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let tag = match given(query.tag) {
        Some(tag) => Some(tags::as_written(&tx, &tag).await?),
        None => None,
    };
    let filter = QuestionFilter { status, tag, text };
    let rows = questions::page(&tx, bot, &filter, request.before, request.rows()).await?;
    tx.commit().await?;
    Ok(request.page(rows.into_iter().map(present).collect(), |question| question.id))
}

/// Changes a question, unless somebody else did so since the version that was changed.
pub async fn update(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: QuestionId,
    input: UpdateQuestion,
) -> Result<Question, QuestionError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let current = questions::find(&tx, bot, id).await?.ok_or(QuestionError::NotFound)?;
    tx.commit().await?;
    if current.version != input.version {
        return Err(QuestionError::Changed);
    }
    let previous = current.question.clone();
    let wanted = checked(NewQuestion {
        question: input.question.unwrap_or(current.question),
        answer: input.answer.unwrap_or(current.answer),
        status: input.status.unwrap_or(current.status),
        tags: input.tags.unwrap_or(current.tags),
    })
    .map_err(QuestionError::Invalid)?;
    // Worded as it was, it is found by what it was found by: a model that is away now must not take its
    // vector from it.
    let index = match wanted.question == previous {
        true => None,
        false => Some(index_of(platform, ctx.tenant, &wanted.question).await),
    };
    let tx = platform.db.tenant(ctx.tenant).await?;
    let tags = tags::ensure(platform, &tx, &wanted.tags, "tags").await?;
    let changed = QuestionRecord {
        question: wanted.question,
        answer: wanted.answer,
        status: wanted.status,
        tags,
        version: current.version.saturating_add(1),
        updated_at: platform.clock.now(),
        ..current
    };
    if !questions::update(&tx, &changed, index.as_ref()).await? {
        return Err(QuestionError::Changed);
    }
    if let Some(index) = &index {
        enqueue_embedding(platform, &tx, bot, index).await?;
    }
    tx.commit().await?;
    Ok(present(changed))
}

/// Deletes a question; from the commit on nobody is given its answer.
pub async fn delete(platform: &Platform, ctx: &Ctx, bot: BotId, id: QuestionId) -> Result<(), QuestionError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    if !questions::delete(&tx, bot, id).await? {
        return Err(QuestionError::NotFound);
    }
    Ok(tx.commit().await?)
}

/// A record of what was checked.
pub(super) fn new_record(platform: &Platform, bot: BotId, input: NewQuestion) -> QuestionRecord {
    let now = platform.clock.now();
    QuestionRecord {
        id: QuestionId(platform.uuid()),
        bot,
        question: input.question,
        answer: input.answer,
        status: input.status,
        tags: input.tags,
        hits: 0,
        last_used_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// What to say when a bot is full.
pub(super) fn too_many() -> String {
    format!("A bot can have {} questions. Delete some first.", limits::QUESTIONS)
}

fn invalid(field: &str, code: &str, message: &str) -> QuestionError {
    QuestionError::Invalid(vec![FieldError {
        field: field.to_owned(),
        code: code.to_owned(),
        message: message.to_owned(),
    }])
}
