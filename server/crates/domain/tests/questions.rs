//! Written answers against a real database: given word for word, told apart from near misses, changed by two
//! people at once, imported and exported; and what the search console shows.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::time::Duration;

use chatsphere_contract::behaviour::BehaviourSource;
use chatsphere_contract::bots::Bot;
use chatsphere_contract::events::{CompletedMessage, ConversationEvent};
use chatsphere_contract::questions::{NewQuestion, QuestionQuery, QuestionStatus, UpdateQuestion};
use chatsphere_contract::search::{NewTestQuestion, SearchFilters, WhyBy};
use chatsphere_contract::widget::PostMessage;
use chatsphere_domain::questions::{self, QuestionError};
use chatsphere_domain::search::{self, ConsoleRequest, SearchError};
use chatsphere_domain::{chat, conversations};
use chatsphere_kernel::Ctx;
use chatsphere_testkit::{ScriptedModel, Step, TestPlatform};
use futures::StreamExt;

async fn start() -> (TestPlatform, Ctx, Bot) {
    around(TestPlatform::builder().build().await).await
}

async fn around(test: TestPlatform) -> (TestPlatform, Ctx, Bot) {
    let ctx = test.workspace().await;
    let bot = test.bot(&ctx).await;
    (test, ctx, bot)
}

fn new(question: &str, answer: &str, status: QuestionStatus) -> NewQuestion {
    NewQuestion { question: question.to_owned(), answer: answer.to_owned(), status, tags: Vec::new() }
}

async fn ask(test: &TestPlatform, ctx: &Ctx, bot: &Bot, text: &str) -> CompletedMessage {
    let conversation =
        conversations::start_playground(test, ctx, bot.id, BehaviourSource::Published).await.unwrap();
    let scope = conversations::playground_scope(test, ctx, conversation.summary.id).await.unwrap();
    let input = PostMessage { client_id: "q".to_owned(), text: text.to_owned() };
    let posted = chat::post_message(test, scope, input).await.unwrap();
    let events: Vec<_> = chat::turn_events(test, scope, posted).collect().await;
    match &events.last().unwrap().event {
        ConversationEvent::MessageCompleted { message, .. } => message.clone(),
        other => panic!("the turn ended with {other:?}"),
    }
}

#[tokio::test]
async fn an_approved_answer_is_given_word_for_word_and_counted() {
    let model = ScriptedModel::new();
    let (test, ctx, bot) = around(TestPlatform::builder().embedder().model(&model).build().await).await;
    let wanted = new("How long is the warranty?", "Exactly **two** years.", QuestionStatus::Approved);
    let pair = questions::create(&test, &ctx, bot.id, wanted).await.unwrap();

    let message = ask(&test, &ctx, &bot, "how long is the warranty").await;
    assert_eq!(message.text, "Exactly **two** years. [1]");
    assert!(message.answered && message.confidence >= 0.95);
    assert_eq!(message.citations[0].question_id, Some(pair.id));
    let uses = "SELECT count(*) FROM passage_uses";
    let uses: i64 = sqlx::query_scalar(uses).fetch_one(&mut test.database().owner().await).await.unwrap();
    assert_eq!(uses, 0, "a written answer is no passage");
    assert!(model.asked().is_empty(), "no model was needed");
    let after = questions::read(&test, &ctx, bot.id, pair.id).await.unwrap();
    assert_eq!(after.hits, 1);
    assert!(after.last_used_at.is_some());

    model.next([Step::text("From the documents.")]);
    let message = ask(&test, &ctx, &bot, "who gives the warranty").await;
    assert!(!message.text.contains("Exactly"), "a near miss is not that question");
    assert_eq!(model.asked().len(), 1);

    let draft = questions::draft(&test, &ctx, message.id).await.unwrap();
    assert_eq!((draft.bot_id, draft.question.as_str()), (bot.id, "who gives the warranty"));
    assert_eq!(draft.answer, "From the documents.");
}

#[tokio::test]
async fn a_draft_is_given_to_nobody() {
    let (test, ctx, bot) = start().await;
    questions::create(&test, &ctx, bot.id, new("Do you ship to Malta?", "Yes.", QuestionStatus::Draft))
        .await
        .unwrap();
    assert!(
        questions::find(&test, ctx.tenant, bot.id, "Do you ship to Malta?", None).await.unwrap().is_none()
    );
}

#[tokio::test]
async fn the_second_of_two_who_change_the_same_is_told() {
    let (test, ctx, bot) = start().await;
    let pair = questions::create(&test, &ctx, bot.id, new("Q?", "A", QuestionStatus::Draft)).await.unwrap();
    let change = |answer: &str| UpdateQuestion {
        version: pair.version,
        answer: Some(answer.to_owned()),
        ..UpdateQuestion::default()
    };
    let first = questions::update(&test, &ctx, bot.id, pair.id, change("first")).await.unwrap();
    assert_eq!(first.version, pair.version + 1);
    let second = questions::update(&test, &ctx, bot.id, pair.id, change("second")).await;
    assert!(matches!(second, Err(QuestionError::Changed)));
    let kept = questions::read(&test, &ctx, bot.id, pair.id).await.unwrap();
    assert_eq!((kept.answer.as_str(), kept.question.as_str()), ("first", "Q?"));
}

#[tokio::test]
async fn what_is_exported_can_be_imported_again() {
    let (test, ctx, bot) = start().await;
    let file = "question,answer,status,tags\n=1+1?,\"=SUM(A1)\",approved,sums;odd\nshort\nSecond?,Yes,,\n";
    let result = questions::import(&test, &ctx, bot.id, file.as_bytes()).await.unwrap();
    assert_eq!((result.accepted, result.rejected.len(), result.rejected[0].line), (2, 1, 3));
    let exported = questions::export(&test, &ctx, bot.id).await.unwrap();
    assert!(exported.contains("\"'=1+1?\",\"'=SUM(A1)\",\"approved\",\"sums;odd\""), "{exported}");
    let other = test.bot(&ctx).await;
    let again = questions::import(&test, &ctx, other.id, exported.as_bytes()).await.unwrap();
    assert_eq!((again.accepted, again.rejected.len()), (2, 0));
    let query = QuestionQuery { q: Some("=sum".to_owned()), ..QuestionQuery::default() };
    let page = questions::list(&test, &ctx, other.id, query).await.unwrap();
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.items[0].answer, "=SUM(A1)");
}

#[tokio::test]
async fn an_import_gets_its_vectors_from_a_job() {
    let (test, ctx, bot) = around(TestPlatform::builder().embedder().build().await).await;
    questions::import(&test, &ctx, bot.id, b"question,answer\nIs it heavy?,No.\n").await.unwrap();
    assert!(test.run_jobs().await > 0);
    let rest = questions::embed_missing(&test, ctx.tenant, bot.id, None).await.unwrap();
    assert_eq!(rest, questions::Embedded::default());
}

#[tokio::test]
async fn the_console_says_why_and_remembers_what_was_asked() {
    let (test, ctx, bot) = start().await;
    test.ready_document(&ctx, bot.id, "The warranty of every lamp lasts two years.").await;
    let request = ConsoleRequest { query: "waranty of lamps".to_owned(), ..ConsoleRequest::default() };
    let found = search::explained(&test, &ctx, bot.id, request.clone()).await.unwrap();
    let hit = &found.hits[0];
    let by = |word: &str| hit.why.iter().find(|term| term.word == word).map(|term| term.by);
    assert_eq!(by("waranty"), Some(WhyBy::Spelling));
    let marked: Vec<String> = hit
        .marks
        .iter()
        .map(|(start, end)| hit.hit.text.chars().skip(*start as usize).take((end - start) as usize).collect())
        .collect();
    assert!(marked.contains(&"warranty".to_owned()), "{marked:?}");

    let elsewhere =
        SearchFilters { media_type: Some("application/pdf".to_owned()), ..SearchFilters::default() };
    let filtered = ConsoleRequest { filters: elsewhere, ..request };
    assert!(search::explained(&test, &ctx, bot.id, filtered).await.unwrap().hits.is_empty());

    // Noted beside the search: nobody waited for it.
    let mut history = search::history(&test, &ctx, bot.id).await.unwrap();
    for _ in 0..200 {
        if !history.recent.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        history = search::history(&test, &ctx, bot.id).await.unwrap();
    }
    assert_eq!(history.recent[0].query, "waranty of lamps");
    let suggested = search::suggestions(&test, &ctx, bot.id, "WARAN").await.unwrap();
    assert_eq!(suggested.items, ["waranty of lamps"]);
}

#[tokio::test]
async fn test_questions_follow_their_passage() {
    let (test, ctx, bot) = start().await;
    let document = test.ready_document(&ctx, bot.id, "Lamps go back within 37 days.").await;
    let request = ConsoleRequest { query: "return a lamp".to_owned(), ..ConsoleRequest::default() };
    let chunk_id = search::explained(&test, &ctx, bot.id, request).await.unwrap().hits[0].hit.chunk_id;
    let input = NewTestQuestion { question: "How many days to return lamps?".to_owned(), chunk_id };
    let saved = search::add_test_question(&test, &ctx, bot.id, input).await.unwrap();
    assert_eq!((saved.document_id, saved.rank), (document.id, None));
    let ran = search::run_test_questions(&test, &ctx, bot.id).await.unwrap();
    assert_eq!(ran.items[0].rank, Some(1));

    chatsphere_domain::documents::delete(&test, &ctx, bot.id, document.id).await.unwrap();
    let ran = search::run_test_questions(&test, &ctx, bot.id).await.unwrap();
    assert_eq!(ran.items[0].rank, None);
    assert!(ran.items[0].ran_at.is_some());
    search::delete_test_question(&test, &ctx, bot.id, saved.id).await.unwrap();
    let gone = search::delete_test_question(&test, &ctx, bot.id, saved.id).await;
    assert!(matches!(gone, Err(SearchError::NoSuchTestQuestion)));
}
