//! The pages of one thing.

use leptos::prelude::*;
use leptos_router::components::A;

/// One of the pages.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Its name.
    pub label: &'static str,
    /// Its address.
    pub href: String,
}

/// The pages of one thing, as links: each has its own address.
#[component]
pub fn Tabs(
    /// What they are pages of.
    #[prop(into)]
    label: String,
    /// The pages.
    tabs: Vec<Tab>,
    /// A tab stays marked on pages below its address.
    #[prop(optional)]
    with_pages_below: bool,
) -> impl IntoView {
    let links = tabs
        .into_iter()
        .map(|tab| view! { <A href=tab.href exact=!with_pages_below>{tab.label}</A> }.into_any())
        .collect_view();
    view! {
        <nav class="tabs" aria-label=label>
            {links}
        </nav>
    }
    .into_any()
}
