//! One document of the list.

use chatsphere_contract::documents::{Document, DocumentStatus, UpdateDocument};
use leptos::prelude::*;

use super::list::Documents;
use super::model;
use super::server_fns::{RetryDocument, update_document};
use crate::areas::tags::{TagChip, color_of};
use crate::components::{
    Badge, Button, Icon, IconButton, IconName, Menu, Moment, ProgressBar, Status, Toasts, Tone,
};
use crate::session::Session;

/// One document: its name, how far it is or why it failed, and what can be done.
#[component]
pub fn DocumentRow(
    /// Its present state.
    document: Memo<Option<Document>>,
    /// The list it is in.
    documents: Documents,
) -> impl IntoView {
    let name = Memo::new(move |_| document.with(|d| d.as_ref().map(|d| d.name.clone()).unwrap_or_default()));
    let updated =
        Memo::new(move |_| document.with(|d| d.as_ref().map(|d| d.updated_at.clone()).unwrap_or_default()));
    let address = Memo::new(move |_| {
        document.with(|d| {
            d.as_ref().map(|d| format!("/bots/{}/knowledge/documents/{}", d.bot_id, d.id)).unwrap_or_default()
        })
    });
    let passages = move || document.with(|d| d.as_ref().map(|d| d.chunks).unwrap_or_default());
    let size = move || document.with(|d| d.as_ref().map(|d| model::size(d.size_bytes)).unwrap_or_default());
    let may_write = Session::get().may("documents.write");
    let is_off = move || document.with(|d| d.as_ref().is_some_and(|d| !d.enabled));
    let on_choose = move |event: leptos::ev::MouseEvent| {
        if let Some(id) = document.with_untracked(|d| d.as_ref().map(|d| d.id)) {
            let on = event_target_checked(&event);
            documents.selection.set(id, on, event.shift_key(), &documents.shown());
        }
    };
    let toasts = Toasts::get();
    let on_switch = move |_| {
        let Some(document) = document.get_untracked() else { return };
        let input = UpdateDocument { enabled: Some(!document.enabled), ..UpdateDocument::default() };
        leptos::task::spawn_local(async move {
            match update_document(documents.bot(), document.id.to_string(), input).await {
                Ok(document) => {
                    documents.put(document);
                    documents.reload();
                }
                Err(error) => toasts.say(error.sentence()),
            }
        });
    };
    view! {
        <tr class:document-off=is_off>
            <td class="chooser">
                <input
                    type="checkbox"
                    class="check"
                    aria-label=move || format!("Choose {}", name.get())
                    prop:checked=move || document.with(|d| d.as_ref().is_some_and(|d| documents.selection.has(d.id)))
                    on:click=on_choose
                />
            </td>
            <td class="card-title">
                <div class="document-name">
                    <Icon name=IconName::File />
                    <div class="grow">
                        <a class="strong document-link" href=move || address.get()>
                            {move || name.get()}
                        </a>
                        {move || document.get().map(|document| facts(document, documents))}
                    </div>
                </div>
            </td>
            <td data-label="State" class="document-state">
                <State document=document documents=documents />
            </td>
            <td class="number" data-label="Size">
                {size}
            </td>
            <td class="number" data-label="Passages">
                {passages}
            </td>
            <td data-label="Changed" class="muted">
                {move || view! { <Moment at=updated.get() /> }}
            </td>
            <td class="actions">
                {may_write
                    .then(|| {
                        view! {
                            <IconButton
                                icon=IconName::Bin
                                label="Delete"
                                on_press=move |_| documents.doomed.set(document.get_untracked())
                            />
                            <Menu label="More" class="menu menu-end">
                                <button
                                    class="menu-item"
                                    type="button"
                                    on:click=move |_| documents.edited.set(document.get_untracked())
                                >
                                    <Icon name=IconName::Tag size=16 />
                                    "Tags…"
                                </button>
                                <button class="menu-item" type="button" on:click=on_switch>
                                    <Icon name=IconName::Circle size=16 />
                                    {move || if is_off() { "Enable" } else { "Disable" }}
                                </button>
                            </Menu>
                        }
                    })}
            </td>
        </tr>
    }
    .into_any()
}

fn facts(document: Document, documents: Documents) -> AnyView {
    let kind = model::kind(&document.media_type);
    let pages =
        document.pages.map(|pages| if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages") });
    let unread = model::unread_pages(&document.unread_pages);
    let url = document.url.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let names = document.tags;
    let tags = move || {
        let known = documents.tags.get();
        names
            .iter()
            .map(|name| view! { <TagChip name=name.clone() color=color_of(&known, name) /> })
            .collect_view()
    };
    view! {
        <div class="row-wrap muted tiny">
            {(!document.enabled).then(|| view! { <Badge tone=Tone::Warning>"Disabled"</Badge> })}
            <span>{kind}</span>
            {pages.map(|pages| view! { <span>{pages}</span> })}
            {unread.map(|pages| view! { <Badge tone=Tone::Warning>{format!("{pages} not read")}</Badge> })}
            {url
                .map(|url| {
                    view! {
                        <a href=url target="_blank" rel="noopener noreferrer external">
                            "Original"
                        </a>
                    }
                })}
            {tags}
        </div>
    }
    .into_any()
}

#[component]
fn State(document: Memo<Option<Document>>, documents: Documents) -> impl IntoView {
    let retry = ServerAction::<RetryDocument>::new();
    let toasts = Toasts::get();
    Effect::new(move |_| match retry.value().get() {
        Some(Ok(document)) => documents.put(document),
        Some(Err(error)) => toasts.say(error.sentence()),
        None => {}
    });
    let on_retry = move |_| {
        if let Some(document) = document.get_untracked() {
            retry.dispatch(RetryDocument { bot: documents.bot(), document: document.id.to_string() });
        }
    };
    // Views are made anew when the state changes, not with every step of the progress.
    let status = Memo::new(move |_| document.with(|d| d.as_ref().map(|d| d.status)));
    move || match status.get() {
        Some(DocumentStatus::Processing) => view! { <Moving document=document /> }.into_any(),
        Some(DocumentStatus::Failed) => {
            let why = document
                .with_untracked(|d| d.as_ref().and_then(|d| d.error.as_ref()).map(|e| e.message.clone()))
                .unwrap_or_else(|| "It could not be read.".to_owned());
            view! {
                <div class="stack-tight document-failed">
                    <Status tone=Tone::Danger label="Failed" />
                    <p class="small">{why}</p>
                    <div>
                        <Button
                            small=true
                            icon=IconName::Again
                            busy=retry.pending()
                            on_press=on_retry
                        >
                            "Try again"
                        </Button>
                    </div>
                </div>
            }
            .into_any()
        }
        Some(_) => {
            let (word, tone) = document.with_untracked(|d| d.as_ref().map(model::status)).unwrap_or_default();
            view! { <Status tone=tone label=word /> }.into_any()
        }
        None => ().into_any(),
    }
}

#[component]
fn Moving(document: Memo<Option<Document>>) -> impl IntoView {
    let progress = Memo::new(move |_| document.with(|d| d.as_ref().and_then(|d| d.progress.clone())));
    let label = Signal::derive(move || {
        progress.with(|p| p.as_ref().map_or("Beginning", |p| model::stage(p.stage)).to_owned())
    });
    let share = Signal::derive(move || progress.with(|p| p.as_ref().and_then(model::share)));
    let detail = Signal::derive(move || progress.with(|p| p.as_ref().map(model::detail).unwrap_or_default()));
    view! { <ProgressBar label=label share=share detail=detail /> }
}
