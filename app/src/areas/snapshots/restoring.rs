//! How far the restoring of a snapshot is.

use std::time::Duration;

use chatsphere_contract::ids::JobId;
use chatsphere_contract::jobs::{Job, JobStatus};
use leptos::prelude::*;

use crate::areas::jobs::load_job;
use crate::components::{Banner, ProgressBar, Toasts, Tone};

/// How often the job is asked about.
const BEAT: Duration = Duration::from_millis(700);

/// The job that is followed, and whether somebody waits to hear of its end: of one that was begun on this
/// page or seen at work, but not of one that ended before the page was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Followed {
    /// The job.
    pub id: JobId,
    /// Somebody waits for it.
    pub awaited: bool,
}

/// Follows a job that restores a snapshot, until it has ended.
#[component]
pub fn Restoring(job: RwSignal<Option<Followed>>, on_done: Callback<()>) -> impl IntoView {
    let seen = RwSignal::new(None::<Job>);
    let toasts = Toasts::get();
    let ask = move || {
        let Some(Followed { id, awaited }) = job.get_untracked() else { return };
        leptos::task::spawn_local(async move {
            // Without an answer the next beat asks again.
            let Ok(now) = load_job(id.to_string()).await else { return };
            let is_live = matches!(now.status, JobStatus::Queued | JobStatus::Running);
            if is_live {
                job.set(Some(Followed { id, awaited: true }));
            } else if job.get_untracked().is_some() {
                job.set(None);
                if awaited {
                    on_done.run(());
                }
                if awaited && now.status == JobStatus::Done {
                    toasts.say("Everything is as it was in the snapshot");
                }
            }
            seen.set(Some(now));
        });
    };
    // By its id alone: what is learnt of it is no reason to begin anew.
    let followed = Memo::new(move |_| job.get().map(|job| job.id));
    Effect::new(move |_| {
        if followed.get().is_none() {
            return;
        }
        ask();
        let ticks = set_interval_with_handle(ask, BEAT);
        on_cleanup(move || {
            if let Ok(handle) = ticks {
                handle.clear();
            }
        });
    });
    let share = Signal::derive(move || seen.with(|job| job.as_ref().and_then(share)));
    let detail = Signal::derive(move || {
        seen.with(|job| job.as_ref().map_or_else(String::new, |job| format!("{} of {}", job.done, job.total)))
    });
    view! {
        <Show when=move || job.get().is_some_and(|job| job.awaited)>
            <section class="panel stack-tight" aria-label="Restoring">
                <ProgressBar label=Signal::stored("Restoring the snapshot".to_owned()) share=share detail=detail />
            </section>
        </Show>
        {move || {
            let failed = seen.get().filter(|job| job.status == JobStatus::Failed);
            failed
                .map(|job| {
                    view! {
                        <Banner tone=Tone::Danger title="The snapshot was not restored to the end">
                            <p>{job.error.unwrap_or_default()} " Restore it again to go on."</p>
                        </Banner>
                    }
                })
        }}
    }
    .into_any()
}

fn share(job: &Job) -> Option<f64> {
    let (done, total) = (i32::try_from(job.done).ok()?, i32::try_from(job.total).ok()?);
    (total > 0).then(|| (f64::from(done) / f64::from(total)).min(1.0))
}
