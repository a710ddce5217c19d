//! The top of a page.

use leptos::prelude::*;
use leptos_meta::Title;

/// The top of a page: title, one line of context, at most one primary action. Names the browser's tab.
#[component]
pub fn PageHeader(
    /// The title.
    #[prop(into)]
    title: String,
    /// One line of context.
    #[prop(optional, into)]
    context: Option<String>,
    /// Actions.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=title.clone() />
        <header class="page-header">
            <div>
                <h1>{title}</h1>
                {context.map(|context| view! { <p>{context}</p> })}
            </div>
            {children.map(|children| view! { <div class="page-header-actions">{children()}</div> })}
        </header>
    }
    .into_any()
}
