//! Questions with the passage that should be found for them.

use chatsphere_contract::search::{TestQuestion, TestQuestions};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::server_fns::{delete_test_question, list_test_questions, run_test_questions};
use crate::components::{
    Badge, Button, ConfirmDialog, EmptyState, IconButton, IconName, Loaded, Moment, SkeletonShape, Toasts,
    Tone, open_while,
};

/// The list, with "run all".
#[component]
pub fn TestQuestionList(
    /// The bot.
    bot: Memo<String>,
    /// Raised when one was saved.
    saved: RwSignal<u32>,
) -> impl IntoView {
    let items =
        Resource::new(move || (bot.get(), saved.get()), async |(bot, _)| list_test_questions(bot).await);
    let toasts = Toasts::get();
    let running = RwSignal::new(false);
    let run = move |_| {
        running.set(true);
        spawn_local(async move {
            match run_test_questions(bot.get_untracked()).await {
                Ok(ran) => {
                    let first = ran.items.iter().filter(|item| item.rank == Some(1)).count();
                    let result = format!("{first} of {} are found first", ran.items.len());
                    toasts.say(match ran.left {
                        0 => result,
                        left => {
                            format!("{result}. There was no time for {left}: run again to go on with them.")
                        }
                    });
                    items.refetch();
                }
                Err(error) => toasts.say(error.sentence()),
            }
            running.try_set(false);
        });
    };
    let doomed = RwSignal::new(None::<TestQuestion>);
    // With nothing to ask there is nothing to run.
    let is_empty = RwSignal::new(true);
    Effect::new(move |_| {
        is_empty.set(!matches!(items.get(), Some(Ok(all)) if !all.items.is_empty()));
    });
    view! {
        <section class="panel panel-flush" aria-labelledby="tests-title">
            <div class="table-tools">
                <h2 id="tests-title">"Test questions"</h2>
                <Button small=true icon=IconName::Again disabled=is_empty busy=running on_press=run>
                    "Run all"
                </Button>
            </div>
            <Loaded from=items shape=SkeletonShape::List then=move |items| table(items, doomed) />
            <DeleteDialog bot=bot doomed=doomed on_done=Callback::new(move |()| items.refetch()) />
        </section>
    }
    .into_any()
}

fn table(all: TestQuestions, doomed: RwSignal<Option<TestQuestion>>) -> AnyView {
    if all.items.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::Check
                title="No test questions yet"
                text="Search for something, then press “This one is right” at the passage that answers it. Run all of them after you changed documents."
            />
        }
        .into_any();
    }
    let rows = all.items.into_iter().map(|item| row(item, doomed)).collect_view();
    view! {
        <table class="table table-cards">
            <thead>
                <tr>
                    <th scope="col">"Question"</th>
                    <th scope="col">"Expected in"</th>
                    <th scope="col">"Place"</th>
                    <th scope="col">"Looked for"</th>
                    <th scope="col">
                        <span class="visually-hidden">"Actions"</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn DeleteDialog(
    bot: Memo<String>,
    doomed: RwSignal<Option<TestQuestion>>,
    on_done: Callback<()>,
) -> impl IntoView {
    let open = open_while(doomed);
    let busy = RwSignal::new(false);
    let toasts = Toasts::get();
    let title = Signal::derive(move || {
        let question =
            doomed.with(|test| test.as_ref().map(|test| test.question.clone()).unwrap_or_default());
        format!("Delete the test question “{question}”?")
    });
    let confirm = move |_| {
        let Some(test) = doomed.get_untracked() else { return };
        busy.set(true);
        spawn_local(async move {
            match delete_test_question(bot.get_untracked(), test.id.to_string()).await {
                Ok(()) => {
                    open.set(false);
                    toasts.say("The test question is gone");
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
            text="Nobody looks any more where its passage is found. This cannot be undone."
            confirm="Delete the test question"
            busy=busy
            on_confirm=confirm
        />
    }
    .into_any()
}

fn row(item: TestQuestion, doomed: RwSignal<Option<TestQuestion>>) -> AnyView {
    let for_deletion = item.clone();
    let (tone, place) = match (item.rank, &item.ran_at) {
        (_, None) => (Tone::Neutral, "not run".to_owned()),
        (Some(1), _) => (Tone::Success, "first".to_owned()),
        (Some(rank), _) => (Tone::Warning, format!("{rank}.")),
        (None, Some(_)) => (Tone::Danger, "not found".to_owned()),
    };
    let label = format!("Delete the test question {}", item.question);
    view! {
        <tr>
            <td class="card-title strong">{item.question}</td>
            <td data-label="Expected in" class="muted" title=item.passage>
                {item.document_title}
            </td>
            <td data-label="Place">
                <Badge tone=tone>{place}</Badge>
            </td>
            <td data-label="Looked for" class="muted">
                {match item.ran_at {
                    Some(at) => view! { <Moment at=at /> }.into_any(),
                    None => "never".into_any(),
                }}
            </td>
            <td class="actions">
                <IconButton icon=IconName::Bin label=label on_press=move |_| doomed.set(Some(for_deletion.clone())) />
            </td>
        </tr>
    }
    .into_any()
}
