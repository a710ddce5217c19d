//! The chat at the left: asks, and shows the answer while it is written.

use chatsphere_contract::behaviour::BehaviourSource;
use chatsphere_contract::limits::MESSAGE_CHARS;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys;
use send_wrapper::SendWrapper;

use super::exchange::ExchangeView;
use super::model::Talk;
use super::turn::Turn;
use crate::browser;
use crate::components::{Button, ButtonKind, ButtonLook, EmptyState, IconName, bind_text};

/// The chat.
#[component]
pub fn Chat(
    /// The bot.
    bot: Memo<String>,
    /// Which of its behaviours is tried; another one begins another conversation.
    behaviour: RwSignal<BehaviourSource>,
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
            let turn = Turn {
                bot: bot.get_untracked(),
                behaviour: behaviour.get_untracked(),
                client_id: client_id.clone(),
                talk,
                chosen,
            };
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
    let start_over = move || {
        if let Some(Some(controller)) = abort.try_get_value() {
            controller.abort();
        }
        talk.set(Talk::default());
        chosen.set(None);
    };
    Effect::new(move |tried: Option<BehaviourSource>| {
        let tries = behaviour.get();
        if tried.is_some_and(|tried| tried != tries) {
            start_over();
        }
        tries
    });
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
                    on_press=move |_| start_over()
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
            // Sent before the page is alive it would be lost with a new page; this method sends nothing.
            <form class="chat-form" method="dialog" on:submit=on_submit>
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
