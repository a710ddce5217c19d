//! A question and what became of its answer.

use leptos::prelude::*;

use super::model::{Exchange, Stage};
use crate::areas::bots::BotContext;
use crate::areas::conversations::SourceCard;
use crate::components::{Badge, Banner, Button, ConfidenceMeter, IconName, MessageText, Tone};

/// A question, and its answer as far as it is.
#[component]
pub fn ExchangeView(
    /// Both.
    exchange: Memo<Option<Exchange>>,
    /// The answer whose story is shown.
    chosen: RwSignal<Option<String>>,
    /// Asks the question of that client id again.
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
    let bot = BotContext::get().id;
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
        Some(view! { <SourceCard citation=citation bot=bot.get() /> })
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
