//! Written answers and searches at their edges: vectors that stay, bots that are restricted, files that come
//! at once, logs that are full, text that cannot be stored.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::fmt::Write as _;

use chatsphere_contract::bots::{Bot, BotSettings, UpdateBot};
use chatsphere_contract::questions::{NewQuestion, QuestionQuery, QuestionStatus, UpdateQuestion};
use chatsphere_contract::search::{NewTestQuestion, SearchFilters};
use chatsphere_contract::tags::UpdateTag;
use chatsphere_db::search_log::{AskedRecord, WORDINGS_PER_DAY, note};
use chatsphere_domain::search::{self, ConsoleRequest, SearchError};
use chatsphere_domain::{bots, jobs, questions, tags};
use chatsphere_kernel::Ctx;
use chatsphere_testkit::TestPlatform;
use time::Duration;

async fn start() -> (TestPlatform, Ctx, Bot) {
    let test = TestPlatform::builder().build().await;
    let ctx = test.workspace().await;
    let bot = test.bot(&ctx).await;
    (test, ctx, bot)
}

fn approved(question: &str, tags: &[&str]) -> NewQuestion {
    NewQuestion {
        question: question.to_owned(),
        answer: "Yes.".to_owned(),
        status: QuestionStatus::Approved,
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
    }
}

async fn number(test: &TestPlatform, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&mut test.database().owner().await).await.unwrap()
}

async fn run(test: &TestPlatform, sql: &'static str) {
    sqlx::query(sql).execute(&mut test.database().owner().await).await.unwrap();
}

#[tokio::test]
async fn a_vector_stays_while_the_wording_does() {
    let (test, ctx, bot) = start().await;
    let pair = questions::create(&test, &ctx, bot.id, approved("Is it heavy?", &[])).await.unwrap();
    run(&test, "UPDATE questions SET embedding = '[1,0]', embedder = 'one'").await;
    let answer =
        UpdateQuestion { version: pair.version, answer: Some("No.".to_owned()), ..UpdateQuestion::default() };
    let changed = questions::update(&test, &ctx, bot.id, pair.id, answer).await.unwrap();
    let with_vector = "SELECT count(*) FROM questions WHERE embedder = 'one' AND embedding IS NOT NULL
                       AND cardinality(terms) > 0";
    assert_eq!(number(&test, with_vector).await, 1);
    let wording = UpdateQuestion {
        version: changed.version,
        question: Some("Is it light?".to_owned()),
        ..UpdateQuestion::default()
    };
    questions::update(&test, &ctx, bot.id, pair.id, wording).await.unwrap();
    assert_eq!(number(&test, with_vector).await, 0);
    let queued = "SELECT count(*) FROM jobs WHERE kind = 'embed_questions'";
    assert_eq!(number(&test, queued).await, 0, "there is no model that could make one");
}

#[tokio::test]
async fn a_model_that_is_away_is_asked_again_later() {
    let (test, ctx, bot) = start().await;
    // A model that this process cannot use.
    run(
        &test,
        "INSERT INTO embedders (tenant_id, id, kind, folder, embedder, dimensions, state, created_at)
         SELECT id, gen_random_uuid(), 'folder', 'gone', 'gone', 2, 'active', now() FROM workspaces",
    )
    .await;
    questions::create(&test, &ctx, bot.id, approved("Is it heavy?", &[])).await.unwrap();
    let embedded = questions::embed_missing(&test, ctx.tenant, bot.id, None).await.unwrap();
    assert!(embedded.gave_up);
    let waiting = "SELECT count(*) FROM jobs WHERE kind = 'embed_questions' AND status = 'queued'";
    assert_eq!(number(&test, waiting).await, 1);
    test.run_jobs().await;
    let done = "SELECT count(*) FROM jobs WHERE kind = 'embed_questions' AND status = 'done'";
    assert_eq!(number(&test, done).await, 0, "it is tried again or has failed, but is not done");
}

#[tokio::test]
async fn a_restricted_bot_gives_only_answers_with_its_tags_whatever_they_are_called_now() {
    let (test, ctx, bot) = start().await;
    let first = approved("Is it heavy?", &["Public"]);
    questions::create(&test, &ctx, bot.id, first).await.unwrap();
    questions::create(&test, &ctx, bot.id, approved("Is it dear?", &["internal"])).await.unwrap();
    let settings = BotSettings { answer_tags: Some(vec!["public".to_owned()]), ..BotSettings::default() };
    let restricted = UpdateBot { settings, ..UpdateBot::default() };
    bots::update(&test, &ctx, bot.id, restricted).await.unwrap();
    let is_given =
        async |asked: &str| questions::find(&test, ctx.tenant, bot.id, asked, None).await.unwrap().is_some();
    assert!(is_given("Is it heavy?").await);
    assert!(!is_given("Is it dear?").await);

    let all = tags::list(&test, &ctx, Some(bot.id)).await.unwrap();
    let public = all.iter().find(|tag| tag.name == "Public").unwrap();
    assert_eq!((public.questions, public.documents), (1, 0));
    let renamed = UpdateTag { name: Some("Open".to_owned()), ..UpdateTag::default() };
    tags::update(&test, &ctx, public.id, renamed).await.unwrap();
    assert!(is_given("Is it heavy?").await);
    let tagged = QuestionQuery { tag: Some("oPEN".to_owned()), ..QuestionQuery::default() };
    assert_eq!(questions::list(&test, &ctx, bot.id, tagged).await.unwrap().items.len(), 1);

    let internal = all.iter().find(|tag| tag.name == "internal").unwrap();
    let merged = tags::merge(&test, &ctx, internal.id, public.id).await.unwrap();
    assert_eq!(merged.questions, 2);
    assert!(is_given("Is it dear?").await);
}

#[tokio::test]
async fn two_files_at_once_do_not_pass_the_limit() {
    let (test, ctx, bot) = start().await;
    run(
        &test,
        "INSERT INTO questions (tenant_id, id, bot_id, question, answer, status, terms)
         SELECT b.tenant_id, gen_random_uuid(), b.id, 'q', 'a', 'draft', '{}'
         FROM bots b, generate_series(1, 4990)",
    )
    .await;
    let file = |name: &str| {
        (0..8).fold("question,answer,status,tags\n".to_owned(), |mut file, line| {
            let _ = writeln!(file, "{name} {line}?,So.,,\"a\\;b;c\"");
            file
        })
    };
    let (one, other) = (file("one"), file("other"));
    let (one, other) = tokio::join!(
        questions::import(&test, &ctx, bot.id, one.as_bytes()),
        questions::import(&test, &ctx, bot.id, other.as_bytes())
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.accepted + other.accepted, 10);
    // Whichever was second was read no further than what the first had left, or lost the rest at the end.
    assert!((1..=6).contains(&(one.rejected_total + other.rejected_total)), "{one:?} {other:?}");
    assert_eq!(number(&test, "SELECT count(*) FROM questions").await, 5_000);
    assert_eq!(number(&test, "SELECT count(*) FROM questions WHERE tags = '{a;b,c}'").await, 10);
    let more = questions::create(&test, &ctx, bot.id, approved("One more?", &[])).await;
    assert!(matches!(more, Err(questions::QuestionError::Invalid(_))));
}

#[tokio::test]
async fn what_is_known_is_counted_when_the_day_is_full_and_old_days_are_cleared_away() {
    let (test, ctx, bot) = start().await;
    run(
        &test,
        "INSERT INTO search_queries (tenant_id, bot_id, day, source, query, found, best, last_asked_at)
         SELECT b.tenant_id, b.id, (now() AT TIME ZONE 'UTC')::date, 'chat', 'known ' || n, true, 1, now()
         FROM bots b, generate_series(1, 2000) AS n",
    )
    .await;
    assert_eq!(WORDINGS_PER_DAY, 2_000);
    let at = test.clock.now();
    for (source, query) in [("chat", "known 7"), ("chat", "unknown"), ("console", "shown")] {
        let tx = test.db.tenant(ctx.tenant).await.unwrap();
        let asked = AskedRecord { source, query: query.to_owned(), found: true, best: 1.0, at };
        note(&tx, bot.id, &asked).await.unwrap();
        tx.commit().await.unwrap();
    }
    let known = "SELECT times::bigint FROM search_queries WHERE query = 'known 7'";
    assert_eq!(number(&test, known).await, 2);
    assert_eq!(number(&test, "SELECT count(*) FROM search_queries WHERE query = 'unknown'").await, 0);
    assert_eq!(number(&test, "SELECT count(*) FROM search_queries WHERE query = 'shown'").await, 1);

    run(&test, "UPDATE search_queries SET day = day - 31 WHERE query LIKE 'known 1%'").await;
    let suggested = search::suggestions(&test, &ctx, bot.id, "known 1").await.unwrap();
    assert!(suggested.items.is_empty(), "{:?}", suggested.items);
    run(&test, "UPDATE search_queries SET day = day - 100 WHERE query LIKE 'known 2%'").await;
    let pruned = jobs::prune(&test).await.unwrap();
    assert_eq!(pruned.searches, 112);
}

#[tokio::test]
async fn test_questions_are_run_once_at_a_time() {
    let (test, ctx, bot) = start().await;
    let tx = test.db.tenant(ctx.tenant).await.unwrap();
    assert!(chatsphere_db::test_questions::hold_run(&tx, bot.id).await.unwrap());
    let second = search::run_test_questions(&test, &ctx, bot.id).await;
    assert!(matches!(second, Err(SearchError::AlreadyRunning)));
    tx.commit().await.unwrap();
    assert_eq!(search::run_test_questions(&test, &ctx, bot.id).await.unwrap().left, 0);
}

#[tokio::test]
async fn what_cannot_be_stored_is_taken_out_of_what_is_asked() {
    let (test, ctx, bot) = start().await;
    let document = test.ready_document(&ctx, bot.id, "The warranty of every lamp lasts two years.").await;
    questions::create(&test, &ctx, bot.id, approved("Is it heavy?", &[])).await.unwrap();
    let query = QuestionQuery {
        q: Some("hea\0vy".to_owned()),
        tag: Some("\0".to_owned()),
        ..QuestionQuery::default()
    };
    assert_eq!(questions::list(&test, &ctx, bot.id, query).await.unwrap().items.len(), 1);
    let filters = SearchFilters { tag: Some("x\0".to_owned()), ..SearchFilters::default() };
    let request = ConsoleRequest { query: "warranty\0".to_owned(), filters, ..ConsoleRequest::default() };
    assert!(search::explained(&test, &ctx, bot.id, request.clone()).await.unwrap().hits.is_empty());

    // Filters fit what the list of documents calls them.
    let all = ConsoleRequest { filters: SearchFilters::default(), ..request };
    let hits = async |filters: SearchFilters| {
        let request = ConsoleRequest { filters, ..all.clone() };
        search::explained(&test, &ctx, bot.id, request).await.unwrap().hits
    };
    let source = |source: &str| SearchFilters { source: Some(source.to_owned()), ..SearchFilters::default() };
    assert_eq!(hits(source("upload")).await.len(), 1);
    assert!(hits(source("web")).await.is_empty());
    run(&test, "UPDATE documents SET url = 'https://example.com/', tags = '{Orders}'").await;
    run(
        &test,
        "INSERT INTO tags (tenant_id, id, name, folded, created_at, updated_at)
         SELECT id, gen_random_uuid(), 'Orders', 'orders', now(), now() FROM workspaces",
    )
    .await;
    assert_eq!(hits(source("upload")).await.len(), 1, "an address alone makes no page of a source");
    let tagged = SearchFilters { tag: Some("orders".to_owned()), ..SearchFilters::default() };
    let found = hits(tagged).await;
    assert_eq!(found.first().map(|hit| hit.hit.document_id), Some(document.id));
    let day = (test.clock.now() + Duration::days(1)).date().to_string();
    let later = SearchFilters { from: Some(day), ..SearchFilters::default() };
    assert!(hits(later).await.is_empty());

    let chunk_id = found.first().unwrap().hit.chunk_id;
    let input = NewTestQuestion { question: "How\0 long?".to_owned(), chunk_id };
    let saved = search::add_test_question(&test, &ctx, bot.id, input).await.unwrap();
    assert_eq!(saved.question, "How long?");
}
