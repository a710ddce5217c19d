//! Telling that changes of passages found no place in a new version.

use chatsphere_contract::passages::LostPassage;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::frame::DocumentContext;
use super::server_fns::{forget_lost, load_lost};
use crate::components::{Banner, Button, Toasts, Tone};
use crate::session::Session;

/// What people had changed and the newest version no longer has, until somebody has seen it.
#[component]
pub fn LostPassages() -> impl IntoView {
    let context = DocumentContext::get();
    let count = Memo::new(move |_| {
        context.document.get().and_then(Result::ok).map_or(0, |document| document.lost_edits)
    });
    move || (count.get() > 0).then(|| view! { <Lost count=count.get() /> })
}

#[component]
fn Lost(count: i32) -> impl IntoView {
    let context = DocumentContext::get();
    let toasts = Toasts::get();
    let lost = LocalResource::new(move || {
        let (bot, document) = context.ids();
        load_lost(bot, document)
    });
    let title = if count == 1 {
        "A passage that you had changed says something else now".to_owned()
    } else {
        format!("{count} passages that you had changed say something else now")
    };
    let on_seen = move |_| {
        spawn_local(async move {
            let (bot, document) = context.ids();
            match forget_lost(bot, document).await {
                Ok(()) => context.document.refetch(),
                Err(error) => toasts.say(error.sentence()),
            }
        });
    };
    let may_write = Session::get().may("documents.write");
    view! {
        <Banner tone=Tone::Warning title=title>
            <p>
                "The document has changed in these places, so your changes were not carried over. Make them again below where they are still needed."
            </p>
            <details>
                <summary>"What was changed"</summary>
                {move || lost.get().and_then(Result::ok).map(list)}
            </details>
            {may_write
                .then(|| {
                    view! {
                        <div>
                            <Button small=true on_press=on_seen>
                                "Got it"
                            </Button>
                        </div>
                    }
                })}
        </Banner>
    }
    .into_any()
}

fn list(lost: Vec<LostPassage>) -> AnyView {
    let items = lost
        .into_iter()
        .map(|passage| {
            let mut states = Vec::new();
            if !passage.enabled {
                states.push("disabled");
            }
            if passage.pinned {
                states.push("pinned");
            }
            view! {
                <li>
                    {(!states.is_empty()).then(|| view! { <p class="tiny muted">{states.join(", ")}</p> })}
                    <p class="document-words">{passage.text}</p>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ul class="passage-answers">{items}</ul> }.into_any()
}
