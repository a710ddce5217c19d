//! What answers cost: budgets under load, at their limits and across a crash; money to the last micro-unit.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::sync::Arc;
use std::time::Duration;

use chatsphere_ai::ChatError;
use chatsphere_contract::behaviour::BehaviourSource;
use chatsphere_contract::conversations::{ConversationStatus, TurnTrace};
use chatsphere_contract::events::{CompletedMessage, ConversationEvent};
use chatsphere_contract::ids::{BotId, ConversationId};
use chatsphere_contract::spending::{
    AtLimit, Budget, BudgetLevel, BudgetLimit, BudgetPeriod, BudgetScope, SetBudget, UsageGroup, UsageQuery,
    UsageReport,
};
use chatsphere_contract::widget::PostMessage;
use chatsphere_domain::chat::{self, Posted, Scope};
use chatsphere_domain::{Platform, conversations, overview, spending, widget};
use chatsphere_kernel::Ctx;
use chatsphere_testkit::{ScriptedModel, Step, TestPlatform, TestPlatformBuilder};
use futures::{StreamExt, future};
use sqlx::Row;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(20);

const REFUNDS: &str = "A refund takes 14 days. It is paid to the card that was used for the order.";
const QUESTION: &str = "How long does a refund take?";

struct Shop {
    test: TestPlatform,
    model: Arc<ScriptedModel>,
    ctx: Ctx,
    bot: BotId,
}

impl Shop {
    async fn open() -> Self {
        Self::with(TestPlatform::builder()).await
    }

    async fn with(builder: TestPlatformBuilder) -> Self {
        let model = ScriptedModel::new();
        // A unit of money for a million tokens read, a half for those from the cache, four for those written.
        let builder = builder
            .setting("CHATSPHERE_CHAT_PRICE_INPUT", "1")
            .setting("CHATSPHERE_CHAT_PRICE_CACHED_INPUT", "0.5")
            .setting("CHATSPHERE_CHAT_PRICE_OUTPUT", "4");
        let test = builder.model(&model).build().await;
        let ctx = test.workspace().await;
        let bot = test.bot(&ctx).await.id;
        Self { test, model, ctx, bot }
    }

    fn platform(&self) -> &Arc<Platform> {
        &self.test
    }

    async fn limit(&self, scope: BudgetScope, limit: BudgetLimit) {
        let bot_id = (scope == BudgetScope::Bot).then_some(self.bot);
        let budget = SetBudget { scope, bot_id, limit: Some(limit) };
        spending::set(&self.test, &self.ctx, budget).await.unwrap();
    }

    async fn limit_answers(&self, scope: BudgetScope, answers: i64, at_limit: AtLimit) {
        self.limit(scope, BudgetLimit { answers: Some(answers), at_limit, ..BudgetLimit::default() }).await;
    }

    async fn conversation(&self) -> Scope {
        let new =
            conversations::start_playground(&self.test, &self.ctx, self.bot, BehaviourSource::Published)
                .await
                .unwrap();
        Scope { tenant: self.ctx.tenant, conversation: new.summary.id }
    }

    async fn post(&self, scope: Scope, client_id: &str, text: &str) -> Posted {
        let input = PostMessage { client_id: client_id.to_owned(), text: text.to_owned() };
        chat::post_message(self.platform(), scope, input).await.unwrap()
    }

    async fn ask(&self, scope: Scope, client_id: &str) -> CompletedMessage {
        let posted = self.post(scope, client_id, QUESTION).await;
        let events = chat::turn_events(self.platform(), scope, posted).collect::<Vec<_>>();
        match tokio::time::timeout(PATIENCE, events).await.unwrap().last().map(|event| event.event.clone()) {
            Some(ConversationEvent::MessageCompleted { message, .. }) => message,
            other => panic!("the turn ended with {other:?}"),
        }
    }

    async fn trace(&self, answer: &CompletedMessage) -> TurnTrace {
        conversations::trace(&self.test, &self.ctx, answer.id).await.unwrap()
    }

    async fn budget(&self) -> Budget {
        spending::budgets(&self.test, &self.ctx).await.unwrap().items.remove(0)
    }

    async fn usage(&self, group: UsageGroup) -> UsageReport {
        let query = UsageQuery { group: Some(group), ..UsageQuery::default() };
        spending::usage(&self.test, &self.ctx, &query).await.unwrap()
    }

    async fn until_asked(&self, times: usize) {
        let asked = async {
            while self.model.asked().len() < times {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, asked).await.unwrap();
    }

    async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query(sql).fetch_one(&mut self.test.database().owner().await).await.unwrap().get(0)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_posts_at_once_are_never_paid_beyond_the_budget() {
    const POSTS: u128 = 1_000;
    let shop = Shop::open().await;
    shop.limit_answers(BudgetScope::Workspace, 100, AtLimit::Closed).await;
    let sql = "INSERT INTO conversations (tenant_id, id, bot_id, channel)
        SELECT $1, ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid, $2, 'widget'
        FROM generate_series(1, 1000) n";
    let made = sqlx::query(sql).bind(shop.ctx.tenant.0).bind(shop.bot.0);
    made.execute(&mut shop.test.database().owner().await).await.unwrap();

    let posts = (1..=POSTS).map(|number| {
        let conversation = ConversationId(Uuid::from_u128(number));
        let scope = Scope { tenant: shop.ctx.tenant, conversation };
        let (platform, text) = (Arc::clone(shop.platform()), QUESTION.to_owned());
        tokio::spawn(async move {
            let input = PostMessage { client_id: "only".to_owned(), text };
            // As a visitor's page does, it is sent again while the server is too busy to take it.
            while chat::post_message(&platform, scope, input.clone()).await.is_err() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
    });
    future::join_all(posts).await;
    let under_way = "SELECT count(*) FROM messages WHERE status IN ('pending', 'streaming')";
    let ended = async {
        while shop.number(under_way).await > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), ended).await.unwrap();

    let asked = shop.model.asked().len();
    let visitors = shop.number("SELECT count(*) FROM messages WHERE role = 'visitor'").await;
    let closed =
        shop.number("SELECT count(*) FROM messages WHERE text LIKE 'The assistant is closed%'").await;
    let failed = shop.number("SELECT count(*) FROM messages WHERE status = 'failed'").await;
    println!("asked {asked}, closed {closed}, failed {failed}");
    assert_eq!(visitors, 1_000);
    assert!(asked <= 100, "{asked} were asked");
    assert!(shop.budget().await.spent_answers <= 100);
    assert!(asked >= 90, "no more than a few are lost to a busy database: {asked}");
    assert_eq!(closed + failed + i64::try_from(asked).unwrap(), 1_000);
    assert_eq!(
        shop.number("SELECT sum(answers)::bigint FROM model_usage").await,
        i64::try_from(asked).unwrap()
    );
    assert_eq!(shop.budget().await.level, BudgetLevel::Reached);
}

#[tokio::test]
async fn money_is_reserved_high_settled_exactly_and_shown_by_turn_conversation_day_model_and_bot() {
    let shop = Shop::open().await;
    let limit = BudgetLimit { micros: Some(1_000_000), ..BudgetLimit::default() };
    shop.limit(BudgetScope::Workspace, limit).await;
    let scope = shop.conversation().await;
    shop.model.next([
        Step::Wait(Duration::from_millis(400)),
        Step::text("Fourteen days."),
        Step::Usage(1_000, 100),
    ]);
    let posted = shop.post(scope, "1", QUESTION).await;
    shop.until_asked(1).await;
    let reserved = shop.budget().await;
    assert_eq!(reserved.spent_answers, 1);
    assert!(reserved.spent_micros > 900 * 4, "all that may be written is reserved: {reserved:?}");
    let _: Vec<_> = chat::turn_events(shop.platform(), scope, posted).collect().await;

    // 1,000 tokens read at 1 a million, 100 written at 4.
    let paid = 1_000 + 400;
    let settled = shop.budget().await;
    assert_eq!((settled.spent_answers, settled.spent_micros), (1, paid));
    let conversation = conversations::get(&shop.test, &shop.ctx, scope.conversation).await.unwrap();
    assert_eq!((conversation.cost.answers, conversation.cost.micros), (1, paid));
    assert_eq!((conversation.cost.input_tokens, conversation.cost.output_tokens), (1_000, 100));
    let answer = conversation.transcript.last().unwrap().id;
    let trace = conversations::trace(&shop.test, &shop.ctx, answer).await.unwrap();
    assert_eq!((trace.cost.micros, trace.cost.is_estimated, trace.limit), (paid, false, None));
    for group in [UsageGroup::Day, UsageGroup::Model, UsageGroup::Bot] {
        let report = shop.usage(group).await;
        assert_eq!((report.total.answers, report.total.micros), (1, paid), "{group:?}");
    }
    assert_eq!(shop.usage(UsageGroup::Model).await.items[0].key, "scripted");
    let by_bot = shop.usage(UsageGroup::Bot).await.items.remove(0);
    assert_eq!((by_bot.key, by_bot.name.as_deref()), (shop.bot.to_string(), Some("Test bot")));
}

#[tokio::test]
async fn an_answer_that_could_cost_more_than_is_left_is_not_asked_for() {
    let shop = Shop::open().await;
    let limit = BudgetLimit { micros: Some(3_599), at_limit: AtLimit::Closed, ..BudgetLimit::default() };
    shop.limit(BudgetScope::Workspace, limit).await;
    let answer = shop.ask(shop.conversation().await, "1").await;
    assert!(answer.text.contains("closed") && !answer.answered, "{answer:?}");
    assert_eq!(shop.model.asked().len(), 0);
    let budget = shop.budget().await;
    assert_eq!((budget.spent_micros, budget.level), (0, BudgetLevel::Reached));
}

#[tokio::test]
async fn a_provider_that_does_not_tell_is_estimated_and_that_is_said() {
    let shop = Shop::open().await;
    shop.model.next([Step::text("It takes fourteen days, as the shop says.")]);
    let answer = shop.ask(shop.conversation().await, "1").await;
    let cost = shop.trace(&answer).await.cost;
    assert!(cost.is_estimated && cost.input_tokens > 20 && cost.output_tokens >= 5, "{cost:?}");
    assert!(cost.micros >= i64::from(cost.input_tokens + 4 * cost.output_tokens), "{cost:?}");
    assert_eq!(shop.usage(UsageGroup::Day).await.total.micros, cost.micros, "also without a budget");
}

#[tokio::test]
async fn each_conversation_has_a_limit_of_its_own() {
    let shop = Shop::open().await;
    shop.limit_answers(BudgetScope::Session, 2, AtLimit::Closed).await;
    let (first, second) = (shop.conversation().await, shop.conversation().await);
    for client_id in ["1", "2", "3"] {
        shop.ask(first, client_id).await;
    }
    assert_eq!(shop.model.asked().len(), 2);
    shop.ask(second, "1").await;
    assert_eq!(shop.model.asked().len(), 3);
    let budget = shop.budget().await;
    assert_eq!((budget.spent_answers, budget.sessions_at_limit), (2, 1));
    assert_eq!(budget.level, BudgetLevel::Fine, "one visitor's limit is nothing to warn of");
}

#[tokio::test]
async fn at_the_limit_of_a_bot_a_person_is_asked_for_and_another_day_it_answers_again() {
    let shop = Shop::with(TestPlatform::builder().manual_clock()).await;
    let limit = BudgetLimit {
        period: BudgetPeriod::Day,
        answers: Some(1),
        at_limit: AtLimit::Handoff,
        ..BudgetLimit::default()
    };
    shop.limit(BudgetScope::Bot, limit).await;
    let scope = shop.conversation().await;
    shop.ask(scope, "1").await;
    let answer = shop.ask(scope, "2").await;
    assert!(answer.text.contains("person") && !answer.answered && answer.citations.is_empty(), "{answer:?}");
    let trace = shop.trace(&answer).await;
    let limit = trace.limit.unwrap();
    assert_eq!((limit.scope, limit.at_limit), (BudgetScope::Bot, AtLimit::Handoff));
    assert_eq!((trace.prompt.as_str(), trace.cost.micros, trace.model.as_str()), ("", 0, "budget reached"));
    let told = async {
        let mut events = std::pin::pin!(chat::events(shop.platform(), scope, 0));
        while let Some(event) = events.next().await {
            if matches!(event.event, ConversationEvent::ConversationUpdated { .. }) {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, told).await.unwrap();
    let snapshot = widget::snapshot(&shop.test, scope).await.unwrap();
    assert_eq!(snapshot.status, ConversationStatus::WaitingForAgent);
    let overview = overview::read(&shop.test, &shop.ctx).await.unwrap();
    // The first one, whose answer names no document; what no model was asked says nothing of the documents.
    assert_eq!(overview.unanswered.len(), 1);
    assert_eq!(overview.budgets[0].level, BudgetLevel::Reached);

    let sibling = shop.test.bot(&shop.ctx).await.id;
    let elsewhere = Shop { bot: sibling, ..shop };
    elsewhere.ask(elsewhere.conversation().await, "1").await;
    assert_eq!(elsewhere.model.asked().len(), 2, "another bot has no such limit");
    elsewhere.test.advance(Duration::from_secs(24 * 60 * 60));
    elsewhere.ask(scope, "3").await;
    assert_eq!(elsewhere.model.asked().len(), 3);
}

#[tokio::test]
async fn at_the_limit_the_built_in_answerer_takes_over_at_no_cost() {
    let shop = Shop::open().await;
    shop.test.ready_document(&shop.ctx, shop.bot, REFUNDS).await;
    shop.limit_answers(BudgetScope::Workspace, 0, AtLimit::BuiltIn).await;
    let scope = shop.conversation().await;
    let answer = shop.ask(scope, "1").await;
    assert!(answer.answered && answer.text.contains("14 days"), "{answer:?}");
    let trace = shop.trace(&answer).await;
    assert_eq!((trace.model.as_str(), trace.cost.micros), ("built-in", 0));
    assert_eq!(trace.limit.unwrap().at_limit, AtLimit::BuiltIn);
    let posted = shop.post(scope, "2", "Thank you!").await;
    let events: Vec<_> = chat::turn_events(shop.platform(), scope, posted).collect().await;
    assert!(format!("{events:?}").contains("welcome"), "{events:?}");
    assert_eq!(shop.model.asked().len(), 0);
    assert_eq!(shop.usage(UsageGroup::Day).await.total.answers, 0);
}

#[tokio::test]
async fn a_turn_that_pays_nobody_gives_back_what_it_reserved() {
    let shop = Shop::open().await;
    shop.test.ready_document(&shop.ctx, shop.bot, REFUNDS).await;
    shop.limit_answers(BudgetScope::Workspace, 10, AtLimit::Closed).await;
    for _ in 0..3 {
        shop.model.next([Step::Fail(ChatError::Unreachable("nobody listens".to_owned()))]);
    }
    let answer = shop.ask(shop.conversation().await, "1").await;
    assert!(answer.answered && answer.text.contains("14 days"), "the documents answer: {answer:?}");
    let budget = shop.budget().await;
    assert_eq!((budget.spent_answers, budget.spent_micros), (0, 0));
    assert_eq!(shop.usage(UsageGroup::Model).await.items, []);
}

#[tokio::test]
async fn a_torn_answer_is_paid_and_counts_as_one() {
    let shop = Shop::open().await;
    shop.test.ready_document(&shop.ctx, shop.bot, REFUNDS).await;
    shop.limit_answers(BudgetScope::Workspace, 10, AtLimit::Closed).await;
    shop.model
        .next([Step::text("A refund takes 14 da"), Step::Fail(ChatError::Interrupted("reset".to_owned()))]);
    shop.model.next([Step::text("14 days [1]."), Step::Usage(200, 5)]);
    let answer = shop.ask(shop.conversation().await, "1").await;
    let cost = shop.trace(&answer).await.cost;
    assert!(cost.is_estimated && cost.input_tokens > 200 && cost.output_tokens > 5, "{cost:?}");
    let budget = shop.budget().await;
    assert_eq!((budget.spent_answers, budget.spent_micros), (1, cost.micros));
    assert_eq!(shop.usage(UsageGroup::Model).await.total.answers, 1);
}

#[tokio::test]
async fn a_turn_that_died_stays_counted() {
    let shop = Shop::open().await;
    shop.limit_answers(BudgetScope::Workspace, 1, AtLimit::Closed).await;
    shop.model.next([Step::text("never"), Step::Hang]);
    let scope = shop.conversation().await;
    let posted = shop.post(scope, "1", QUESTION).await;
    shop.until_asked(1).await;

    // The process dies: nobody renews its lease, and another one ends its turns.
    let died = sqlx::query("UPDATE conversations SET writer_until = now() - interval '1 second'");
    died.execute(&mut shop.test.database().owner().await).await.unwrap();
    let second = shop.test.another_process();
    let stop = CancellationToken::new();
    chat::start(&second, &stop);
    let reader = chat::turn_events(&second, scope, posted);
    let turn: Vec<_> = tokio::time::timeout(PATIENCE, reader.collect()).await.unwrap();
    assert!(matches!(turn.last().unwrap().event, ConversationEvent::MessageFailed { .. }));
    stop.cancel();

    let budget = shop.budget().await;
    assert_eq!(budget.spent_answers, 1, "its model may have been paid");
    assert!(budget.spent_micros > 0);
    let answer = shop.ask(shop.conversation().await, "1").await;
    assert!(answer.text.contains("closed"), "{answer:?}");
}

#[tokio::test]
async fn a_new_budget_counts_what_its_period_has_spent_and_a_higher_one_opens_again() {
    let shop = Shop::open().await;
    let scope = shop.conversation().await;
    shop.ask(scope, "1").await;
    shop.ask(scope, "2").await;
    shop.limit_answers(BudgetScope::Workspace, 2, AtLimit::Closed).await;
    assert_eq!(shop.budget().await.level, BudgetLevel::Reached);
    assert!(shop.ask(scope, "3").await.text.contains("closed"));
    shop.limit_answers(BudgetScope::Workspace, 3, AtLimit::Closed).await;
    let budget = shop.budget().await;
    assert_eq!((budget.spent_answers, budget.level), (2, BudgetLevel::Fine));
    shop.ask(scope, "4").await;
    assert!(shop.ask(scope, "5").await.text.contains("closed"));
    assert_eq!(shop.model.asked().len(), 3);

    let none = SetBudget { limit: None, ..SetBudget::default() };
    assert_eq!(spending::set(&shop.test, &shop.ctx, none).await.unwrap().items, []);
    shop.ask(scope, "6").await;
    shop.limit_answers(BudgetScope::Workspace, 5, AtLimit::Closed).await;
    let budget = shop.budget().await;
    assert_eq!((budget.spent_answers, budget.level), (4, BudgetLevel::Near), "what came between counts");
}

#[tokio::test]
async fn what_one_workspace_sets_and_spends_another_neither_sees_nor_feels() {
    let shop = Shop::open().await;
    shop.limit_answers(BudgetScope::Workspace, 1, AtLimit::Closed).await;
    shop.ask(shop.conversation().await, "1").await;
    let ctx = shop.test.workspace().await;
    assert_eq!(spending::budgets(&shop.test, &ctx).await.unwrap().items, []);
    let foreign = SetBudget {
        scope: BudgetScope::Bot,
        bot_id: Some(shop.bot),
        limit: Some(BudgetLimit { answers: Some(0), ..BudgetLimit::default() }),
    };
    let refused = spending::set(&shop.test, &ctx, foreign).await;
    assert!(matches!(refused, Err(spending::SpendingError::NoSuchBot)), "{refused:?}");
    let bot = shop.test.bot(&ctx).await.id;
    let other = Shop { ctx, bot, ..shop };
    assert_eq!(other.usage(UsageGroup::Bot).await.items, []);
    let scope = other.conversation().await;
    other.ask(scope, "1").await;
    other.ask(scope, "2").await;
    assert_eq!(other.model.asked().len(), 3);
}

#[tokio::test]
async fn what_was_paid_for_a_deleted_bot_stays_paid_and_its_budget_goes() {
    let shop = Shop::open().await;
    shop.limit_answers(BudgetScope::Bot, 10, AtLimit::Closed).await;
    shop.limit_answers(BudgetScope::Session, 10, AtLimit::Closed).await;
    shop.ask(shop.conversation().await, "1").await;
    chatsphere_domain::bots::delete(&shop.test, &shop.ctx, shop.bot).await.unwrap();
    let left = spending::budgets(&shop.test, &shop.ctx).await.unwrap().items;
    assert_eq!(left.iter().map(|budget| budget.scope).collect::<Vec<_>>(), [BudgetScope::Session]);
    assert_eq!(shop.number("SELECT count(*) FROM spending").await, 0);
    let row = shop.usage(UsageGroup::Bot).await.items.remove(0);
    assert_eq!((row.name, row.used.answers), (None, 1));
}
