//! A bot's name, what it answers from, and deleting it.

use chatsphere_contract::bots::{Bot, BotSettings, UpdateBot};
use chatsphere_contract::limits::NAME_CHARS;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::BotContext;
use super::models::BotModels;
use super::server_fns::{DeleteBot, SaveBot};
use crate::components::{
    Button, ButtonLook, Dialog, ErrorBanner, Field, IconName, Loaded, SaveBar, SkeletonShape, Switch, Toasts,
};
use crate::error::of_fields;
use crate::session::Session;

/// A bot's name, what it answers from, and deleting it.
#[component]
pub fn BotSettingsPage() -> impl IntoView {
    let context = BotContext::get();
    view! {
        <Loaded
            from=context.bot
            shape=SkeletonShape::Page
            then=move |bot| view! { <SettingsForm bot=bot /> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn SettingsForm(bot: Bot) -> impl IntoView {
    let context = BotContext::get();
    let toasts = Toasts::get();
    let (name, retrieval) = (RwSignal::new(bot.name.clone()), RwSignal::new(bot.retrieval));
    let tags = RwSignal::new(bot.answer_tags.join(", "));
    let saved = StoredValue::new(bot.clone());
    let changed = Memo::new(move |_| {
        saved.with_value(|saved| {
            name.get() != saved.name
                || retrieval.get() != saved.retrieval
                || names(&tags.get()) != saved.answer_tags
        })
    });
    let save = ServerAction::<SaveBot>::new();
    let error =
        Signal::derive(move || save.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let field = of_fields(error);
    Effect::new(move |_| {
        if let Some(Ok(_)) = save.value().get() {
            toasts.say("Settings saved");
            context.bot.refetch();
        }
    });
    let on_save = move |_| {
        let settings = BotSettings {
            retrieval: Some(retrieval.get_untracked()),
            answer_tags: Some(names(&tags.get_untracked())),
            ..BotSettings::default()
        };
        let input = UpdateBot { name: Some(name.get_untracked()), settings };
        save.dispatch(SaveBot { bot: context.id.get_untracked(), input });
    };
    let on_discard = move |_| {
        saved.with_value(|saved| {
            name.set(saved.name.clone());
            retrieval.set(saved.retrieval);
            tags.set(saved.answer_tags.join(", "));
        });
    };
    let may_write = Session::get().may("bots.write");
    view! {
        <div class="stack page-narrow">
            <ErrorBanner error=error />
            <section class="panel stack">
                <Field
                    id="name"
                    label="Name in this workspace"
                    value=name
                    limit=NAME_CHARS
                    error=field("name")
                />
                <Switch
                    label="Answer from documents"
                    hint="Off: a language model answers alone, without sources."
                    value=retrieval
                />
                <Field
                    id="answer-tags"
                    label="Only from documents with these tags"
                    hint="Separate several by commas; one of them is enough. Empty: from all documents."
                    placeholder="public, returns"
                    value=tags
                    error=field("answer_tags")
                />
                <p class="field-hint">
                    "What the bot is told, how it sounds and what it talks about: "
                    <a href=format!("/bots/{}/behaviour", bot.id)>"Behaviour"</a>
                </p>
            </section>
            <BotModels bot=bot.clone() />
            <SaveBar changed=changed saving=save.pending() on_save=on_save on_discard=on_discard />
            {may_write.then(|| view! { <DeleteSection bot=bot /> })}
        </div>
    }
    .into_any()
}

/// Names separated by commas.
fn names(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[component]
fn DeleteSection(bot: Bot) -> impl IntoView {
    let open = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let action = ServerAction::<DeleteBot>::new();
    let error =
        Signal::derive(move || action.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let toasts = Toasts::get();
    let navigate = use_navigate();
    let (id, name) = (bot.id.to_string(), bot.name.clone());
    let gone = bot.name.clone();
    Effect::new(move |_| {
        if let Some(Ok(())) = action.value().get() {
            open.set(false);
            toasts.say(format!("{gone} was deleted"));
            navigate("/bots", NavigateOptions::default());
        }
    });
    let expected = name.clone();
    let unequal = Signal::derive(move || typed.with(|typed| typed.trim() != expected.trim()));
    let what = format!(
        "With it go its {} documents, every conversation, and the chat on every page that carries its line. This cannot be undone.",
        bot.documents
    );
    view! {
        <section class="panel stack">
            <h2>"Delete this bot"</h2>
            <p class="muted">{what.clone()}</p>
            <div>
                <Button icon=IconName::Bin on_press=move |_| open.set(true)>
                    "Delete the bot…"
                </Button>
            </div>
        </section>
        <Dialog open=open title=format!("Delete {name}?")>
            <p class="muted">{what}</p>
            <ErrorBanner error=error />
            <Field id="confirm-name" label=format!("Type “{name}” to confirm") value=typed />
            <div class="dialog-actions">
                <Button look=ButtonLook::Quiet on_press=move |_| open.set(false)>
                    "Cancel"
                </Button>
                <Button
                    look=ButtonLook::Danger
                    busy=action.pending()
                    disabled=unequal
                    on_press=move |_| {
                        action.dispatch(DeleteBot { bot: id.clone() });
                    }
                >
                    "Delete for good"
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}
