//! What answers cost this month, and how much they may.

mod budgets;
mod edit;
mod model;

pub use model::{UsageView, limit_title, warning};

use chatsphere_contract::money;
use chatsphere_contract::spending::{Budget, BudgetLevel, UsageReport, UsageRow};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::budgets::Budgets;
use self::edit::EditBudget;
use self::model::Limited;
use super::server_fns::load_usage;
use crate::areas::overview::model::grouped;
use crate::components::{
    Banner, ChartWords, DailyChart, EmptyState, IconName, Loaded, SkeletonShape, Stat, Toasts,
};

/// What the chart counts.
const ANSWERS: ChartWords =
    ChartWords { name: "Answers by models, by day", all: ("answers", "Answers"), part: None };

/// This month's usage and the budgets.
#[component]
pub fn UsagePage() -> impl IntoView {
    let usage = Resource::new(|| (), |()| load_usage());
    view! {
        <Loaded
            from=usage
            shape=SkeletonShape::Page
            then=move |view| view! { <Usage view=view /> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn Usage(view: UsageView) -> impl IntoView {
    let all = RwSignal::new(view);
    let editing = RwSignal::new(None::<Limited>);
    let toasts = Toasts::get();
    let refresh = Callback::new(move |()| {
        spawn_local(async move {
            match load_usage().await {
                Ok(fresh) => {
                    all.try_set(fresh);
                }
                Err(error) => toasts.say(error.sentence()),
            }
        });
    });
    view! {
        <div class="stack-loose">
            {move || all.with(warnings)}
            {move || all.with(figures)}
            <section class="panel panel-flush" aria-labelledby="budgets-title">
                <div class="panel-title overview-list-title">
                    <h2 id="budgets-title">"Budgets"</h2>
                </div>
                <Budgets all=all editing=editing />
            </section>
            <EditBudget editing=editing on_done=refresh />
        </div>
    }
    .into_any()
}

/// Budgets that are nearly or wholly spent.
fn warnings(view: &UsageView) -> AnyView {
    let banner = |budget: &Budget| {
        let (tone, title, text) = warning(budget);
        view! {
            <Banner tone=tone title=title>
                <p>{text}</p>
            </Banner>
        }
    };
    let near = view.budgets.items.iter().filter(|budget| budget.level != BudgetLevel::Fine);
    near.map(banner).collect_view().into_any()
}

fn figures(view: &UsageView) -> AnyView {
    let total = view.days.total;
    let cached = total.cached_input_tokens;
    let read = if cached > 0 {
        format!("{} of them cached", grouped(cached))
    } else {
        "questions, passages, instructions".to_owned()
    };
    view! {
        <dl class="stats">
            <Stat
                label="Cost this month"
                value=money::shown(total.micros)
                note="in the money of your prices"
            />
            <Stat label="Answers" value=grouped(total.answers) note="that a model was paid for" />
            <Stat label="Tokens read" value=grouped(total.input_tokens) note=read />
            <Stat label="Tokens written" value=grouped(total.output_tokens) note="the answers" />
        </dl>
        {if total.answers == 0 && total.micros == 0 {
            view! {
                <section class="panel">
                    <EmptyState
                        icon=IconName::Info
                        title="No model was paid this month"
                        text="Answers of the built-in answerer and those that people wrote cost nothing. When a model answers, you see here what each model and bot used."
                    />
                </section>
            }
                .into_any()
        } else {
            view! {
                <section class="panel">
                    <div class="panel-title">
                        <h2>"Answers by day"</h2>
                        <span class="muted small">"This month, days of UTC"</span>
                    </div>
                    <DailyChart days=model::by_day(&view.days) words=ANSWERS />
                </section>
                <section class="panel panel-flush" aria-label="Usage by model">
                    {table("Model", &view.models)}
                </section>
                <section class="panel panel-flush" aria-label="Usage by bot">
                    {table("Bot", &view.bots)}
                </section>
            }
                .into_any()
        }}
    }
    .into_any()
}

fn table(of: &'static str, report: &UsageReport) -> AnyView {
    let is_bot = of == "Bot";
    let name = move |row: &UsageRow| match (&row.name, is_bot) {
        (Some(name), _) => name.clone(),
        (None, true) => "A deleted bot".to_owned(),
        (None, false) => row.key.clone(),
    };
    let rows = report
        .items
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <td class="card-title strong usage-name">{name(row)}</td>
                    <td class="number" data-label="Answers">
                        {grouped(row.used.answers)}
                    </td>
                    <td class="number" data-label="Tokens read">
                        {grouped(row.used.input_tokens)}
                    </td>
                    <td class="number" data-label="Tokens written">
                        {grouped(row.used.output_tokens)}
                    </td>
                    <td class="number" data-label="Cost">
                        {money::shown(row.used.micros)}
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-scroll">
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">{of}</th>
                        <th scope="col" class="number-head">
                            "Answers"
                        </th>
                        <th scope="col" class="number-head">
                            "Tokens read"
                        </th>
                        <th scope="col" class="number-head">
                            "Tokens written"
                        </th>
                        <th scope="col" class="number-head">
                            "Cost"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
