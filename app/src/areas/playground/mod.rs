//! Trying a bot: the chat as visitors have it, and behind each answer how it came about.

mod chat;
mod exchange;
mod inspector;
mod model;
mod server_fns;
mod turn;

use chatsphere_contract::behaviour::BehaviourSource;
use leptos::prelude::*;

use chat::Chat;
use inspector::Inspector;
use model::Talk;

use crate::areas::behaviour::load_behaviour;
use crate::areas::bots::BotContext;
use crate::components::{RadioOption, Segmented};

/// Trying a bot.
#[component]
pub fn PlaygroundPage() -> impl IntoView {
    let bot = BotContext::get().id;
    let talk = RwSignal::new(Talk::default());
    let chosen = RwSignal::new(None::<String>);
    // Where there is no draft, trying it is trying what is published.
    let behaviour = RwSignal::new(BehaviourSource::Draft);
    view! {
        <div class="stack">
            <DraftChoice bot=bot behaviour=behaviour />
            <div class="playground">
                <Chat bot=bot behaviour=behaviour talk=talk chosen=chosen />
                <Inspector chosen=chosen />
            </div>
        </div>
    }
    .into_any()
}

/// Says that the draft is tried, and lets it be compared with what visitors get. Nothing while there is no
/// draft.
#[component]
fn DraftChoice(bot: Memo<String>, behaviour: RwSignal<BehaviourSource>) -> impl IntoView {
    let state = Resource::new(move || bot.get(), load_behaviour);
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let has_draft = state.await.is_ok_and(|state| state.draft.is_some());
                has_draft.then(|| choice(bot, behaviour))
            })}
        </Transition>
    }
    .into_any()
}

fn choice(bot: Memo<String>, behaviour: RwSignal<BehaviourSource>) -> AnyView {
    let options = vec![
        (RadioOption { value: BehaviourSource::Draft, label: "Draft" }, None),
        (RadioOption { value: BehaviourSource::Published, label: "Published" }, None),
    ];
    view! {
        <section class="panel playground-draft" aria-label="Which behaviour is tried">
            <p>
                {move || match behaviour.get() {
                    BehaviourSource::Draft => "Answers here follow the draft. Visitors do not get it yet. ",
                    BehaviourSource::Published => "Answers here are what visitors get. ",
                }}
                <a href=move || format!("/bots/{}/behaviour", bot.get())>"Behaviour"</a>
            </p>
            <Segmented
                label="Behaviour"
                options=options
                value=behaviour
                on_choose=Callback::new(move |chosen| behaviour.set(chosen))
            />
        </section>
    }
    .into_any()
}
