//! Importing many documents from one NDJSON file.

use std::time::Duration;

use chatsphere_contract::documents::{ImportAccepted, RejectedLine};
use chatsphere_contract::jobs::{Job, JobStatus};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys;

use super::list::Documents;
use crate::areas::jobs::load_job;
use crate::browser::{
    self,
    upload::{self, Payload, UploadEvent},
};
use crate::components::{
    Banner, Button, ButtonLook, CodeBlock, Dialog, ErrorBanner, IconName, ProgressBar, Tone,
};
use crate::error::AppError;

const BEAT: Duration = Duration::from_millis(1_200);
const EXAMPLE: &str = r#"{"external_id":"returns","title":"Returns","text":"Products can be …","url":"https://example.com/returns","tags":["orders"]}"#;

#[derive(Debug, Clone, PartialEq)]
enum State {
    Idle,
    Sending(f64),
    Refused(AppError),
    Running(ImportAccepted, Option<Job>),
}

/// The dialog that explains and takes the file, and the panel that follows it.
#[component]
pub fn ImportPanel(
    /// The dialog, open or not.
    open: RwSignal<bool>,
    /// The list that the documents appear in.
    documents: Documents,
) -> impl IntoView {
    let state = RwSignal::new(State::Idle);
    let input = NodeRef::<html::Input>::new();
    let on_choose = move |event: leptos::ev::Event| {
        let Some(input) = browser::target::<web_sys::HtmlInputElement>(&event) else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            send(file, state, documents, open);
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
            _ => None,
        })
    });
    let sending = Signal::derive(move || state.with(|state| matches!(state, State::Sending(_))));
    view! {
        <Dialog open=open title="Import from NDJSON">
            <p class="muted">
                "A file with one document a line. The same external_id again replaces the document, so the same file can be imported every night."
            </p>
            <CodeBlock code=Signal::stored(EXAMPLE.to_owned()) what="Example" />
            <ErrorBanner error=refused />
            <div class="dialog-actions">
                <Button look=ButtonLook::Quiet on_press=move |_| open.set(false)>
                    "Cancel"
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
                accept=".ndjson,.jsonl,application/x-ndjson"
                node_ref=input
                on:change=on_choose
            />
        </Dialog>
        {move || match state.get() {
            State::Running(accepted, job) => Some(running(accepted, job, state)),
            State::Idle | State::Sending(_) | State::Refused(_) => None,
        }}
    }
    .into_any()
}

fn send(file: web_sys::File, state: RwSignal<State>, documents: Documents, open: RwSignal<bool>) {
    state.set(State::Sending(0.0));
    let url = format!("/api/v1/bots/{}/documents/import", documents.bot());
    upload::post(&url, &Payload::Raw(file, "application/x-ndjson"), move |event| match event {
        UploadEvent::Sent(share) => state.set(State::Sending(share)),
        UploadEvent::Failed(error) => state.set(State::Refused(error)),
        UploadEvent::Accepted(body) => match serde_json::from_str::<ImportAccepted>(&body) {
            Ok(accepted) => {
                open.set(false);
                documents.refresh();
                state.set(State::Running(accepted.clone(), None));
                spawn_local(follow(accepted, state, documents));
            }
            Err(error) => state.set(State::Refused(AppError::Protocol(error.to_string()))),
        },
    });
}

/// Asks about the job until it has ended, or the page was left.
async fn follow(accepted: ImportAccepted, state: RwSignal<State>, documents: Documents) {
    loop {
        if let Ok(job) = load_job(accepted.job_id.to_string()).await {
            let ended = !matches!(job.status, JobStatus::Queued | JobStatus::Running);
            let alive = state.try_set(State::Running(accepted.clone(), Some(job))).is_none();
            if ended || !alive {
                documents.refresh();
                return;
            }
        }
        browser::wait(BEAT).await;
        if state.is_disposed() {
            return;
        }
    }
}

fn running(accepted: ImportAccepted, job: Option<Job>, state: RwSignal<State>) -> AnyView {
    let ended = job.as_ref().is_some_and(|job| !matches!(job.status, JobStatus::Queued | JobStatus::Running));
    let (done, total) = job.as_ref().map_or((0, 0), |job| (job.done, job.total));
    let share = u32::try_from(done)
        .ok()
        .zip(u32::try_from(total).ok())
        .filter(|(_, total)| *total > 0)
        .map(|(done, total)| f64::from(done) / f64::from(total));
    let failed = job.as_ref().map_or(0, |job| job.failed);
    let tone = if !accepted.rejected.is_empty() || failed > 0 {
        Tone::Warning
    } else if ended {
        Tone::Success
    } else {
        Tone::Info
    };
    let title = if ended {
        format!("Imported {} documents", accepted.accepted)
    } else {
        format!("Importing {} documents", accepted.accepted)
    };
    view! {
        <Banner tone=tone title=title>
            {(!ended)
                .then(|| {
                    view! {
                        <ProgressBar
                            label=Signal::stored("Reading".to_owned())
                            share=Signal::stored(share)
                            detail=Signal::stored(
                                if total > 0 { format!("{done} of {total}") } else { String::new() },
                            )
                        />
                    }
                })}
            {(failed > 0)
                .then(|| view! { <p>{format!("{failed} could not be read; they say why in the list.")}</p> })}
            {job.and_then(|job| job.error).map(|error| view! { <p>{error}</p> })}
            {rejected(accepted.rejected)}
            {ended
                .then(|| {
                    view! {
                        <div class="banner-actions">
                            <Button small=true on_press=move |_| state.set(State::Idle)>
                                "Done"
                            </Button>
                        </div>
                    }
                })}
        </Banner>
    }
    .into_any()
}

fn rejected(lines: Vec<RejectedLine>) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    let count = lines.len();
    let items = lines
        .into_iter()
        .map(|line| view! { <li class="small">{format!("Line {}: {}", line.line, line.message)}</li> })
        .collect_view();
    Some(
        view! {
            <details>
                <summary>
                    {if count == 1 {
                        "One line was left out".to_owned()
                    } else {
                        format!("{count} lines were left out")
                    }}
                </summary>
                <ul class="stack-tight">{items}</ul>
            </details>
        }
        .into_any(),
    )
}
