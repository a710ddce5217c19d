//! The draft as a form, beside the prompt that comes of it.

use chatsphere_contract::behaviour::{BehaviourState, SaveDraft};
use leptos::prelude::*;

use super::BehaviourContext;
use super::banner::DraftBanner;
use super::draft::Draft;
use super::fields::{KnowledgeFields, LanguageFields, LinkFields, TaskFields, TopicFields};
use super::preview::Preview;
use super::server_fns::KeepDraft;
use crate::components::{Button, ErrorBanner, SaveBar, Toasts};
use crate::error::{AppError, of_fields};
use crate::session::Session;

/// The draft, or what visitors get while there is none, to be changed.
#[component]
pub(super) fn BehaviourForm(
    /// The page.
    context: BehaviourContext,
    /// As it is.
    state: BehaviourState,
) -> impl IntoView {
    let toasts = Toasts::get();
    let behaviour = state.draft.as_ref().map_or(&state.published, |draft| &draft.behaviour).clone();
    let draft = Draft::of(&behaviour);
    let saved = StoredValue::new(behaviour);
    let revision = state.revision;
    let changed = Memo::new(move |_| saved.with_value(|saved| draft.behaviour() != *saved));
    let save = ServerAction::<KeepDraft>::new();
    let error =
        Signal::derive(move || save.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let field = of_fields(error);
    Effect::new(move |_| {
        if let Some(Ok(state)) = save.value().get() {
            toasts.say(if state.draft.is_some() {
                "Draft saved. Visitors notice nothing yet."
            } else {
                "Nothing differs from what visitors get: there is no draft."
            });
            context.changed();
        }
    });
    let on_save = move |_| {
        let input = SaveDraft { revision, behaviour: untrack(|| draft.behaviour()) };
        save.dispatch(KeepDraft { bot: context.bot.get_untracked(), input });
    };
    let on_discard = move |_| saved.with_value(|saved| draft.set(saved));
    let is_late = move || error.with(|error| error.as_ref().is_some_and(AppError::is_changed_meanwhile));
    view! {
        <div class="behaviour">
            <div class="stack">
                {state
                    .draft
                    .map(|prepared| {
                        view! {
                            <DraftBanner context=context draft=prepared revision=revision unsaved=changed />
                        }
                    })}
                <ErrorBanner error=error />
                <Show when=is_late>
                    <div>
                        <Button on_press=move |_| context.changed()>
                            "Take back my changes and show what it says now"
                        </Button>
                    </div>
                </Show>
                <TaskFields draft=draft field=field />
                <LanguageFields draft=draft field=field />
                <TopicFields draft=draft field=field />
                <KnowledgeFields draft=draft field=field />
                <LinkFields draft=draft />
                <SaveBar
                    changed=changed
                    saving=save.pending()
                    on_save=on_save
                    on_discard=on_discard
                    save="Save draft"
                />
            </div>
            {Session::get().may("converse").then(|| view! { <Preview context=context draft=draft /> })}
        </div>
    }
    .into_any()
}
