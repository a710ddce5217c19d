//! One job of the list.

use chatsphere_contract::documents::RestoreDocuments;
use chatsphere_contract::jobs::{Job, JobItemError, JobStatus};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::server_fns::{cancel_job, job_errors, retry_job};
use super::{Jobs, model};
use crate::areas::knowledge::restore_documents;
use crate::components::{Button, ButtonLook, IconName, LinkButton, Moment, ProgressBar, Status, Toasts};
use crate::error::AppError;
use crate::session::Session;

/// One job: what it does, how far it is, what went wrong, and what can be done.
#[component]
pub fn JobRow(
    /// Its present state.
    job: Memo<Option<Job>>,
    /// The list it is in.
    jobs: Jobs,
) -> impl IntoView {
    let errors = RwSignal::new(None::<Vec<JobItemError>>);
    let title =
        Memo::new(move |_| job.with(|job| job.as_ref().map(|job| job.title.clone()).unwrap_or_default()));
    let at = Memo::new(move |_| {
        job.with(|job| job.as_ref().map(|job| job.created_at.clone()).unwrap_or_default())
    });
    let state = Memo::new(move |_| job.with(|job| job.as_ref().map(model::status)));
    let why = Memo::new(move |_| job.with(|job| job.as_ref().and_then(|job| job.error.clone())));
    let is_live = Memo::new(move |_| job.with(|job| job.as_ref().is_some_and(model::is_live)));
    let share = Signal::derive(move || job.with(|job| job.as_ref().and_then(model::share)));
    let detail = Signal::derive(move || job.with(|job| job.as_ref().map(model::detail).unwrap_or_default()));
    view! {
        <li class="job">
            <div class="job-head">
                <div class="grow">
                    <div class="strong">{move || title.get()}</div>
                    <div class="row-wrap muted tiny">{move || view! { <Moment at=at.get() /> }}</div>
                </div>
                {move || state.get().map(|(word, tone)| view! { <Status tone=tone label=word /> })}
                <Actions job=job jobs=jobs errors=errors />
            </div>
            {move || {
                if is_live.get() {
                    view! { <ProgressBar label=title share=share detail=detail /> }.into_any()
                } else {
                    view! { <p class="muted small figures">{move || detail.get()}</p> }.into_any()
                }
            }}
            {move || why.get().map(|why| view! { <p class="field-error">{why}</p> })}
            {move || errors.get().map(error_list)}
        </li>
    }
    .into_any()
}

fn error_list(errors: Vec<JobItemError>) -> AnyView {
    let rows = errors
        .into_iter()
        .map(|error| {
            let name = if error.name.is_empty() { error.item } else { error.name };
            view! {
                <li>
                    <span class="strong">{name}</span>
                    " "
                    <span class="muted">{error.message}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="job-errors small">{rows}</ul> }.into_any()
}

/// What can be done in the job's present state.
#[derive(Debug, Clone, PartialEq)]
struct Offers {
    id: String,
    bot: Option<String>,
    cancel: bool,
    retry: bool,
    errors: bool,
    undo: bool,
    file: Option<String>,
}

fn offers(job: &Job, may_write: bool) -> Offers {
    let id = job.id.to_string();
    Offers {
        bot: job.bot_id.map(|bot| bot.to_string()),
        cancel: may_write && model::is_live(job),
        retry: may_write && job.retryable,
        errors: job.failed > 0,
        undo: may_write && job.undo_until.is_some() && job.status == JobStatus::Done,
        file: job.file.as_ref().map(|_| format!("/api/v1/jobs/{id}/file")),
        id,
    }
}

#[component]
fn Actions(job: Memo<Option<Job>>, jobs: Jobs, errors: RwSignal<Option<Vec<JobItemError>>>) -> impl IntoView {
    let may_write = Session::get().may("documents.write");
    let offered = Memo::new(move |_| job.with(|job| job.as_ref().map(|job| offers(job, may_write))));
    let toasts = Toasts::get();
    let busy = RwSignal::new(false);
    let settle = move |outcome: Result<Job, AppError>| {
        busy.set(false);
        match outcome {
            Ok(job) => {
                errors.set(None);
                jobs.put(job);
                jobs.refresh();
            }
            Err(error) => toasts.say(error.sentence()),
        }
    };
    move || {
        let Offers { id, bot, cancel, retry, errors: has_errors, undo, file } = offered.get()?;
        let (to_cancel, to_retry, to_explain, to_undo) = (id.clone(), id.clone(), id.clone(), id);
        let on_cancel = move |_| {
            busy.set(true);
            let id = to_cancel.clone();
            spawn_local(async move { settle(cancel_job(id).await) });
        };
        let on_retry = move |_| {
            busy.set(true);
            let id = to_retry.clone();
            spawn_local(async move { settle(retry_job(id).await) });
        };
        let on_explain = move |_| {
            if errors.with_untracked(Option::is_some) {
                return errors.set(None);
            }
            let id = to_explain.clone();
            spawn_local(async move {
                match job_errors(id).await {
                    Ok(found) => errors.set(Some(found)),
                    Err(error) => toasts.say(error.sentence()),
                }
            });
        };
        let on_undo = move |_| {
            let (Some(bot), Ok(job)) = (bot.clone(), to_undo.parse()) else { return };
            busy.set(true);
            spawn_local(async move {
                let input = RestoreDocuments { job_id: Some(job), ..RestoreDocuments::default() };
                match restore_documents(bot, input).await {
                    Ok(restored) => toasts.say(format!("{} documents are back", restored.restored)),
                    Err(error) => toasts.say(error.sentence()),
                }
                busy.set(false);
                jobs.refresh();
            });
        };
        Some(view! {
            <div class="row-wrap">
                {file.map(|href| view! { <LinkButton href=href external=true small=true icon=IconName::Out>"Download"</LinkButton> })}
                {has_errors.then(|| view! { <Button small=true look=ButtonLook::Quiet on_press=on_explain>"What failed"</Button> })}
                {undo.then(|| view! { <Button small=true busy=busy on_press=on_undo>"Undo"</Button> })}
                {retry.then(|| view! { <Button small=true icon=IconName::Again busy=busy on_press=on_retry>"Try again"</Button> })}
                {cancel.then(|| view! { <Button small=true look=ButtonLook::Quiet busy=busy on_press=on_cancel>"Cancel"</Button> })}
            </div>
        })
    }
}
