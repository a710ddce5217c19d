//! Creating a bot.

use chatsphere_contract::bots::CreateBot;
use chatsphere_contract::limits::NAME_CHARS;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::server_fns::MakeBot;
use crate::components::{Button, ButtonKind, ButtonLook, ErrorBanner, Field, LinkButton, PageHeader};
use crate::error::AppError;
use crate::typed::Typed;

/// Asks for the one thing that is needed, a name, and leads to the new bot's knowledge. Works as a plain
/// form; where scripts run, errors appear in place.
#[component]
pub fn NewBotPage() -> impl IntoView {
    let typed = Typed::get();
    let name = RwSignal::new(typed.name);
    let error = RwSignal::new(typed.error);
    let action = ServerAction::<MakeBot>::new();
    let field =
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field("name"))));
    let navigate = use_navigate();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(bot)) => navigate(&format!("/bots/{}/knowledge", bot.id), NavigateOptions::default()),
        Some(Err(why)) => error.set(Some(why)),
        None => {}
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        error.set(None::<AppError>);
        let input = CreateBot { name: name.get_untracked(), ..CreateBot::default() };
        action.dispatch(MakeBot { input });
    };
    view! {
        <div class="page page-narrow">
            <PageHeader
                title="Create a bot"
                context="It answers from its own documents, under its own name."
            />
            <form class="panel stack" method="post" action="/bots/new" novalidate on:submit=on_submit>
                <ErrorBanner error=error />
                <Field
                    id="name"
                    label="Name"
                    hint="Visitors see it too, until you give it another one under Appearance."
                    placeholder="Help desk"
                    required=true
                    limit=NAME_CHARS
                    value=name
                    error=field
                />
                <div class="row-wrap">
                    <Button kind=ButtonKind::Submit look=ButtonLook::Primary busy=action.pending()>
                        "Create bot"
                    </Button>
                    <LinkButton href="/bots" look=ButtonLook::Quiet>
                        "Cancel"
                    </LinkButton>
                </div>
            </form>
        </div>
    }
    .into_any()
}
