//! How a bot answers: edited as a draft beside the prompt that comes of it, published, compared, rolled back.

mod banner;
mod compare;
mod draft;
mod fields;
mod form;
mod model;
mod preview;
mod server_fns;
mod versions;

use chatsphere_contract::behaviour::BehaviourState;
use leptos::prelude::*;
use leptos::task::spawn_local;

pub use server_fns::load_behaviour;

use crate::areas::bots::BotContext;
use crate::components::{Loaded, SkeletonShape};
use form::BehaviourForm;
use versions::Versions;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct BehaviourContext {
    /// The bot's id as in the address.
    bot: Memo<String>,
    /// What visitors get, and what is prepared; absent until it was read.
    state: RwSignal<Option<BehaviourState>>,
    /// Raised by everything that changes the state.
    changes: RwSignal<u32>,
    /// What the prompt is shown for.
    question: RwSignal<String>,
}

impl BehaviourContext {
    /// Something was saved, published or discarded: everything is read again.
    fn changed(self) {
        self.changes.update(|count| *count += 1);
        spawn_local(async move {
            if let Ok(fresh) = load_behaviour(self.bot.get_untracked()).await {
                self.state.try_set(Some(fresh));
            }
        });
    }
}

/// How a bot answers.
#[component]
pub fn BehaviourPage() -> impl IntoView {
    let bot = BotContext::get().id;
    let context = BehaviourContext {
        bot,
        state: RwSignal::new(None),
        changes: RwSignal::new(0),
        question: RwSignal::new("How can you help me?".to_owned()),
    };
    let first = Resource::new(move || bot.get(), load_behaviour);
    view! {
        <div class="stack">
            <Loaded
                from=first
                shape=SkeletonShape::Page
                then=move |state| view! { <Forms context=context first=state /> }.into_any()
            />
            <Versions context=context />
        </div>
    }
    .into_any()
}

/// The form of the present revision. Another revision is another form: kept, its fields would show what was typed into
/// the last one.
#[component]
fn Forms(context: BehaviourContext, first: BehaviourState) -> impl IntoView {
    context.state.set(Some(first));
    view! {
        <For
            each=move || context.state.get()
            key=move |state| (context.bot.get_untracked(), state.revision)
            children=move |state| view! { <BehaviourForm context=context state=state /> }
        />
    }
    .into_any()
}
