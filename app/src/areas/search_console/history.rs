//! What people search for, while nothing is searched here.

use chatsphere_contract::search::{AskedQuery, SearchHistory};
use leptos::prelude::*;

use super::server_fns::load_search_history;
use crate::components::{EmptyState, IconName, Loaded, Moment, SkeletonShape};

/// Three lists: lately, most often, without a good answer.
#[component]
pub fn History(
    /// The bot.
    bot: Memo<String>,
) -> impl IntoView {
    let history = Resource::new(move || bot.get(), load_search_history);
    view! { <Loaded from=history shape=SkeletonShape::List then=lists /> }.into_any()
}

fn lists(history: SearchHistory) -> AnyView {
    if history.recent.is_empty() {
        return view! {
            <section class="panel">
                <EmptyState
                    icon=IconName::Search
                    title="Ask what a visitor would ask"
                    text="You see which passages are found, how well each fits, and why. What you and your visitors search for is listed here."
                />
            </section>
        }
        .into_any();
    }
    view! {
        <div class="history-grid">
            {list("Lately", "Nothing yet.", history.recent)}
            {list("Most often", "Nothing yet.", history.popular)}
            {list("Without a good answer", "Everything that was asked found something.", history.unanswered)}
        </div>
    }
    .into_any()
}

fn list(title: &'static str, empty: &'static str, queries: Vec<AskedQuery>) -> AnyView {
    let is_empty = queries.is_empty();
    let rows = queries
        .into_iter()
        .map(|asked| {
            let encoded = leptos_router::location::Url::escape(&asked.query);
            view! {
                <li class="history-row">
                    <a href=format!("?q={encoded}")>{asked.query}</a>
                    <span class="tiny muted nowrap">
                        {format!("{} × ", asked.times)} <Moment at=asked.last_asked_at />
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel stack-tight">
            <h2>{title}</h2>
            {is_empty.then(|| view! { <p class="muted small">{empty}</p> })}
            <ul>{rows}</ul>
        </section>
    }
    .into_any()
}
