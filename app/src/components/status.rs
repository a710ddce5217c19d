//! A dot and the word that it stands for.

use leptos::prelude::*;

use super::Tone;

/// A dot and the word that it stands for.
#[component]
pub fn Status(
    /// Colour of the dot.
    tone: Tone,
    /// The word.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <span class=format!("status status-{}", tone.as_str())>
            <span class="status-dot" aria-hidden="true"></span>
            {label}
        </span>
    }
    .into_any()
}
