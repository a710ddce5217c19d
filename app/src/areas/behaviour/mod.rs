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

pub use server_fns::load_behaviour;

use crate::areas::bots::BotContext;
use crate::components::{Loaded, SkeletonShape};
use crate::error::AppError;
use form::BehaviourForm;
use versions::Versions;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct BehaviourContext {
    /// The bot's id as in the address.
    bot: Memo<String>,
    /// What visitors get, and what is prepared.
    state: Resource<Result<BehaviourState, AppError>>,
    /// Raised by everything that changes the state.
    changes: RwSignal<u32>,
}

impl BehaviourContext {
    /// Something was saved, published or discarded: everything is read again.
    fn changed(&self) {
        self.changes.update(|count| *count += 1);
    }
}

/// How a bot answers.
#[component]
pub fn BehaviourPage() -> impl IntoView {
    let bot = BotContext::get().id;
    let changes = RwSignal::new(0);
    let state = Resource::new(move || (bot.get(), changes.get()), |(bot, _)| load_behaviour(bot));
    let context = BehaviourContext { bot, state, changes };
    view! {
        <div class="stack">
            <Loaded
                from=context.state
                shape=SkeletonShape::Page
                then=move |state| view! { <BehaviourForm context=context state=state /> }.into_any()
            />
            <Versions context=context />
        </div>
    }
    .into_any()
}
