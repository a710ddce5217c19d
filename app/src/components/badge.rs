//! A word with a coloured ground.

use leptos::prelude::*;

use super::Tone;

/// A word with a coloured ground; the word alone says what is meant.
#[component]
pub fn Badge(
    /// Colour.
    tone: Tone,
    /// The word.
    children: Children,
) -> impl IntoView {
    view! { <span class=format!("badge badge-{}", tone.as_str())>{children()}</span> }
}
