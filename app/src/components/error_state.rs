//! Something that was asked for did not come.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::{Banner, Button, IconName, Tone};
use crate::error::AppError;

/// In the place of what did not come: what, why, Retry, and the request's id.
#[component]
pub fn ErrorState(
    /// Why.
    error: AppError,
    /// Asks again.
    #[prop(into)]
    on_retry: Callback<MouseEvent>,
) -> impl IntoView {
    let request_id = error.request_id();
    view! {
        <Banner tone=Tone::Danger title=error.title()>
            <p>{error.sentence()}</p>
            <div class="banner-actions">
                <Button small=true icon=IconName::Again on_press=on_retry>
                    "Try again"
                </Button>
            </div>
            {request_id.map(|id| view! { <p class="request-id">"Request " {id}</p> })}
        </Banner>
    }
    .into_any()
}

/// Above a form that was refused as a whole: what happened and what to do.
#[component]
pub fn ErrorBanner(
    /// Why, once it happened.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    move || {
        error.get().filter(|error| !error.names_fields()).map(|error| {
            let request_id = error.request_id();
            view! {
                <Banner tone=Tone::Danger title=error.sentence()>
                    {request_id.map(|id| view! { <p class="request-id">"Request " {id}</p> })}
                </Banner>
            }
        })
    }
}
