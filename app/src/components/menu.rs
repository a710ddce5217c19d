//! A few actions behind one button.

use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;
use wasm_bindgen::JsCast;

use super::{Icon, IconName};

/// A few actions behind one button. Opens without JavaScript; with it, closes on Escape, on a choice and
/// on a click elsewhere.
#[component]
pub fn Menu(
    /// What is inside, in words.
    #[prop(into)]
    label: String,
    /// The class of the button.
    #[prop(default = "icon-button")]
    button_class: &'static str,
    /// The class around it.
    #[prop(default = "menu")]
    class: &'static str,
    /// What the button shows.
    #[prop(optional, into)]
    face: Option<ViewFn>,
    /// The actions.
    children: Children,
) -> impl IntoView {
    let element = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(details) = element.get_untracked() {
            details.set_open(false);
        }
    };
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::click, move |event| {
            let Some(details) = element.get_untracked() else { return };
            let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
            let inside = target.as_ref().is_some_and(|t| details.contains(Some(t)));
            let chosen = target.is_some_and(|t| t.closest(".menu-item").is_ok_and(|item| item.is_some()));
            if !inside || chosen {
                details.set_open(false);
            }
        });
        on_cleanup(move || handle.remove());
    });
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
            let summary = element
                .get_untracked()
                .and_then(|details| details.query_selector("summary").ok().flatten())
                .and_then(|summary| summary.dyn_into::<web_sys::HtmlElement>().ok());
            if let Some(summary) = summary {
                // The summary can always take the focus while it is in the page.
                let _ = summary.focus();
            }
        }
    };
    view! {
        <details class=class node_ref=element on:keydown=on_key>
            <summary class=button_class aria-label=label.clone() title=label>
                {match face {
                    Some(face) => face.run(),
                    None => view! { <Icon name=IconName::Dots /> }.into_any(),
                }}
            </summary>
            <div class="menu-list">{children()}</div>
        </details>
    }
    .into_any()
}
