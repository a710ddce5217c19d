//! What some bulk actions ask first.

use chatsphere_contract::documents::BulkAction;
use leptos::prelude::*;

use super::list::Documents;
use super::model;
use crate::areas::bots::list_bots;
use crate::components::{Button, ButtonLook, ConfirmDialog, Dialog, Field, open_while};

/// Whether tags are given or taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagMode {
    /// Given.
    Add,
    /// Taken off.
    Remove,
}

/// Which tags.
#[component]
pub fn TagsDialog(
    mode: RwSignal<Option<TagMode>>,
    documents: Documents,
    act: Callback<BulkAction>,
) -> impl IntoView {
    let open = open_while(mode);
    let text = RwSignal::new(String::new());
    Effect::new(move |_| {
        if mode.with(Option::is_some) {
            text.set(String::new());
        }
    });
    let title = Signal::derive(move || match mode.get() {
        Some(TagMode::Remove) => "Take tags off".to_owned(),
        _ => "Tag the chosen documents".to_owned(),
    });
    let confirm = move || if mode.get() == Some(TagMode::Remove) { "Take off" } else { "Tag" };
    let go = move |_| {
        let tags = model::names(&text.get_untracked());
        let action = match mode.get_untracked() {
            Some(TagMode::Remove) => BulkAction::Untag { tags },
            _ => BulkAction::Tag { tags },
        };
        open.set(false);
        act.run(action);
    };
    let add = move |name: String| {
        text.update(|text| {
            let mut names = model::names(text);
            if !names.contains(&name) {
                names.push(name);
            }
            *text = names.join(", ");
        });
    };
    let known = move || {
        documents
            .tags
            .get()
            .into_iter()
            .map(|tag| {
                let name = tag.name.clone();
                view! {
                    <button
                        type="button"
                        class=format!("tag-chip tag-{}", tag.color.as_str())
                        on:click=move |_| add(name.clone())
                    >
                        {tag.name}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <Dialog open=open title=title>
            <Field
                id="bulk-tags"
                label="Tags"
                hint="Separate several by commas. Names that are new become tags."
                value=text
            />
            <div class="tag-choices" role="group" aria-label="Tags that there are">
                {known}
            </div>
            <div class="dialog-actions">
                <Button look=ButtonLook::Quiet on_press=move |_| open.set(false)>
                    "Cancel"
                </Button>
                <Button
                    look=ButtonLook::Primary
                    disabled=Signal::derive(move || text.with(|text| model::names(text).is_empty()))
                    on_press=go
                >
                    {confirm}
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// To which bot.
#[component]
pub fn MoveDialog(open: RwSignal<bool>, documents: Documents, act: Callback<BulkAction>) -> impl IntoView {
    let bots = LocalResource::new(move || {
        let wanted = open.get();
        async move { if wanted { list_bots().await.unwrap_or_default() } else { Vec::new() } }
    });
    let chosen = RwSignal::new(String::new());
    let options = move || {
        let own = documents.bot();
        bots.get()
            .unwrap_or_default()
            .into_iter()
            .filter(|bot| bot.id.to_string() != own)
            .map(|bot| view! { <option value=bot.id.to_string()>{bot.name}</option> })
            .collect_view()
    };
    let go = move |_| {
        if let Ok(to_bot_id) = chosen.get_untracked().parse() {
            open.set(false);
            act.run(BulkAction::Move { to_bot_id });
        }
    };
    view! {
        <Dialog open=open title="Move to another bot">
            <p class="muted">
                "The documents keep their tags. This bot no longer answers from them, the other one does."
            </p>
            <div class="field">
                <label class="field-label" for="move-to">
                    "Bot"
                </label>
                <select
                    class="input"
                    id="move-to"
                    prop:value=move || chosen.get()
                    on:change=move |event| chosen.set(event_target_value(&event))
                >
                    <option value="">"Choose a bot"</option>
                    {options}
                </select>
            </div>
            <div class="dialog-actions">
                <Button look=ButtonLook::Quiet on_press=move |_| open.set(false)>
                    "Cancel"
                </Button>
                <Button
                    look=ButtonLook::Primary
                    disabled=Signal::derive(move || chosen.with(String::is_empty))
                    on_press=go
                >
                    "Move"
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// Asks before many documents are deleted.
#[component]
pub fn DeleteManyDialog(open: RwSignal<bool>, count: Memo<i64>, act: Callback<BulkAction>) -> impl IntoView {
    let title = Signal::derive(move || format!("Delete {}?", model::documents(count.get())));
    view! {
        <ConfirmDialog
            open=open
            title=title
            text="Their passages and originals go with them. From this moment no answer uses them. You can undo it for 10 minutes, here or under Jobs."
            confirm="Delete them"
            on_confirm=move |_| {
                open.set(false);
                act.run(BulkAction::Delete);
            }
        />
    }
    .into_any()
}
