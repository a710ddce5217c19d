//! A question or a form above the page.

use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;
use wasm_bindgen::JsCast;

use super::{Button, ButtonLook};

/// Whether the dialog about `asked` is open: from when something is asked about until it is closed, which
/// forgets it.
pub fn open_while<T: Send + Sync + 'static>(asked: RwSignal<Option<T>>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if asked.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is {
            asked.set(None);
        }
        is
    });
    open
}

/// A question or a form above the page. The browser's own modal dialog keeps the focus inside, closes on
/// Escape and gives the focus back.
#[component]
pub fn Dialog(
    /// Open or not.
    open: RwSignal<bool>,
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        if open.get() {
            if !dialog.open() {
                // Fails only when the element has left the page.
                let _ = dialog.show_modal();
            }
        } else if dialog.open() {
            dialog.close();
        }
    });
    let on_click = move |event: MouseEvent| {
        // The dialog itself is hit only outside its body, on the backdrop.
        let outside =
            event.target().and_then(|target| target.dyn_into::<web_sys::HtmlDialogElement>().ok()).is_some();
        if outside {
            open.set(false);
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=element
            aria-label=move || title.get()
            on:close=move |_| open.set(false)
            on:click=on_click
        >
            <div class="dialog-body">
                <h2>{move || title.get()}</h2>
                {children()}
            </div>
        </dialog>
    }
    .into_any()
}

/// Asks before something is destroyed; says what goes with it.
#[component]
pub fn ConfirmDialog(
    /// Open or not.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What goes with it.
    #[prop(into)]
    text: Signal<String>,
    /// The word on the button that does it.
    confirm: &'static str,
    /// Under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Does it.
    #[prop(into)]
    on_confirm: Callback<MouseEvent>,
) -> impl IntoView {
    view! {
        <Dialog open=open title=title>
            <p class="muted">{move || text.get()}</p>
            <div class="dialog-actions">
                <Button look=ButtonLook::Quiet on_press=move |_| open.set(false)>
                    "Cancel"
                </Button>
                <Button look=ButtonLook::Danger busy=busy on_press=on_confirm>
                    {confirm}
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}
