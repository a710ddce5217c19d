//! How far something is.

use leptos::prelude::*;

/// A bar with what is going on and how far it is.
#[component]
pub fn ProgressBar(
    /// What is going on.
    #[prop(into)]
    label: Signal<String>,
    /// 0 to 1; nothing while it is unknown.
    #[prop(into)]
    share: Signal<Option<f64>>,
    /// How far, in units.
    #[prop(into)]
    detail: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="progress">
            <progress
                max="1"
                value=move || share.get().map(|share| format!("{share:.3}"))
                aria-label=move || label.get()
            ></progress>
            <div class="progress-text">
                <span>{move || label.get()}</span>
                <span>{move || detail.get()}</span>
            </div>
        </div>
    }
    .into_any()
}
