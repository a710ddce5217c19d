//! The prompt that comes of what is edited, for a question, while it is edited.

use std::time::Duration;

use chatsphere_contract::behaviour::{PreviewPrompt, PromptPreview, Tone};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::BehaviourContext;
use super::draft::Draft;
use super::model;
use super::server_fns::preview_prompt;
use crate::components::{Banner, CodeBlock, Field, Tone as Colour};
use crate::error::AppError;

/// Typing rests this long before the prompt is made anew.
const REST: Duration = Duration::from_millis(600);

/// What a model would be sent, with the size of its parts.
#[component]
pub(super) fn Preview(
    /// The page.
    context: BehaviourContext,
    /// What is edited.
    draft: Draft,
) -> impl IntoView {
    let BehaviourContext { bot, question, .. } = context;
    let shown = RwSignal::new(None::<Result<PromptPreview, AppError>>);
    let asked = StoredValue::new(0_u32);
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let ask = move |input: PreviewPrompt| {
        asked.update_value(|count| *count += 1);
        let this = asked.get_value();
        spawn_local(async move {
            let answer = preview_prompt(bot.get_untracked(), input).await;
            // A later one may have overtaken it, or the page may be gone.
            if asked.try_get_value() == Some(this) {
                shown.try_set(Some(answer));
            }
        });
    };
    Effect::new(move |_| {
        let behaviour = draft.behaviour();
        let question = question.get();
        if let Some(handle) = pending.get_value() {
            handle.clear();
        }
        let is_whole = behaviour.tone != Tone::Custom || !behaviour.custom_tone.trim().is_empty();
        if question.trim().is_empty() || !is_whole {
            return;
        }
        let input = PreviewPrompt { question, behaviour: Some(behaviour) };
        pending.set_value(set_timeout_with_handle(move || ask(input), REST).ok());
    });
    on_cleanup(move || {
        if let Some(Some(handle)) = pending.try_get_value() {
            handle.clear();
        }
    });
    view! {
        <section class="panel stack behaviour-preview" aria-label="Prompt">
            <h2>"What the model is told"</h2>
            <Field
                id="preview-question"
                label="For a visitor who asks"
                hint="The passages are those that would be found. Nobody is answered."
                value=question
            />
            {move || match shown.get() {
                None => view! { <p class="muted">"The prompt appears here."</p> }.into_any(),
                Some(Ok(preview)) => prompt(preview),
                Some(Err(error)) => {
                    view! {
                        <Banner tone=Colour::Warning title="No prompt can be made of this yet">
                            <p>{error.sentence()}</p>
                        </Banner>
                    }
                        .into_any()
                }
            }}
        </section>
    }
    .into_any()
}

fn prompt(preview: PromptPreview) -> AnyView {
    let rows = preview
        .parts
        .into_iter()
        .filter(|part| part.tokens > 0)
        .map(|part| {
            view! {
                <tr>
                    <th scope="row">{model::part(part.part)}</th>
                    <td class="number">{part.tokens}</td>
                </tr>
            }
        })
        .collect_view();
    let model = if preview.model == "built-in" {
        "Built-in answerer: reads the passages, not the prompt".to_owned()
    } else {
        preview.model
    };
    let instead = preview.instead.map(|instead| {
        let reply = preview.reply.unwrap_or_default();
        view! {
            <Banner tone=Colour::Warning title=model::instead(instead)>
                <p>{reply}</p>
            </Banner>
        }
    });
    view! {
        <div class="stack">
            {instead}
            <dl class="facts">
                <dt>"Answered by"</dt>
                <dd>{model}</dd>
                <dt>"Passages"</dt>
                <dd class="figures">
                    {format!("{}, confidence {:.0} %", preview.passages, preview.confidence * 100.0)}
                </dd>
                <dt>"Most to write"</dt>
                <dd class="figures">{format!("{} tokens", preview.max_output_tokens)}</dd>
            </dl>
            <table class="table behaviour-tokens">
                <caption class="visually-hidden">"Tokens of each part"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Part"</th>
                        <th scope="col" class="number-head">
                            "Tokens, about"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">"Together"</th>
                        <td class="number strong">{preview.tokens}</td>
                    </tr>
                </tfoot>
            </table>
            <details>
                <summary class="strong">"The whole prompt"</summary>
                <CodeBlock code=Signal::stored(preview.system) what="Prompt" tall=true />
            </details>
        </div>
    }
    .into_any()
}
