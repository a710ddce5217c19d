//! One web source: how its last sync went, its pages, what it reads.

use chatsphere_contract::sources::{Source, SourceState};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::list::{BEAT, DeleteSourceDialog, SourceStatus, maybe};
use super::model;
use super::page_table::PageTable;
use super::server_fns::{StopSync, SyncSource, load_source};
use super::settings::SourceSettings;
use crate::areas::bots::BotContext;
use crate::components::{Banner, Button, ButtonLook, Icon, IconName, Loaded, SkeletonShape, Toasts, Tone};
use crate::session::Session;

/// One web source.
#[component]
pub fn WebSourcePage() -> impl IntoView {
    let bot = BotContext::get().id;
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("source").unwrap_or_default()));
    let source = Resource::new(move || (bot.get(), id.get()), |(bot, id)| load_source(bot, id));
    view! {
        <Loaded
            from=source
            shape=SkeletonShape::Page
            then=move |source| view! { <Detail source=source /> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn Detail(source: Source) -> impl IntoView {
    let context = BotContext::get();
    let id = StoredValue::new(source.id.to_string());
    let now = RwSignal::new(source.clone());
    let present = Memo::new(move |_| Some(now.get()));
    let refresh = Callback::new(move |()| {
        spawn_local(async move {
            // A missed beat is made up for by the next one.
            if let Ok(fresh) = load_source(context.id.get_untracked(), id.get_value()).await {
                now.try_set(fresh);
            }
        });
    });
    let is_moving = Memo::new(move |_| now.with(|source| source.state == SourceState::Syncing));
    Effect::new(move |was: Option<bool>| {
        let is = is_moving.get();
        if is {
            let ticks = set_interval_with_handle(move || refresh.run(()), BEAT);
            on_cleanup(move || {
                if let Ok(handle) = ticks {
                    handle.clear();
                }
            });
        } else if was == Some(true) {
            context.bot.refetch();
        }
        is
    });
    let may_write = Session::get().may("documents.write");
    view! {
        <div class="stack">
            <Head present=present is_moving=is_moving on_change=refresh may_write=may_write />
            {move || notes(&now.get())}
            <PageTable source=id.get_value() present=present />
            {may_write
                .then(|| {
                    view! { <SourceSettings source=source on_changed=Callback::new(move |s| now.set(s)) /> }
                })}
        </div>
    }
    .into_any()
}

#[component]
fn Head(
    present: Memo<Option<Source>>,
    is_moving: Memo<bool>,
    on_change: Callback<()>,
    may_write: bool,
) -> impl IntoView {
    let context = BotContext::get();
    let toasts = Toasts::get();
    let sync = ServerAction::<SyncSource>::new();
    let stop = ServerAction::<StopSync>::new();
    let doomed = RwSignal::new(None::<Source>);
    let navigate = use_navigate();
    Effect::new(move |_| match sync.value().get() {
        Some(Ok(_)) => on_change.run(()),
        Some(Err(error)) => toasts.say(error.sentence()),
        None => {}
    });
    Effect::new(move |_| match stop.value().get() {
        Some(Ok(())) => on_change.run(()),
        Some(Err(error)) => toasts.say(error.sentence()),
        None => {}
    });
    let name = move || present.with(|s| s.as_ref().map(|s| s.name.clone()).unwrap_or_default());
    let facts = move || {
        let facts = |s: &Source| {
            let address = s.addresses.first().map(|a| model::short(a).to_owned()).unwrap_or_default();
            format!("{} · {address} · {}", model::kind(s.kind), model::schedule(s.every_hours).to_lowercase())
        };
        present.with(|s| s.as_ref().map(facts).unwrap_or_default())
    };
    let checked = Memo::new(move |_| present.with(|s| s.as_ref().and_then(|s| s.last_synced_at.clone())));
    let changed = Memo::new(move |_| present.with(|s| s.as_ref().and_then(|s| s.last_changed_at.clone())));
    let next = Memo::new(move |_| present.with(|s| s.as_ref().and_then(|s| s.next_sync_at.clone())));
    let back = move || format!("/bots/{}/knowledge/web", context.id.get());
    let list = back;
    let actions = move || {
        let on_sync = move |_| {
            if let Some(source) = present.get_untracked() {
                sync.dispatch(SyncSource { bot: context.id.get_untracked(), source: source.id.to_string() });
            }
        };
        let on_stop = move |_| {
            if let Some(job) = present.with_untracked(|s| s.as_ref().and_then(|s| s.job_id)) {
                stop.dispatch(StopSync { job: job.to_string() });
            }
        };
        view! {
            <div class="row-wrap">
                <Show
                    when=move || is_moving.get()
                    fallback=move || {
                        view! {
                            <Button
                                look=ButtonLook::Primary
                                icon=IconName::Again
                                busy=sync.pending()
                                on_press=on_sync
                            >
                                "Sync now"
                            </Button>
                        }
                    }
                >
                    <Button icon=IconName::Cross busy=stop.pending() on_press=on_stop>
                        "Stop"
                    </Button>
                </Show>
                <Button
                    look=ButtonLook::Quiet
                    icon=IconName::Bin
                    on_press=move |_| doomed.set(present.get_untracked())
                >
                    "Delete…"
                </Button>
            </div>
        }
    };
    view! {
        <section class="panel stack" aria-label="Source">
            <nav class="crumbs" aria-label="Back to the list">
                <Icon name=IconName::Left size=16 />
                <a href=back>"Web pages"</a>
            </nav>
            <div class="source-head">
                <div class="grow">
                    <h2>{name}</h2>
                    <p class="muted">{facts}</p>
                </div>
                {may_write.then(actions)}
            </div>
            <SourceStatus source=present />
            <p class="muted small row-wrap">
                <span>"Last checked " {move || maybe(checked.get(), "not yet")}</span>
                <span>"Last changed " {move || maybe(changed.get(), "not yet")}</span>
                <span>"Next " {move || maybe(next.get(), "when you ask")}</span>
            </p>
            <DeleteSourceDialog
                doomed=doomed
                on_done=Callback::new(move |_| {
                    context.bot.refetch();
                    navigate(&list(), NavigateOptions::default());
                })
            />
        </section>
    }
    .into_any()
}

/// What to know about the last sync.
fn notes(source: &Source) -> Option<AnyView> {
    source.limit_reached.then(|| {
        let title = format!("The site has more than {} pages", source.page_limit);
        view! {
            <Banner tone=Tone::Info title=title>
                <p>"The rest is not read. Raise the limit below, or name the paths that matter."</p>
            </Banner>
        }
        .into_any()
    })
}
