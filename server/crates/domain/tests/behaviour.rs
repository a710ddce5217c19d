//! Turns as a bot's behaviour says: what the model is told, what is refused without it, what it may not show.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::sync::Arc;

use chatsphere_contract::behaviour::{
    AnswerLength, Behaviour, BehaviourSource, Language, LinksPolicy, PublishDraft, SaveDraft, Tone,
};
use chatsphere_contract::bots::Bot;
use chatsphere_contract::events::{CompletedMessage, ConversationEvent};
use chatsphere_contract::questions::{NewQuestion, QuestionStatus};
use chatsphere_contract::widget::PostMessage;
use chatsphere_domain::bots::behaviour;
use chatsphere_domain::{chat, conversations, questions};
use chatsphere_kernel::Ctx;
use chatsphere_testkit::{ScriptedModel, Step, TestPlatform};
use futures::StreamExt;

struct Setting {
    test: TestPlatform,
    ctx: Ctx,
    bot: Bot,
    model: Arc<ScriptedModel>,
}

impl Setting {
    /// A bot with a document and this behaviour, published.
    async fn new(behaviour: Behaviour) -> Self {
        let model = ScriptedModel::new();
        let test = TestPlatform::builder().model(&model).build().await;
        let ctx = test.workspace().await;
        let bot = test.bot(&ctx).await;
        test.ready_document(&ctx, bot.id, "Lamps go back within 37 days. See https://shop.example/returns.")
            .await;
        let setting = Self { test, ctx, bot, model };
        setting.draft(behaviour).await;
        let revision = behaviour::read(&setting.test, &setting.ctx, setting.bot.id).await.unwrap().revision;
        let publish = PublishDraft { revision, note: String::new() };
        behaviour::publish(&setting.test, &setting.ctx, setting.bot.id, publish).await.unwrap();
        setting
    }

    async fn draft(&self, behaviour: Behaviour) {
        let revision = behaviour::read(&self.test, &self.ctx, self.bot.id).await.unwrap().revision;
        let draft = SaveDraft { revision, behaviour };
        behaviour::save_draft(&self.test, &self.ctx, self.bot.id, draft).await.unwrap();
    }

    async fn ask(&self, text: &str) -> CompletedMessage {
        self.ask_with(text, BehaviourSource::Published).await
    }

    async fn ask_with(&self, text: &str, source: BehaviourSource) -> CompletedMessage {
        let started =
            conversations::start_playground(&self.test, &self.ctx, self.bot.id, source).await.unwrap();
        let scope = conversations::playground_scope(&self.test, &self.ctx, started.summary.id).await.unwrap();
        let input = PostMessage { client_id: "q".to_owned(), text: text.to_owned() };
        let posted = chat::post_message(&self.test, scope, input).await.unwrap();
        let events: Vec<_> = chat::turn_events(&self.test, scope, posted).collect().await;
        match &events.last().unwrap().event {
            ConversationEvent::MessageCompleted { message, .. } => message.clone(),
            other => panic!("the turn ended with {other:?}"),
        }
    }
}

const QUESTION: &str = "Within how many days can lamps go back?";

#[tokio::test]
async fn the_model_is_told_and_asked_as_the_behaviour_says() {
    let setting = Setting::new(Behaviour {
        instructions: "Mention the colour.".to_owned(),
        tone: Tone::Playful,
        length: AnswerLength::Long,
        language: Some(Language::Sv),
        temperature: 1.25,
        ..Behaviour::default()
    })
    .await;
    setting.ask(QUESTION).await;
    let asked = setting.model.asked();
    assert_eq!((asked[0].temperature, asked[0].max_output_tokens), (1.25, 1_800));
    for told in ["Mention the colour.", "playful", "in Swedish", "in detail", "37 days"] {
        assert!(asked[0].system.contains(told), "{told}: {}", asked[0].system);
    }
}

#[tokio::test]
async fn a_preview_is_exactly_what_the_model_is_sent() {
    let setting = Setting::new(Behaviour { tone: Tone::Formal, ..Behaviour::default() }).await;
    let input =
        chatsphere_contract::behaviour::PreviewPrompt { question: QUESTION.to_owned(), behaviour: None };
    let preview = behaviour::preview(&setting.test, &setting.ctx, setting.bot.id, input).await.unwrap();
    setting.ask(QUESTION).await;
    assert_eq!(preview.system, setting.model.asked()[0].system);
    assert_eq!((preview.passages, preview.model.as_str()), (1, "scripted"));
}

#[tokio::test]
async fn a_forbidden_topic_is_refused_without_the_model_unless_a_person_wrote_the_answer() {
    let setting = Setting::new(Behaviour {
        forbidden_topics: vec!["competitor prices".to_owned()],
        ..Behaviour::default()
    })
    .await;
    let refused = setting.ask("Are your prices lower than a competitor's?").await;
    assert!(refused.text.starts_with("I’m sorry, I can’t talk about that"), "{}", refused.text);
    assert!(!refused.answered && refused.citations.is_empty());
    assert!(setting.model.asked().is_empty(), "the model was asked");
    let trace = conversations::trace(&setting.test, &setting.ctx, refused.id).await.unwrap();
    assert_eq!((trace.model.as_str(), trace.behaviour_version), ("forbidden topic", 2));

    let written = NewQuestion {
        question: "Are your prices lower than a competitor's?".to_owned(),
        answer: "We do not compare.".to_owned(),
        status: QuestionStatus::Approved,
        tags: Vec::new(),
    };
    questions::create(&setting.test, &setting.ctx, setting.bot.id, written).await.unwrap();
    assert_eq!(
        setting.ask("Are your prices lower than a competitor's?").await.text,
        "We do not compare. [1]"
    );
    assert!(setting.model.asked().is_empty());
    setting.ask(QUESTION).await;
    assert_eq!(setting.model.asked().len(), 1, "another question is answered");
}

#[tokio::test]
async fn below_the_threshold_the_bot_says_that_it_does_not_know_and_still_greets() {
    let setting = Setting::new(Behaviour {
        confidence_threshold: 0.05,
        unknown_reply: "Please call 555 0100.".to_owned(),
        ..Behaviour::default()
    })
    .await;
    let unsure = setting.ask("Who painted the ceiling of the opera?").await;
    assert_eq!((unsure.text.as_str(), unsure.answered), ("Please call 555 0100.", false));
    assert!(setting.model.asked().is_empty(), "the model was asked");
    assert!(unsure.confidence < 0.05);
    setting.ask("Hello!").await;
    assert_eq!(setting.model.asked().len(), 1, "a greeting is no question");
    setting.model.next([Step::text("Within 37 days [1].")]);
    assert!(setting.ask(QUESTION).await.answered);
}

#[tokio::test]
async fn the_links_policy_holds_whatever_the_model_writes() {
    let written = "See https://shop.example/returns or [here](https://evil.example/x) [1].";
    for (links, shown) in [
        (LinksPolicy::Sources, "See https://shop.example/returns or here [1]."),
        (LinksPolicy::None, "See or here [1]."),
        (LinksPolicy::AllowedDomains, "See or here [1]."),
    ] {
        let setting = Setting::new(Behaviour { links, tone: Tone::Formal, ..Behaviour::default() }).await;
        setting.model.next([Step::text(written)]);
        assert_eq!(setting.ask(QUESTION).await.text, shown, "{links:?}");
    }
}

#[tokio::test]
async fn only_a_conversation_with_the_draft_follows_the_draft() {
    let setting = Setting::new(Behaviour { tone: Tone::Formal, ..Behaviour::default() }).await;
    let draft = Behaviour { unknown_reply: "Drafted.".to_owned(), ..Behaviour::default() };
    setting.draft(draft).await;
    for (source, reply) in [(BehaviourSource::Draft, "Drafted."), (BehaviourSource::Published, "I couldn’t")]
    {
        setting.model.next([Step::text("NO_ANSWER")]);
        let message = setting.ask_with(QUESTION, source).await;
        assert!(message.text.starts_with(reply), "{}", message.text);
        let trace = conversations::trace(&setting.test, &setting.ctx, message.id).await.unwrap();
        assert_eq!((trace.is_draft, trace.behaviour_version), (source == BehaviourSource::Draft, 2));
    }
}
