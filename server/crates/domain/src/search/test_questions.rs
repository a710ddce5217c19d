//! Questions with the passage that should be found for them, and where it is found now.

use std::time::Duration;

use chatsphere_contract::ids::{BotId, TestQuestionId};
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::search::{NewTestQuestion, SearchHit, TestQuestion, TestQuestions};
use chatsphere_db::search::passages;
use chatsphere_db::test_questions::{self, TestQuestionRecord};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;
use tokio::time::Instant;

use super::console::require_bot;
use super::run::{without_controls, wrong_fields};
use super::{PreparedQuery, SearchError, SearchOptions};
use crate::platform::Platform;

/// How far down the expected passage is looked for.
const DEPTH: u32 = 50;
/// How long a run may take: less than a browser or a proxy waits, and than a transaction may rest.
const RUN_LIMIT: Duration = Duration::from_secs(20);
/// Characters of the passage that are remembered.
const PASSAGE_CHARS: usize = 2_000;

/// Saves a question with a passage of the bot.
pub async fn add_test_question(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    input: NewTestQuestion,
) -> Result<TestQuestion, SearchError> {
    ctx.require(Permission::DocumentsWrite)?;
    let errors: Vec<FieldError> = wrong_fields(&input.question, DEPTH)
        .into_iter()
        .map(|error| FieldError { field: "question".to_owned(), ..error })
        .collect();
    if !errors.is_empty() {
        return Err(SearchError::Invalid(errors));
    }
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    if test_questions::count(&tx, bot).await? >= limits::TEST_QUESTIONS {
        let message = format!("A bot can have {} test questions. Delete some first.", limits::TEST_QUESTIONS);
        return Err(invalid("question", "too_many", message));
    }
    let Some(passage) = passages(&tx, bot, &[input.chunk_id]).await?.pop() else {
        return Err(invalid("chunk_id", "not_found", "This passage is not there any more.".to_owned()));
    };
    let record = TestQuestionRecord {
        id: TestQuestionId(platform.uuid()),
        bot,
        question: without_controls(&input.question),
        document: passage.document,
        chunk: passage.id,
        document_title: passage.document_title,
        passage: passage.text.chars().take(PASSAGE_CHARS).collect(),
        rank: None,
        ran_at: None,
        created_at: platform.clock.now(),
    };
    test_questions::insert(&tx, &record).await?;
    tx.commit().await?;
    Ok(present(record))
}

/// A bot's test questions, newest first.
pub async fn list_test_questions(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
) -> Result<TestQuestions, SearchError> {
    ctx.require(Permission::Read)?;
    let items = read(platform, ctx, bot).await?;
    Ok(TestQuestions { items: items.into_iter().map(present).collect(), left: 0 })
}

/// Takes one out.
pub async fn delete_test_question(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: TestQuestionId,
) -> Result<(), SearchError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    if !test_questions::delete(&tx, bot, id).await? {
        return Err(SearchError::NoSuchTestQuestion);
    }
    Ok(tx.commit().await?)
}

/// Asks all of them, and says where each expected passage is found. What is not asked in time is left for the
/// next run, which begins with it.
pub async fn run_test_questions(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
) -> Result<TestQuestions, SearchError> {
    run_within(platform, ctx, bot, RUN_LIMIT).await
}

async fn run_within(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    limit: Duration,
) -> Result<TestQuestions, SearchError> {
    ctx.require(Permission::DocumentsWrite)?;
    let mut items = read(platform, ctx, bot).await?;
    // Held while all are asked, in all processes: two runs at once would take each other's time.
    let held = platform.db.tenant(ctx.tenant).await?;
    if !test_questions::hold_run(&held, bot).await? {
        return Err(SearchError::AlreadyRunning);
    }
    let (now, begun) = (platform.clock.now(), Instant::now());
    let mut ranks = Vec::with_capacity(items.len());
    for place in in_turn(&items) {
        if begun.elapsed() >= limit {
            break;
        }
        let Some(item) = items.get_mut(place) else { continue };
        let query = PreparedQuery {
            text: item.question.clone(),
            vector: platform.embed_question(ctx.tenant, &item.question).await,
            ..PreparedQuery::default()
        };
        let options = SearchOptions::best(DEPTH);
        let found = platform.search.find_with(&platform.db, ctx.tenant, bot, &query, &options).await?;
        item.rank = rank(item, &found.hits);
        item.ran_at = Some(now);
        ranks.push((item.id, item.rank));
    }
    test_questions::set_ranks(&held, &ranks, now).await?;
    held.commit().await?;
    let left = u32::try_from(items.len() - ranks.len()).unwrap_or(u32::MAX);
    Ok(TestQuestions { items: items.into_iter().map(present).collect(), left })
}

/// The places of the questions, those first that were not asked for longest.
fn in_turn(items: &[TestQuestionRecord]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..items.len()).collect();
    places.sort_by_key(|place| items.get(*place).and_then(|item| item.ran_at));
    places
}

async fn read(platform: &Platform, ctx: &Ctx, bot: BotId) -> Result<Vec<TestQuestionRecord>, SearchError> {
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let most = u32::try_from(limits::TEST_QUESTIONS).unwrap_or(u32::MAX);
    let items = test_questions::list(&tx, bot, most).await?;
    tx.commit().await?;
    Ok(items)
}

/// Where the passage is: itself, or what says the same after its document was read again.
fn rank(expected: &TestQuestionRecord, hits: &[SearchHit]) -> Option<i32> {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let wanted = words(&expected.passage);
    let place = hits.iter().position(|hit| {
        let shown: String = hit.text.chars().take(PASSAGE_CHARS).collect();
        hit.chunk_id == expected.chunk || words(&shown) == wanted
    })?;
    i32::try_from(place + 1).ok()
}

fn present(record: TestQuestionRecord) -> TestQuestion {
    TestQuestion {
        id: record.id,
        question: record.question,
        document_id: record.document,
        document_title: record.document_title,
        chunk_id: record.chunk,
        passage: record.passage,
        rank: record.rank.and_then(|rank| u32::try_from(rank).ok()),
        ran_at: record.ran_at.map(rfc3339),
        created_at: rfc3339(record.created_at),
    }
}

fn invalid(field: &str, code: &str, message: String) -> SearchError {
    SearchError::Invalid(vec![FieldError { field: field.to_owned(), code: code.to_owned(), message }])
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::ids::{ChunkId, DocumentId};
    use time::OffsetDateTime;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn those_that_were_left_come_first() {
        let asked_at = |seconds: Option<i64>| TestQuestionRecord {
            id: TestQuestionId(Uuid::nil()),
            bot: BotId(Uuid::nil()),
            question: String::new(),
            document: DocumentId(Uuid::nil()),
            chunk: ChunkId(Uuid::nil()),
            document_title: String::new(),
            passage: String::new(),
            rank: None,
            ran_at: seconds.and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok()),
            created_at: OffsetDateTime::UNIX_EPOCH,
        };
        let items = [asked_at(Some(9)), asked_at(None), asked_at(Some(3)), asked_at(None)];
        assert_eq!(in_turn(&items), [1, 3, 2, 0]);
    }
}
