//! Which models a bot asks: those of the workspace, or some of them in an order of its own.

use chatsphere_contract::bots::{Bot, BotSettings, UpdateBot};
use chatsphere_contract::ids::ModelId;
use chatsphere_contract::models::Model;
use leptos::prelude::*;

use super::BotContext;
use super::server_fns::SaveBot;
use crate::areas::settings::list_models;
use crate::components::{Button, ErrorBanner, IconButton, IconName, Toasts};
use crate::session::Session;

/// The models of a bot; shown where the workspace has several to choose from. A choice holds at once.
#[component]
pub(super) fn BotModels(bot: Bot) -> impl IntoView {
    let all = Resource::new(|| (), |()| list_models());
    view! {
        <Transition>
            {move || Suspend::new({
                let bot = bot.clone();
                async move {
                    let models = all.await.map(|list| list.items).unwrap_or_default();
                    (models.len() > 1).then(|| view! { <Choice bot=bot models=models /> })
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Choice(bot: Bot, models: Vec<Model>) -> impl IntoView {
    let context = BotContext::get();
    let toasts = Toasts::get();
    let chosen = RwSignal::new(bot.models);
    let save = ServerAction::<SaveBot>::new();
    let error =
        Signal::derive(move || save.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    Effect::new(move |_| match save.value().get() {
        Some(Ok(bot)) => {
            chosen.set(bot.models);
            toasts.say("Models saved");
        }
        Some(Err(_)) => context.bot.refetch(),
        None => {}
    });
    let store = Callback::new(move |ids: Vec<ModelId>| {
        let settings = BotSettings { models: Some(ids), ..BotSettings::default() };
        let input = UpdateBot { name: None, settings };
        save.dispatch(SaveBot { bot: context.id.get_untracked(), input });
    });
    let may_write = Session::get().may("bots.write");
    let models = StoredValue::new(models);
    let rows = move || {
        let ids = chosen.get();
        let count = ids.len();
        ids.iter()
            .enumerate()
            .filter_map(|(at, id)| {
                let name = models.with_value(|all| {
                    all.iter().find(|model| model.id == *id).map(|model| model.model.clone())
                })?;
                let (up, down, without) =
                    (swapped(&ids, at, at.wrapping_sub(1)), swapped(&ids, at, at + 1), {
                        let mut rest = ids.clone();
                        rest.remove(at);
                        rest
                    });
                Some(view! {
                    <li class="model-card">
                        <div class="model-facts">
                            <strong>{name.clone()}</strong>
                        </div>
                        {may_write
                            .then(|| {
                                view! {
                                    <div class="model-actions">
                                        <span class="model-up" hidden=at == 0>
                                            <IconButton
                                                icon=IconName::Down
                                                label=format!("Ask {name} earlier")
                                                on_press=move |_| store.run(up.clone())
                                            />
                                        </span>
                                        <span hidden=at + 1 == count>
                                            <IconButton
                                                icon=IconName::Down
                                                label=format!("Ask {name} later")
                                                on_press=move |_| store.run(down.clone())
                                            />
                                        </span>
                                        <IconButton
                                            icon=IconName::Cross
                                            label=format!("Do not ask {name}")
                                            on_press=move |_| store.run(without.clone())
                                        />
                                    </div>
                                }
                            })}
                    </li>
                })
            })
            .collect_view()
    };
    let rest = move || {
        let ids = chosen.get();
        models
            .with_value(|all| {
                all.iter().filter(|model| !ids.contains(&model.id)).cloned().collect::<Vec<_>>()
            })
            .into_iter()
            .map(|model| {
                let with = [ids.as_slice(), &[model.id]].concat();
                view! {
                    <Button small=true icon=IconName::Plus on_press=move |_| store.run(with.clone())>
                        {model.model}
                    </Button>
                }
            })
            .collect_view()
    };
    let is_own = Memo::new(move |_| chosen.with(|ids| !ids.is_empty()));
    view! {
        <section class="panel stack" aria-label="Models">
            <h2>"Models"</h2>
            <ErrorBanner error=error />
            <p class="muted">
                {move || {
                    if is_own.get() {
                        "This bot asks only these, in this order; then the built-in answerer."
                    } else {
                        "This bot asks all models of the workspace, in their order. Choose one to give it an order of its own."
                    }
                }}
            </p>
            <ol class="model-chain">{rows}</ol>
            {may_write.then(|| view! { <div class="row-wrap">{rest}</div> })}
        </section>
    }
    .into_any()
}

/// The list with two places changed; as it is where one of them is none.
fn swapped(ids: &[ModelId], a: usize, b: usize) -> Vec<ModelId> {
    let mut ids = ids.to_vec();
    if a < ids.len() && b < ids.len() {
        ids.swap(a, b);
    }
    ids
}
