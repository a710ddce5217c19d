//! Keeping an answer of a conversation: as a draft that a person makes right and approves.

use chatsphere_contract::questions::without_sources;
use leptos::prelude::*;

use super::dialog::{Draft, QuestionDialog};

/// The dialog that opens with the chosen exchange: what was asked, and what was answered.
#[component]
pub fn KeepAnswer(
    /// The bot.
    #[prop(into)]
    bot: Signal<String>,
    /// The chosen exchange.
    exchange: RwSignal<Option<(String, String)>>,
) -> impl IntoView {
    let draft = RwSignal::new(None::<Draft>);
    Effect::new(move |_| {
        if let Some((question, answer)) = exchange.get() {
            exchange.set(None);
            draft.set(Some(Draft { question, answer: without_sources(&answer), ..Draft::default() }));
        }
    });
    view! { <QuestionDialog bot=bot draft=draft on_done=Callback::new(|()| ()) /> }.into_any()
}
