//! What a document is, and what can be done with it as a whole.

use chatsphere_contract::documents::{Document, DocumentStatus};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;

use super::frame::DocumentContext;
use super::model;
use crate::areas::knowledge::model as list_model;
use crate::browser::upload::{Payload, UploadEvent, post};
use crate::components::{
    Badge, Banner, Button, Icon, IconName, LinkButton, Moment, ProgressBar, Status, Toasts, Tone,
};
use crate::session::Session;

/// Name, state and facts; downloading it and giving it a new version.
#[component]
pub fn DocumentHeader(
    /// The document.
    document: Document,
) -> impl IntoView {
    let context = DocumentContext::get();
    let heading = document.title.clone().unwrap_or_else(|| document.name.clone());
    let may_write = Session::get().may("documents.write");
    let back = format!("/bots/{}/knowledge", document.bot_id);
    let kept = document.error.is_none() || document.indexed_version.is_some() || document.version > 1;
    let (word, tone) = list_model::status(&document);
    let behind = model::behind(&document);
    let failed = (document.status == DocumentStatus::Failed)
        .then(|| document.error.clone().map(|error| error.message).unwrap_or_default());
    let unread = list_model::unread_pages(&document.unread_pages).filter(|_| failed.is_none());
    let progress = document.progress.clone();
    view! {
        <section class="panel stack-tight" aria-label="Document">
            <nav class="crumbs" aria-label="Back to the list">
                <Icon name=IconName::Left size=16 />
                <a href=back>"Documents"</a>
            </nav>
            <div class="document-heading">
                <div class="grow">
                    <h2>{heading}</h2>
                    <div class="row-wrap small muted">
                        <Status tone=tone label=word />
                        {facts(&document)}
                    </div>
                </div>
                <div class="row-wrap">
                    {kept
                        .then(|| {
                            view! {
                                <LinkButton href=context.api("/original") external=true>
                                    "Download"
                                </LinkButton>
                            }
                        })}
                    {may_write.then(|| view! { <NewVersion /> })}
                </div>
            </div>
            {progress
                .map(|progress| {
                    let (label, share, detail) = (
                        list_model::stage(progress.stage).to_owned(),
                        list_model::share(&progress),
                        list_model::detail(&progress),
                    );
                    view! {
                        <ProgressBar
                            label=Signal::stored(label)
                            share=Signal::stored(share)
                            detail=Signal::stored(detail)
                        />
                    }
                })}
            {failed
                .map(|why| {
                    view! {
                        <Banner tone=Tone::Danger title="It could not be read">
                            <p>{why}</p>
                        </Banner>
                    }
                })}
            {unread
                .map(|pages| {
                    let title = format!("{pages}: only a picture, not in answers");
                    view! {
                        <Banner tone=Tone::Warning title=title>
                            <p>
                                "There is no text to read. Upload a version with text, or have text recognition (Tesseract) installed on the server and upload it again."
                            </p>
                        </Banner>
                    }
                })}
            {behind
                .map(|text| {
                    view! {
                        <Banner tone=Tone::Info title="Answers use an earlier version">
                            <p>{text}</p>
                        </Banner>
                    }
                })}
        </section>
    }
    .into_any()
}

fn facts(document: &Document) -> AnyView {
    let name =
        document.title.is_some().then(|| view! { <span class="truncate">{document.name.clone()}</span> });
    let kind = list_model::kind(&document.media_type);
    let size = list_model::size(document.size_bytes);
    let pages =
        document.pages.map(|pages| if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages") });
    let language = document.language.as_deref().map(model::language);
    let url = document.url.clone().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let tags = document.tags.clone().into_iter();
    let tags = tags.map(|tag| view! { <Badge tone=Tone::Neutral>{tag}</Badge> }).collect_view();
    let downloads = match document.downloads {
        0 => None,
        1 => Some("downloaded once".to_owned()),
        n => Some(format!("downloaded {n} times")),
    };
    view! {
        {name}
        <span>{kind}</span>
        <span class="figures">{size}</span>
        {pages.map(|pages| view! { <span>{pages}</span> })}
        {language.map(|language| view! { <span>{language}</span> })}
        <span class="figures">{format!("version {}", document.version)}</span>
        <span>"changed " <Moment at=document.updated_at.clone() /></span>
        {downloads.map(|downloads| view! { <span class="figures">{downloads}</span> })}
        {url
            .map(|url| {
                view! {
                    <a href=url target="_blank" rel="noopener noreferrer external">
                        "Source address"
                    </a>
                }
            })}
        {tags}
    }
    .into_any()
}

/// A file chooser behind a button; the chosen file becomes the next version.
#[component]
fn NewVersion() -> impl IntoView {
    let context = DocumentContext::get();
    let toasts = Toasts::get();
    let input = NodeRef::<html::Input>::new();
    let busy = RwSignal::new(false);
    let send = move |file: &web_sys::File| {
        busy.set(true);
        let url = context.api("/versions");
        let payload = Payload::Form(file.clone());
        post(&url, &payload, move |event| match event {
            UploadEvent::Sent(_) => {}
            UploadEvent::Accepted(_) => {
                busy.set(false);
                toasts.say("The new version is being read");
                context.document.refetch();
            }
            UploadEvent::Failed(error) => {
                busy.set(false);
                toasts.say(error.sentence());
            }
        });
    };
    let on_change = move |_| {
        let Some(element) = input.get_untracked() else { return };
        if let Some(file) = element.files().and_then(|files| files.get(0)) {
            send(&file);
        }
        element.set_value("");
    };
    view! {
        <input
            class="visually-hidden"
            id="new-version"
            type="file"
            tabindex="-1"
            aria-label="The new version"
            node_ref=input
            on:change=on_change
        />
        <Button
            icon=IconName::Upload
            busy=busy
            on_press=move |_| {
                if let Some(element) = input.get_untracked() {
                    element.click();
                }
            }
        >
            "Upload a new version"
        </Button>
    }
    .into_any()
}
