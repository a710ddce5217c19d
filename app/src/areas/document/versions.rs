//! What the document was before.

use chatsphere_contract::versions::{CompareQuery, DocumentVersion};
use leptos::prelude::*;

use super::compare::CompareView;
use super::frame::DocumentContext;
use super::model;
use super::server_fns::{RollBack, list_versions};
use crate::areas::knowledge::model as list_model;
use crate::components::{
    Badge, Button, ButtonLook, ConfirmDialog, LinkButton, Loaded, Moment, SkeletonShape, Toasts, Tone,
    open_while,
};
use crate::session::Session;

/// The document's versions.
#[component]
pub fn VersionsPage() -> impl IntoView {
    let context = DocumentContext::get();
    let versions = Resource::new(
        move || (context.bot.get(), context.id.get(), context.state.get()),
        |(bot, document, _)| list_versions(bot, document),
    );
    view! {
        <Loaded
            from=versions
            shape=SkeletonShape::List
            then=move |versions| view! { <VersionList versions=versions /> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn VersionList(versions: Vec<DocumentVersion>) -> impl IntoView {
    let comparing = RwSignal::new(None::<CompareQuery>);
    let going_back = RwSignal::new(None::<i32>);
    let is_only = versions.len() == 1;
    let rows = versions
        .iter()
        .enumerate()
        .map(|(place, version)| {
            let older = versions.get(place + 1).map(|older| older.number);
            row(version.clone(), older, comparing, going_back)
        })
        .collect_view();
    view! {
        <div class="stack">
            <section class="panel panel-flush" aria-label="Versions">
                <table class="table table-cards">
                    <thead>
                        <tr>
                            <th scope="col">"Version"</th>
                            <th scope="col">"How it came"</th>
                            <th scope="col">"When"</th>
                            <th scope="col" class="number-head">"Size"</th>
                            <th scope="col">
                                <span class="visually-hidden">"Actions"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                {is_only
                    .then(|| {
                        view! {
                            <p class="muted small document-hint">
                                "When the document changes (a new upload, another import of the same id, a changed page), what it is now stays here: to compare with, and to go back to."
                            </p>
                        }
                    })}
            </section>
            <RollBackDialog going_back=going_back />
            {move || comparing.get().map(|query| view! { <CompareView query=query comparing=comparing /> })}
        </div>
    }
    .into_any()
}

fn row(
    version: DocumentVersion,
    older: Option<i32>,
    comparing: RwSignal<Option<CompareQuery>>,
    going_back: RwSignal<Option<i32>>,
) -> AnyView {
    let context = DocumentContext::get();
    let may_write = Session::get().may("documents.write");
    let number = version.number;
    let download = context.api(&format!("/original?version={number}"));
    let how = model::origin(&version);
    view! {
        <tr>
            <td class="card-title">
                <div class="row-wrap">
                    <span class="strong figures">{format!("Version {number}")}</span>
                    {version.in_use.then(|| view! { <Badge tone=Tone::Success>"Answers use it"</Badge> })}
                    {version.held.then(|| view! { <Badge tone=Tone::Neutral>"In a snapshot"</Badge> })}
                </div>
                <span class="tiny muted">{version.name}</span>
            </td>
            <td data-label="How it came">{how}</td>
            <td data-label="When" class="muted">
                <Moment at=version.made_at />
            </td>
            <td class="number" data-label="Size">
                {list_model::size(version.size_bytes)}
            </td>
            <td>
                <div class="row-wrap document-actions">
                    {older
                        .map(|older| {
                            view! {
                                <Button
                                    small=true
                                    on_press=move |_| {
                                        comparing.set(Some(CompareQuery { from: older, to: number }));
                                    }
                                >
                                    {format!("Compare with {older}")}
                                </Button>
                            }
                        })}
                    <LinkButton href=download external=true small=true look=ButtonLook::Quiet>
                        "Download"
                    </LinkButton>
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
fn RollBackDialog(going_back: RwSignal<Option<i32>>) -> impl IntoView {
    let context = DocumentContext::get();
    let toasts = Toasts::get();
    let open = open_while(going_back);
    let action = ServerAction::<RollBack>::new();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(_)) => {
            open.set(false);
            toasts.say("The earlier version is being read");
            context.document.refetch();
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
    view! {
        <ConfirmDialog
            open=open
            title=title
            text="Its content becomes the newest version. What the document is now stays in this list. Answers use the present version until the earlier one has been read again."
            confirm="Roll back"
            busy=action.pending()
            on_confirm=move |_| {
                if let Some(number) = going_back.get_untracked() {
                    let (bot, document) = context.ids();
                    action.dispatch(RollBack { bot, document, number });
                }
            }
        />
    }
    .into_any()
}
