//! How a bot looks and greets, beside the real widget.

mod draft;
mod preview;
mod questions;

use chatsphere_contract::bots::{Bot, LauncherPosition, UpdateBot, WidgetTheme};
use chatsphere_contract::limits::{GREETING_CHARS, NAME_CHARS};
use leptos::prelude::*;

use crate::areas::bots::{BotContext, SaveBot};
use crate::components::{
    ColourField, ErrorBanner, Field, Loaded, RadioCards, RadioOption, SaveBar, SkeletonShape, TextArea,
    Toasts,
};
use draft::Draft;
use preview::Preview;
use questions::SuggestedQuestions;

/// How a bot looks and greets.
#[component]
pub fn AppearancePage() -> impl IntoView {
    let bot = BotContext::get().bot;
    view! {
        <Loaded
            from=bot
            shape=SkeletonShape::Page
            then=move |bot| view! { <AppearanceForm bot=bot /> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn AppearanceForm(bot: Bot) -> impl IntoView {
    let context = BotContext::get();
    let toasts = Toasts::get();
    let draft = Draft::of(&bot);
    let saved = StoredValue::new(bot.appearance.clone());
    let changed = Memo::new(move |_| saved.with_value(|saved| draft.appearance() != *saved));
    let save = ServerAction::<SaveBot>::new();
    let error =
        Signal::derive(move || save.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let field = move |name: &'static str| {
        Signal::derive(move || {
            error.with(|error| error.as_ref().and_then(|error| error.first_field_under(name)))
        })
    };
    Effect::new(move |_| {
        if let Some(Ok(_)) = save.value().get() {
            toasts.say("Published. Visitors see it from their next page on.");
            context.bot.refetch();
        }
    });
    let on_save = move |_| {
        let input = UpdateBot { name: None, settings: draft.settings() };
        save.dispatch(SaveBot { bot: context.id.get_untracked(), input });
    };
    let on_discard = move |_| saved.with_value(|saved| draft.set(saved));
    let positions = vec![
        RadioOption { value: LauncherPosition::Right, label: "Right" },
        RadioOption { value: LauncherPosition::Left, label: "Left" },
    ];
    let themes = vec![
        RadioOption { value: WidgetTheme::Auto, label: "As the visitor’s system" },
        RadioOption { value: WidgetTheme::Light, label: "Light" },
        RadioOption { value: WidgetTheme::Dark, label: "Dark" },
    ];
    view! {
        <div class="appearance">
            <div class="stack">
                <ErrorBanner error=error />
                <section class="panel stack">
                    <h2>"Words"</h2>
                    <Field
                        id="display_name"
                        label="Name"
                        hint="At the top of the chat. Empty: the bot’s own name."
                        limit=NAME_CHARS
                        value=draft.display_name
                        error=field("display_name")
                    />
                    <TextArea
                        id="greeting"
                        label="Greeting"
                        hint="The first line, before anybody has asked anything."
                        limit=GREETING_CHARS
                        value=draft.greeting
                        error=field("greeting")
                    />
                    <SuggestedQuestions
                        questions=draft.suggested_questions
                        error=field("suggested_questions")
                    />
                </section>
                <section class="panel stack">
                    <h2>"Look"</h2>
                    <ColourField id="color" label="Colour" value=draft.color error=field("color") />
                    <RadioCards
                        name="position"
                        legend="Side of the page"
                        options=positions
                        value=draft.position
                    />
                    <RadioCards
                        name="theme"
                        legend="Light or dark"
                        options=themes
                        value=draft.theme
                    />
                </section>
                <SaveBar changed=changed saving=save.pending() on_save=on_save on_discard=on_discard />
            </div>
            <Preview public_key=bot.public_key draft=draft />
        </div>
    }
    .into_any()
}
