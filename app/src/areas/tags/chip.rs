//! A tag where it is shown: its name in its colour.

use chatsphere_contract::tags::{Tag, TagColor};
use leptos::prelude::*;

/// A tag's name in its colour; the name alone says what is meant.
#[component]
pub fn TagChip(
    /// The name.
    #[prop(into)]
    name: String,
    /// The colour.
    color: TagColor,
) -> impl IntoView {
    view! { <span class=format!("tag-chip tag-{}", color.as_str())>{name}</span> }.into_any()
}

/// The colour of the tag of that name.
pub fn color_of(tags: &[Tag], name: &str) -> TagColor {
    tags.iter().find(|tag| tag.name == name).map_or(TagColor::Grey, |tag| tag.color)
}
