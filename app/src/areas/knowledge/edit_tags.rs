//! The tags of one document.

use chatsphere_contract::documents::{Document, UpdateDocument};
use leptos::prelude::*;

use super::list::Documents;
use super::model;
use super::server_fns::ChangeDocument;
use crate::components::{Button, ButtonLook, Dialog, ErrorBanner, Field, Toasts};

/// Asks for the tags of the document that is edited.
#[component]
pub fn EditTagsDialog(documents: Documents) -> impl IntoView {
    let open = RwSignal::new(false);
    let text = RwSignal::new(String::new());
    let action = ServerAction::<ChangeDocument>::new();
    let toasts = Toasts::get();
    let edited: RwSignal<Option<Document>> = documents.edited;
    Effect::new(move |_| {
        if let Some(document) = edited.get() {
            action.value().set(None);
            text.set(document.tags.join(", "));
            open.set(true);
        }
    });
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is {
            edited.set(None);
        }
        is
    });
    Effect::new(move |_| {
        if let Some(Ok(document)) = action.value().get() {
            open.set(false);
            toasts.say(format!("The tags of {} were saved", document.name));
            documents.reload();
        }
    });
    let error =
        Signal::derive(move || action.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let field =
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field("tags"))));
    let other = Signal::derive(move || error.get().filter(|error| !error.names_fields()));
    let title = Signal::derive(move || {
        edited.with(|document| document.as_ref().map_or_else(String::new, |d| format!("Tags of {}", d.name)))
    });
    let save = move |_| {
        if let Some(document) = edited.get_untracked() {
            let input = UpdateDocument {
                tags: Some(model::names(&text.get_untracked())),
                ..UpdateDocument::default()
            };
            action.dispatch(ChangeDocument {
                bot: documents.bot(),
                document: document.id.to_string(),
                input,
            });
        }
    };
    view! {
        <Dialog open=open title=title>
            <ErrorBanner error=other />
            <Field
                id="document-tags"
                label="Tags"
                hint="Separate several by commas. Names that are new become tags."
                value=text
                error=field
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
