//! The chat at the left: asks, and shows the answer while it is written.

use std::time::Duration;

use chatsphere_contract::events::ConversationEvent;
use chatsphere_contract::limits::MESSAGE_CHARS;
use chatsphere_contract::widget::PostMessage;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys;
use send_wrapper::SendWrapper;
use serde_json::{Value, json};

use super::model::{Exchange, Stage, Talk};
use super::server_fns::start_conversation;
use crate::areas::conversations::SourceCard;
use crate::browser;
use crate::browser::sse::SseEvent;
use crate::browser::stream;
use crate::components::{
    Badge, Banner, Button, ButtonKind, ButtonLook, ConfidenceMeter, EmptyState, IconName, MessageText, Tone,
    bind_text,
};
use crate::error::AppError;

/// How often a lost stream is taken up again before the answer counts as lost.
const RESUMES: u32 = 5;

/// The chat.
#[component]
pub fn Chat(
    /// The bot.
    bot: Memo<String>,
    /// The conversation.
    talk: RwSignal<Talk>,
    /// The answer whose story is shown.
    chosen: RwSignal<Option<String>>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let input = NodeRef::<html::Textarea>::new();
    bind_text(input, typed);
    let end = NodeRef::<html::Div>::new();
    let abort = StoredValue::new(None::<SendWrapper<web_sys::AbortController>>);
    on_cleanup(move || {
        if let Some(Some(controller)) = abort.try_get_value() {
            controller.abort();
        }
    });
    let busy = Memo::new(move |_| talk.with(Talk::is_busy));
    let send = move |client_id: String, text: String| {
        let controller = web_sys::AbortController::new().ok();
        abort.set_value(controller.clone().map(SendWrapper::new));
        spawn_local(async move {
            let Some(controller) = controller else { return };
            let turn = Turn { bot: bot.get_untracked(), client_id: client_id.clone(), talk, chosen };
            if let Err(error) = turn.run(text, &controller.signal()).await
                && !controller.signal().aborted()
            {
                talk.update(|talk| talk.break_off(&client_id, error.sentence()));
            }
        });
    };
    let ask = move || {
        let text = typed.get_untracked().trim().to_owned();
        if text.is_empty() || text.chars().count() > MESSAGE_CHARS || busy.get_untracked() {
            return;
        }
        let client_id = browser::random_id();
        talk.update(|talk| talk.ask(client_id.clone(), text.clone()));
        typed.set(String::new());
        request_animation_frame(move || {
            if let Some(end) = end.get_untracked() {
                end.scroll_into_view_with_bool(false);
            }
        });
        send(client_id, text);
    };
    let retry = Callback::new(move |client_id: String| {
        let mut question = None;
        talk.update(|talk| question = talk.ask_again(&client_id));
        if let Some(question) = question {
            send(client_id, question);
        }
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        ask();
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            ask();
        }
    };
    let start_over = move |_| {
        if let Some(Some(controller)) = abort.try_get_value() {
            controller.abort();
        }
        talk.set(Talk::default());
        chosen.set(None);
    };
    let count = Memo::new(move |_| talk.with(|talk| talk.exchanges.len()));
    let left = Memo::new(move |_| typed.with(|typed| typed.chars().count()));
    view! {
        <section class="panel panel-flush chat" aria-label="Chat">
            <div class="chat-head">
                <h2>"Chat"</h2>
                <Button
                    small=true
                    look=ButtonLook::Quiet
                    icon=IconName::Again
                    on_press=start_over
                    disabled=Signal::derive(move || count.get() == 0)
                >
                    "Start over"
                </Button>
            </div>
            <div class="chat-talk" role="log" aria-live="polite" tabindex="0" aria-label="Conversation">
                <Show when=move || count.get() == 0>
                    <EmptyState
                        icon=IconName::Talk
                        title="Ask it something"
                        text="Write a question as a visitor would. The answer comes from this bot’s documents; beside it you see which passages it stands on."
                    />
                </Show>
                <ol class="talk">
                    <For
                        each=move || 0..count.get()
                        key=|index| *index
                        children=move |index| {
                            let exchange = Memo::new(move |_| {
                                talk.with(|talk| talk.exchanges.get(index).cloned())
                            });
                            view! { <ExchangeView exchange=exchange chosen=chosen on_retry=retry /> }
                        }
                    />
                </ol>
                <div class="chat-end" node_ref=end></div>
            </div>
            <form class="chat-form" on:submit=on_submit>
                <label class="visually-hidden" for="question">
                    "Question"
                </label>
                <textarea
                    class="input"
                    id="question"
                    rows="1"
                    placeholder="Ask a question"
                    node_ref=input
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=on_key
                ></textarea>
                <Button
                    kind=ButtonKind::Submit
                    look=ButtonLook::Primary
                    icon=IconName::Send
                    busy=busy
                    disabled=Signal::derive(move || left.get() > MESSAGE_CHARS)
                >
                    "Ask"
                </Button>
            </form>
            <Show when=move || { left.get() > MESSAGE_CHARS }>
                <p class="chat-note field-error" role="alert">
                    {move || format!("{} of at most {MESSAGE_CHARS} characters", left.get())}
                </p>
            </Show>
        </section>
    }
    .into_any()
}

#[component]
fn ExchangeView(
    exchange: Memo<Option<Exchange>>,
    chosen: RwSignal<Option<String>>,
    on_retry: Callback<String>,
) -> impl IntoView {
    let question = move || exchange.with(|e| e.as_ref().map(|e| e.question.clone()));
    let open = RwSignal::new(None::<u32>);
    let toggle = Callback::new(move |n: u32| open.update(|open| *open = (*open != Some(n)).then_some(n)));
    let answer = move || {
        let exchange = exchange.get()?;
        Some(match exchange.stage {
            Stage::Thinking => view! { <p class="thinking">"Reading the documents"</p> }.into_any(),
            Stage::Writing => view! {
                <MessageText text=exchange.text sources=Vec::new() on_cite=toggle />
            }
            .into_any(),
            Stage::Done => finished(exchange, open, toggle, chosen),
            Stage::Failed => failed(exchange, on_retry),
        })
    };
    view! {
        <li class="talk-visitor">
            <div class="talk-bubble">{question}</div>
        </li>
        <li class="talk-answer">{answer}</li>
    }
    .into_any()
}

fn finished(
    exchange: Exchange,
    open: RwSignal<Option<u32>>,
    toggle: Callback<u32>,
    chosen: RwSignal<Option<String>>,
) -> AnyView {
    let numbers: Vec<u32> = exchange.citations.iter().map(|citation| citation.n).collect();
    let citations = exchange.citations;
    let id = exchange.message.map(|id| id.to_string());
    let is_chosen = {
        let id = id.clone();
        move || if chosen.get() == id { "true" } else { "false" }
    };
    let card = move || {
        let n = open.get()?;
        let citation = citations.iter().find(|citation| citation.n == n)?.clone();
        Some(view! { <SourceCard citation=citation /> })
    };
    view! {
        <MessageText text=exchange.text sources=numbers on_cite=toggle />
        {card}
        <div class="row-wrap">
            {(!exchange.answered)
                .then(|| view! { <Badge tone=Tone::Warning>"Not answered"</Badge> })}
            {exchange.confidence.map(|value| view! { <ConfidenceMeter value=value /> })}
            <button
                class="segment"
                type="button"
                aria-pressed=is_chosen
                on:click=move |_| chosen.set(id.clone())
            >
                "How it came about"
            </button>
        </div>
    }
    .into_any()
}

fn failed(exchange: Exchange, on_retry: Callback<String>) -> AnyView {
    let client_id = exchange.client_id;
    let partial = exchange.text;
    view! {
        {(!partial.is_empty())
            .then(|| {
                view! {
                    <MessageText text=partial sources=Vec::new() on_cite=Callback::new(|_| ()) />
                }
            })}
        <Banner tone=Tone::Danger title="The answer did not come through">
            <p>{exchange.failure.unwrap_or_default()}</p>
            <div class="banner-actions">
                <Button
                    small=true
                    icon=IconName::Again
                    on_press=move |_| on_retry.run(client_id.clone())
                >
                    "Try again"
                </Button>
            </div>
        </Banner>
    }
    .into_any()
}

/// One question on its way to its answer.
struct Turn {
    bot: String,
    client_id: String,
    talk: RwSignal<Talk>,
    chosen: RwSignal<Option<String>>,
}

impl Turn {
    async fn run(&self, text: String, signal: &web_sys::AbortSignal) -> Result<(), AppError> {
        let conversation = self.conversation().await?;
        let url = format!("/api/v1/conversations/{conversation}/messages");
        let message = PostMessage { client_id: self.client_id.clone(), text };
        let body = json!(message).to_string();
        let mut outcome = stream::post_for_events(&url, &body, signal, |event| self.take(&event)).await;
        let mut resumes = 0;
        // The turn goes on without us: take its events up where they were lost.
        while self.is_waiting() && matches!(outcome, Ok(()) | Err(AppError::Unreachable)) && !signal.aborted()
        {
            if resumes == RESUMES {
                return Err(AppError::Unreachable);
            }
            resumes += 1;
            browser::wait(Duration::from_secs(1)).await;
            let after = self.talk.with_untracked(|talk| talk.last_seq);
            let url = format!("/api/v1/conversations/{conversation}/events?after={after}");
            let waiting = || self.is_waiting();
            outcome = stream::get_events(&url, signal, |event| self.take(&event), waiting).await;
        }
        outcome
    }

    async fn conversation(&self) -> Result<String, AppError> {
        if let Some(conversation) = self.talk.with_untracked(|talk| talk.conversation.clone()) {
            return Ok(conversation);
        }
        let conversation = start_conversation(self.bot.clone()).await?;
        self.talk.update_untracked(|talk| talk.conversation = Some(conversation.clone()));
        Ok(conversation)
    }

    fn is_waiting(&self) -> bool {
        self.talk.with_untracked(Talk::is_busy)
    }

    fn take(&self, event: &SseEvent) {
        let Some((seq, event)) = read(event) else { return };
        let finished = match &event {
            ConversationEvent::MessageCompleted { message, .. } => Some(message.id.to_string()),
            _ => None,
        };
        self.talk.update(|talk| talk.apply(seq, event));
        if finished.is_some() {
            self.chosen.set(finished);
        }
    }
}

/// An event of the stream; one of a kind that this page does not know is skipped.
fn read(event: &SseEvent) -> Option<(i64, ConversationEvent)> {
    let seq = event.id.parse().ok()?;
    let data: Value = serde_json::from_str(&event.data).ok()?;
    let event = serde_json::from_value(json!({ "event": event.name, "data": data })).ok()?;
    Some((seq, event))
}
