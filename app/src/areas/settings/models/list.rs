//! The models, a card each, in the order in which they are asked.

use chatsphere_contract::ids::ModelId;
use chatsphere_contract::models::{Model, ModelHealth, ModelList, ModelTest, TestModel};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::server_fns::{DeleteModel, reorder_models, test_model};
use super::{Editing, model};
use crate::components::{Badge, Button, ConfirmDialog, IconButton, IconName, Toasts, Tone, open_while};
use crate::session::Session;

#[component]
pub(super) fn ModelRows(
    all: RwSignal<ModelList>,
    editing: RwSignal<Option<Editing>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let toasts = Toasts::get();
    let doomed = RwSignal::new(None::<Model>);
    let reorder = Callback::new(move |(id, up)| {
        let Some(ids) = all.with_untracked(|list| model::moved(list, id, up)) else { return };
        spawn_local(async move {
            match reorder_models(ids).await {
                Ok(list) => all.set(list),
                Err(error) => {
                    toasts.say(error.sentence());
                    on_change.run(());
                }
            }
        });
    });
    let ids = Memo::new(move |_| all.with(|all| all.items.iter().map(|model| model.id).collect::<Vec<_>>()));
    let has_own = Memo::new(move |_| ids.with(|ids| !ids.is_empty()));
    view! {
        <ol class="model-chain">
            <For
                each=move || ids.get()
                key=|id| *id
                children=move |id| {
                    let model = Memo::new(move |_| {
                        all.with(|all| all.items.iter().find(|model| model.id == id).cloned())
                    });
                    view! {
                        <ModelRow
                            model=model
                            reorder=reorder
                            editing=editing
                            doomed=doomed
                            ids=ids
                        />
                    }
                }
            />
            {move || {
                (!has_own.get())
                    .then(|| {
                        all.with(|all| all.install.clone())
                            .map(|install| {
                                view! {
                                    <li class="model-card">
                                        <div class="model-facts">
                                            <strong>{install.model}</strong>
                                            <p class="muted small">
                                                "Set by whoever runs this server. Your own models replace it."
                                            </p>
                                            {state(&install.health)}
                                        </div>
                                    </li>
                                }
                            })
                    })
            }}
            <li class="model-card">
                <div class="model-facts">
                    <strong>"Built-in answerer"</strong>
                    <p class="muted small">
                        "Picks and joins the best sentences of your documents: no key, no cost, nothing leaves this server."
                    </p>
                </div>
            </li>
        </ol>
        <DeleteDialog doomed=doomed on_done=on_change />
    }
    .into_any()
}

#[component]
fn ModelRow(
    model: Memo<Option<Model>>,
    reorder: Callback<(ModelId, bool)>,
    editing: RwSignal<Option<Editing>>,
    doomed: RwSignal<Option<Model>>,
    ids: Memo<Vec<ModelId>>,
) -> impl IntoView {
    let may_write = Session::get().may("settings.write");
    let tested = RwSignal::new(None::<ModelTest>);
    let testing = RwSignal::new(false);
    let toasts = Toasts::get();
    let Some(now) = model.get_untracked() else { return ().into_any() };
    let id = now.id;
    let name = now.model;
    let on_test = move |_| {
        testing.set(true);
        spawn_local(async move {
            match test_model(TestModel { id: Some(id), settings: None }).await {
                Ok(outcome) => {
                    tested.try_set(Some(outcome));
                }
                Err(error) => toasts.say(error.sentence()),
            }
            testing.try_set(false);
        });
    };
    let facts = move || {
        model.get().map(|model| {
            let key =
                model.key_hint.filter(|hint| !hint.is_empty()).map(|hint| format!(", key ends in {hint}"));
            let patience = format!(", waits {} s for the first word", model.first_token_seconds);
            view! {
                <div class="row-wrap">
                    <strong>{model.model}</strong>
                    <Badge tone=Tone::Neutral>{model::kind_name(model.kind)}</Badge>
                </div>
                <p class="muted small">{model.base_url} {key} {patience}</p>
                {state(&model.health)}
            }
        })
    };
    let is_first = Memo::new(move |_| ids.with(|ids| ids.first() == Some(&id)));
    let is_last = Memo::new(move |_| ids.with(|ids| ids.last() == Some(&id)));
    let (up, down) = (format!("Ask {name} earlier"), format!("Ask {name} later"));
    view! {
        <li class="model-card">
            <div class="model-facts">
                {facts}
                {move || tested.get().map(verdict)}
            </div>
            {may_write
                .then(|| {
                    view! {
                        <div class="model-actions">
                            <span class="model-up" hidden=move || is_first.get()>
                                <IconButton
                                    icon=IconName::Down
                                    label=up
                                    on_press=move |_| reorder.run((id, true))
                                />
                            </span>
                            <span hidden=move || is_last.get()>
                                <IconButton
                                    icon=IconName::Down
                                    label=down
                                    on_press=move |_| reorder.run((id, false))
                                />
                            </span>
                            <Button small=true busy=testing on_press=on_test>
                                "Test"
                            </Button>
                            <Button
                                small=true
                                on_press=move |_| editing.set(model.get_untracked().map(Editing::Stored))
                            >
                                "Edit"
                            </Button>
                            <IconButton
                                icon=IconName::Bin
                                label=format!("Delete {name}")
                                on_press=move |_| doomed.set(model.get_untracked())
                            />
                        </div>
                    }
                })}
        </li>
    }
    .into_any()
}

fn state(health: &ModelHealth) -> AnyView {
    let (word, tone) = model::condition(health);
    let problem = model::problem(health);
    view! {
        <p class="row-wrap small">
            <Badge tone=tone>{word}</Badge>
            {problem.map(|problem| view! { <span class="muted">{problem}</span> })}
        </p>
    }
    .into_any()
}

/// What came of a test, in a line.
pub(super) fn verdict(outcome: ModelTest) -> AnyView {
    let sentence = match (outcome.ok, outcome.first_token_ms, outcome.problem) {
        (true, Some(ms), _) => format!("It answered: its first word took {ms} ms."),
        (true, None, _) => "It answered.".to_owned(),
        (false, _, problem) => problem.unwrap_or_else(|| "It did not answer.".to_owned()),
    };
    let class = if outcome.ok { "small verdict-good" } else { "small verdict-bad" };
    view! { <p class=class role="status">{sentence}</p> }.into_any()
}

#[component]
fn DeleteDialog(doomed: RwSignal<Option<Model>>, on_done: Callback<()>) -> impl IntoView {
    let open = open_while(doomed);
    let toasts = Toasts::get();
    let delete = ServerAction::<DeleteModel>::new();
    Effect::new(move |_| match delete.value().get() {
        Some(Ok(())) => {
            open.set(false);
            toasts.say("The model is removed");
            on_done.run(());
        }
        Some(Err(error)) => {
            open.set(false);
            toasts.say(error.sentence());
            on_done.run(());
        }
        None => {}
    });
    let title = Signal::derive(move || {
        let name = doomed.with(|model| model.as_ref().map(|model| model.model.clone()).unwrap_or_default());
        format!("Stop asking {name}?")
    });
    view! {
        <ConfirmDialog
            open=open
            title=title
            text="Its address and key are forgotten. From the next question on, the models behind it answer."
            confirm="Remove it"
            busy=delete.pending()
            on_confirm=move |_| {
                if let Some(model) = doomed.get_untracked() {
                    delete.dispatch(DeleteModel { id: model.id.to_string() });
                }
            }
        />
    }
    .into_any()
}
