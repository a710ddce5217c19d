//! Files come in: dropped anywhere on the page, or chosen.

use leptos::ev::DragEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;

use super::model;
use super::uploads::Uploads;
use crate::browser;
use crate::components::{Button, ButtonLook, Icon, IconName};
use crate::session::Session;

/// The place to drop and the buttons; while something is dragged, the whole page is the place.
#[component]
pub fn DropZone(
    /// Where the files go.
    uploads: Uploads,
    /// Opens the import.
    importing: RwSignal<bool>,
) -> impl IntoView {
    let may_write = Session::get().may("documents.write");
    let input = NodeRef::<html::Input>::new();
    // Entering a child leaves its parent: only the balance tells whether the page was left.
    let depth = RwSignal::new(0_i32);
    Effect::new(move |_| {
        if !may_write {
            return;
        }
        let enter = window_event_listener(leptos::ev::dragenter, move |event| {
            if carries_files(&event) {
                event.prevent_default();
                depth.update(|depth| *depth += 1);
            }
        });
        let over = window_event_listener(leptos::ev::dragover, move |event| {
            if carries_files(&event) {
                event.prevent_default();
            }
        });
        let leave = window_event_listener(leptos::ev::dragleave, move |event| {
            if carries_files(&event) {
                depth.update(|depth| *depth = (*depth - 1).max(0));
            }
        });
        let drop = window_event_listener(leptos::ev::drop, move |event| {
            if carries_files(&event) {
                event.prevent_default();
                depth.set(0);
                if let Some(files) = event.data_transfer().and_then(|transfer| transfer.files()) {
                    uploads.take(&files);
                }
            }
        });
        on_cleanup(move || {
            enter.remove();
            over.remove();
            leave.remove();
            drop.remove();
        });
    });
    let on_choose = move |event: leptos::ev::Event| {
        let Some(input) = browser::target::<web_sys::HtmlInputElement>(&event) else { return };
        if let Some(files) = input.files() {
            uploads.take(&files);
        }
        // The same file may be chosen again after it was mended.
        input.set_value("");
    };
    // Files that were chosen before the page ran.
    Effect::new(move |_| {
        if let Some(input) = input.get()
            && let Some(files) = input.files()
        {
            uploads.take(&files);
            input.set_value("");
        }
    });
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    if !may_write {
        return ().into_any();
    }
    view! {
        <section class="drop-zone" class:drop-active=move || { depth.get() > 0 } aria-label="Add knowledge">
            <Icon name=IconName::Upload size=24 />
            <div class="grow">
                <p class="strong">"Drop files anywhere on this page"</p>
                <p class="muted small">
                    {model::ACCEPTED_WORDS}", up to 25 MB each"
                </p>
            </div>
            <div class="row-wrap">
                <Button look=ButtonLook::Quiet on_press=move |_| importing.set(true)>
                    "Import NDJSON…"
                </Button>
                <Button look=ButtonLook::Primary icon=IconName::Plus on_press=choose>
                    "Add files"
                </Button>
            </div>
            <input
                class="visually-hidden"
                type="file"
                multiple
                tabindex="-1"
                aria-hidden="true"
                accept=model::ACCEPTED
                node_ref=input
                on:change=on_choose
            />
        </section>
    }
    .into_any()
}

fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| {
        let types = transfer.types();
        types.iter().any(|kind| kind.as_string().as_deref() == Some("Files"))
    })
}
