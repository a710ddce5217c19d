//! Looking behind the search: what is found, why, and what people search for.

mod filters;
mod history;
mod hit;
mod model;
mod reranker;
mod search_box;
mod server_fns;
mod test_questions;
mod why;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::areas::bots::BotContext;
use crate::areas::sources::list_sources;
use crate::components::{EmptyState, IconName, Loaded, SkeletonShape};
use filters::Filters;
use history::History;
use hit::HitCard;
use model::Asked;
use reranker::RerankerChoice;
use search_box::SearchBox;
use server_fns::search_console;
use test_questions::TestQuestionList;

/// A query with the scores of what it finds. What is searched for stands in the address, so that it can be
/// sent to somebody, gone back to, and asked before the page has woken up.
#[component]
pub fn SearchConsolePage() -> impl IntoView {
    let bot = BotContext::get().id;
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(Asked::read));
    let found = Resource::new(
        move || (bot.get(), asked.get()),
        async |(bot, asked)| {
            if asked.query.is_empty() {
                return Ok(None);
            }
            search_console(bot, asked.query, asked.mode, asked.rerank, asked.filters).await.map(Some)
        },
    );
    let sources = Resource::new(move || bot.get(), list_sources);
    // Raised when a test question was saved, so that the list below shows it.
    let saved = RwSignal::new(0_u32);
    view! {
        <div class="stack">
            <form class="panel stack" method="get" role="search" aria-label="Search the knowledge">
                {move || view! { <SearchBox asked=asked.get() /> }}
                {move || view! { <Filters asked=asked.get() sources=sources /> }}
            </form>
            <Loaded
                from=found
                shape=SkeletonShape::List
                then=move |found| match found {
                    None => view! { <History bot=bot /> }.into_any(),
                    Some(found) => {
                        let heading = model::heading(&found);
                        let is_empty = found.hits.is_empty();
                        let second_look = found.reranking.as_ref().map(model::second_look);
                        let caution = model::caution(&asked.get_untracked().mode, found.semantic);
                        let cards = found
                            .hits
                            .into_iter()
                            .enumerate()
                            .map(|(place, hit)| {
                                let question = asked.get_untracked().query;
                                view! { <HitCard place=place + 1 hit=hit question=question saved=saved bot=bot /> }
                            })
                            .collect_view();
                        view! {
                            <section class="stack" aria-label="What was found">
                                <p class="muted small figures" role="status">
                                    {heading}
                                    {caution}
                                    {second_look.map(|words| format!(" {words}"))}
                                </p>
                                {is_empty
                                    .then(|| {
                                        view! {
                                            <EmptyState
                                                icon=IconName::Search
                                                title="Nothing was found"
                                                text="No passage has any of these words or their meaning. Loosen the filters, or add a document that says it."
                                            />
                                        }
                                    })}
                                <ol class="hits">{cards}</ol>
                            </section>
                        }
                            .into_any()
                    }
                }
            />
            <RerankerChoice bot=bot />
            <TestQuestionList bot=bot saved=saved />
        </div>
    }
    .into_any()
}
