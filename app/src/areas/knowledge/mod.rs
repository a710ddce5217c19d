//! What a bot answers from: its documents, how they get in, how far each is, and how they are kept in order.

mod bulk_bar;
mod bulk_dialogs;
mod bulk_progress;
mod drop_zone;
mod edit_tags;
mod filters;
mod frame;
mod import;
mod list;
pub mod model;
mod row;
mod selection;
mod server_fns;
mod uploads;

pub use frame::KnowledgeFrame;
pub use server_fns::restore_documents;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::areas::bots::BotContext;
use crate::components::{Loaded, SkeletonShape};
use drop_zone::DropZone;
use import::ImportPanel;
use list::{DocumentList, Documents};
use server_fns::{Beginning, begin_documents};
use uploads::{UploadQueue, Uploads};

/// What a bot answers from. The filter is in the address.
#[component]
pub fn KnowledgePage() -> impl IntoView {
    let bot = BotContext::get().id;
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| model::filter(|name| query.get(name))));
    // Another filter is asked for by the list itself, so that uploads under way stay where they are.
    let first = Resource::new(move || bot.get(), move |bot| begin_documents(bot, filter.get_untracked()));
    view! {
        <Loaded
            from=first
            shape=SkeletonShape::List
            then=move |first| view! { <Knowledge first=first filter=filter /> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn Knowledge(
    first: Beginning,
    filter: Memo<chatsphere_contract::documents::DocumentFilter>,
) -> impl IntoView {
    let context = BotContext::get();
    let documents = Documents::new(context, filter, first);
    let uploads = Uploads::new(context.id, documents);
    let importing = RwSignal::new(false);
    view! {
        <div class="stack">
            <DropZone uploads=uploads importing=importing />
            <ImportPanel open=importing documents=documents />
            <UploadQueue uploads=uploads />
            <DocumentList documents=documents />
        </div>
    }
    .into_any()
}
