//! A place with nothing in it yet.

use leptos::prelude::*;

use super::{Icon, IconName};

/// A place with nothing in it yet: what it is, why it is empty, the next step.
#[component]
pub fn EmptyState(
    /// A drawing.
    icon: IconName,
    /// What is not there.
    #[prop(into)]
    title: String,
    /// Why, and what would fill it.
    #[prop(into)]
    text: String,
    /// The next step.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <div class="empty-picture">
                <Icon name=icon />
            </div>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="empty-actions">{children()}</div> })}
        </div>
    }
    .into_any()
}
