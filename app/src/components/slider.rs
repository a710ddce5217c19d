//! A number between two ends.

use std::ops::RangeInclusive;

use leptos::prelude::*;

use super::FieldFrame;

/// A number between two ends, said in words beside it.
#[component]
pub fn Slider(
    /// The input's id and name.
    id: &'static str,
    /// What is set.
    #[prop(into)]
    label: String,
    /// What changes with it.
    #[prop(into)]
    hint: String,
    /// Least and most.
    range: RangeInclusive<f32>,
    /// The smallest change.
    step: f32,
    /// The number.
    value: RwSignal<f32>,
    /// How the number is said.
    said: fn(f32) -> String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <FieldFrame id=id label=label hint=hint error=error>
            <div class="slider">
                <input
                    type="range"
                    id=id
                    name=id
                    min=range.start().to_string()
                    max=range.end().to_string()
                    step=step.to_string()
                    value=value.get_untracked().to_string()
                    prop:value=move || value.get().to_string()
                    aria-describedby=format!("{id}-note")
                    aria-valuetext=move || said(value.get())
                    on:input=move |event| {
                        if let Ok(number) = event_target_value(&event).parse() {
                            value.set(number);
                        }
                    }
                />
                <output class="figures" for=id>
                    {move || said(value.get())}
                </output>
            </div>
        </FieldFrame>
    }
    .into_any()
}
