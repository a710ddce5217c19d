//! On or off.

use leptos::prelude::*;

/// On or off, with what it means beside it.
#[component]
pub fn Switch(
    /// What is on or off.
    #[prop(into)]
    label: String,
    /// What changes with it.
    #[prop(into)]
    hint: String,
    /// The state.
    value: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                checked=value.get_untracked()
                prop:checked=move || value.get()
                on:change=move |event| value.set(event_target_checked(&event))
            />
            <span>
                <span class="field-label">{label}</span>
                <br />
                <span class="field-hint">{hint}</span>
            </span>
        </label>
    }
    .into_any()
}
