//! Setting a budget.

use chatsphere_contract::money;
use chatsphere_contract::spending::{AtLimit, BudgetLimit, BudgetPeriod, BudgetScope, SetBudget};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::super::server_fns::StoreBudget;
use super::model::Limited;
use crate::components::{
    Button, ButtonKind, ButtonLook, Dialog, ErrorBanner, Field, RadioCards, RadioOption, Toasts, open_while,
};

/// The dialog in which a budget is set, changed or removed.
#[component]
pub(super) fn EditBudget(editing: RwSignal<Option<Limited>>, on_done: Callback<()>) -> impl IntoView {
    let open = open_while(editing);
    let (answers, amount) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let period = RwSignal::new(BudgetPeriod::Month);
    let at_limit = RwSignal::new(AtLimit::BuiltIn);
    // A field whose text is no number, and what to say to it.
    let unreadable = RwSignal::new(None::<(&'static str, &'static str)>);
    let save = ServerAction::<StoreBudget>::new();
    let toasts = Toasts::get();
    Effect::new(move |_| {
        let Some(limited) = editing.get() else { return };
        save.clear();
        unreadable.set(None);
        let limit = limited.budget.map(|budget| budget.limit).unwrap_or_default();
        answers.set(limit.answers.map(|answers| answers.to_string()).unwrap_or_default());
        amount.set(limit.micros.map(money::exact).unwrap_or_default());
        period.set(if limit.period == BudgetPeriod::Day { BudgetPeriod::Day } else { BudgetPeriod::Month });
        at_limit.set(limit.at_limit);
    });
    Effect::new(move |_| {
        if let Some(Ok(_)) = save.value().get() {
            open.set(false);
            toasts.say("The budget is saved");
            on_done.run(());
        }
    });
    let store = move |limit: Option<BudgetLimit>| {
        if let Some(limited) = editing.get_untracked() {
            let budget = SetBudget { scope: limited.scope, bot_id: limited.bot, limit };
            save.dispatch(StoreBudget { budget });
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        match typed(&answers.get_untracked(), &amount.get_untracked()) {
            Err(wrong) => unreadable.set(Some(wrong)),
            Ok((answers, micros)) => {
                unreadable.set(None);
                let (period, at_limit) = (period.get_untracked(), at_limit.get_untracked());
                let is_session = editing
                    .with_untracked(|of| of.as_ref().is_some_and(|of| of.scope == BudgetScope::Session));
                let period = if is_session { BudgetPeriod::Session } else { period };
                store(Some(BudgetLimit { period, answers, micros, at_limit }));
            }
        }
    };
    let error =
        Signal::derive(move || save.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let other = Signal::derive(move || error.get().filter(|error| !error.names_fields()));
    let of = move |name: &'static str| {
        Signal::derive(move || match unreadable.get() {
            Some((field, message)) => (field == name).then(|| message.to_owned()),
            None => error.with(|error| error.as_ref().and_then(|error| error.field(name))),
        })
    };
    let of_session =
        Memo::new(move |_| editing.with(|of| of.as_ref().is_some_and(|of| of.scope == BudgetScope::Session)));
    let is_set = Memo::new(move |_| editing.with(|of| of.as_ref().is_some_and(|of| of.budget.is_some())));
    let title = Signal::derive(move || {
        editing.with(|of| match of {
            Some(of) => format!("Budget: {}", of.name),
            None => "Budget".to_owned(),
        })
    });
    let periods = vec![
        RadioOption { value: BudgetPeriod::Month, label: "Every month" },
        RadioOption { value: BudgetPeriod::Day, label: "Every day" },
    ];
    let choices = vec![
        RadioOption { value: AtLimit::BuiltIn, label: "The built-in answerer answers" },
        RadioOption { value: AtLimit::Handoff, label: "Questions wait for a person" },
        RadioOption { value: AtLimit::Closed, label: "The assistant is closed" },
    ];
    view! {
        <Dialog open=open title=title>
            <form class="stack" on:submit=on_submit>
                <ErrorBanner error=other />
                <p class="muted">
                    "An answer counts when a model is paid for it. No more is asked for than the budget allows, however many visitors write at once."
                </p>
                <Field
                    id="budget_answers"
                    label="Answers"
                    hint="Leave it empty for as many as there are."
                    value=answers
                    error=of("limit.answers")
                />
                <Field
                    id="budget_money"
                    label="Money"
                    hint="In the money of your prices, like 12.50. Leave it empty to set no limit."
                    value=amount
                    error=of("limit.micros")
                />
                <div hidden=move || of_session.get()>
                    <RadioCards name="budget-period" legend="It begins anew" options=periods value=period />
                </div>
                <RadioCards
                    name="budget-at-limit"
                    legend="When it is used up"
                    options=choices
                    value=at_limit
                />
                <div class="dialog-actions">
                    <span hidden=move || !is_set.get()>
                        <Button look=ButtonLook::Danger on_press=move |_| store(None)>
                            "Remove the budget"
                        </Button>
                    </span>
                    <Button look=ButtonLook::Quiet on_press=move |_| open.set(false)>
                        "Cancel"
                    </Button>
                    <Button kind=ButtonKind::Submit look=ButtonLook::Primary busy=save.pending()>
                        "Save the budget"
                    </Button>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}

/// Most answers and most money; each may be absent.
type Limits = (Option<i64>, Option<i64>);

/// A field's name and what is wrong with it.
type Wrong = (&'static str, &'static str);

/// The numbers that were typed, or the field that holds none and what to say.
fn typed(answers: &str, amount: &str) -> Result<Limits, Wrong> {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let answers = given(answers).map(|text| text.parse::<i64>()).transpose();
    let answers = answers.map_err(|_| ("limit.answers", "Write a whole number."))?;
    let micros = given(amount).map(|text| money::parse(&text).ok_or(())).transpose();
    let micros = micros.map_err(|()| ("limit.micros", "Write an amount like 12.50."))?;
    Ok((answers, micros))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_fields_set_no_limit_and_what_is_no_number_is_named() {
        assert_eq!(typed(" ", ""), Ok((None, None)));
        assert_eq!(typed("100", "12,5"), Ok((Some(100), Some(12_500_000))));
        assert_eq!(typed("1.5", "").unwrap_err().0, "limit.answers");
        assert_eq!(typed("", "much").unwrap_err().0, "limit.micros");
    }
}
