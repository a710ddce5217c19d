//! The groups of the form.

use chatsphere_contract::behaviour::{AnswerLength, Language, LinksPolicy, Tone};
use chatsphere_contract::limits::{
    CUSTOM_TONE_CHARS, INSTRUCTIONS_CHARS, TOPIC_CHARS, TOPICS, UNKNOWN_REPLY_CHARS,
};
use leptos::html;
use leptos::prelude::*;

use super::draft::Draft;
use super::model;
use crate::components::{Field, FieldFrame, RadioCards, RadioOption, Slider, TextArea, bind_text};

/// Instructions and tone.
#[component]
pub(super) fn TaskFields<F>(
    /// What is edited.
    draft: Draft,
    /// What is wrong with a field.
    field: F,
) -> impl IntoView
where
    F: Fn(&'static str) -> Signal<Option<String>> + Copy + Send + Sync + 'static,
{
    let tones = vec![
        RadioOption { value: Tone::Formal, label: "Formal" },
        RadioOption { value: Tone::Friendly, label: "Friendly" },
        RadioOption { value: Tone::Concise, label: "Concise" },
        RadioOption { value: Tone::Playful, label: "Playful" },
        RadioOption { value: Tone::Custom, label: "Own" },
    ];
    view! {
        <section class="panel stack">
            <h2>"Task and tone"</h2>
            <TextArea
                id="instructions"
                label="Instructions"
                hint="What the language model is told before every answer. The built-in answerer quotes the documents and does not read this."
                placeholder="Hearth is always written with a capital H. Ask for the order number where it helps."
                limit=INSTRUCTIONS_CHARS
                value=draft.instructions
                error=field("instructions")
            />
            <RadioCards name="tone" legend="Tone" options=tones value=draft.tone />
            <p class="field-hint">{move || model::tone(draft.tone.get())}</p>
            <Show when=move || draft.tone.get() == Tone::Custom>
                <Field
                    id="custom_tone"
                    label="Own tone"
                    placeholder="Like a lighthouse keeper: calm, dry, never in a hurry."
                    limit=CUSTOM_TONE_CHARS
                    value=draft.custom_tone
                    error=field("custom_tone")
                />
            </Show>
        </section>
    }
    .into_any()
}

/// Language, length and randomness.
#[component]
pub(super) fn LanguageFields<F>(
    /// What is edited.
    draft: Draft,
    /// What is wrong with a field.
    field: F,
) -> impl IntoView
where
    F: Fn(&'static str) -> Signal<Option<String>> + Copy + Send + Sync + 'static,
{
    let lengths = vec![
        RadioOption { value: AnswerLength::Short, label: "Short" },
        RadioOption { value: AnswerLength::Medium, label: "Medium" },
        RadioOption { value: AnswerLength::Long, label: "Long" },
    ];
    let chosen = draft.language.get_untracked();
    let languages = Language::ALL
        .into_iter()
        .map(|language| {
            view! {
                <option value=language.code() selected=chosen == Some(language)>
                    {language.name()}
                </option>
            }
        })
        .collect_view();
    view! {
        <section class="panel stack">
            <h2>"Language and length"</h2>
            <FieldFrame
                id="language"
                label="Language of answers"
                hint="The built-in answerer quotes: its answers are in the language of the documents."
            >
                <select
                    class="input"
                    id="language"
                    name="language"
                    aria-describedby="language-note"
                    prop:value=move || draft.language.get().map_or("", Language::code)
                    on:change=move |event| draft.language.set(Language::parse(&event_target_value(&event)))
                >
                    <option value="" selected=chosen.is_none()>
                        "The visitor’s"
                    </option>
                    {languages}
                </select>
            </FieldFrame>
            <RadioCards name="length" legend="Length" options=lengths value=draft.length />
            <p class="field-hint">{move || model::length(draft.length.get())}</p>
            <Slider
                id="temperature"
                label="Randomness"
                hint="How freely the model words its answers (its temperature). Low for facts."
                range=0.0..=2.0
                step=0.1
                value=draft.temperature
                said=model::temperature
                error=field("temperature")
            />
        </section>
    }
    .into_any()
}

/// What it may talk about.
#[component]
pub(super) fn TopicFields<F>(
    /// What is edited.
    draft: Draft,
    /// What is wrong with a field.
    field: F,
) -> impl IntoView
where
    F: Fn(&'static str) -> Signal<Option<String>> + Copy + Send + Sync + 'static,
{
    let hint = |what: &str| format!("{what} One a line, up to {TOPICS} of {TOPIC_CHARS} characters.");
    view! {
        <section class="panel stack">
            <h2>"Topics"</h2>
            <Lines
                id="allowed_topics"
                label="Allowed topics"
                hint=hint("The model is asked to help with these only. Empty: with anything.")
                value=draft.allowed_topics
                error=field("allowed_topics")
            />
            <Lines
                id="forbidden_topics"
                label="Forbidden topics"
                hint=hint(
                    "A question about one of these is refused politely before any model is asked, unless an approved written answer fits it.",
                )
                value=draft.forbidden_topics
                error=field("forbidden_topics")
            />
        </section>
    }
    .into_any()
}

/// What it says when it does not know, and when that is.
#[component]
pub(super) fn KnowledgeFields<F>(
    /// What is edited.
    draft: Draft,
    /// What is wrong with a field.
    field: F,
) -> impl IntoView
where
    F: Fn(&'static str) -> Signal<Option<String>> + Copy + Send + Sync + 'static,
{
    view! {
        <section class="panel stack">
            <h2>"When it does not know"</h2>
            <TextArea
                id="unknown_reply"
                label="Reply"
                hint="Said word for word. Empty: a sentence of ours in the language of the answers."
                placeholder="I do not know that. Call us on 555 0100, Monday to Friday."
                limit=UNKNOWN_REPLY_CHARS
                value=draft.unknown_reply
                error=field("unknown_reply")
            />
            <Slider
                id="confidence_threshold"
                label="Least confidence"
                hint="Below it the bot gives this reply instead of an answer from the documents."
                range=0.0..=1.0
                step=0.05
                value=draft.confidence_threshold
                said=model::threshold
                error=field("confidence_threshold")
            />
        </section>
    }
    .into_any()
}

/// Which addresses it shows.
#[component]
pub(super) fn LinkFields(
    /// What is edited.
    draft: Draft,
) -> impl IntoView {
    let policies = vec![
        RadioOption { value: LinksPolicy::Sources, label: "From sources" },
        RadioOption { value: LinksPolicy::AllowedDomains, label: "Allowed domains" },
        RadioOption { value: LinksPolicy::None, label: "None" },
    ];
    view! {
        <section class="panel stack">
            <h2>"Links"</h2>
            <RadioCards name="links" legend="Addresses in answers" options=policies value=draft.links />
            <p class="field-hint">{move || model::links(draft.links.get())}</p>
        </section>
    }
    .into_any()
}

/// A list as a text, one entry a line.
#[component]
fn Lines(
    id: &'static str,
    label: &'static str,
    hint: String,
    value: RwSignal<String>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let element = NodeRef::<html::Textarea>::new();
    bind_text(element, value);
    view! {
        <FieldFrame id=id label=label hint=hint error=error>
            <textarea
                class="input"
                id=id
                name=id
                rows="3"
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
