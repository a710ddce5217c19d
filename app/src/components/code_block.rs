//! Code or a key, to be copied.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Button, IconName, Toasts};
use crate::browser;

/// Code or a key, to be copied as it is.
#[component]
pub fn CodeBlock(
    /// The text.
    #[prop(into)]
    code: Signal<String>,
    /// What it is, for the note after copying: “Snippet copied”.
    what: &'static str,
    /// Long: scrolls inside.
    #[prop(optional)]
    tall: bool,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let toasts = Toasts::get();
    let copy = move |_| {
        spawn_local(async move {
            if browser::copy(&code.get_untracked()).await {
                copied.set(true);
                toasts.say(format!("{what} copied"));
                set_timeout(move || copied.set(false), std::time::Duration::from_secs(2));
            } else {
                toasts.say("The browser did not allow copying. Select the text and copy it by hand.");
            }
        });
    };
    view! {
        <div class=if tall { "code code-tall" } else { "code" }>
            <pre tabindex="0">
                <code>{move || code.get()}</code>
            </pre>
            <Button small=true icon=IconName::Copy on_press=copy>
                {move || if copied.get() { "Copied" } else { "Copy" }}
            </Button>
        </div>
    }
    .into_any()
}
