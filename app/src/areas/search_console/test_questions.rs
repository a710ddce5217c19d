//! Questions with the passage that should be found for them.

use chatsphere_contract::search::{TestQuestion, TestQuestions};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::server_fns::{delete_test_question, list_test_questions, run_test_questions};
use crate::components::{
    Badge, Button, EmptyState, IconButton, IconName, Loaded, Moment, SkeletonShape, Toasts, Tone,
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
                    toasts.say(format!("{first} of {} are found first", ran.items.len()));
                    items.refetch();
                }
                Err(error) => toasts.say(error.sentence()),
            }
            running.try_set(false);
        });
    };
    let remove = Callback::new(move |test: String| {
        spawn_local(async move {
            match delete_test_question(bot.get_untracked(), test).await {
                Ok(()) => {
                    toasts.say("The test question is gone");
                    items.refetch();
                }
                Err(error) => toasts.say(error.sentence()),
            }
        });
    });
    view! {
        <section class="panel panel-flush" aria-labelledby="tests-title">
            <div class="table-tools">
                <h2 id="tests-title">"Test questions"</h2>
                <Button small=true icon=IconName::Again busy=running on_press=run>
                    "Run all"
                </Button>
            </div>
            <Loaded from=items shape=SkeletonShape::List then=move |items| table(items, remove) />
        </section>
    }
    .into_any()
}

fn table(all: TestQuestions, remove: Callback<String>) -> AnyView {
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
    let rows = all.items.into_iter().map(|item| row(item, remove)).collect_view();
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

fn row(item: TestQuestion, remove: Callback<String>) -> AnyView {
    let (tone, place) = match (item.rank, &item.ran_at) {
        (_, None) => (Tone::Neutral, "not run".to_owned()),
        (Some(1), _) => (Tone::Success, "first".to_owned()),
        (Some(rank), _) => (Tone::Warning, format!("{rank}.")),
        (None, Some(_)) => (Tone::Danger, "not found".to_owned()),
    };
    let id = item.id.to_string();
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
                <IconButton icon=IconName::Bin label=label on_press=move |_| remove.run(id.clone()) />
            </td>
        </tr>
    }
    .into_any()
}
