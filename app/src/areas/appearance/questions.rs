//! The questions offered before the first message.

use chatsphere_contract::limits::{SUGGESTED_QUESTION_CHARS, SUGGESTED_QUESTIONS};
use leptos::prelude::*;

use crate::components::{Button, Icon, IconButton, IconName, Toasts};

/// A short list of lines; adding, changing and taking away.
#[component]
pub fn SuggestedQuestions(
    /// The lines.
    questions: RwSignal<Vec<String>>,
    /// What is wrong with them.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let toasts = Toasts::get();
    let count = Memo::new(move |_| questions.with(Vec::len));
    let remove = move |index: usize| {
        let mut taken = None;
        questions.update(|questions| {
            if index < questions.len() {
                taken = Some(questions.remove(index));
            }
        });
        if let Some(taken) = taken.filter(|taken| !taken.trim().is_empty()) {
            let undo = Callback::new(move |()| {
                questions.update(|questions| questions.insert(index.min(questions.len()), taken.clone()));
            });
            toasts.say_with_undo("Question taken away", undo);
        }
    };
    let line = move |index: usize| {
        let text =
            Memo::new(move |_| questions.with(|questions| questions.get(index).cloned().unwrap_or_default()));
        view! {
            <li class="row">
                <input
                    class="input"
                    aria-label=format!("Question {}", index + 1)
                    maxlength=SUGGESTED_QUESTION_CHARS.to_string()
                    placeholder="How long does delivery take?"
                    prop:value=move || text.get()
                    on:input=move |event| {
                        let typed = event_target_value(&event);
                        questions.update(|questions| {
                            if let Some(question) = questions.get_mut(index) {
                                *question = typed;
                            }
                        });
                    }
                />
                <IconButton
                    icon=IconName::Cross
                    label=format!("Take question {} away", index + 1)
                    on_press=move |_| remove(index)
                />
            </li>
        }
        .into_any()
    };
    view! {
        <fieldset class="field">
            <legend>"Suggested questions"</legend>
            <p class="field-hint">"Offered before the first message. A press asks them."</p>
            <ol class="stack-tight">
                <For each=move || 0..count.get() key=|index| *index children=line />
            </ol>
            <Show when=move || count.get() < SUGGESTED_QUESTIONS>
                <div>
                    <Button
                        small=true
                        icon=IconName::Plus
                        on_press=move |_| questions.update(|questions| questions.push(String::new()))
                    >
                        "Add a question"
                    </Button>
                </div>
            </Show>
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
        </fieldset>
    }
    .into_any()
}
