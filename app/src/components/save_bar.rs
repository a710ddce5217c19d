//! Appears when something changed and was not saved.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::{Button, ButtonLook};
use crate::browser;

/// Appears when something changed and was not saved; saves or takes back. Leaving the page asks.
#[component]
pub fn SaveBar(
    /// Something changed.
    #[prop(into)]
    changed: Signal<bool>,
    /// Being saved.
    #[prop(into)]
    saving: Signal<bool>,
    /// Saves.
    #[prop(into)]
    on_save: Callback<MouseEvent>,
    /// Takes the changes back.
    #[prop(into)]
    on_discard: Callback<MouseEvent>,
    /// The words on the button that saves.
    #[prop(default = "Save changes")]
    save: &'static str,
) -> impl IntoView {
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::beforeunload, move |event| {
            if changed.get_untracked() {
                event.prevent_default();
            }
        });
        let unwatch = browser::watch_links(move || {
            changed.get_untracked() && !browser::confirm("Leave this page? What you changed is not saved.")
        });
        on_cleanup(move || {
            handle.remove();
            unwatch();
        });
    });
    view! {
        <Show when=move || changed.get()>
            <div class="save-bar" role="region" aria-label="Unsaved changes">
                <span>"You have unsaved changes."</span>
                <div class="row">
                    <Button look=ButtonLook::Quiet on_press=on_discard disabled=saving>
                        "Discard"
                    </Button>
                    <Button look=ButtonLook::Primary on_press=on_save busy=saving>
                        {save}
                    </Button>
                </div>
            </div>
        </Show>
    }
    .into_any()
}
