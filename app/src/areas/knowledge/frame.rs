//! What is around the pages of a bot's knowledge: the navigation between them.

use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

use crate::areas::bots::BotContext;

/// The pages, each with its name and its part of the address; the first is the index.
const PAGES: &[(&str, &str)] = &[
    ("Documents", ""),
    ("Web", "web"),
    ("Q&A", "questions"),
    ("Tags", "tags"),
    ("Search", "search"),
    ("Snapshots", "snapshots"),
];

/// Pages below another one, which is marked while they are shown.
const BELOW: &[(&str, &str)] = &[("documents", "")];

/// The navigation and, below it, the chosen page.
#[component]
pub fn KnowledgeFrame() -> impl IntoView {
    let bot = BotContext::get().id;
    let path = use_location().pathname;
    let current = Memo::new(move |_| path.with(|path| current_page(path).to_owned()));
    let links = PAGES
        .iter()
        .map(|(label, page)| {
            let href = move || address(&bot.get(), page);
            let here = move || current.with(|current| current == page).then_some("page");
            view! {
                <a href=href aria-current=here>
                    {*label}
                </a>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div class="knowledge-frame">
            {(PAGES.len() > 1)
                .then(|| {
                    view! {
                        <nav class="subnav" aria-label="Knowledge">
                            {links}
                        </nav>
                    }
                })} <Outlet />
        </div>
    }
    .into_any()
}

fn address(bot: &str, page: &str) -> String {
    if page.is_empty() { format!("/bots/{bot}/knowledge") } else { format!("/bots/{bot}/knowledge/{page}") }
}

/// Which of the pages an address belongs to: what follows `/bots/:bot/knowledge/`.
fn current_page(path: &str) -> &str {
    let page = path.split('/').nth(4).unwrap_or_default();
    BELOW.iter().find(|(below, _)| *below == page).map_or(page, |(_, parent)| parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_the_page() {
        assert_eq!(current_page("/bots/bot_1/knowledge"), "");
        assert_eq!(current_page("/bots/bot_1/knowledge/"), "");
        assert_eq!(current_page("/bots/bot_1/knowledge/tags"), "tags");
        assert_eq!(current_page("/bots/bot_1/knowledge/documents/doc_1"), "");
    }
}
