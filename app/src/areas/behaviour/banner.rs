//! What is prepared and not published: said, published, discarded.

use chatsphere_contract::behaviour::{AtRevision, BehaviourDraft, PublishDraft};
use chatsphere_contract::limits::VERSION_NOTE_CHARS;
use leptos::prelude::*;

use super::server_fns::{DiscardDraft, Publish};
use super::{BehaviourContext, model};
use crate::components::{
    Banner, Button, ButtonLook, ConfirmDialog, Dialog, ErrorBanner, Field, Moment, Toasts, Tone,
};
use crate::session::Session;

/// Says that there is a draft, and lets it be published or discarded.
#[component]
pub(super) fn DraftBanner(
    /// The page.
    context: BehaviourContext,
    /// What is prepared.
    draft: BehaviourDraft,
    /// The state's.
    revision: i32,
    /// Something in the form is not in the draft yet.
    unsaved: Memo<bool>,
) -> impl IntoView {
    let (publishing, discarding) = (RwSignal::new(false), RwSignal::new(false));
    let changes = model::fields(&draft.changes);
    let summary = format!("Visitors do not get them yet: {changes}.");
    let by = draft.saved_by.map(|name| format!("{name}, ")).unwrap_or_default();
    let may_write = Session::get().may("bots.write");
    view! {
        <Banner tone=Tone::Info title="There are unpublished changes">
            <p>{summary}</p>
            <p class="small">{by} <Moment at=draft.saved_at /></p>
            {may_write
                .then(|| {
                    view! {
                        <div class="row-wrap">
                            <Button
                                small=true
                                look=ButtonLook::Primary
                                disabled=unsaved
                                on_press=move |_| publishing.set(true)
                            >
                                "Publish…"
                            </Button>
                            <Button small=true on_press=move |_| discarding.set(true)>
                                "Discard draft"
                            </Button>
                            <Show when=move || unsaved.get()>
                                <span class="small">"Save the draft first."</span>
                            </Show>
                        </div>
                    }
                })}
        </Banner>
        <PublishDialog context=context revision=revision changes=changes open=publishing />
        <DiscardDialog context=context revision=revision open=discarding />
    }
    .into_any()
}

#[component]
fn PublishDialog(
    context: BehaviourContext,
    revision: i32,
    changes: String,
    open: RwSignal<bool>,
) -> impl IntoView {
    let toasts = Toasts::get();
    let note = RwSignal::new(String::new());
    let action = ServerAction::<Publish>::new();
    let error =
        Signal::derive(move || action.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    Effect::new(move |_| {
        if let Some(Ok(state)) = action.value().get() {
            open.set(false);
            toasts.say(format!("Version {} is published", state.version));
            context.changed();
        }
    });
    let publish = move |_| {
        let input = PublishDraft { revision, note: note.get_untracked() };
        action.dispatch(Publish { bot: context.bot.get_untracked(), input });
    };
    view! {
        <Dialog open=open title="Publish these changes?">
            <p class="muted">{format!("Visitors get them from their next question on: {changes}.")}</p>
            <ErrorBanner error=error />
            <Field
                id="publish-note"
                label="Note"
                hint="For those who read the list of versions. May be empty."
                limit=VERSION_NOTE_CHARS
                value=note
            />
            <div class="dialog-actions">
                <Button look=ButtonLook::Quiet on_press=move |_| open.set(false)>
                    "Cancel"
                </Button>
                <Button look=ButtonLook::Primary busy=action.pending() on_press=publish>
                    "Publish"
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}

#[component]
fn DiscardDialog(context: BehaviourContext, revision: i32, open: RwSignal<bool>) -> impl IntoView {
    let toasts = Toasts::get();
    let action = ServerAction::<DiscardDraft>::new();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(_)) => {
            open.set(false);
            toasts.say("The draft is gone");
            context.changed();
        }
        Some(Err(error)) => {
            open.set(false);
            toasts.say(error.sentence());
        }
        None => {}
    });
    view! {
        <ConfirmDialog
            open=open
            title="Discard the draft?"
            text="What was prepared is lost. Visitors notice nothing."
            confirm="Discard draft"
            busy=action.pending()
            on_confirm=move |_| {
                let bot = context.bot.get_untracked();
                action.dispatch(DiscardDraft { bot, at: AtRevision { revision } });
            }
        />
    }
    .into_any()
}
