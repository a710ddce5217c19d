//! Making a bot.

use chatsphere_contract::bots::CreateBot;
use chatsphere_contract::limits::NAME_CHARS;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::server_fns::MakeBot;
use crate::components::{Button, ButtonKind, ButtonLook, Dialog, ErrorBanner, Field};

/// Asks for the one thing that is needed, a name, and leads to the new bot's knowledge.
#[component]
pub fn CreateBotDialog(
    /// Open or not.
    open: RwSignal<bool>,
) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let action = ServerAction::<MakeBot>::new();
    let error =
        Signal::derive(move || action.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let field =
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field("name"))));
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(bot)) = action.value().get() {
            open.set(false);
            navigate(&format!("/bots/{}/knowledge", bot.id), NavigateOptions::default());
        }
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let input = CreateBot { name: name.get_untracked(), ..CreateBot::default() };
        action.dispatch(MakeBot { input });
    };
    view! {
        <Dialog open=open title="Make a bot">
            <form class="stack" on:submit=on_submit>
                <ErrorBanner error=error />
                <Field
                    id="bot-name"
                    label="Name"
                    hint="Visitors see it too, until you give it another name under Appearance."
                    placeholder="Help desk"
                    required=true
                    limit=NAME_CHARS
                    value=name
                    error=field
                />
                <div class="dialog-actions">
                    <Button look=ButtonLook::Quiet on_press=move |_| open.set(false)>
                        "Cancel"
                    </Button>
                    <Button kind=ButtonKind::Submit look=ButtonLook::Primary busy=action.pending()>
                        "Make the bot"
                    </Button>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
