//! A line of text with its label, hint, error and count.

use leptos::ev::FocusEvent;
use leptos::html;
use leptos::prelude::*;

use super::{Icon, IconName, bind_text};

/// What is around every input: label above, then hint, the input, the error, the count.
///
/// The input inside carries `id`, and names `{id}-note` in `aria-describedby`.
#[component]
pub fn FieldFrame(
    /// The input's id.
    id: &'static str,
    /// What to fill in.
    #[prop(into)]
    label: String,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Characters now, when they are counted.
    #[prop(optional_no_strip)]
    count: Option<Signal<usize>>,
    /// Most characters.
    #[prop(optional)]
    limit: usize,
    /// The input.
    children: Children,
) -> impl IntoView {
    let over = move || count.is_some_and(|count| count.get() > limit);
    view! {
        <div class="field">
            <div class="field-top">
                <label class="field-label" for=id>
                    {label}
                </label>
                {count
                    .map(|count| {
                        view! {
                            <span class="field-count" class:field-count-over=over>
                                {move || format!("{} / {limit}", count.get())}
                            </span>
                        }
                    })}
            </div>
            {children()}
            <div id=format!("{id}-note") class="stack-tight">
                {(!hint.is_empty()).then(|| view! { <p class="field-hint">{hint}</p> })}
                {move || {
                    error
                        .get()
                        .map(|error| {
                            view! {
                                <p class="field-error" role="alert">
                                    <Icon name=IconName::Warning size=16 />
                                    <span>{error}</span>
                                </p>
                            }
                        })
                }}
            </div>
        </div>
    }
    .into_any()
}

/// A single line of text.
#[component]
pub fn Field(
    /// The input's id; also its name in a form unless `name` is given.
    id: &'static str,
    /// What to fill in.
    #[prop(into)]
    label: String,
    /// Its text.
    value: RwSignal<String>,
    /// `text`, `email`, `password`, `url`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in by itself.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// An example.
    #[prop(optional)]
    placeholder: &'static str,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The browser asks for it before sending.
    #[prop(optional)]
    required: bool,
    /// Most characters; shown as a count when given.
    #[prop(optional)]
    limit: Option<usize>,
    /// Leaving the field.
    #[prop(optional, into)]
    on_leave: Option<Callback<FocusEvent>>,
) -> impl IntoView {
    let element = NodeRef::<html::Input>::new();
    bind_text(element, value);
    let count = limit.map(|_| Signal::derive(move || value.with(|text| text.chars().count())));
    view! {
        <FieldFrame id=id label=label hint=hint error=error count=count limit=limit.unwrap_or_default()>
            <input
                class="input"
                id=id
                name=id
                type=kind
                autocomplete=autocomplete
                placeholder=placeholder
                required=required
                aria-describedby=format!("{id}-note")
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                value=value.get_untracked()
                node_ref=element
                on:input=move |event| value.set(event_target_value(&event))
                on:blur=move |event| {
                    if let Some(on_leave) = on_leave {
                        on_leave.run(event);
                    }
                }
            />
        </FieldFrame>
    }
    .into_any()
}
