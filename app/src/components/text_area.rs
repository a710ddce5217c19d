//! Several lines of text; grows with them.

use leptos::html;
use leptos::prelude::*;

use super::{FieldFrame, bind_text};

/// Several lines of text; grows with them.
#[component]
pub fn TextArea(
    /// The input's id and name.
    id: &'static str,
    /// What to fill in.
    #[prop(into)]
    label: String,
    /// Its text.
    value: RwSignal<String>,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// An example.
    #[prop(optional)]
    placeholder: &'static str,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Most characters; shown as a count.
    limit: usize,
) -> impl IntoView {
    let element = NodeRef::<html::Textarea>::new();
    bind_text(element, value);
    let count = Signal::derive(move || value.with(|text| text.chars().count()));
    view! {
        <FieldFrame id=id label=label hint=hint error=error count=Some(count) limit=limit>
            <textarea
                class="input"
                id=id
                name=id
                rows="3"
                placeholder=placeholder
                aria-describedby=format!("{id}-note")
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                node_ref=element
                on:input=move |event| value.set(event_target_value(&event))
            >
                {value.get_untracked()}
            </textarea>
        </FieldFrame>
    }
    .into_any()
}
