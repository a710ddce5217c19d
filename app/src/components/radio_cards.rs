//! One of a few, each with its name.

use leptos::prelude::*;

/// One of the few.
#[derive(Debug, Clone, Copy)]
pub struct RadioOption<T: 'static> {
    /// What is chosen.
    pub value: T,
    /// Its name.
    pub label: &'static str,
}

/// One of a few, each a card with its name.
#[component]
pub fn RadioCards<T>(
    /// The group's name in the page.
    name: &'static str,
    /// What is chosen between.
    #[prop(into)]
    legend: String,
    /// The few.
    options: Vec<RadioOption<T>>,
    /// The chosen one.
    value: RwSignal<T>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let cards = options
        .into_iter()
        .map(|option| {
            let chosen = Signal::derive(move || value.get() == option.value);
            card(name, option.label, chosen, Callback::new(move |()| value.set(option.value)))
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            <div class="choices">{cards}</div>
        </fieldset>
    }
    .into_any()
}

fn card(name: &'static str, label: &'static str, chosen: Signal<bool>, choose: Callback<()>) -> AnyView {
    view! {
        <label class="choice">
            <input
                type="radio"
                name=name
                checked=chosen.get_untracked()
                prop:checked=move || chosen.get()
                on:change=move |_| choose.run(())
            />
            <span>{label}</span>
        </label>
    }
    .into_any()
}
