//! The list of conversations, of all bots or of one.

use chatsphere_contract::bots::Bot;
use chatsphere_contract::conversations::ConversationSummary;
use chatsphere_contract::paging::{Page, PageQuery};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::model;
use super::server_fns::list_conversations;
use crate::areas::bots::{BotContext, list_bots};
use crate::components::{
    Badge, Button, ConfidenceMeter, EmptyState, Icon, IconName, LinkButton, Loaded, Moment, PageHeader,
    SkeletonShape, Status, Toasts, Tone,
};
use crate::error::AppError;

const PAGE: PageQuery = PageQuery { cursor: None, limit: Some(50) };

/// Conversations of all bots; the chosen bot is in the address.
#[component]
pub fn ConversationsPage() -> impl IntoView {
    let query = use_query_map();
    let bot = Memo::new(move |_| query.with(|query| query.get("bot").filter(|bot| !bot.is_empty())));
    let page = Resource::new(move || bot.get(), |bot| list_conversations(bot, PAGE));
    let bots = Resource::new(|| (), |()| list_bots());
    view! {
        <div class="page">
            <PageHeader title="Conversations" context="What was asked, and what was answered from where." />
            <BotFilter bots=bots chosen=bot />
            <Loaded
                from=page
                shape=SkeletonShape::List
                then=move |page| view! { <ConversationList first=page bot=bot.get_untracked() /> }.into_any()
            />
        </div>
    }
    .into_any()
}

/// Conversations of the bot whose page this is.
#[component]
pub fn BotConversationsPage() -> impl IntoView {
    let id = BotContext::get().id;
    let page = Resource::new(move || id.get(), |id| list_conversations(Some(id), PAGE));
    view! {
        <Loaded
            from=page
            shape=SkeletonShape::List
            then=move |page| {
                view! { <ConversationList first=page bot=Some(id.get_untracked()) /> }.into_any()
            }
        />
    }
    .into_any()
}

#[component]
fn BotFilter(bots: Resource<Result<Vec<Bot>, AppError>>, chosen: Memo<Option<String>>) -> impl IntoView {
    let navigate = use_navigate();
    let choose = move |event: leptos::ev::Event| {
        let value = event_target_value(&event);
        let to = if value.is_empty() {
            "/conversations".to_owned()
        } else {
            format!("/conversations?bot={value}")
        };
        navigate(&to, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    };
    let options = move |bots: Vec<Bot>| {
        bots.into_iter()
            .map(|bot| {
                let id = bot.id.to_string();
                let value = id.clone();
                let selected = move || chosen.with(|chosen| chosen.as_deref() == Some(id.as_str()));
                view! {
                    <option value=value selected=selected>
                        {bot.name}
                    </option>
                }
                .into_any()
            })
            .collect_view()
            .into_any()
    };
    view! {
        <div class="filter">
            <label class="field-label" for="bot-filter">
                "Bot"
            </label>
            <span class="select">
                <select class="input" id="bot-filter" on:change=choose>
                    <option value="" selected=move || chosen.with(Option::is_none)>
                        "All bots"
                    </option>
                    <Transition>
                        {move || Suspend::new(async move {
                            bots.await.map(options).unwrap_or_else(|_| ().into_any())
                        })}
                    </Transition>
                </select>
                <Icon name=IconName::Down size=16 />
            </span>
        </div>
    }
    .into_any()
}

/// The rows, and more of them on demand.
#[component]
fn ConversationList(first: Page<ConversationSummary>, bot: Option<String>) -> impl IntoView {
    if first.items.is_empty() {
        let href = bot.as_ref().map_or_else(|| "/bots".to_owned(), |bot| format!("/bots/{bot}/install"));
        return view! {
            <section class="panel panel-flush">
                <EmptyState
                    icon=IconName::Talk
                    title="No conversation yet"
                    text="As soon as somebody asks something on your site or in the playground, it appears here with the answer and its sources."
                >
                    <LinkButton href=href>"Put the bot on a site"</LinkButton>
                </EmptyState>
            </section>
        }
        .into_any();
    }
    let rows = RwSignal::new(first.items);
    let cursor = RwSignal::new(first.next_cursor);
    let loading = RwSignal::new(false);
    let toasts = Toasts::get();
    let bot = StoredValue::new(bot);
    let more = move |_| {
        loading.set(true);
        spawn_local(async move {
            let query = PageQuery { cursor: cursor.get_untracked(), ..PAGE };
            match list_conversations(bot.get_value(), query).await {
                Ok(page) => {
                    rows.update(|rows| rows.extend(page.items));
                    cursor.set(page.next_cursor);
                }
                Err(error) => toasts.say(error.sentence()),
            }
            loading.set(false);
        });
    };
    view! {
        <section class="panel panel-flush">
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">"First question"</th>
                        <th scope="col">"Where"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Least confidence"</th>
                        <th scope="col">"Last message"</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || rows.get() key=|row| row.id children=row />
                </tbody>
            </table>
            <Show when=move || cursor.with(Option::is_some)>
                <div class="load-more">
                    <Button busy=loading on_press=more>
                        "Show more"
                    </Button>
                </div>
            </Show>
        </section>
    }
    .into_any()
}

fn row(summary: ConversationSummary) -> AnyView {
    let (word, tone) = model::status(summary.status);
    let place = model::place(&summary);
    let title = model::title(&summary);
    let unanswered = summary.unanswered;
    view! {
        <tr>
            <td class="card-title">
                <a class="table-link" href=format!("/conversations/{}", summary.id)>
                    {title}
                </a>
                <div class="row-wrap muted tiny">
                    <span>{summary.bot_name}</span>
                    <span>{format!("{} messages", summary.messages)}</span>
                    {(unanswered > 0)
                        .then(|| {
                            view! {
                                <Badge tone=Tone::Warning>{format!("{unanswered} unanswered")}</Badge>
                            }
                        })}
                </div>
            </td>
            <td data-label="Where" class="muted">
                {place}
            </td>
            <td data-label="State">
                <Status tone=tone label=word />
            </td>
            <td data-label="Least confidence">
                {match summary.confidence {
                    Some(value) => view! { <ConfidenceMeter value=value /> }.into_any(),
                    None => view! { <span class="muted">"–"</span> }.into_any(),
                }}
            </td>
            <td data-label="Last message" class="muted">
                <Moment at=summary.last_message_at />
            </td>
        </tr>
    }
    .into_any()
}
