//! Long work of the workspace: what runs, what ran, what went wrong, and how to mend it.

mod model;
mod row;
mod server_fns;

pub use model::{detail, is_live, share};
pub use server_fns::{cancel_job, load_job};

use std::time::Duration;

use chatsphere_contract::jobs::Job;
use chatsphere_contract::paging::{Page, PageQuery};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::row::JobRow;
use self::server_fns::list_jobs;
use crate::components::{Button, EmptyState, IconName, Loaded, PageHeader, SkeletonShape, Toasts};

/// How often jobs are asked about while one runs, and else.
const BEAT: Duration = Duration::from_millis(1_500);
const QUIET_BEATS: u32 = 8;

const FIRST: PageQuery = PageQuery { cursor: None, limit: Some(50) };

/// The workspace's jobs.
#[component]
pub fn JobsPage() -> impl IntoView {
    let first = Resource::new(|| (), |()| list_jobs(FIRST));
    view! {
        <div class="page">
            <PageHeader
                title="Jobs"
                context="Long work goes on when you close the page; here you find it again."
            />
            <Loaded
                from=first
                shape=SkeletonShape::List
                then=move |page| view! { <JobList page=page /> }.into_any()
            />
        </div>
    }
    .into_any()
}

/// The list as the rows see it.
#[derive(Clone, Copy)]
struct Jobs {
    all: RwSignal<Vec<Job>>,
    cursor: RwSignal<Option<String>>,
}

impl Jobs {
    /// Asks for the first page again; what was loaded beyond it stays.
    fn refresh(self) {
        spawn_local(async move {
            // A missed beat is made up for by the next one.
            if let Ok(page) = list_jobs(FIRST).await {
                self.all.try_update(|all| {
                    let oldest = page.items.last().map(|job| job.id);
                    let mut merged = page.items;
                    if page.next_cursor.is_some() {
                        merged.extend(all.iter().filter(|old| Some(old.id) < oldest).cloned());
                    }
                    if *all != merged {
                        *all = merged;
                    }
                });
            }
        });
    }

    /// Puts one job's new state in.
    fn put(self, job: Job) {
        self.all.update(|all| {
            if let Some(old) = all.iter_mut().find(|old| old.id == job.id) {
                *old = job;
            }
        });
    }
}

#[component]
fn JobList(page: Page<Job>) -> impl IntoView {
    let jobs = Jobs { all: RwSignal::new(page.items), cursor: RwSignal::new(page.next_cursor) };
    let live = Memo::new(move |_| jobs.all.with(|all| all.iter().any(is_live)));
    Effect::new(move |_| {
        let beats = StoredValue::new(0_u32);
        let ticks = set_interval_with_handle(
            move || {
                beats.update_value(|beats| *beats = beats.wrapping_add(1));
                // New jobs come from elsewhere too: looked for, if less often.
                if live.get_untracked() || beats.get_value().is_multiple_of(QUIET_BEATS) {
                    jobs.refresh();
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
    let ids = Memo::new(move |_| jobs.all.with(|all| all.iter().map(|job| job.id).collect::<Vec<_>>()));
    let loading = RwSignal::new(false);
    let toasts = Toasts::get();
    let more = move |_| {
        loading.set(true);
        spawn_local(async move {
            match list_jobs(PageQuery { cursor: jobs.cursor.get_untracked(), ..FIRST }).await {
                Ok(page) => {
                    jobs.all.update(|all| all.extend(page.items));
                    jobs.cursor.set(page.next_cursor);
                }
                Err(error) => toasts.say(error.sentence()),
            }
            loading.set(false);
        });
    };
    view! {
        <section class="panel panel-flush" aria-label="Jobs">
            <Show
                when=move || !ids.with(Vec::is_empty)
                fallback=|| {
                    view! {
                        <EmptyState
                            icon=IconName::Jobs
                            title="No jobs yet"
                            text="Reading uploaded files, imports and bulk work on documents appear here while they run, and for 30 days after."
                        />
                    }
                }
            >
                <ul class="list">
                    <For
                        each=move || ids.get()
                        key=|id| *id
                        children=move |id| {
                            let job = Memo::new(move |_| {
                                jobs.all.with(|all| all.iter().find(|job| job.id == id).cloned())
                            });
                            view! { <JobRow job=job jobs=jobs /> }
                        }
                    />
                </ul>
                <Show when=move || jobs.cursor.with(Option::is_some)>
                    <div class="load-more">
                        <Button busy=loading on_press=more>
                            "Show more"
                        </Button>
                    </div>
                </Show>
            </Show>
        </section>
    }
    .into_any()
}
