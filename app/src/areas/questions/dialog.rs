//! Writing an answer, or changing one.

use chatsphere_contract::limits::{ANSWER_CHARS, QUERY_CHARS};
use chatsphere_contract::questions::{NewQuestion, Question, QuestionStatus, UpdateQuestion};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::model;
use super::server_fns::{change_question, create_question, read_question};
use crate::components::{
    Banner, Button, ButtonKind, ButtonLook, Dialog, ErrorBanner, Field, Switch, TextArea, Toasts, Tone,
};
use crate::error::AppError;

/// What the dialog begins with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// Which one is changed, and since which version; absent for a new one.
    pub of: Option<(String, i32)>,
    /// What is asked.
    pub question: String,
    /// What is said.
    pub answer: String,
    /// Whether it is given.
    pub status: QuestionStatus,
    /// Words to order by.
    pub tags: Vec<String>,
}

impl Draft {
    /// A change of a question.
    pub fn of(question: &Question) -> Self {
        Self {
            of: Some((question.id.to_string(), question.version)),
            question: question.question.clone(),
            answer: question.answer.clone(),
            status: question.status,
            tags: question.tags.clone(),
        }
    }
}

/// The dialog; open while there is a draft.
#[component]
pub fn QuestionDialog(
    /// The bot.
    #[prop(into)]
    bot: Signal<String>,
    /// What is written.
    draft: RwSignal<Option<Draft>>,
    /// It was saved.
    on_done: Callback<()>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let (question, answer) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let tags = RwSignal::new(String::new());
    let approved = RwSignal::new(false);
    let error = RwSignal::new(None::<AppError>);
    // What somebody else wrote meanwhile.
    let theirs = RwSignal::new(None::<Question>);
    let busy = RwSignal::new(false);
    let toasts = Toasts::get();
    Effect::new(move |_| {
        if let Some(begun) = draft.get() {
            question.set(begun.question);
            answer.set(begun.answer);
            tags.set(begun.tags.join(", "));
            approved.set(begun.status == QuestionStatus::Approved);
            error.set(None);
            theirs.set(None);
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            draft.set(None);
        }
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let of = draft.get_untracked().and_then(|draft| draft.of);
        // Whoever saves again has seen what it says now, and means to change that.
        let seen = theirs.with_untracked(|theirs| theirs.as_ref().map(|theirs| theirs.version));
        let of = of.map(|(id, version)| (id, seen.unwrap_or(version)));
        let status = if approved.get_untracked() { QuestionStatus::Approved } else { QuestionStatus::Draft };
        let input = NewQuestion {
            question: question.get_untracked(),
            answer: answer.get_untracked(),
            status,
            tags: model::tags(&tags.get_untracked()),
        };
        busy.set(true);
        spawn_local(async move {
            let changed = of.as_ref().map(|(id, _)| id.clone());
            match store(bot.get_untracked(), of, input).await {
                Ok(_) => {
                    open.set(false);
                    toasts.say(if status == QuestionStatus::Approved {
                        "Saved: it is given from now on"
                    } else {
                        "Saved as a draft"
                    });
                    on_done.run(());
                }
                Err(failed) => {
                    // What was typed stays; what it says now is shown beside it.
                    if failed.is_changed_meanwhile()
                        && let Some(id) = changed
                        && let Ok(now) = read_question(bot.get_untracked(), id).await
                    {
                        theirs.try_set(Some(now));
                    }
                    error.try_set(Some(failed));
                }
            }
            busy.try_set(false);
        });
    };
    let field = move |name: &'static str| {
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field(name))))
    };
    let title = Signal::derive(move || {
        let is_change = draft.with(|draft| draft.as_ref().is_some_and(|draft| draft.of.is_some()));
        if is_change { "Change the answer" } else { "Write an answer" }.to_owned()
    });
    view! {
        <Dialog open=open title=title>
            <form class="stack" on:submit=save>
                <ErrorBanner error=error />
                {move || theirs.get().map(as_it_is_now)}
                <Field
                    id="qa-question"
                    label="When somebody asks"
                    placeholder="How long is the warranty?"
                    limit=QUERY_CHARS
                    value=question
                    error=field("question")
                />
                <TextArea
                    id="qa-answer"
                    label="The bot says"
                    limit=ANSWER_CHARS
                    value=answer
                    error=field("answer")
                />
                <Field
                    id="qa-tags"
                    label="Tags"
                    hint="With commas between."
                    value=tags
                    error=field("tags")
                />
                <Switch
                    label="Approved"
                    hint="Given word for word to whoever asks this."
                    value=approved
                />
                <div class="dialog-actions">
                    <Button look=ButtonLook::Quiet on_press=move |_| open.set(false)>
                        "Cancel"
                    </Button>
                    <Button kind=ButtonKind::Submit look=ButtonLook::Primary busy=busy>
                        "Save"
                    </Button>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}

/// What somebody else wrote, above what was typed here.
fn as_it_is_now(theirs: Question) -> AnyView {
    let state = if theirs.status == QuestionStatus::Approved { "approved" } else { "a draft" };
    let tags = if theirs.tags.is_empty() { String::new() } else { format!(", {}", theirs.tags.join(", ")) };
    view! {
        <Banner tone=Tone::Info title="It says now">
            <p class="strong">{theirs.question}</p>
            <p class="qa-now">{theirs.answer}</p>
            <p class="muted small">{format!("{state}{tags}")}</p>
            <p class="small">"To save again replaces this with what you typed."</p>
        </Banner>
    }
    .into_any()
}

async fn store(bot: String, of: Option<(String, i32)>, input: NewQuestion) -> Result<Question, AppError> {
    let Some((id, version)) = of else { return create_question(bot, input).await };
    let change = UpdateQuestion {
        version,
        question: Some(input.question),
        answer: Some(input.answer),
        status: Some(input.status),
        tags: Some(input.tags),
    };
    change_question(bot, id, change).await
}
