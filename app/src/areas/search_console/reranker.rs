//! Who takes a second look at what is found, in answers too.

use chatsphere_contract::reranking::{RerankerKind, RerankerSettings};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::model;
use super::server_fns::{choose_reranker, load_reranker};
use crate::components::{Loaded, SkeletonShape, Toasts};

/// The choice, saved at once.
#[component]
pub fn RerankerChoice(
    /// The bot.
    bot: Memo<String>,
) -> impl IntoView {
    let settings = Resource::new(move || bot.get(), load_reranker);
    view! {
        <section class="panel stack-tight" aria-labelledby="reranker-title">
            <h2 id="reranker-title">"A second look before answers"</h2>
            <p class="muted">
                "Before an answer, the first passages can be read together with the question and put into a new order. That finds better ones and takes time: an answer waits two seconds for it at most."
            </p>
            <Loaded
                from=settings
                shape=SkeletonShape::List
                then=move |settings| view! { <Choice bot=bot settings=settings /> }.into_any()
            />
        </section>
    }
    .into_any()
}

#[component]
fn Choice(bot: Memo<String>, settings: RerankerSettings) -> impl IntoView {
    let toasts = Toasts::get();
    let chosen = RwSignal::new(settings.kind);
    let choose = move |event| {
        let Some(kind) = RerankerKind::parse(&event_target_value(&event)) else { return };
        let before = chosen.get_untracked();
        chosen.set(kind);
        spawn_local(async move {
            match choose_reranker(bot.get_untracked(), kind).await {
                Ok(_) => toasts.say("Saved"),
                Err(error) => {
                    chosen.try_set(before);
                    toasts.say(error.sentence());
                }
            }
        });
    };
    let is_alone = settings.available.len() < 2;
    let options = RerankerKind::ALL
        .into_iter()
        .map(|kind| {
            // What is in use is shown even where it cannot work any more.
            let disabled = kind != settings.kind && !settings.available.contains(&kind);
            view! {
                <option
                    value=kind.as_str()
                    disabled=disabled
                    selected=kind == settings.kind
                    prop:selected=move || chosen.get() == kind
                >
                    {model::reranker(kind)}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field reranker-field">
            <label class="field-label" for="reranker-kind">
                "In answers"
            </label>
            <select class="input" id="reranker-kind" on:change=choose>
                {options}
            </select>
            {is_alone
                .then(|| {
                    view! {
                        <p class="field-hint">
                            "Set a chat model in the workspace’s settings to have one. A cross-encoder is installed by whoever runs this server."
                        </p>
                    }
                })}
        </div>
    }
    .into_any()
}
