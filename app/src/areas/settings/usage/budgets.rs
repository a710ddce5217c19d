//! Everything that can have a budget, and how much of it is spent.

use chatsphere_contract::spending::{Budget, BudgetScope};
use leptos::prelude::*;

use super::UsageView;
use super::model::{self, Limited};
use crate::components::{Badge, Button, ProgressBar};
use crate::session::Session;

#[component]
pub(super) fn Budgets(all: RwSignal<UsageView>, editing: RwSignal<Option<Limited>>) -> impl IntoView {
    let may_write = Session::get().may("settings.write");
    let rows = move || {
        let limited = all.with(model::limited);
        limited.into_iter().map(|limited| row(limited, may_write, editing)).collect_view()
    };
    view! { <ul class="list budgets">{rows}</ul> }.into_any()
}

fn row(limited: Limited, may_write: bool, editing: RwSignal<Option<Limited>>) -> AnyView {
    let (verb, name) =
        (if limited.budget.is_some() { "Change" } else { "Set a budget" }, limited.name.clone());
    let state = limited.budget.as_ref().map_or_else(none, spent);
    view! {
        <li class="budget">
            <div class="budget-facts">
                <strong>{limited.name.clone()}</strong>
                {state}
            </div>
            {may_write
                .then(|| {
                    view! {
                        <Button small=true on_press=move |_| editing.set(Some(limited.clone()))>
                            {verb}
                            <span class="visually-hidden">{format!(": {name}")}</span>
                        </Button>
                    }
                })}
        </li>
    }
    .into_any()
}

fn none() -> AnyView {
    view! { <p class="muted small">"No limit"</p> }.into_any()
}

fn spent(budget: &Budget) -> AnyView {
    let instead = model::instead(budget.limit.at_limit);
    if budget.scope == BudgetScope::Session {
        let reached = match budget.sessions_at_limit {
            0 => "No conversation has reached it.".to_owned(),
            1 => "One conversation has reached it.".to_owned(),
            count => format!("{count} conversations have reached it."),
        };
        return view! {
            <p>{model::allowance(&budget.limit)}</p>
            <p class="muted small">{format!("{reached} {instead}")}</p>
        }
        .into_any();
    }
    let (word, tone) = model::level(budget);
    let when = model::when(budget.limit.period);
    let bars = model::bars(budget)
        .into_iter()
        .map(|(words, share)| {
            view! {
                <ProgressBar
                    label=words
                    share=Signal::stored(Some(share))
                    detail=when.to_owned()
                />
            }
        })
        .collect_view();
    view! {
        <p>
            <Badge tone=tone>{word}</Badge>
        </p>
        {bars}
        <p class="muted small">{instead}</p>
    }
    .into_any()
}
