//! What can be done with the chosen documents; in reach at the foot of the list.

use chatsphere_contract::documents::{BulkAction, RestoreDocuments};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::bulk_dialogs::{DeleteManyDialog, MoveDialog, TagMode, TagsDialog};
use super::list::Documents;
use super::model;
use super::server_fns::{bulk_documents, restore_documents};
use crate::components::{Button, ButtonLook, Icon, IconName, Menu, Toasts};
use crate::session::Session;

/// How many are chosen, and the actions.
#[component]
pub fn BulkBar(documents: Documents) -> impl IntoView {
    let selection = documents.selection;
    let toasts = Toasts::get();
    let count = Memo::new(move |_| selection.count(documents.summary.with(|summary| summary.matching)));
    let busy = RwSignal::new(false);
    let act = Callback::new(move |action: BulkAction| {
        let is_deletion = action == BulkAction::Delete;
        let request = selection.request(action, documents.filter.get_untracked());
        let bot = documents.bot();
        busy.set(true);
        spawn_local(async move {
            match bulk_documents(bot.clone(), request).await {
                Ok(accepted) if is_deletion => {
                    selection.clear();
                    documents.reload();
                    let undo =
                        RestoreDocuments { job_id: Some(accepted.job_id), ..RestoreDocuments::default() };
                    let text = format!(
                        "{} deleted; no answer uses them any more",
                        model::documents(accepted.matching)
                    );
                    toasts.say_with_undo(text, undo_deletion(documents, toasts, undo));
                }
                Ok(accepted) => {
                    selection.clear();
                    documents.running.set(Some(accepted.job_id.to_string()));
                }
                Err(error) => toasts.say(error.sentence()),
            }
            busy.set(false);
        });
    });
    let tagging = RwSignal::new(None::<TagMode>);
    let moving = RwSignal::new(false);
    let deleting = RwSignal::new(false);
    let may_write = Session::get().may("documents.write");
    let more_match = Memo::new(move |_| {
        let shown = documents.count();
        !selection.everything.get()
            && count.get() > 0
            && count.get() == shown
            && documents.summary.with(|summary| summary.matching) > shown
    });
    view! {
        <Show when=move || { count.get() > 0 }>
            <div class="save-bar bulk-bar" role="region" aria-label="Chosen documents">
                <div class="row-wrap">
                    <strong class="figures">{move || format!("{} chosen", count.get())}</strong>
                    <Show when=move || more_match.get()>
                        <Button small=true look=ButtonLook::Quiet on_press=move |_| selection.everything.set(true)>
                            {move || format!(
                                "Select all {} that match",
                                documents.summary.with(|summary| summary.matching),
                            )}
                        </Button>
                    </Show>
                    <Button small=true look=ButtonLook::Quiet on_press=move |_| selection.clear()>
                        "Clear"
                    </Button>
                </div>
                <div class="row-wrap">
                    {may_write.then(|| view! {
                        <Button small=true icon=IconName::Tag busy=busy on_press=move |_| tagging.set(Some(TagMode::Add))>
                            "Tag…"
                        </Button>
                    })}
                    <Button small=true busy=busy on_press=move |_| act.run(BulkAction::Download)>
                        "Download"
                    </Button>
                    {may_write.then(|| view! {
                        <Menu label="More actions" class="menu menu-up menu-end">
                            <button class="menu-item" type="button" on:click=move |_| tagging.set(Some(TagMode::Remove))>
                                <Icon name=IconName::Tag size=16 />
                                "Take tags off…"
                            </button>
                            <button class="menu-item" type="button" on:click=move |_| act.run(BulkAction::Enable)>
                                <Icon name=IconName::Check size=16 />
                                "Enable"
                            </button>
                            <button class="menu-item" type="button" on:click=move |_| act.run(BulkAction::Disable)>
                                <Icon name=IconName::Circle size=16 />
                                "Disable"
                            </button>
                            <button class="menu-item" type="button" on:click=move |_| act.run(BulkAction::Reprocess)>
                                <Icon name=IconName::Again size=16 />
                                "Read again"
                            </button>
                            <button class="menu-item" type="button" on:click=move |_| moving.set(true)>
                                <Icon name=IconName::Bot size=16 />
                                "Move to another bot…"
                            </button>
                        </Menu>
                        <Button
                            small=true
                            look=ButtonLook::Danger
                            icon=IconName::Bin
                            busy=busy
                            on_press=move |_| deleting.set(true)
                        >
                            "Delete"
                        </Button>
                    })}
                </div>
            </div>
        </Show>
        <TagsDialog mode=tagging documents=documents act=act />
        <MoveDialog open=moving documents=documents act=act />
        <DeleteManyDialog open=deleting count=count act=act />
    }
    .into_any()
}

/// Brings back what was deleted, and says so.
pub fn undo_deletion(documents: Documents, toasts: Toasts, input: RestoreDocuments) -> Callback<()> {
    Callback::new(move |()| {
        let (bot, input) = (documents.bot(), input.clone());
        spawn_local(async move {
            match restore_documents(bot, input).await {
                Ok(restored) => toasts.say(format!("{} back as before", model::documents(restored.restored))),
                Err(error) => toasts.say(error.sentence()),
            }
            documents.reload();
        });
    })
}
