//! Trying a bot: the chat as visitors have it, and behind each answer how it came about.

mod chat;
mod exchange;
mod inspector;
mod model;
mod server_fns;
mod turn;

use leptos::prelude::*;

use chat::Chat;
use inspector::Inspector;
use model::Talk;

use crate::areas::bots::BotContext;

/// Trying a bot.
#[component]
pub fn PlaygroundPage() -> impl IntoView {
    let bot = BotContext::get().id;
    let talk = RwSignal::new(Talk::default());
    let chosen = RwSignal::new(None::<String>);
    view! {
        <div class="playground">
            <Chat bot=bot talk=talk chosen=chosen />
            <Inspector chosen=chosen />
        </div>
    }
    .into_any()
}
