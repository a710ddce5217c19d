//! Answers that people wrote: listed, written, changed, imported, exported, kept from a conversation.

mod dialog;
mod import;
mod keep;
mod model;
mod server_fns;

use chatsphere_contract::paging::Page;
use chatsphere_contract::questions::{Question, QuestionQuery, QuestionStatus};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::areas::bots::BotContext;
use crate::components::{
    Badge, Button, ButtonLook, ConfirmDialog, EmptyState, Icon, IconButton, IconName, LinkButton, Loaded,
    Moment, SkeletonShape, Toasts, Tone, open_while,
};
use dialog::{Draft, QuestionDialog};
use import::ImportDialog;
pub use keep::KeepAnswer;
use server_fns::{delete_question, list_questions};

/// The answers that people wrote.
#[component]
pub fn QuestionsPage() -> impl IntoView {
    let bot = BotContext::get().id;
    let wanted = RwSignal::new(QuestionQuery::default());
    let questions = Resource::new(
        move || (bot.get(), wanted.get()),
        async |(bot, query)| list_questions(bot, query).await,
    );
    let draft = RwSignal::new(None::<Draft>);
    let importing = RwSignal::new(false);
    let doomed = RwSignal::new(None::<Question>);
    let again = Callback::new(move |()| {
        wanted.update(|query| query.cursor = None);
        questions.refetch();
    });
    view! {
        <div class="stack">
            <section class="panel panel-flush" aria-label="Written answers">
                <div class="table-tools qa-tools">
                    <SearchAndStatus wanted=wanted />
                    <Button
                        small=true
                        look=ButtonLook::Primary
                        icon=IconName::Plus
                        on_press=move |_| draft.set(Some(Draft::default()))
                    >
                        "Write an answer"
                    </Button>
                    <Button small=true icon=IconName::Upload on_press=move |_| importing.set(true)>
                        "Import CSV"
                    </Button>
                    {move || {
                        let href = format!("/api/v1/bots/{}/questions/export", bot.get());
                        view! {
                            <LinkButton href=href small=true external=true>
                                "Export CSV"
                            </LinkButton>
                        }
                    }}
                </div>
                <Loaded
                    from=questions
                    shape=SkeletonShape::List
                    then=move |page| list(page, wanted, draft, doomed)
                />
            </section>
            <QuestionDialog bot=bot draft=draft on_done=again />
            <ImportDialog bot=bot open=importing on_done=again />
            <DeleteDialog bot=bot doomed=doomed on_done=again />
        </div>
    }
    .into_any()
}

#[component]
fn SearchAndStatus(wanted: RwSignal<QuestionQuery>) -> impl IntoView {
    let find = move |event| {
        let text = event_target_value(&event);
        wanted.update(|query| (query.q, query.cursor) = (Some(text).filter(|text| !text.is_empty()), None));
    };
    let choose = move |event| {
        let status = event_target_value(&event);
        wanted.update(|query| {
            (query.status, query.cursor) = (Some(status).filter(|status| !status.is_empty()), None);
        });
    };
    view! {
        <label class="search">
            <span class="visually-hidden">"Find in questions and answers"</span>
            <Icon name=IconName::Search size=16 />
            <input class="input" type="search" placeholder="Find" maxlength="200" on:change=find />
        </label>
        <label>
            <span class="visually-hidden">"Which ones"</span>
            <select class="input" on:change=choose>
                <option value="">"All"</option>
                <option value="approved">"Approved"</option>
                <option value="draft">"Drafts"</option>
            </select>
        </label>
    }
    .into_any()
}

fn list(
    page: Page<Question>,
    wanted: RwSignal<QuestionQuery>,
    draft: RwSignal<Option<Draft>>,
    doomed: RwSignal<Option<Question>>,
) -> AnyView {
    if page.items.is_empty() {
        let filtered = wanted.with_untracked(|query| query.q.is_some() || query.status.is_some());
        let (title, text) = if filtered {
            ("Nothing fits", "No written answer has these letters and this state.")
        } else {
            (
                "No written answers yet",
                "Write the answer to a question that must be answered just so. An approved one is given word for word whenever somebody asks that question.",
            )
        };
        return view! { <EmptyState icon=IconName::Question title=title text=text /> }.into_any();
    }
    let next = page.next_cursor;
    let has_next = next.is_some();
    let is_later = wanted.with_untracked(|query| query.cursor.is_some());
    let rows = page.items.into_iter().map(|question| row(question, draft, doomed)).collect_view();
    view! {
        <table class="table table-cards">
            <thead>
                <tr>
                    <th scope="col">"Question and answer"</th>
                    <th scope="col">"State"</th>
                    <th scope="col" class="number-head">"Given"</th>
                    <th scope="col">"Last given"</th>
                    <th scope="col">
                        <span class="visually-hidden">"Actions"</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {(has_next || is_later)
            .then(|| {
                view! {
                    <div class="load-more row">
                        {is_later
                            .then(|| {
                                view! {
                                    <Button on_press=move |_| wanted.update(|query| query.cursor = None)>
                                        "From the beginning"
                                    </Button>
                                }
                            })}
                        {next
                            .map(|next| {
                                view! {
                                    <Button on_press=move |_| {
                                        let next = next.clone();
                                        wanted.update(|query| query.cursor = Some(next));
                                    }>"Older ones"</Button>
                                }
                            })}
                    </div>
                }
            })}
    }
    .into_any()
}

fn row(question: Question, draft: RwSignal<Option<Draft>>, doomed: RwSignal<Option<Question>>) -> AnyView {
    let (tone, state) = match question.status {
        QuestionStatus::Approved => (Tone::Success, "Approved"),
        QuestionStatus::Draft => (Tone::Neutral, "Draft"),
    };
    let tags = question
        .tags
        .clone()
        .into_iter()
        .map(|tag| view! { <Badge tone=Tone::Accent>{tag}</Badge> })
        .collect_view();
    let (for_change, for_deletion) = (question.clone(), question.clone());
    let label = format!("Delete {}", question.question);
    view! {
        <tr>
            <td class="card-title">
                <button
                    type="button"
                    class="link-button strong"
                    on:click=move |_| draft.set(Some(Draft::of(&for_change)))
                >
                    {question.question}
                </button>
                <p class="muted small qa-answer">{question.answer}</p>
                <span class="row-wrap">{tags}</span>
            </td>
            <td data-label="State">
                <Badge tone=tone>{state}</Badge>
            </td>
            <td data-label="Given" class="number">
                {question.hits}
            </td>
            <td data-label="Last given" class="muted">
                {match question.last_used_at {
                    Some(at) => view! { <Moment at=at /> }.into_any(),
                    None => "never".into_any(),
                }}
            </td>
            <td class="actions">
                <IconButton
                    icon=IconName::Bin
                    label=label
                    on_press=move |_| doomed.set(Some(for_deletion.clone()))
                />
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn DeleteDialog(
    bot: Memo<String>,
    doomed: RwSignal<Option<Question>>,
    on_done: Callback<()>,
) -> impl IntoView {
    let open = open_while(doomed);
    let busy = RwSignal::new(false);
    let toasts = Toasts::get();
    let title = Signal::derive(move || {
        let question = doomed.with(|q| q.as_ref().map(|q| q.question.clone()).unwrap_or_default());
        format!("Delete the answer to “{question}”?")
    });
    let confirm = move |_| {
        let Some(question) = doomed.get_untracked() else { return };
        busy.set(true);
        spawn_local(async move {
            match delete_question(bot.get_untracked(), question.id.to_string()).await {
                Ok(()) => {
                    open.set(false);
                    toasts.say("The answer is gone");
                    on_done.run(());
                }
                Err(error) => toasts.say(error.sentence()),
            }
            busy.try_set(false);
        });
    };
    view! {
        <ConfirmDialog
            open=open
            title=title
            text="From this moment the question is answered from the documents again. This cannot be undone."
            confirm="Delete the answer"
            busy=busy
            on_confirm=confirm
        />
    }
    .into_any()
}
