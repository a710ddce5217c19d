//! Turns against a real database and a scripted model: streaming, one message per `client_id`, waiting
//! turns, failures, dead writers, numbers that are never used twice.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::sync::Arc;
use std::time::Duration;

use chatsphere_ai::ChatError;
use chatsphere_contract::behaviour::BehaviourSource;
use chatsphere_contract::conversations::{ConversationStatus, MessageRole, MessageStatus};
use chatsphere_contract::events::{CompletedMessage, ConversationEvent, SequencedEvent};
use chatsphere_contract::widget::PostMessage;
use chatsphere_domain::chat::{self, ConversationError, Posted, Scope};
use chatsphere_domain::{Platform, conversations, documents, widget};
use chatsphere_kernel::Ctx;
use chatsphere_testkit::{ScriptedModel, Step, TestPlatform};
use futures::{StreamExt, future};
use sqlx::Row;
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(20);

const REFUNDS: &str = "A refund takes 14 days. It is paid to the card that was used for the order.";

struct Chat {
    test: TestPlatform,
    ctx: Ctx,
    bot: chatsphere_contract::bots::Bot,
    scope: Scope,
}

impl Chat {
    async fn with(model: &Arc<ScriptedModel>) -> Self {
        Self::around(TestPlatform::builder().model(model).build().await).await
    }

    async fn around(test: TestPlatform) -> Self {
        let ctx = test.workspace().await;
        let bot = test.bot(&ctx).await;
        let conversation =
            conversations::start_playground(&test, &ctx, bot.id, BehaviourSource::Published).await.unwrap();
        let scope = conversations::playground_scope(&test, &ctx, conversation.summary.id).await.unwrap();
        Self { test, ctx, bot, scope }
    }

    fn platform(&self) -> &Arc<Platform> {
        &self.test
    }

    async fn post(&self, client_id: &str, text: &str) -> Result<Posted, ConversationError> {
        let input = PostMessage { client_id: client_id.to_owned(), text: text.to_owned() };
        chat::post_message(self.platform(), self.scope, input).await
    }

    /// Posts and reads the turn to its end.
    async fn ask(&self, client_id: &str, text: &str) -> Vec<Arc<SequencedEvent>> {
        let posted = self.post(client_id, text).await.unwrap();
        self.read_turn(posted).await
    }

    async fn read_turn(&self, posted: Posted) -> Vec<Arc<SequencedEvent>> {
        let turn = chat::turn_events(self.platform(), self.scope, posted).collect();
        tokio::time::timeout(PATIENCE, turn).await.unwrap()
    }

    /// Events after a number, until one matches.
    async fn read_until(
        &self,
        after: i64,
        matches: impl Fn(&ConversationEvent) -> bool,
    ) -> Vec<Arc<SequencedEvent>> {
        let mut events = std::pin::pin!(chat::events(self.platform(), self.scope, after));
        let mut seen = Vec::new();
        let read = async {
            while let Some(event) = events.next().await {
                let is_last = matches(&event.event);
                seen.push(event);
                if is_last {
                    break;
                }
            }
        };
        tokio::time::timeout(PATIENCE, read).await.unwrap();
        seen
    }

    async fn count(&self, role: &str) -> i64 {
        let mut owner = self.test.database().owner().await;
        let row = sqlx::query("SELECT count(*) FROM messages WHERE role = $1")
            .bind(role)
            .fetch_one(&mut owner)
            .await
            .unwrap();
        row.get(0)
    }
}

fn numbers(events: &[Arc<SequencedEvent>]) -> Vec<i64> {
    events.iter().map(|event| event.seq).collect()
}

fn deltas(events: &[Arc<SequencedEvent>]) -> String {
    let text = |event: &Arc<SequencedEvent>| match &event.event {
        ConversationEvent::MessageDelta { text, .. } => Some(text.clone()),
        _ => None,
    };
    events.iter().filter_map(text).collect()
}

fn completed(events: &[Arc<SequencedEvent>]) -> CompletedMessage {
    match &events.last().unwrap().event {
        ConversationEvent::MessageCompleted { message, .. } => message.clone(),
        other => panic!("the turn ended with {other:?}"),
    }
}

fn failure(events: &[Arc<SequencedEvent>]) -> String {
    match &events.last().unwrap().event {
        ConversationEvent::MessageFailed { code, .. } => code.clone(),
        other => panic!("the turn ended with {other:?}"),
    }
}

#[tokio::test]
async fn a_turn_is_streamed_cited_and_read_again_from_the_journal() {
    let model = ScriptedModel::new();
    let chat = Chat::with(&model).await;
    chat.test.ready_document(&chat.ctx, chat.bot.id, "Lamps go back within 37 days.").await;
    model.next([
        Step::text("Within 37 "),
        Step::text("days [1"),
        Step::text("], says no [9]. "),
        Step::Usage(7, 5),
    ]);

    let turn = chat.ask("q1", "Within how many days can lamps go back?").await;
    let message = completed(&turn);
    assert_eq!(message.text, "Within 37 days [1], says no.");
    assert_eq!(deltas(&turn), message.text);
    assert!(message.answered);
    assert_eq!(message.citations.iter().map(|c| c.n).collect::<Vec<_>>(), [1]);
    assert!(message.citations[0].snippet.contains("37 days"));
    assert!(
        matches!(&turn[0].event, ConversationEvent::MessageCreated { message } if message.role == MessageRole::Visitor)
    );

    let journal = chat.read_until(0, |e| matches!(e, ConversationEvent::MessageCompleted { .. })).await;
    assert_eq!(journal, turn);
    let later =
        chat.read_until(turn[2].seq, |e| matches!(e, ConversationEvent::MessageCompleted { .. })).await;
    assert_eq!(numbers(&later), numbers(&turn)[3..]);

    let prompt = &model.asked()[0].system;
    assert!(prompt.contains("<source n=\"1\"") && prompt.contains("37 days"), "{prompt}");
    let trace = conversations::trace(&chat.test, &chat.ctx, message.id).await.unwrap();
    assert_eq!((trace.model.as_str(), trace.passages.len()), ("scripted", 1));
}

#[tokio::test]
async fn a_client_id_sent_fifty_times_at_once_is_one_message_with_one_answer() {
    let model = ScriptedModel::new();
    let chat = Chat::with(&model).await;
    let posts = (0..50).map(|_| chat.post("same", "Hello there, how are you doing?"));
    let posted: Vec<_> = future::join_all(posts).await.into_iter().map(Result::unwrap).collect();
    assert!(posted.iter().all(|p| p.message_id == posted[0].message_id));
    let turns = future::join_all(posted.iter().map(|p| chat.read_turn(*p))).await;
    let answer = completed(&turns[0]);
    assert!(turns.iter().all(|turn| completed(turn).id == answer.id));
    assert_eq!((chat.count("visitor").await, chat.count("assistant").await), (1, 1));
    assert_eq!(model.asked().len(), 1);
}

#[tokio::test]
async fn every_question_is_asked_with_all_that_was_said_before_it() {
    let model = ScriptedModel::new();
    let chat = Chat::with(&model).await;
    // Sent the moment that the answer before is complete: what is read ahead must not be older than that.
    for n in 0..12 {
        model.next([Step::text(&format!("answer {n}"))]);
        chat.ask(&format!("c{n}"), &format!("question {n}")).await;
    }
    for (n, request) in model.asked().iter().enumerate() {
        assert_eq!(request.question, format!("question {n}"));
        let said: Vec<_> = request.history.iter().map(|turn| turn.text.clone()).collect();
        let before = (0..n).flat_map(|m| [format!("question {m}"), format!("answer {m}")]);
        let expected: Vec<_> = before.skip((2 * n).saturating_sub(said.len())).collect();
        assert_eq!(said, expected);
        assert!(n == 0 || said.len() >= (2 * n).min(10), "{said:?}");
    }
}

#[tokio::test]
async fn a_repeated_question_is_not_asked_of_the_model_again_however_it_is_prepared() {
    let model = ScriptedModel::new();
    let chat = Chat::with(&model).await;
    chat.ask("same", "How long do I have?").await;
    for _ in 0..5 {
        chat.post("same", "How long do I have?").await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(model.asked().len(), 1);
}

#[tokio::test]
async fn messages_sent_during_a_turn_wait_for_it_and_are_all_answered() {
    let model = ScriptedModel::new();
    let chat = Chat::with(&model).await;
    model.next([Step::text("one "), Step::Wait(Duration::from_millis(300)), Step::text("done")]);
    model.next([Step::text("two")]);
    model.next([Step::text("three")]);
    let first = chat.post("q1", "First question").await.unwrap();
    let second = chat.post("q2", "Second question").await.unwrap();
    let third = chat.post("q3", "Third question").await.unwrap();
    let texts = future::join_all([first, second, third].map(|p| chat.read_turn(p))).await;
    let texts: Vec<_> = texts.iter().map(|turn| completed(turn).text).collect();
    assert_eq!(texts, ["one done", "two", "three"]);
    let all = chat
        .read_until(
            0,
            |e| matches!(e, ConversationEvent::MessageCompleted { message, .. } if message.text == "three"),
        )
        .await;
    let seen = numbers(&all);
    assert!(seen.windows(2).all(|pair| pair[0] < pair[1]), "{seen:?}");
}

#[tokio::test]
async fn a_model_that_breaks_off_fails_the_message_and_the_same_client_id_asks_again() {
    let model = ScriptedModel::new();
    let chat = Chat::with(&model).await;
    // Asked to go on, it does not. Without documents nothing else can answer.
    model.next([Step::text("Half an ans"), Step::Fail(ChatError::Interrupted("reset".to_owned()))]);
    model.next([Step::Fail(ChatError::Protocol("not a model".to_owned()))]);
    let refused = ChatError::Refused { status: 400, detail: "no".to_owned(), retry_after: None };
    model.next([Step::Fail(refused)]);
    model.next([Step::text("Whole.")]);
    assert_eq!(failure(&chat.ask("q1", "A question").await), "model_interrupted");
    assert_eq!(failure(&chat.ask("q1", "A question").await), "model_unavailable");
    assert_eq!(completed(&chat.ask("q1", "A question").await).text, "Whole.");
    // Answered: from here on the same id only reads.
    assert_eq!(completed(&chat.ask("q1", "A question").await).text, "Whole.");
    assert_eq!((chat.count("visitor").await, chat.count("assistant").await), (1, 3));
    let snapshot = widget::snapshot(&chat.test, chat.scope).await.unwrap();
    let kept = snapshot.messages.iter().find(|m| m.status == MessageStatus::Failed).unwrap();
    assert_eq!(kept.text, "Half an ans");
}

#[tokio::test]
async fn documents_answer_where_the_model_cannot_and_the_trace_says_so() {
    let model = ScriptedModel::new();
    let chat = Chat::with(&model).await;
    chat.test.ready_document(&chat.ctx, chat.bot.id, REFUNDS).await;
    for _ in 0..3 {
        model.next([Step::Fail(ChatError::Timeout("before the first word"))]);
    }
    let answer = completed(&chat.ask("q1", "How long does a refund take?").await);
    assert!(answer.answered && answer.text.contains("14 days"), "{answer:?}");
    assert_eq!(answer.citations.len(), 1);
    let trace = conversations::trace(&chat.test, &chat.ctx, answer.id).await.unwrap();
    assert_eq!(trace.model, "built-in");
    let problems: Vec<_> = trace.attempts.iter().map(|attempt| attempt.problem.as_deref()).collect();
    assert_eq!(problems, [Some("The endpoint did not answer in time. Try again in a moment."); 3]);

    // Three failures in a row: it is left alone, and nobody waits for it.
    let answer = completed(&chat.ask("q2", "How long does a refund take, please?").await);
    assert!(answer.answered, "{answer:?}");
    assert_eq!(model.asked().len(), 3);
    let trace = conversations::trace(&chat.test, &chat.ctx, answer.id).await.unwrap();
    assert_eq!(trace.attempts.iter().map(|attempt| attempt.problem.clone()).collect::<Vec<_>>(), [None]);
}

#[tokio::test]
async fn a_torn_answer_is_gone_on_with_and_what_was_read_stays() {
    let model = ScriptedModel::new();
    let chat = Chat::with(&model).await;
    chat.test.ready_document(&chat.ctx, chat.bot.id, REFUNDS).await;
    model.next([Step::text("A refund takes 14 da"), Step::Fail(ChatError::Interrupted("reset".to_owned()))]);
    model.next([Step::text("14 days [1]."), Step::Usage(20, 5)]);
    let events = chat.ask("q1", "How long does a refund take?").await;
    let answer = completed(&events);
    assert_eq!(answer.text, "A refund takes 14 days [1].");
    assert_eq!(deltas(&events), answer.text, "what was streamed is what is kept");
    assert_eq!(answer.citations.len(), 1);
}

#[tokio::test]
async fn a_dead_writers_answer_ends_as_interrupted_and_its_numbers_are_not_used_again() {
    let model = ScriptedModel::new();
    let chat = Chat::with(&model).await;
    model.next([Step::text("never"), Step::text(" finished"), Step::Hang]);
    let posted = chat.post("q1", "A question").await.unwrap();
    let shown = chat.read_until(0, |e| matches!(e, ConversationEvent::MessageDelta { .. })).await;
    let waiting = chat.post("q2", "Another question").await.unwrap();

    // The process dies: nobody renews its lease, nothing more of it reaches the journal.
    let mut owner = chat.test.database().owner().await;
    sqlx::query("UPDATE conversations SET writer_until = now() - interval '1 second'")
        .execute(&mut owner)
        .await
        .unwrap();
    let second = chat.test.another_process();
    let stop = CancellationToken::new();
    chat::start(&second, &stop);

    let last_shown = shown.last().unwrap().seq;
    let reader = chat::turn_events(&second, chat.scope, Posted { after: posted.after, ..posted });
    let turn: Vec<_> = tokio::time::timeout(PATIENCE, reader.collect()).await.unwrap();
    assert_eq!(failure(&turn), "interrupted");
    assert!(turn.last().unwrap().seq > last_shown + 100, "a new block of numbers");

    let reader = chat::turn_events(&second, chat.scope, waiting);
    let turn: Vec<_> = tokio::time::timeout(PATIENCE, reader.collect()).await.unwrap();
    assert!(!completed(&turn).text.is_empty(), "the waiting message is answered by the second process");
    stop.cancel();
}

#[tokio::test]
async fn a_deleted_document_is_not_in_the_next_answer() {
    let chat = Chat::around(TestPlatform::builder().build().await).await;
    let text = "The lamp code LX-7731 means that the dimmer does not fit.";
    let document = chat.test.ready_document(&chat.ctx, chat.bot.id, text).await;
    let answer = completed(&chat.ask("q1", "What does LX-7731 mean?").await);
    assert!(answer.answered && answer.text.contains("dimmer"), "{answer:?}");
    documents::delete(&chat.test, &chat.ctx, chat.bot.id, document.id).await.unwrap();
    let answer = completed(&chat.ask("q2", "What does LX-7731 mean?").await);
    assert!(!answer.answered && answer.citations.is_empty(), "{answer:?}");
}

#[tokio::test]
async fn asking_for_a_person_is_told_at_once_or_at_the_end_of_the_turn() {
    let model = ScriptedModel::new();
    let chat = Chat::with(&model).await;
    model.next([Step::text("thinking"), Step::Wait(Duration::from_millis(300)), Step::text(" done")]);
    chat.post("q1", "A question").await.unwrap();
    widget::request_handoff(chat.platform(), chat.scope).await.unwrap();
    widget::request_handoff(chat.platform(), chat.scope).await.unwrap();
    let events = chat.read_until(0, |e| matches!(e, ConversationEvent::ConversationUpdated { .. })).await;
    let updates = events.iter().filter(|e| matches!(e.event, ConversationEvent::ConversationUpdated { .. }));
    assert_eq!(updates.count(), 1);
    let snapshot = widget::snapshot(&chat.test, chat.scope).await.unwrap();
    assert_eq!(snapshot.status, ConversationStatus::WaitingForAgent);
}

#[tokio::test]
async fn questions_of_every_kind_are_kept_as_they_are_or_refused() {
    let model = ScriptedModel::new();
    let chat = Chat::with(&model).await;
    for (n, text) in ["?", "🙈🙉🙊", "ما هي مدة الإرجاع؟", "<img src=x onerror=alert(1)>"].iter().enumerate()
    {
        let turn = chat.ask(&format!("q{n}"), text).await;
        assert!(
            matches!(&turn[0].event, ConversationEvent::MessageCreated { message } if message.text == *text)
        );
    }
    let turn = chat.ask("nul", "a\0b").await;
    assert!(matches!(&turn[0].event, ConversationEvent::MessageCreated { message } if message.text == "ab"));
    for text in ["", " \n ", "\0", &"x".repeat(4_001), &"x".repeat(100_000)] {
        assert!(matches!(chat.post("bad", text).await, Err(ConversationError::Invalid(_))));
    }
    assert!(matches!(chat.post("", "text").await, Err(ConversationError::Invalid(_))));
    assert!(matches!(chat.post(&"x".repeat(65), "text").await, Err(ConversationError::Invalid(_))));
}

#[tokio::test]
async fn a_model_without_an_answer_says_so_in_the_visitors_language() {
    let model = ScriptedModel::new();
    let chat = Chat::with(&model).await;
    model.next([Step::text("NO_"), Step::text("ANSWER")]);
    let answer =
        completed(&chat.ask("q1", "Wie lange habe ich Zeit, die Lampe wieder zurückzuschicken?").await);
    assert!(answer.text.contains("nichts gefunden"), "{}", answer.text);
    assert!(!answer.answered && answer.confidence <= 0.3);
}

#[tokio::test]
async fn a_pinned_passage_comes_along_and_the_cited_one_knows_its_answers() {
    use chatsphere_contract::passages::{ChangePassage, PassageQuery};

    let model = ScriptedModel::new();
    let chat = Chat::with(&model).await;
    let (platform, ctx, bot) = (chat.platform(), &chat.ctx, chat.bot.id);
    let lamp =
        chat.test.ready_document(ctx, bot, "# Lamps\n\nA lamp blinks when its battery is empty.\n").await;
    let hours =
        chat.test.ready_document(ctx, bot, "# Hours\n\nOur hotline is open from nine to five.\n").await;
    let only = async |document| {
        let query = PassageQuery::default();
        documents::list_passages(platform, ctx, bot, document, query).await.unwrap().items.remove(0)
    };
    let (lamp_passage, hours_passage) = (only(lamp.id).await, only(hours.id).await);
    let pin = ChangePassage { pinned: Some(true), ..ChangePassage::default() };
    documents::change_passage(platform, ctx, bot, (hours.id, hours_passage.id), pin).await.unwrap();

    // Where nothing is found, a pinned passage makes no evidence.
    model.next([Step::text("I do not know.")]);
    chat.ask("0", "Quokka zygote xylophone?").await;
    let shown: String = model.asked().pop().unwrap().passages.iter().map(|p| p.text.clone()).collect();
    assert!(!shown.contains("nine to five"), "{shown}");

    model.next([Step::text("Its battery is empty. [1]")]);
    chat.ask("1", "Why does my lamp blink when the battery is empty?").await;
    let request = model.asked().pop().unwrap();
    let shown: String = request.passages.iter().map(|passage| passage.text.as_str()).collect();
    assert!(shown.contains("battery is empty") && shown.contains("nine to five"), "{shown}");
    let answers = documents::passage_answers(platform, ctx, bot, (lamp.id, lamp_passage.id)).await.unwrap();
    assert_eq!(answers.len(), 1);
    assert!(answers[0].question.contains("blink") && answers[0].answer.contains("battery"));
    assert_eq!(only(lamp.id).await.answers, 1);
    assert_eq!(only(hours.id).await.answers, 0);
}

#[tokio::test]
async fn a_turn_embeds_its_question_once_and_a_follow_up_no_more_than_itself() {
    use chatsphere_contract::questions::{NewQuestion, QuestionStatus};
    use chatsphere_domain::questions;

    let model = ScriptedModel::new();
    let chat = Chat::around(TestPlatform::builder().embedder().model(&model).build().await).await;
    let (platform, ctx, bot) = (chat.platform(), &chat.ctx, chat.bot.id);
    chat.test.ready_document(ctx, bot, "# Aurora\n\nThe Aurora lamp ships within nine days.\n").await;
    let pair = NewQuestion {
        question: "Who founded the shop?".to_owned(),
        answer: "Ada did.".to_owned(),
        status: QuestionStatus::Approved,
        tags: Vec::new(),
    };
    questions::create(platform, ctx, bot, pair).await.unwrap();
    chat.test.take_embedded();

    let first = "When does the Aurora lamp ship?";
    model.next([Step::text("Within nine days. [1]")]);
    chat.ask("1", first).await;
    assert_eq!(chat.test.take_embedded(), [first], "for the written answers and the passages together");

    let follow_up = "Really?";
    model.next([Step::text("Yes, within nine days. [1]")]);
    let answer = completed(&chat.ask("2", follow_up).await);
    assert_eq!(chat.test.take_embedded(), [follow_up], "the earlier question's vector is remembered");
    let trace = conversations::trace(platform, ctx, answer.id).await.unwrap();
    assert_eq!(trace.question, format!("{first}\n{follow_up}"));
    assert!(trace.semantic && trace.passages[0].parts.vector.is_some_and(|cosine| cosine > 0.2), "{trace:?}");

    // What one conversation asked makes the same question of another no faster.
    let other =
        conversations::start_playground(platform, ctx, bot, BehaviourSource::Published).await.unwrap();
    let scope = conversations::playground_scope(platform, ctx, other.summary.id).await.unwrap();
    let input = PostMessage { client_id: "1".to_owned(), text: first.to_owned() };
    let posted = chat::post_message(platform, scope, input).await.unwrap();
    let _: Vec<_> = chat::turn_events(platform, scope, posted).collect().await;
    assert_eq!(chat.test.take_embedded(), [first]);
}

#[tokio::test]
async fn a_bot_that_does_not_answer_from_documents_embeds_nothing() {
    use chatsphere_contract::bots::{BotSettings, UpdateBot};

    let model = ScriptedModel::new();
    let chat = Chat::around(TestPlatform::builder().embedder().model(&model).build().await).await;
    let settings = BotSettings { retrieval: Some(false), ..BotSettings::default() };
    let off = UpdateBot { settings, ..UpdateBot::default() };
    chatsphere_domain::bots::update(&chat.test, &chat.ctx, chat.bot.id, off).await.unwrap();
    chat.ask("1", "When does the Aurora lamp ship?").await;
    chat.ask("2", "Really?").await;
    assert!(chat.test.take_embedded().is_empty());
    assert_eq!(model.asked().len(), 2);
}
