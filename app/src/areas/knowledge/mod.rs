//! What a bot answers from: its documents, how they get in, and how far each is.

mod drop_zone;
mod frame;
mod import;
mod list;
pub mod model;
mod row;
mod server_fns;
mod uploads;

pub use frame::KnowledgeFrame;

use chatsphere_contract::documents::Document;
use chatsphere_contract::paging::Page;
use leptos::prelude::*;

use crate::areas::bots::BotContext;
use crate::components::{Loaded, SkeletonShape};
use drop_zone::DropZone;
use import::ImportPanel;
use list::{DocumentList, Documents};
use server_fns::list_documents;
use uploads::{UploadQueue, Uploads};

/// What a bot answers from.
#[component]
pub fn KnowledgePage() -> impl IntoView {
    let bot = BotContext::get().id;
    let first = Resource::new(move || bot.get(), |bot| list_documents(bot, model::FIRST));
    view! {
        <Loaded
            from=first
            shape=SkeletonShape::List
            then=move |page| view! { <Knowledge page=page /> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn Knowledge(page: Page<Document>) -> impl IntoView {
    let context = BotContext::get();
    let documents = Documents::new(context, page);
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
