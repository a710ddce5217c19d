//! One figure.

use leptos::prelude::*;

/// One figure with what it counts and what it compares with; stands in a `dl` of class `stats`.
#[component]
pub fn Stat(
    /// What is counted.
    label: &'static str,
    /// The figure.
    #[prop(into)]
    value: String,
    /// What it compares with.
    #[prop(into)]
    note: String,
) -> impl IntoView {
    view! {
        <div class="stat">
            <dt>{label}</dt>
            <dd class="stat-value">{value}</dd>
            <dd class="stat-note">{note}</dd>
        </div>
    }
    .into_any()
}
