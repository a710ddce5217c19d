//! Changing, merging and deleting a tag: the dialogs.

use chatsphere_contract::limits::{TAG_CHARS, TAG_DESCRIPTION_CHARS};
use chatsphere_contract::tags::{Tag, TagColor, UpdateTag};
use leptos::prelude::*;

use super::TagChip;
use super::server_fns::{DeleteTag, MergeTag, SaveTag};
use crate::components::{
    Button, ButtonLook, ConfirmDialog, Dialog, ErrorBanner, Field, Icon, IconName, TextArea, Toasts,
    open_while,
};
use crate::error::AppError;

fn failure<T: Clone + Send + Sync + 'static>(
    value: impl Fn() -> Option<Result<T, AppError>> + Send + Sync + 'static,
) -> Signal<Option<AppError>> {
    Signal::derive(move || value().and_then(Result::err))
}

/// Name, colour and description of a tag.
#[component]
pub fn EditTagDialog(asked: RwSignal<Option<Tag>>, on_done: Callback<()>) -> impl IntoView {
    let open = open_while(asked);
    let (name, description) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let color = RwSignal::new(TagColor::Grey);
    let action = ServerAction::<SaveTag>::new();
    let toasts = Toasts::get();
    Effect::new(move |_| {
        if let Some(tag) = asked.get() {
            action.value().set(None);
            name.set(tag.name);
            description.set(tag.description);
            color.set(tag.color);
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(tag)) = action.value().get() {
            open.set(false);
            toasts.say(format!("“{}” was saved", tag.name));
            on_done.run(());
        }
    });
    let error = failure(move || action.value().get());
    let field = move |name: &'static str| {
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field(name))))
    };
    let other = Signal::derive(move || error.get().filter(|error| !error.names_fields()));
    let save = move |_| {
        if let Some(tag) = asked.get_untracked() {
            let input = UpdateTag {
                name: Some(name.get_untracked()),
                color: Some(color.get_untracked()),
                description: Some(description.get_untracked()),
                if_unchanged_since: Some(tag.updated_at),
            };
            action.dispatch(SaveTag { tag: tag.id.to_string(), input });
        }
    };
    let colors = TagColor::ALL
        .into_iter()
        .map(|option| {
            view! {
                <button
                    type="button"
                    class=format!("tag-swatch tag-{}", option.as_str())
                    title=option.as_str()
                    aria-label=option.as_str()
                    aria-pressed=move || if color.get() == option { "true" } else { "false" }
                    on:click=move |_| color.set(option)
                >
                    <Icon name=IconName::Check size=16 />
                </button>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Dialog open=open title="Change the tag">
            <ErrorBanner error=other />
            <Field id="edit-tag-name" label="Name" limit=TAG_CHARS value=name error=field("name") />
            <div class="field">
                <span class="field-label">"Colour"</span>
                <div class="row-wrap" role="group" aria-label="Colour">
                    {colors}
                </div>
            </div>
            <TextArea
                id="edit-tag-description"
                label="What it is for"
                limit=TAG_DESCRIPTION_CHARS
                value=description
                error=field("description")
            />
            <div class="dialog-actions">
                <Button look=ButtonLook::Quiet on_press=move |_| open.set(false)>
                    "Cancel"
                </Button>
                <Button look=ButtonLook::Primary busy=action.pending() on_press=save>
                    "Save"
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// Which tag another is merged into.
#[component]
pub fn MergeTagDialog(
    asked: RwSignal<Option<Tag>>,
    all: RwSignal<Vec<Tag>>,
    on_done: Callback<()>,
) -> impl IntoView {
    let open = open_while(asked);
    let into = RwSignal::new(String::new());
    let action = ServerAction::<MergeTag>::new();
    let toasts = Toasts::get();
    Effect::new(move |_| {
        if asked.with(Option::is_some) {
            action.value().set(None);
            into.set(String::new());
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(tag)) = action.value().get() {
            open.set(false);
            toasts.say(format!("Everything has “{}” now", tag.name));
            on_done.run(());
        }
    });
    let error = failure(move || action.value().get());
    let title = Signal::derive(move || {
        asked.with(|tag| tag.as_ref().map_or_else(String::new, |tag| format!("Merge “{}”", tag.name)))
    });
    // None before a tag is asked about: the tags may have come to the browser later than to the server.
    let options = move || {
        let own = asked.with(|tag| tag.as_ref().map(|tag| tag.id));
        let others = own.map(|own| all.get().into_iter().filter(move |tag| tag.id != own));
        others
            .into_iter()
            .flatten()
            .map(|tag| view! { <option value=tag.id.to_string()>{tag.name}</option> })
            .collect_view()
    };
    let merge = move |_| {
        if let Some(tag) = asked.get_untracked() {
            action.dispatch(MergeTag { tag: tag.id.to_string(), into: into.get_untracked() });
        }
    };
    view! {
        <Dialog open=open title=title>
            <p class="muted">
                "Everything that has this tag gets the other one instead, and this one is gone. This cannot be undone."
            </p>
            <ErrorBanner error=error />
            {move || asked.get().map(|tag| view! { <TagChip name=tag.name color=tag.color /> })}
            <div class="field">
                <label class="field-label" for="merge-into">
                    "Into"
                </label>
                <select
                    class="input"
                    id="merge-into"
                    prop:value=move || into.get()
                    on:change=move |event| into.set(event_target_value(&event))
                >
                    <option value="">"Choose a tag"</option>
                    {options}
                </select>
            </div>
            <div class="dialog-actions">
                <Button look=ButtonLook::Quiet on_press=move |_| open.set(false)>
                    "Cancel"
                </Button>
                <Button
                    look=ButtonLook::Primary
                    busy=action.pending()
                    disabled=Signal::derive(move || into.with(String::is_empty))
                    on_press=merge
                >
                    "Merge"
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// Asks before a tag is taken off everything.
#[component]
pub fn DeleteTagDialog(asked: RwSignal<Option<Tag>>, on_done: Callback<()>) -> impl IntoView {
    let open = open_while(asked);
    let action = ServerAction::<DeleteTag>::new();
    let toasts = Toasts::get();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(())) => {
            open.set(false);
            toasts.say("The tag was deleted");
            on_done.run(());
        }
        Some(Err(error)) => toasts.say(error.sentence()),
        None => {}
    });
    let title = Signal::derive(move || {
        asked.with(|tag| {
            tag.as_ref().map_or_else(String::new, |tag| format!("Delete the tag “{}”?", tag.name))
        })
    });
    let text = Signal::derive(move || {
        let (documents, questions, sources) = asked
            .with(|tag| tag.as_ref().map_or((0, 0, 0), |tag| (tag.documents, tag.questions, tag.sources)));
        format!(
            "It is taken off {documents} documents, {questions} written answers and {sources} web sources of this bot and off those of all others; they stay. This cannot be undone."
        )
    });
    view! {
        <ConfirmDialog
            open=open
            title=title
            text=text
            confirm="Delete the tag"
            busy=action.pending()
            on_confirm=move |_| {
                if let Some(tag) = asked.get_untracked() {
                    action.dispatch(DeleteTag { tag: tag.id.to_string() });
                }
            }
        />
    }
    .into_any()
}
