//! What is around a bot's own pages: its name and the tabs.

use chatsphere_contract::bots::Bot;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::{use_location, use_params_map};

use super::server_fns::load_bot;
use crate::components::{Icon, IconName, Loaded, SkeletonShape, Tab, Tabs};
use crate::error::AppError;

/// The bot of the address, for its pages.
#[derive(Clone, Copy)]
pub struct BotContext {
    /// Its id as in the address.
    pub id: Memo<String>,
    /// The bot; ask again after changing it.
    pub bot: Resource<Result<Bot, AppError>>,
}

impl BotContext {
    /// Of the page around.
    pub fn get() -> Self {
        use_context::<Self>().unwrap_or_else(Self::provide)
    }

    fn provide() -> Self {
        let params = use_params_map();
        let id = Memo::new(move |_| params.with(|params| params.get("bot").unwrap_or_default()));
        let bot = Resource::new(move || id.get(), load_bot);
        let context = Self { id, bot };
        provide_context(context);
        context
    }
}

/// A bot's name, its tabs, and the chosen page.
#[component]
pub fn BotFrame() -> impl IntoView {
    let BotContext { id, bot } = BotContext::provide();
    let path = use_location().pathname;
    let tab = Memo::new(move |_| {
        path.with(|path| {
            let page = path.split('/').nth(3).unwrap_or_default();
            tabs("").into_iter().find(|tab| tab.href.trim_start_matches('/') == page).map(|tab| tab.label)
        })
    });
    view! {
        <div class="page bot-frame">
            <Loaded
                from=bot
                shape=SkeletonShape::List
                then=move |bot| {
                    let name = bot.name.clone();
                    view! {
                        <Title text=move || {
                            tab.get().map_or_else(|| name.clone(), |tab| format!("{tab} · {name}"))
                        } />
                        <BotHeader bot=bot />
                        {move || view! { <Tabs label="Pages of the bot" tabs=tabs(&id.get()) with_pages_below=true /> }}
                    }
                        .into_any()
                }
            />
            <div class="bot-outlet">
                <Outlet />
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn BotHeader(bot: Bot) -> impl IntoView {
    let documents = if bot.documents == 1 { "document" } else { "documents" };
    let passages = if bot.chunks == 1 { "passage" } else { "passages" };
    let context = format!("{} {documents}, {} {passages}", bot.documents, bot.chunks);
    view! {
        <div>
            <nav class="crumbs" aria-label="Breadcrumb">
                <Icon name=IconName::Left size=16 />
                <a href="/bots">"Bots"</a>
            </nav>
            <header class="page-header">
                <div>
                    <h1>{bot.name}</h1>
                    <p class="figures">{context}</p>
                </div>
            </header>
        </div>
    }
    .into_any()
}

fn tabs(bot: &str) -> Vec<Tab> {
    [
        ("Knowledge", "knowledge"),
        ("Behaviour", "behaviour"),
        ("Playground", "playground"),
        ("Appearance", "appearance"),
        ("Install", "install"),
        ("Conversations", "conversations"),
        ("Settings", "settings"),
    ]
    .into_iter()
    .map(|(label, page)| Tab {
        label,
        href: if bot.is_empty() { format!("/{page}") } else { format!("/bots/{bot}/{page}") },
    })
    .collect()
}

/// A bot's address without a page leads to its knowledge.
#[component]
pub fn BotHome() -> impl IntoView {
    let id = BotContext::get().id;
    view! { <Redirect path=format!("/bots/{}/knowledge", id.get_untracked()) /> }.into_any()
}
