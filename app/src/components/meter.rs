//! Shares of one, as a small bar and a figure.

use leptos::prelude::*;

/// Below this an answer is shown as doubtful.
const DOUBTFUL: f32 = 0.45;

/// How sure an answer is.
#[component]
pub fn ConfidenceMeter(
    /// 0 to 1.
    value: f32,
) -> impl IntoView {
    let class = if value < DOUBTFUL { "meter meter-low" } else { "meter" };
    view! {
        <span class=class title="Confidence: how well the documents support the answer">
            <progress max="1" value=format!("{value:.2}") aria-label="Confidence"></progress>
            {format!("{:.0} %", value * 100.0)}
        </span>
    }
    .into_any()
}

/// One part of a score, in its own colour.
#[component]
pub fn ScoreBar(
    /// Its name.
    label: &'static str,
    /// The CSS class with its colour.
    class: &'static str,
    /// 0 to 1; nothing when this part was not computed.
    value: Option<f32>,
) -> impl IntoView {
    let width = f64::from(value.unwrap_or(0.0).clamp(0.0, 1.0)) * 100.0;
    view! {
        <div class="score">
            <span class="score-label">{label}</span>
            <svg class="score-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="score-ground" width="100" height="6"></rect>
                <rect class=class width=format!("{width:.1}") height="6"></rect>
            </svg>
            <span class="score-value">
                {value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"))}
            </span>
        </div>
    }
    .into_any()
}
