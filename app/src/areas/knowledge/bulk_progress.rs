//! How far the bulk action is that was begun here.

use std::time::Duration;

use chatsphere_contract::jobs::Job;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::list::Documents;
use crate::areas::jobs::{cancel_job, detail, is_live, load_job, share};
use crate::components::{Banner, Button, ButtonLook, IconName, LinkButton, ProgressBar, Toasts, Tone};

/// How often the job is asked about.
const BEAT: Duration = Duration::from_millis(700);

/// The job that was begun last from this page, until it is put away.
#[component]
pub fn BulkProgress(documents: Documents) -> impl IntoView {
    let job = RwSignal::new(None::<Job>);
    let toasts = Toasts::get();
    let look = move |id: String| {
        spawn_local(async move {
            // A missed beat is made up for by the next one.
            let Ok(found) = load_job(id.clone()).await else { return };
            if documents.running.try_get_untracked().flatten().as_deref() != Some(id.as_str()) {
                return;
            }
            let was_live = job.with_untracked(|job| job.as_ref().is_none_or(is_live));
            if was_live && !is_live(&found) {
                documents.reload();
            }
            job.set(Some(found));
        });
    };
    Effect::new(move |_| {
        job.set(None);
        let Some(id) = documents.running.get() else { return };
        look(id.clone());
        let ticks = set_interval_with_handle(
            move || {
                if job.with_untracked(|job| job.as_ref().is_none_or(is_live)) {
                    look(id.clone());
                }
            },
            BEAT,
        );
        on_cleanup(move || {
            if let Ok(handle) = ticks {
                handle.clear();
            }
        });
    });
    let live = Memo::new(move |_| job.with(|job| job.as_ref().is_some_and(is_live)));
    let title =
        Signal::derive(move || job.with(|job| job.as_ref().map(|job| job.title.clone()).unwrap_or_default()));
    let how_far = Signal::derive(move || job.with(|job| job.as_ref().and_then(share)));
    let figures = Signal::derive(move || job.with(|job| job.as_ref().map(detail).unwrap_or_default()));
    let on_cancel = move |_| {
        let Some(id) = documents.running.get_untracked() else { return };
        spawn_local(async move {
            match cancel_job(id).await {
                Ok(cancelled) => {
                    job.set(Some(cancelled));
                    documents.reload();
                }
                Err(error) => toasts.say(error.sentence()),
            }
        });
    };
    let put_away = move |_| documents.running.set(None);
    view! {
        {move || {
            if !documents.running.with(Option::is_some) {
                return ().into_any();
            }
            if live.get() || job.with(Option::is_none) {
                return view! {
                    <section class="panel bulk-progress" aria-label="Bulk work">
                        <div class="grow">
                            <ProgressBar label=title share=how_far detail=figures />
                        </div>
                        <Button small=true look=ButtonLook::Quiet on_press=on_cancel>
                            "Cancel"
                        </Button>
                    </section>
                }
                    .into_any();
            }
            match job.get() {
                Some(job) => view! { <Ended job=job on_close=Callback::new(put_away) /> }.into_any(),
                None => ().into_any(),
            }
        }}
    }
    .into_any()
}

#[component]
fn Ended(job: Job, on_close: Callback<leptos::ev::MouseEvent>) -> impl IntoView {
    let went_well = job.failed == 0 && job.error.is_none();
    let tone = if went_well { Tone::Success } else { Tone::Warning };
    let title = format!("{}: {}", job.title, detail(&job));
    let file = job.file.as_ref().map(|_| format!("/api/v1/jobs/{}/file", job.id));
    view! {
        <Banner tone=tone title=title>
            {job.error.map(|error| view! { <p>{error}</p> })}
            <div class="banner-actions">
                {file
                    .map(|href| {
                        view! {
                            <LinkButton href=href external=true small=true icon=IconName::Out>
                                "Download the ZIP file"
                            </LinkButton>
                        }
                    })}
                {(!went_well)
                    .then(|| {
                        view! {
                            <LinkButton href="/jobs" small=true>
                                "See what failed"
                            </LinkButton>
                        }
                    })}
                <Button small=true look=ButtonLook::Quiet on_press=on_close>
                    "Close"
                </Button>
            </div>
        </Banner>
    }
    .into_any()
}
