//! One of a few, side by side; takes effect at once.

use leptos::prelude::*;

use super::{Icon, IconName, RadioOption};

/// One of a few, side by side; takes effect at once.
#[component]
pub fn Segmented<T>(
    /// What is chosen between, for those who cannot see it.
    #[prop(into)]
    label: String,
    /// The few, with an icon each that replaces the word, if any.
    options: Vec<(RadioOption<T>, Option<IconName>)>,
    /// The chosen one.
    #[prop(into)]
    value: Signal<T>,
    /// Choosing.
    on_choose: Callback<T>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let segments = options
        .into_iter()
        .map(|(option, icon)| {
            view! {
                <button
                    class="segment"
                    type="button"
                    title=icon.map(|_| option.label)
                    aria-label=icon.map(|_| option.label)
                    aria-pressed=move || if value.get() == option.value { "true" } else { "false" }
                    on:click=move |_| on_choose.run(option.value)
                >
                    {match icon {
                        Some(name) => view! { <Icon name=name size=16 /> }.into_any(),
                        None => option.label.into_any(),
                    }}
                </button>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div class="segmented" role="group" aria-label=label>
            {segments}
        </div>
    }
    .into_any()
}
