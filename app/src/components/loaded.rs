//! What a page asks the server for, in its three states.

use std::sync::Arc;

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{EmptyState, ErrorState, IconName, LinkButton, Skeleton, SkeletonShape};
use crate::browser;
use crate::error::AppError;

/// The answer of a server function, the outline of it while it is on its way, or why it did not come.
/// What is shown stays while it is asked for again.
#[component]
pub fn Loaded<T, F>(
    /// The answer.
    from: Resource<Result<T, AppError>>,
    /// The outline.
    shape: SkeletonShape,
    /// The view of an answer.
    then: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    F: Fn(T) -> AnyView + Send + Sync + 'static,
{
    let then = Arc::new(then);
    view! {
        <Transition fallback=move || view! { <Skeleton shape=shape /> }>
            {move || {
                let then = Arc::clone(&then);
                Suspend::new(async move {
                    match from.await {
                        Ok(answer) => then(answer),
                        Err(error) => failed(error, Callback::new(move |_| from.refetch())),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

fn failed(error: AppError, retry: Callback<leptos::ev::MouseEvent>) -> AnyView {
    if error.is_not_found() {
        return view! {
            <div class="missing">
            <EmptyState
                icon=IconName::Search
                title="This is not here"
                text="It may have been deleted, or the link may be incomplete. Nothing else is affected."
            >
                <LinkButton href="/overview">"Go to the overview"</LinkButton>
            </EmptyState>
            </div>
        }
        .into_any();
    }
    if error.is_signed_out() {
        Effect::new(|_| browser::go_to_log_in());
    }
    view! { <ErrorState error=error on_retry=retry /> }.into_any()
}
