//! A second look at what was found: it decides the order, and whatever goes wrong with it leaves the first one.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::sync::Arc;
use std::time::Duration;

use chatsphere_contract::behaviour::BehaviourSource;
use chatsphere_contract::bots::Bot;
use chatsphere_contract::events::ConversationEvent;
use chatsphere_contract::reranking::{RerankerKind, SetReranker};
use chatsphere_contract::search::ExplainedResults;
use chatsphere_contract::widget::PostMessage;
use chatsphere_domain::search::{self, ConsoleRequest, SearchError};
use chatsphere_domain::{chat, conversations};
use chatsphere_kernel::Ctx;
use chatsphere_testkit::{ScriptedModel, Step, TestPlatform};
use futures::StreamExt;

/// Three passages: two about returns, of which the first has more of the words, and one about a pump.
const PASSAGES: [(&str, &str); 3] = [
    ("returns", "Return a lamp: how to return any lamp is said below, return by return."),
    ("post", "A lamp goes back by parcel within thirty days."),
    ("pump", "The pump of the lamp hums."),
];

async fn start(model: &Arc<ScriptedModel>) -> (TestPlatform, Ctx, Bot) {
    let test = TestPlatform::builder().model(model).build().await;
    let ctx = test.workspace().await;
    let bot = test.bot(&ctx).await;
    for (name, text) in PASSAGES {
        test.upload(&ctx, bot.id, &format!("{name}.txt"), text).await;
    }
    test.run_jobs().await;
    (test, ctx, bot)
}

async fn console(
    test: &TestPlatform,
    ctx: &Ctx,
    bot: &Bot,
    rerank: Option<RerankerKind>,
) -> ExplainedResults {
    let query = "return a lamp".to_owned();
    let request = ConsoleRequest { query, rerank, ..ConsoleRequest::default() };
    search::explained(test, ctx, bot.id, request).await.unwrap()
}

/// The names of the documents, best first.
fn names(found: &ExplainedResults) -> Vec<&str> {
    let name = |text: &str| PASSAGES.iter().find(|(_, known)| *known == text).map(|(name, _)| *name);
    found.hits.iter().filter_map(|hit| name(&hit.hit.text)).collect()
}

#[tokio::test]
async fn a_model_puts_what_answers_first_and_nonsense_changes_nothing() {
    let model = ScriptedModel::new();
    let (test, ctx, bot) = start(&model).await;
    let first = console(&test, &ctx, &bot, None).await;
    assert_eq!((names(&first)[0], first.reranking.is_none()), ("returns", true));
    assert!(model.asked().is_empty(), "off by default");

    let count = first.hits.len();
    let scores: Vec<String> =
        names(&first).iter().map(|name| if *name == "post" { "0.9" } else { "0.2" }.to_owned()).collect();
    model.next([Step::text("Scores: "), Step::text(&format!("[{}]", scores.join(", ")))]);
    let again = console(&test, &ctx, &bot, Some(RerankerKind::ChatModel)).await;
    assert_eq!((names(&again)[0], again.hits.len()), ("post", count));
    assert_eq!((again.hits[0].reranked, again.hits[1].reranked), (Some(0.9), Some(0.2)));
    assert!(again.hits[0].hit.score < again.hits[1].hit.score, "the score is that of the search");
    let asked = model.asked().remove(0);
    assert_eq!(asked.question, "return a lamp");
    assert!(asked.system.contains("<passage n=\"1\"") && asked.system.contains("thirty days"));

    model.next([Step::text("I would rather talk about the weather.")]);
    let kept = console(&test, &ctx, &bot, Some(RerankerKind::ChatModel)).await;
    assert_eq!(names(&kept), names(&first));
    assert!(kept.reranking.unwrap().problem.unwrap().contains("did not write a score"));
    assert_eq!(kept.hits[0].reranked, None);

    let missing = console(&test, &ctx, &bot, Some(RerankerKind::CrossEncoder)).await;
    assert_eq!(names(&missing), names(&first));
    assert!(missing.reranking.unwrap().problem.unwrap().contains("CHATSPHERE_RERANKER_DIR"));
}

#[tokio::test]
async fn only_what_can_work_is_chosen() {
    let model = ScriptedModel::new();
    let (test, ctx, bot) = start(&model).await;
    let settings = search::read_reranker(&test, &ctx, bot.id).await.unwrap();
    assert_eq!(settings.available, [RerankerKind::Off, RerankerKind::ChatModel]);
    let set = async |kind| search::set_reranker(&test, &ctx, bot.id, SetReranker { kind }).await;
    assert!(matches!(set(RerankerKind::CrossEncoder).await, Err(SearchError::Invalid(_))));
    assert_eq!(set(RerankerKind::ChatModel).await.unwrap().kind, RerankerKind::ChatModel);
    assert_eq!(search::read_reranker(&test, &ctx, bot.id).await.unwrap().kind, RerankerKind::ChatModel);
}

/// Asks, and says which passage the answer's only source was.
async fn first_source(test: &TestPlatform, ctx: &Ctx, bot: &Bot) -> String {
    let conversation =
        conversations::start_playground(test, ctx, bot.id, BehaviourSource::Published).await.unwrap();
    let scope = conversations::playground_scope(test, ctx, conversation.summary.id).await.unwrap();
    let input = PostMessage { client_id: "q".to_owned(), text: "return a lamp".to_owned() };
    let posted = chat::post_message(test, scope, input).await.unwrap();
    let events: Vec<_> = chat::turn_events(test, scope, posted).collect().await;
    match &events.last().unwrap().event {
        ConversationEvent::MessageCompleted { message, .. } => {
            message.citations.first().unwrap().snippet.clone()
        }
        other => panic!("the turn ended with {other:?}"),
    }
}

#[tokio::test]
async fn a_turn_takes_the_new_order_and_does_not_wait_long_for_it() {
    let model = ScriptedModel::new();
    let (test, ctx, bot) = start(&model).await;
    let choice = SetReranker { kind: RerankerKind::ChatModel };
    search::set_reranker(&test, &ctx, bot.id, choice).await.unwrap();
    let found = console(&test, &ctx, &bot, Some(RerankerKind::Off)).await;
    let order = names(&found);
    let scores: Vec<&str> = order.iter().map(|name| if *name == "post" { "1" } else { "0" }).collect();
    model.next([Step::text(&format!("[{}]", scores.join(",")))]);
    model.next([Step::text("By parcel [1].")]);
    assert!(first_source(&test, &ctx, &bot).await.contains("parcel"));
    assert_eq!(model.asked().len(), 2);

    model.next([Step::Hang]);
    model.next([Step::text("As said [1].")]);
    let begun = std::time::Instant::now();
    assert!(first_source(&test, &ctx, &bot).await.contains("return by return"));
    assert!(begun.elapsed() < Duration::from_secs(10));
}
