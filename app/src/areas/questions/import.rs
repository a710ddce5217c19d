//! Written answers from a CSV file.

use std::fmt::Write as _;

use chatsphere_contract::questions::QuestionImport;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;

use crate::browser::{
    self,
    upload::{self, Payload, UploadEvent},
};
use crate::components::{Banner, Button, ButtonLook, CodeBlock, Dialog, ErrorBanner, IconName, Tone};
use crate::error::AppError;

const EXAMPLE: &str =
    "question,answer,status,tags\n\"How long is the warranty?\",\"Two years.\",approved,orders;warranty";

#[derive(Debug, Clone, PartialEq)]
enum State {
    Idle,
    Sending,
    Refused(AppError),
    Done(QuestionImport),
}

/// Explains the file, takes it, and says which lines were not taken.
#[component]
pub fn ImportDialog(
    /// The bot.
    bot: Memo<String>,
    /// Open or not.
    open: RwSignal<bool>,
    /// Something was taken.
    on_done: Callback<()>,
) -> impl IntoView {
    let state = RwSignal::new(State::Idle);
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if open.get() {
            state.set(State::Idle);
        }
    });
    let on_choose = move |event: leptos::ev::Event| {
        let Some(input) = browser::target::<web_sys::HtmlInputElement>(&event) else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            send(file, &bot.get_untracked(), state, on_done);
        }
        input.set_value("");
    };
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let refused = Signal::derive(move || {
        state.with(|state| match state {
            State::Refused(error) => Some(error.clone()),
            State::Idle | State::Sending | State::Done(_) => None,
        })
    });
    let sending = Signal::derive(move || state.with(|state| *state == State::Sending));
    view! {
        <Dialog open=open title="Import from CSV">
            <p class="muted">
                "A line for each question. “status” and “tags” may be left out; what has no status is a draft."
            </p>
            <CodeBlock code=Signal::stored(EXAMPLE.to_owned()) what="Example" />
            <ErrorBanner error=refused />
            {move || match state.get() {
                State::Done(result) => Some(outcome(result)),
                State::Idle | State::Sending | State::Refused(_) => None,
            }}
            <div class="dialog-actions">
                <Button look=ButtonLook::Quiet on_press=move |_| open.set(false)>
                    "Close"
                </Button>
                <Button
                    look=ButtonLook::Primary
                    icon=IconName::Upload
                    busy=sending
                    on_press=choose
                >
                    "Choose the file"
                </Button>
            </div>
            <input
                class="visually-hidden"
                type="file"
                tabindex="-1"
                aria-hidden="true"
                accept=".csv,text/csv"
                node_ref=input
                on:change=on_choose
            />
        </Dialog>
    }
    .into_any()
}

fn send(file: web_sys::File, bot: &str, state: RwSignal<State>, on_done: Callback<()>) {
    state.set(State::Sending);
    let url = format!("/api/v1/bots/{bot}/questions/import");
    upload::post(&url, &Payload::Raw(file, "text/csv"), move |event| match event {
        UploadEvent::Sent(_) => {}
        UploadEvent::Failed(error) => state.set(State::Refused(error)),
        UploadEvent::Accepted(body) => match serde_json::from_str::<QuestionImport>(&body) {
            Ok(result) => {
                if result.accepted > 0 {
                    on_done.run(());
                }
                state.set(State::Done(result));
            }
            Err(error) => state.set(State::Refused(AppError::Protocol(error.to_string()))),
        },
    });
}

fn outcome(result: QuestionImport) -> AnyView {
    let mut taken = format!("{} taken, {} not taken", result.accepted, result.rejected_total);
    if let Some(line) = result.stopped_at {
        let _ = write!(taken, ". What stands after line {line} was not read.");
    }
    let tone = if result.rejected.is_empty() { Tone::Success } else { Tone::Warning };
    let lines = result
        .rejected
        .into_iter()
        .map(|row| view! { <li>{format!("Line {}: {}", row.line, row.message)}</li> })
        .collect_view();
    view! {
        <Banner tone=tone title=taken>
            <ul class="rejected small">{lines}</ul>
        </Banner>
    }
    .into_any()
}
