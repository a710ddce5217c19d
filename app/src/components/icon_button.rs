//! A button that is only an icon.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::{Icon, IconName};

/// A button that is only an icon; its label is spoken and shown as a tooltip.
#[component]
pub fn IconButton(
    /// The drawing.
    icon: IconName,
    /// What it does, in words.
    #[prop(into)]
    label: String,
    /// What happens.
    #[prop(into)]
    on_press: Callback<MouseEvent>,
) -> impl IntoView {
    view! {
        <button
            class="icon-button"
            type="button"
            title=label.clone()
            aria-label=label
            on:click=move |event| on_press.run(event)
        >
            <Icon name=icon />
        </button>
    }
    .into_any()
}
