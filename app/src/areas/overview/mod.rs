//! The workspace's first page: what is left to set up, then how it goes.

mod checklist;
pub mod model;
mod server_fns;

use chatsphere_contract::overview::{Overview, UnansweredQuestion};
use chatsphere_contract::spending::Budget;
use leptos::prelude::*;

use crate::areas::settings::usage;
use crate::components::{
    Banner, DailyChart, EmptyState, IconName, LinkButton, Loaded, Moment, PageHeader, QUESTIONS,
    SkeletonShape, Stat, Tone,
};
use crate::session::Session;
use checklist::SetUp;
use server_fns::load_overview;

/// The workspace's first page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let overview = Resource::new(|| (), |()| load_overview());
    let workspace = Session::get().me().map(|me| me.workspace.name).unwrap_or_default();
    view! {
        <div class="page">
            <PageHeader title="Overview" context=workspace />
            <Loaded from=overview shape=SkeletonShape::Page then=content />
        </div>
    }
    .into_any()
}

fn content(overview: Overview) -> AnyView {
    let steps = model::steps(&overview.checklist);
    let set_up = steps.iter().any(|step| !step.done);
    let has_figures =
        overview.documents_ready > 0 || overview.questions_by_day.iter().any(|day| day.questions > 0);
    view! {
        <div class="stack-loose">
            {attention(&overview)}
            {budgets(&overview.budgets)}
            {set_up.then(|| view! { <SetUp steps=steps /> })}
            {has_figures.then(|| figures(overview))}
        </div>
    }
    .into_any()
}

/// What is wrong and wants a hand.
fn attention(overview: &Overview) -> AnyView {
    let failed = overview.documents_failed;
    let where_to = match (overview.bots, overview.checklist.bot) {
        (1, Some(bot)) => format!("/bots/{bot}/knowledge"),
        _ => "/bots".to_owned(),
    };
    let keywords_only = !overview.embedder_ready;
    view! {
        {(failed > 0)
            .then(|| {
                let (title, text) = if failed == 1 {
                    ("One document could not be read".to_owned(), "Answers do not use it. It says what is wrong.")
                } else {
                    let title = format!("{failed} documents could not be read");
                    (title, "Answers do not use them. Each says what is wrong.")
                };
                view! {
                    <Banner tone=Tone::Warning title=title>
                        <p>{text}</p>
                        <div class="banner-actions">
                            <LinkButton href=where_to small=true>
                                "See what failed"
                            </LinkButton>
                        </div>
                    </Banner>
                }
            })}
        {keywords_only
            .then(|| {
                view! {
                    <Banner tone=Tone::Warning title="Search is by keywords only">
                        <p>
                            "The model that understands meaning is not installed on this server. Answers still work, but a question in other words than the document’s may not be found. Whoever runs this server finds the reason with “chatsphere doctor”."
                        </p>
                    </Banner>
                }
            })}
    }
    .into_any()
}

/// Budgets that are nearly or wholly spent.
fn budgets(budgets: &[Budget]) -> AnyView {
    let banner = |budget: &Budget| {
        let (tone, title, text) = usage::warning(budget);
        view! {
            <Banner tone=tone title=title>
                <p>{text}</p>
                <div class="banner-actions">
                    <LinkButton href="/settings/usage" small=true>
                        "See usage and budgets"
                    </LinkButton>
                </div>
            </Banner>
        }
    };
    budgets.iter().map(banner).collect_view().into_any()
}

fn figures(overview: Overview) -> AnyView {
    let week = overview.questions_week;
    let in_progress = overview.documents_in_progress;
    let documents_note =
        if in_progress > 0 { format!("{in_progress} more being read") } else { "in use".to_owned() };
    view! {
        <dl class="stats">
            <Stat
                label="Questions, 7 days"
                value=model::grouped(week)
                note=model::compared(week, overview.questions_week_before)
            />
            <Stat
                label="Answered"
                value=model::percent(overview.answered_week, week)
                note="from your documents"
            />
            <Stat
                label="Conversations, 7 days"
                value=model::grouped(overview.conversations_week)
                note="on your site and in the playground"
            />
            <Stat label="Documents" value=model::grouped(overview.documents_ready) note=documents_note />
        </dl>
        <section class="panel">
            <div class="panel-title">
                <h2>"Questions by day"</h2>
                <span class="muted small">"Last 14 days"</span>
            </div>
            <DailyChart days=overview.questions_by_day words=QUESTIONS />
        </section>
        <section class="panel panel-flush">
            <div class="panel-title overview-list-title">
                <h2>"What visitors could not get answered"</h2>
            </div>
            {unanswered(overview.unanswered)}
        </section>
    }
    .into_any()
}

fn unanswered(questions: Vec<UnansweredQuestion>) -> AnyView {
    if questions.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::Check
                title="Nothing left unanswered"
                text="When a visitor asks something that your documents do not cover, the question is listed here, so that you know what to write next."
            />
        }
        .into_any();
    }
    let items = questions
        .into_iter()
        .map(|question| {
            view! {
                <li>
                    <a class="list-item" href=format!("/conversations/{}", question.conversation_id)>
                        <span class="grow">{question.text}</span>
                        <span class="muted small">
                            <Moment at=question.asked_at />
                        </span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="list overview-list">{items}</ul> }.into_any()
}
