//! Wording a passage anew.

use chatsphere_contract::limits::PASSAGE_CHARS;
use chatsphere_contract::passages::{ChangePassage, DocumentPassage};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::frame::DocumentContext;
use super::passages::Passages;
use super::server_fns::change_passage;
use crate::components::{Button, ButtonKind, ButtonLook, ErrorBanner, TextArea, Toasts};
use crate::error::AppError;

/// The passage's text to change, and the way back to the document's own words.
#[component]
pub fn EditPassage(
    /// The passage as it is.
    passage: DocumentPassage,
    /// The list it is in.
    passages: Passages,
) -> impl IntoView {
    let context = DocumentContext::get();
    let toasts = Toasts::get();
    let text = RwSignal::new(passage.text.clone());
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<AppError>);
    let (id, revision) = (passage.id, passage.revision);
    let send = move |input: ChangePassage| {
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let (bot, document) = context.ids();
            match change_passage(bot, document, id.to_string(), input).await {
                Ok(changed) => {
                    passages.editing.set(None);
                    passages.put(changed);
                    toasts.say("Saved; answers use the new text at once");
                }
                Err(failure) => {
                    // What was typed stays, whatever went wrong.
                    error.try_set(Some(failure));
                    busy.try_set(false);
                }
            }
        });
    };
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send(ChangePassage { revision, text: Some(text.get_untracked()), ..ChangePassage::default() });
    };
    let original = passage.original_text.clone();
    view! {
        <form class="stack-tight" on:submit=on_submit>
            <ErrorBanner error=error />
            <TextArea
                id="passage-text"
                label="Text of the passage"
                hint="It is searched and shown to the model like this. It stays until the document itself says something else here."
                value=text
                limit=PASSAGE_CHARS
                error=Signal::derive(move || error.with(|e| e.as_ref().and_then(|e| e.field("text"))))
            />
            {original
                .map(|original| {
                    view! {
                        <details class="small">
                            <summary>"What the document says"</summary>
                            <p class="document-words">{original}</p>
                            <Button
                                small=true
                                busy=busy
                                on_press=move |_| send(ChangePassage {
                                    revision,
                                    restore: true,
                                    ..ChangePassage::default()
                                })
                            >
                                "Back to these words"
                            </Button>
                        </details>
                    }
                })}
            <div class="row-wrap">
                <Button kind=ButtonKind::Submit look=ButtonLook::Primary small=true busy=busy>
                    "Save the passage"
                </Button>
                <Button look=ButtonLook::Quiet small=true on_press=move |_| passages.editing.set(None)>
                    "Cancel"
                </Button>
            </div>
        </form>
    }
    .into_any()
}
