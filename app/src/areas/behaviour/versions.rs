//! Every behaviour that visitors had.

use chatsphere_contract::behaviour::{AtRevision, BehaviourVersion};
use chatsphere_contract::paging::Page;
use leptos::prelude::*;

use super::compare::CompareView;
use super::server_fns::{Restore, list_versions};
use super::{BehaviourContext, model};
use crate::components::{
    Badge, Button, ConfirmDialog, Loaded, Moment, SkeletonShape, Toasts, Tone, open_while,
};
use crate::session::Session;

/// The list of versions, newest first.
#[component]
pub(super) fn Versions(
    /// The page.
    context: BehaviourContext,
) -> impl IntoView {
    let cursor = RwSignal::new(None::<String>);
    let versions = Resource::new(
        move || (context.bot.get(), cursor.get(), context.changes.get()),
        |(bot, cursor, _)| list_versions(bot, cursor),
    );
    let comparing = RwSignal::new(None::<(i32, i32)>);
    let going_back = RwSignal::new(None::<i32>);
    view! {
        <section class="stack-tight" aria-labelledby="versions-heading">
            <h2 id="versions-heading">"Versions"</h2>
            <Loaded
                from=versions
                shape=SkeletonShape::List
                then=move |page| list(page, cursor, comparing, going_back)
            />
            <RestoreDialog context=context going_back=going_back />
            {move || {
                comparing
                    .get()
                    .map(|pair| view! { <CompareView bot=context.bot pair=pair comparing=comparing /> })
            }}
        </section>
    }
    .into_any()
}

fn list(
    page: Page<BehaviourVersion>,
    cursor: RwSignal<Option<String>>,
    comparing: RwSignal<Option<(i32, i32)>>,
    going_back: RwSignal<Option<i32>>,
) -> AnyView {
    let rows = page.items.into_iter().map(|version| row(version, comparing, going_back)).collect_view();
    let older = page.next_cursor;
    view! {
        <div class="panel panel-flush">
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">"Version"</th>
                        <th scope="col">"What changed"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"When"</th>
                        <th scope="col">
                            <span class="visually-hidden">"Actions"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <div class="row-wrap">
            <Show when=move || cursor.with(Option::is_some)>
                <Button small=true on_press=move |_| cursor.set(None)>
                    "Newest versions"
                </Button>
            </Show>
            {older
                .map(|older| {
                    view! {
                        <Button small=true on_press=move |_| cursor.set(Some(older.clone()))>
                            "Older versions"
                        </Button>
                    }
                })}
        </div>
    }
    .into_any()
}

fn row(
    version: BehaviourVersion,
    comparing: RwSignal<Option<(i32, i32)>>,
    going_back: RwSignal<Option<i32>>,
) -> AnyView {
    let number = version.number;
    let may_write = Session::get().may("bots.write");
    let changed = match (version.restored_from, number) {
        (Some(from), _) => format!("Back to version {from}"),
        (None, 1) => "The first one".to_owned(),
        (None, _) => model::fields(&version.changes),
    };
    view! {
        <tr>
            <td class="card-title">
                <div class="row-wrap">
                    <span class="strong figures">{format!("Version {number}")}</span>
                    {version
                        .current
                        .then(|| view! { <Badge tone=Tone::Success>"Visitors get it"</Badge> })}
                </div>
                <span class="tiny muted">{version.note}</span>
            </td>
            <td data-label="What changed">{changed}</td>
            <td data-label="Who">{version.author.unwrap_or_else(|| "–".to_owned())}</td>
            <td data-label="When" class="muted">
                <Moment at=version.published_at />
            </td>
            <td>
                <div class="row-wrap document-actions">
                    {(number > 1)
                        .then(|| {
                            view! {
                                <Button
                                    small=true
                                    on_press=move |_| comparing.set(Some((number, number - 1)))
                                >
                                    {format!("Compare with {}", number - 1)}
                                </Button>
                            }
                        })}
                    {(may_write && !version.current)
                        .then(|| {
                            view! {
                                <Button small=true on_press=move |_| going_back.set(Some(number))>
                                    "Roll back"
                                </Button>
                            }
                        })}
                </div>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn RestoreDialog(context: BehaviourContext, going_back: RwSignal<Option<i32>>) -> impl IntoView {
    let toasts = Toasts::get();
    let open = open_while(going_back);
    let action = ServerAction::<Restore>::new();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(state)) => {
            open.set(false);
            toasts.say(format!("Version {} is published", state.version));
            context.changed();
        }
        Some(Err(error)) => {
            open.set(false);
            toasts.say(error.sentence());
        }
        None => {}
    });
    let title = Signal::derive(move || {
        going_back.get().map_or_else(String::new, |number| format!("Go back to version {number}?"))
    });
    let restore = move |_| {
        let state = context.state.get_untracked();
        if let Some((number, state)) = going_back.get_untracked().zip(state) {
            let at = AtRevision { revision: state.revision };
            action.dispatch(Restore { bot: context.bot.get_untracked(), number, at });
        }
    };
    view! {
        <ConfirmDialog
            open=open
            title=title
            text="A new version that is equal to it is published at once. Everything in between stays in this list, and a draft stays as it is. What is not saved in the form above is lost."
            confirm="Roll back"
            busy=action.pending()
            on_confirm=restore
        />
    }
    .into_any()
}
