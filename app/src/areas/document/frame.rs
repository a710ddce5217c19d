//! What is around the pages of a document: its heading and the tabs.

use std::time::Duration;

use chatsphere_contract::documents::Document;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_params_map;

use super::header::DocumentHeader;
use super::server_fns::load_document;
use crate::areas::bots::BotContext;
use crate::areas::knowledge::model;
use crate::components::{Loaded, SkeletonShape, Tab, Tabs};
use crate::error::AppError;

/// How often a document on its way is asked about.
const BEAT: Duration = Duration::from_millis(1_200);

/// The document of the address, for its pages.
#[derive(Clone, Copy)]
pub struct DocumentContext {
    /// The bot's id as in the address.
    pub bot: Memo<String>,
    /// The document's id as in the address.
    pub id: Memo<String>,
    /// The document; ask again after changing it.
    pub document: Resource<Result<Document, AppError>>,
    /// Its newest version, and whether that is in use: what its pages show follows this.
    pub state: Memo<(i32, Option<i32>, bool)>,
}

impl DocumentContext {
    /// Of the page around.
    pub fn get() -> Self {
        use_context::<Self>().unwrap_or_else(Self::provide)
    }

    fn provide() -> Self {
        let params = use_params_map();
        let bot = BotContext::get().id;
        let id = Memo::new(move |_| params.with(|params| params.get("doc").unwrap_or_default()));
        let document = Resource::new(move || (bot.get(), id.get()), |(bot, id)| load_document(bot, id));
        let state = Memo::new(move |_| {
            let loaded = document.get();
            let document = loaded.as_ref().and_then(|loaded| loaded.as_ref().ok());
            document.map_or((0, None, false), |d| (d.version, d.indexed_version, model::is_moving(d)))
        });
        let context = Self { bot, id, document, state };
        provide_context(context);
        context
    }

    /// Both ids.
    pub fn ids(&self) -> (String, String) {
        (self.bot.get_untracked(), self.id.get_untracked())
    }

    /// An address of the API below this document's.
    pub fn api(&self, rest: &str) -> String {
        format!("/api/v1/bots/{}/documents/{}{rest}", self.bot.get(), self.id.get())
    }
}

/// A document's heading, its tabs, and the chosen page.
#[component]
pub fn DocumentFrame() -> impl IntoView {
    let context = DocumentContext::provide();
    Effect::new(move |_| {
        if context.state.get().2 {
            let ticks = set_interval_with_handle(move || context.document.refetch(), BEAT);
            on_cleanup(move || {
                if let Ok(handle) = ticks {
                    handle.clear();
                }
            });
        }
    });
    let tabs = move || {
        let base = format!("/bots/{}/knowledge/documents/{}", context.bot.get(), context.id.get());
        vec![
            Tab { label: "Preview", href: base.clone() },
            Tab { label: "Extracted text", href: format!("{base}/text") },
            Tab { label: "Passages", href: format!("{base}/passages") },
            Tab { label: "Versions", href: format!("{base}/versions") },
        ]
    };
    view! {
        <div class="stack document-page">
            <Loaded
                from=context.document
                shape=SkeletonShape::List
                then=|document| {
                    view! {
                        <Title text=document.title.clone().unwrap_or_else(|| document.name.clone()) />
                        <DocumentHeader document=document />
                    }
                        .into_any()
                }
            />
            {move || view! { <Tabs label="Views of the document" tabs=tabs() /> }}
            <Outlet />
        </div>
    }
    .into_any()
}
