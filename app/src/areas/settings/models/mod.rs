//! The models that bots ask, first asked first, and how they are.

mod edit;
mod list;
mod model;

use std::time::Duration;

use chatsphere_contract::models::{Model, ModelList};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::edit::EditModel;
use self::list::ModelRows;
use super::server_fns::list_models;
use crate::components::{Button, ButtonLook, IconName, Loaded, SkeletonShape};
use crate::session::Session;

/// How often the state of endpoints is asked about while one of them is in trouble.
const BEAT: Duration = Duration::from_secs(3);

/// What is being edited.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Editing {
    /// A model that is not there yet.
    New,
    /// One that is.
    Stored(Model),
}

/// The models that bots ask.
#[component]
pub fn ModelsPage() -> impl IntoView {
    let models = Resource::new(|| (), |()| list_models());
    view! {
        <Loaded
            from=models
            shape=SkeletonShape::Page
            then=move |list| view! { <Models list=list /> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn Models(list: ModelList) -> impl IntoView {
    let all = RwSignal::new(list);
    let editing = RwSignal::new(None::<Editing>);
    let refresh = Callback::new(move |()| {
        spawn_local(async move {
            // A missed beat is made up for by the next one.
            if let Ok(fresh) = list_models().await {
                all.try_update(|all| {
                    if *all != fresh {
                        *all = fresh;
                    }
                });
            }
        });
    });
    let in_trouble = Memo::new(move |_| all.with(model::is_in_trouble));
    Effect::new(move |_| {
        if in_trouble.get() {
            let ticks = set_interval_with_handle(move || refresh.run(()), BEAT);
            on_cleanup(move || {
                if let Ok(handle) = ticks {
                    handle.clear();
                }
            });
        }
    });
    let may_write = Session::get().may("settings.write");
    view! {
        <div class="stack">
            <p class="muted">
                "Questions go to the first model. When it cannot answer, or breaks off, the next one goes on, and visitors notice nothing. The built-in answerer comes last: it needs no key and no network."
            </p>
            <section class="panel panel-flush" aria-label="Models in the order in which they are asked">
                <ModelRows all=all editing=editing on_change=refresh />
            </section>
            {may_write
                .then(|| {
                    view! {
                        <div>
                            <Button
                                look=ButtonLook::Primary
                                icon=IconName::Plus
                                on_press=move |_| editing.set(Some(Editing::New))
                            >
                                "Add a model"
                            </Button>
                        </div>
                    }
                })}
            <EditModel editing=editing on_done=refresh />
        </div>
    }
    .into_any()
}
