//! How the document looks.

use chatsphere_contract::preview::{Preview, PreviewKind};
use leptos::prelude::*;

use super::frame::DocumentContext;
use super::server_fns::load_preview;
use crate::components::{Banner, Button, EmptyState, IconName, Loaded, SkeletonShape, Tone};

/// Pages shown before somebody asks for more.
const FIRST_PAGES: u32 = 30;

/// How the document looks.
#[component]
pub fn PreviewPage() -> impl IntoView {
    view! { <Original /> }.into_any()
}

/// The original: pictures of its pages, or a page of plain HTML in a sandboxed frame.
#[component]
pub fn Original() -> impl IntoView {
    let context = DocumentContext::get();
    let preview = Resource::new(
        move || (context.bot.get(), context.id.get(), context.state.get().0),
        |(bot, document, _)| load_preview(bot, document, None),
    );
    view! {
        <Loaded
            from=preview
            shape=SkeletonShape::Page
            then=move |preview| view! { <Shown preview=preview /> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn Shown(preview: Preview) -> impl IntoView {
    let context = DocumentContext::get();
    let note = preview.note.clone();
    let shown = match preview.kind {
        PreviewKind::Nothing => {
            let why = note.clone().unwrap_or_else(|| "It cannot be read.".to_owned());
            return view! {
                <section class="panel" aria-label="Original">
                    <EmptyState icon=IconName::File title="There is nothing to show" text=why />
                </section>
            }
            .into_any();
        }
        PreviewKind::Frame => {
            let address = context.api(&format!("/preview/frame?version={}", preview.version));
            view! {
                <iframe
                    class="document-original"
                    title="The document"
                    sandbox=""
                    referrerpolicy="no-referrer"
                    src=address
                ></iframe>
            }
            .into_any()
        }
        PreviewKind::Pages => {
            view! { <Pages version=preview.version pages=preview.pages.unwrap_or_default() /> }.into_any()
        }
    };
    view! {
        <section class="stack-tight" aria-label="Original">
            {note.map(|note| view! { <Banner tone=Tone::Info title=note /> })} {shown}
        </section>
    }
    .into_any()
}

#[component]
fn Pages(version: i32, pages: u32) -> impl IntoView {
    let context = DocumentContext::get();
    let shown = RwSignal::new(pages.min(FIRST_PAGES));
    let address = move |page: u32| context.api(&format!("/preview/pages/{page}?version={version}"));
    view! {
        <ol class="document-sheets">
            <For
                each=move || 1..=shown.get()
                key=|page| *page
                children=move |page| {
                    view! {
                        <li>
                            <img
                                class="document-sheet"
                                loading="lazy"
                                decoding="async"
                                alt=format!("Page {page} of {pages}")
                                src=address(page)
                            />
                            <span class="tiny muted figures">{format!("{page} / {pages}")}</span>
                        </li>
                    }
                }
            />
        </ol>
        <Show when=move || shown.get() < pages>
            <div class="load-more">
                <Button on_press=move |_| shown.update(|shown| *shown = (*shown + FIRST_PAGES).min(pages))>
                    "Show more pages"
                </Button>
            </div>
        </Show>
    }
    .into_any()
}
