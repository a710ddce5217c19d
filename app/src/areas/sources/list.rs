//! The web sources of a bot, kept up to date while one is being read.

use std::time::Duration;

use chatsphere_contract::sources::{Source, SourceState};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::add::AddSource;
use super::model;
use super::server_fns::{DeleteSource, SyncSource, list_sources};
use crate::areas::bots::BotContext;
use crate::components::{
    ConfirmDialog, EmptyState, IconButton, IconName, Loaded, Moment, ProgressBar, SkeletonShape, Status,
    Toasts, open_while,
};
use crate::session::Session;

/// How often sources that are being read are asked about.
pub(super) const BEAT: Duration = Duration::from_millis(1_200);

/// The web sources of a bot.
#[component]
pub fn WebSourcesPage() -> impl IntoView {
    let bot = BotContext::get().id;
    let all = Resource::new(move || bot.get(), list_sources);
    view! {
        <Loaded
            from=all
            shape=SkeletonShape::List
            then=move |sources| view! { <Sources sources=sources /> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn Sources(sources: Vec<Source>) -> impl IntoView {
    let context = BotContext::get();
    let all = RwSignal::new(sources);
    let doomed = RwSignal::new(None::<Source>);
    let may_write = Session::get().may("documents.write");
    let refresh = Callback::new(move |()| {
        spawn_local(async move {
            // A missed beat is made up for by the next one.
            if let Ok(fresh) = list_sources(context.id.get_untracked()).await {
                all.try_update(|all| {
                    if *all != fresh {
                        *all = fresh;
                    }
                });
            }
        });
    });
    let moving = Memo::new(move |_| all.with(|all| all.iter().any(|s| s.state == SourceState::Syncing)));
    Effect::new(move |was: Option<bool>| {
        let is = moving.get();
        if is {
            let ticks = set_interval_with_handle(move || refresh.run(()), BEAT);
            on_cleanup(move || {
                if let Ok(handle) = ticks {
                    handle.clear();
                }
            });
        } else if was == Some(true) {
            // The counts in the header have changed.
            context.bot.refetch();
        }
        is
    });
    let added = Callback::new(move |source: Source| all.update(|all| all.insert(0, source)));
    let ids = Memo::new(move |_| all.with(|all| all.iter().map(|source| source.id).collect::<Vec<_>>()));
    view! {
        <div class="stack">
            {may_write.then(|| view! { <AddSource on_added=added /> })}
            <section class="panel panel-flush" aria-label="Web sources">
                <Show
                    when=move || ids.with(|ids| !ids.is_empty())
                    fallback=|| {
                        view! {
                            <EmptyState
                                icon=IconName::Globe
                                title="No web pages yet"
                                text="Paste the address of your help centre or website above. Its pages are read, used in answers with a link to each, and kept up to date."
                            />
                        }
                    }
                >
                    <table class="table table-cards sources">
                        <thead>
                            <tr>
                                <th scope="col">"Source"</th>
                                <th scope="col">"State"</th>
                                <th scope="col">"Last checked"</th>
                                <th scope="col">"Next"</th>
                                <th scope="col">
                                    <span class="visually-hidden">"Actions"</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            <For
                                each=move || ids.get()
                                key=|id| *id
                                children=move |id| {
                                    let source = Memo::new(move |_| {
                                        all.with(|all| all.iter().find(|s| s.id == id).cloned())
                                    });
                                    view! {
                                        <SourceRow source=source doomed=doomed on_change=refresh />
                                    }
                                }
                            />
                        </tbody>
                    </table>
                </Show>
            </section>
            <DeleteSourceDialog
                doomed=doomed
                on_done=Callback::new(move |gone: Source| {
                    all.update(|all| all.retain(|source| source.id != gone.id));
                    context.bot.refetch();
                })
            />
        </div>
    }
    .into_any()
}

#[component]
fn SourceRow(
    source: Memo<Option<Source>>,
    doomed: RwSignal<Option<Source>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let context = BotContext::get();
    let toasts = Toasts::get();
    let sync = ServerAction::<SyncSource>::new();
    let may_write = Session::get().may("documents.write");
    Effect::new(move |_| match sync.value().get() {
        Some(Ok(_)) => on_change.run(()),
        Some(Err(error)) => toasts.say(error.sentence()),
        None => {}
    });
    let href = move || {
        let id = source.with(|s| s.as_ref().map(|s| s.id.to_string()).unwrap_or_default());
        format!("/bots/{}/knowledge/web/{id}", context.id.get())
    };
    let name = move || source.with(|s| s.as_ref().map(|s| s.name.clone()).unwrap_or_default());
    let facts = move || source.with(|s| s.as_ref().map(facts).unwrap_or_default());
    let checked = Memo::new(move |_| source.with(|s| s.as_ref().and_then(|s| s.last_synced_at.clone())));
    let next = Memo::new(move |_| source.with(|s| s.as_ref().and_then(|s| s.next_sync_at.clone())));
    let on_sync = move |_| {
        if let Some(source) = source.get_untracked() {
            let (bot, source) = (context.id.get_untracked(), source.id.to_string());
            sync.dispatch(SyncSource { bot, source });
        }
    };
    view! {
        <tr>
            <td class="card-title">
                <a class="strong" href=href>
                    {name}
                </a>
                <div class="muted tiny">{facts}</div>
            </td>
            <td data-label="State" class="source-state">
                <SourceStatus source=source />
            </td>
            <td data-label="Last checked" class="muted">
                {move || maybe(checked.get(), "not yet")}
            </td>
            <td data-label="Next" class="muted">
                {move || maybe(next.get(), "when you ask")}
            </td>
            <td class="actions">
                {may_write
                    .then(|| {
                        view! {
                            <IconButton icon=IconName::Again label="Sync now" on_press=on_sync />
                            <IconButton
                                icon=IconName::Bin
                                label="Delete"
                                on_press=move |_| doomed.set(source.get_untracked())
                            />
                        }
                    })}
            </td>
        </tr>
    }
    .into_any()
}

/// How a source is: progress while it is read, else what the last sync came to.
#[component]
pub(super) fn SourceStatus(
    /// Its present state.
    source: Memo<Option<Source>>,
) -> impl IntoView {
    let state = Memo::new(move |_| source.with(|s| s.as_ref().map(|s| s.state)));
    move || match state.get() {
        Some(SourceState::Syncing) => {
            let progress = Memo::new(move |_| source.with(|s| s.as_ref().and_then(|s| s.progress)));
            let share = Signal::derive(move || progress.get().and_then(model::share));
            let detail = Signal::derive(move || progress.get().map(model::progress).unwrap_or_default());
            view! { <ProgressBar label="Reading" share=share detail=detail /> }.into_any()
        }
        Some(_) => view! {
            {move || {
                source
                    .get()
                    .map(|source| {
                        let (word, tone) = model::state(&source);
                        let why = source.error.clone().map(|error| error.message);
                        view! {
                            <div class="stack-tight">
                                <Status tone=tone label=word />
                                <p class="small muted figures">{model::counts(&source.pages)}</p>
                                {why.map(|why| view! { <p class="small">{why}</p> })}
                            </div>
                        }
                    })
            }}
        }
        .into_any(),
        None => ().into_any(),
    }
}

/// Asks before a source goes with its documents.
#[component]
pub(super) fn DeleteSourceDialog(
    /// The one that deleting is asked about.
    doomed: RwSignal<Option<Source>>,
    /// It is gone.
    on_done: Callback<Source>,
) -> impl IntoView {
    let context = BotContext::get();
    let open = open_while(doomed);
    let action = ServerAction::<DeleteSource>::new();
    let toasts = Toasts::get();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(())) => {
            let gone = doomed.get_untracked();
            open.set(false);
            if let Some(gone) = gone {
                toasts.say(format!("{} was deleted; no answer uses its pages any more", gone.name));
                on_done.run(gone);
            }
        }
        Some(Err(error)) => toasts.say(error.sentence()),
        None => {}
    });
    let title = Signal::derive(move || {
        doomed.with(|s| s.as_ref().map_or_else(String::new, |s| format!("Delete {}?", s.name)))
    });
    let text = Signal::derive(move || {
        let read = doomed.with(|s| s.as_ref().map_or(0, |s| s.pages.read + s.pages.gone));
        let what = match read {
            0 => "It has no documents yet.".to_owned(),
            1 => "The document that was read from it goes with it.".to_owned(),
            n => format!("The {n} documents that were read from it go with it."),
        };
        format!("{what} From this moment no answer uses them. To have them back, add the address again.")
    });
    view! {
        <ConfirmDialog
            open=open
            title=title
            text=text
            confirm="Delete the source"
            busy=action.pending()
            on_confirm=move |_| {
                if let Some(source) = doomed.get_untracked() {
                    let (bot, source) = (context.id.get_untracked(), source.id.to_string());
                    action.dispatch(DeleteSource { bot, source });
                }
            }
        />
    }
    .into_any()
}

fn facts(source: &Source) -> String {
    let address =
        source.addresses.first().map(|address| model::short(address).to_owned()).unwrap_or_default();
    let kind = model::kind(source.kind);
    if source.addresses.len() > 1 {
        return format!("{kind} · {address} and {} more", source.addresses.len() - 1);
    }
    if address == source.name { kind.to_owned() } else { format!("{kind} · {address}") }
}

pub(super) fn maybe(at: Option<String>, never: &'static str) -> AnyView {
    match at {
        Some(at) => view! { <Moment at=at /> }.into_any(),
        None => never.into_any(),
    }
}
