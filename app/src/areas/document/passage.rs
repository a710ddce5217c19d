//! One passage and what can be done with it.

use chatsphere_contract::passages::{ChangePassage, DocumentPassage, PassageAnswer};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::edit_passage::EditPassage;
use super::frame::DocumentContext;
use super::model;
use super::passages::Passages;
use super::server_fns::{change_passage, load_answers};
use crate::components::{Badge, Button, ButtonLook, Moment, Toasts, Tone};
use crate::session::Session;

/// One passage: its words, its state, its uses.
#[component]
pub fn PassageCard(
    /// Its present state.
    passage: Memo<Option<DocumentPassage>>,
    /// The list it is in.
    passages: Passages,
) -> impl IntoView {
    let may_write = Session::get().may("documents.write");
    let shows_answers = RwSignal::new(false);
    let is_edited = Memo::new(move |_| {
        let id = passage.with(|p| p.as_ref().map(|p| p.id));
        id.is_some() && passages.editing.get() == id
    });
    move || {
        let shown = passage.get()?;
        let id = shown.id;
        let label = model::place(&shown);
        let answers = shown.answers;
        let uses = match answers {
            0 => "No answer used it yet".to_owned(),
            1 => "Used in 1 answer".to_owned(),
            n => format!("Used in {n} answers"),
        };
        Some(
            view! {
                <li class="panel passage" class:passage-off=!shown.enabled aria-label=label>
                    {head(&shown)}
                    {if is_edited.get() {
                        view! { <EditPassage passage=shown.clone() passages=passages /> }.into_any()
                    } else {
                        view! { <p class="document-words">{shown.text.clone()}</p> }.into_any()
                    }}
                    <div class="row-wrap">
                        {may_write.then(|| view! { <Actions passage=shown.clone() passages=passages /> })}
                        {if answers > 0 {
                            view! {
                                <Button
                                    look=ButtonLook::Quiet
                                    small=true
                                    on_press=move |_| shows_answers.update(|shows| *shows = !*shows)
                                >
                                    {uses}
                                </Button>
                            }
                                .into_any()
                        } else {
                            view! { <span class="tiny muted">{uses}</span> }.into_any()
                        }}
                    </div>
                    <Show when=move || shows_answers.get()>
                        <Answers passage=id.to_string() />
                    </Show>
                </li>
            }
            .into_any(),
        )
    }
}

fn head(passage: &DocumentPassage) -> AnyView {
    let headings = passage.heading_path.join(" › ");
    let edited = passage.edited_at.clone().map(|at| {
        let by =
            passage.edited_by.clone().map_or_else(|| "Edited".to_owned(), |by| format!("Edited by {by}"));
        view! {
            <Badge tone=Tone::Info>{by}</Badge>
            <Moment at=at />
        }
    });
    view! {
        <p class="row-wrap tiny muted">
            <span class="figures">{model::place(passage)}</span>
            {(!headings.is_empty()).then(|| view! { <span>{headings}</span> })}
            {(!passage.enabled).then(|| view! { <Badge tone=Tone::Warning>"Disabled"</Badge> })}
            {passage.pinned.then(|| view! { <Badge tone=Tone::Accent>"Pinned"</Badge> })}
            {edited}
            {(!passage.has_vector).then(|| view! { <Badge tone=Tone::Neutral>"Found by words only"</Badge> })}
        </p>
    }
    .into_any()
}

#[component]
fn Actions(passage: DocumentPassage, passages: Passages) -> impl IntoView {
    let context = DocumentContext::get();
    let toasts = Toasts::get();
    let busy = RwSignal::new(false);
    let id = passage.id;
    let change = move |input: ChangePassage, said: &'static str| {
        busy.set(true);
        spawn_local(async move {
            let (bot, document) = context.ids();
            match change_passage(bot, document, id.to_string(), input).await {
                Ok(changed) => {
                    passages.put(changed);
                    toasts.say(said);
                }
                Err(error) => toasts.say(error.sentence()),
            }
            busy.try_set(false);
        });
    };
    let revision = passage.revision;
    let (enabled, pinned) = (passage.enabled, passage.pinned);
    let on_enable = move |_| {
        let input = ChangePassage { revision, enabled: Some(!enabled), ..ChangePassage::default() };
        change(
            input,
            if enabled { "No answer uses this passage now" } else { "Answers use this passage again" },
        );
    };
    let on_pin = move |_| {
        let input = ChangePassage { revision, pinned: Some(!pinned), ..ChangePassage::default() };
        change(input, if pinned { "The passage is not pinned any more" } else { "Pinned for every answer" });
    };
    view! {
        <Button small=true on_press=move |_| passages.editing.set(Some(id))>
            "Edit"
        </Button>
        <Button small=true busy=busy on_press=on_enable>
            {if enabled { "Disable" } else { "Enable" }}
        </Button>
        <Button small=true busy=busy on_press=on_pin>
            {if pinned { "Unpin" } else { "Pin" }}
        </Button>
    }
    .into_any()
}

#[component]
fn Answers(passage: String) -> impl IntoView {
    let context = DocumentContext::get();
    let answers = LocalResource::new(move || {
        let (bot, document) = context.ids();
        load_answers(bot, document, passage.clone())
    });
    move || match answers.get() {
        None => view! { <p class="tiny muted">"Looking…"</p> }.into_any(),
        Some(Err(error)) => view! { <p class="small">{error.sentence()}</p> }.into_any(),
        Some(Ok(answers)) => list(answers),
    }
}

fn list(answers: Vec<PassageAnswer>) -> AnyView {
    let items = answers
        .into_iter()
        .map(|answer| {
            let href = format!("/conversations/{}", answer.conversation_id);
            let question = if answer.question.is_empty() { "A question".to_owned() } else { answer.question };
            view! {
                <li>
                    <a href=href>{question}</a>
                    <span class="tiny muted">
                        <Moment at=answer.created_at />
                    </span>
                    <p class="small muted">{answer.answer}</p>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ul class="passage-answers">{items}</ul> }.into_any()
}
