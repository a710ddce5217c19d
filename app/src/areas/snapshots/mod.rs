//! Snapshots: a bot's whole knowledge at one moment, to go back to by name.

mod restoring;
mod server_fns;

use chatsphere_contract::ids::JobId;
use chatsphere_contract::limits::NAME_CHARS;
use chatsphere_contract::versions::Snapshot;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use self::restoring::{Followed, Restoring};
use self::server_fns::{DeleteSnapshot, RestoreSnapshot, TakeSnapshot, list_snapshots};
use crate::areas::bots::BotContext;
use crate::areas::knowledge::model::size;
use crate::components::{
    Button, ButtonKind, ButtonLook, ConfirmDialog, EmptyState, ErrorBanner, Field, IconButton, IconName,
    Loaded, Moment, SkeletonShape, Toasts, open_while,
};
use crate::session::Session;

/// What the dialogs are about.
#[derive(Clone, Copy)]
struct Asked {
    restored: RwSignal<Option<Snapshot>>,
    doomed: RwSignal<Option<Snapshot>>,
}

/// The snapshots of the bot.
#[component]
pub fn SnapshotsPage() -> impl IntoView {
    let bot = BotContext::get().id;
    let snapshots = Resource::new(move || bot.get(), list_snapshots);
    let asked = Asked { restored: RwSignal::new(None), doomed: RwSignal::new(None) };
    let job = RwSignal::new(None::<Followed>);
    // A restoring that was begun before this page was opened is followed too.
    let last = Memo::new(move |_| snapshots.get().and_then(Result::ok).and_then(|all| newest_job(&all)));
    Effect::new(move |_| {
        if let Some(id) = last.get()
            && job.get_untracked().is_none()
        {
            job.set(Some(Followed { id, awaited: false }));
        }
    });
    let reload = Callback::new(move |()| snapshots.refetch());
    let may_write = Session::get().may("documents.write");
    view! {
        <div class="stack">
            {may_write.then(|| view! { <NewSnapshotForm bot=bot on_done=reload /> })}
            <Restoring job=job on_done=reload />
            <section class="panel panel-flush" aria-label="Snapshots">
                <Loaded
                    from=snapshots
                    shape=SkeletonShape::List
                    then=move |snapshots| list(snapshots, asked, may_write)
                />
            </section>
            <RestoreDialog bot=bot asked=asked.restored job=job on_done=reload />
            <DeleteDialog bot=bot asked=asked.doomed on_done=reload />
        </div>
    }
    .into_any()
}

/// The job that restored one last. Ids of jobs are in the order of their making.
fn newest_job(snapshots: &[Snapshot]) -> Option<JobId> {
    snapshots.iter().filter_map(|snapshot| snapshot.restore_job).max()
}

#[component]
fn NewSnapshotForm(#[prop(into)] bot: Signal<String>, on_done: Callback<()>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let take = ServerAction::<TakeSnapshot>::new();
    let toasts = Toasts::get();
    let error =
        Signal::derive(move || take.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let field =
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field("name"))));
    let other = Signal::derive(move || error.get().filter(|error| !error.names_fields()));
    Effect::new(move |_| {
        if let Some(Ok(snapshot)) = take.value().get() {
            toasts.say(format!("“{}” was taken", snapshot.name));
            name.set(String::new());
            on_done.run(());
        }
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        take.dispatch(TakeSnapshot { bot: bot.get_untracked(), name: name.get_untracked() });
    };
    view! {
        <form class="panel stack" on:submit=on_submit>
            <p class="muted">
                "A snapshot holds every document of this bot as it is now. Take one before a large change: you can put everything back."
            </p>
            <ErrorBanner error=other />
            <div class="tag-form">
                <div class="grow">
                    <Field
                        id="snapshot-name"
                        label="New snapshot"
                        placeholder="Before the autumn prices"
                        limit=NAME_CHARS
                        value=name
                        error=field
                    />
                </div>
                <Button
                    kind=ButtonKind::Submit
                    look=ButtonLook::Primary
                    icon=IconName::Plus
                    busy=take.pending()
                >
                    "Take the snapshot"
                </Button>
            </div>
        </form>
    }
    .into_any()
}

fn list(snapshots: Vec<Snapshot>, asked: Asked, may_write: bool) -> AnyView {
    if snapshots.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::File
                title="No snapshots yet"
                text="Give one a name above. It costs next to nothing: what does not change is kept once."
            />
        }
        .into_any();
    }
    let rows = snapshots.into_iter().map(|snapshot| row(snapshot, asked, may_write)).collect_view();
    view! {
        <table class="table table-cards">
            <thead>
                <tr>
                    <th scope="col">"Snapshot"</th>
                    <th scope="col" class="number-head">
                        "Documents"
                    </th>
                    <th scope="col" class="number-head">
                        "Size"
                    </th>
                    <th scope="col">"Taken"</th>
                    <th scope="col">"Last restored"</th>
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

fn row(snapshot: Snapshot, asked: Asked, may_write: bool) -> AnyView {
    let (for_restoring, for_deletion) = (snapshot.clone(), snapshot.clone());
    let actions = may_write.then(move || {
        view! {
            <Button small=true on_press=move |_| asked.restored.set(Some(for_restoring.clone()))>
                "Restore…"
            </Button>
            <IconButton
                icon=IconName::Bin
                label=format!("Delete {}", for_deletion.name)
                on_press=move |_| asked.doomed.set(Some(for_deletion.clone()))
            />
        }
    });
    let restored = match snapshot.restored_at {
        Some(at) => view! { <Moment at=at /> }.into_any(),
        None => "never".into_any(),
    };
    view! {
        <tr>
            <td class="card-title">
                <span class="strong">{snapshot.name}</span>
                {snapshot.made_by.map(|by| view! { <div class="muted tiny">{format!("by {by}")}</div> })}
            </td>
            <td class="number" data-label="Documents">
                {snapshot.documents}
            </td>
            <td class="number" data-label="Size">
                {size(snapshot.size_bytes)}
            </td>
            <td data-label="Taken" class="muted">
                <Moment at=snapshot.created_at />
            </td>
            <td data-label="Last restored" class="muted">
                {restored}
            </td>
            <td class="actions">{actions}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn RestoreDialog(
    #[prop(into)] bot: Signal<String>,
    asked: RwSignal<Option<Snapshot>>,
    job: RwSignal<Option<Followed>>,
    on_done: Callback<()>,
) -> impl IntoView {
    let open = open_while(asked);
    let action = ServerAction::<RestoreSnapshot>::new();
    let toasts = Toasts::get();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(started)) => {
            open.set(false);
            job.set(Some(Followed { id: started.job_id, awaited: true }));
            on_done.run(());
        }
        Some(Err(error)) => toasts.say(error.sentence()),
        None => {}
    });
    let title = Signal::derive(move || {
        asked.with(|s| s.as_ref().map_or_else(String::new, |s| format!("Restore “{}”?", s.name)))
    });
    view! {
        <ConfirmDialog
            open=open
            title=title
            text="What was deleted since comes back, what was changed is as it was, and what was added since goes. How it is now becomes a snapshot first."
            confirm="Restore it"
            busy=action.pending()
            on_confirm=move |_| {
                if let Some(snapshot) = asked.get_untracked() {
                    action
                        .dispatch(RestoreSnapshot {
                            bot: bot.get_untracked(),
                            snapshot: snapshot.id.to_string(),
                        });
                }
            }
        />
    }
    .into_any()
}

#[component]
fn DeleteDialog(
    #[prop(into)] bot: Signal<String>,
    asked: RwSignal<Option<Snapshot>>,
    on_done: Callback<()>,
) -> impl IntoView {
    let open = open_while(asked);
    let action = ServerAction::<DeleteSnapshot>::new();
    let toasts = Toasts::get();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(())) => {
            open.set(false);
            toasts.say("The snapshot was deleted");
            on_done.run(());
        }
        Some(Err(error)) => toasts.say(error.sentence()),
        None => {}
    });
    let title = Signal::derive(move || {
        asked.with(|s| s.as_ref().map_or_else(String::new, |s| format!("Delete the snapshot “{}”?", s.name)))
    });
    view! {
        <ConfirmDialog
            open=open
            title=title
            text="The documents stay as they are now; only the way back to that moment goes. This cannot be undone."
            confirm="Delete the snapshot"
            busy=action.pending()
            on_confirm=move |_| {
                if let Some(snapshot) = asked.get_untracked() {
                    action
                        .dispatch(DeleteSnapshot {
                            bot: bot.get_untracked(),
                            snapshot: snapshot.id.to_string(),
                        });
                }
            }
        />
    }
    .into_any()
}
