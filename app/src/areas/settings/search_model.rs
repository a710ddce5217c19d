//! Which model turns text into vectors, and changing it without a pause.

use std::time::Duration;

use chatsphere_contract::embedding::{
    ChooseEmbedder, EmbedderBuild, EmbedderInfo, EmbedderKind, EmbedderSettings, EmbedderTest,
};
use chatsphere_contract::jobs::JobStatus;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::server_fns::{CallOffEmbedder, SwitchEmbedder, TakeBackEmbedder, TryEmbedder, load_embedder};
use crate::components::{
    Banner, Button, ButtonKind, ButtonLook, ConfirmDialog, ErrorBanner, Field, Loaded, ProgressBar,
    RadioCards, RadioOption, SkeletonShape, Toasts, Tone,
};
use crate::error::AppError;
use crate::session::Session;

/// How often a change under way is asked about.
const BEAT: Duration = Duration::from_millis(1_200);

type Settings = Resource<Result<EmbedderSettings, AppError>>;

/// Which model turns text into vectors.
#[component]
pub fn SearchModelPage() -> impl IntoView {
    let settings = Resource::new(|| (), |()| load_embedder());
    let is_moving = Memo::new(move |_| {
        settings
            .get()
            .and_then(Result::ok)
            .and_then(|settings| settings.building)
            .is_some_and(|b| is_live(&b))
    });
    let toasts = Toasts::get();
    Effect::new(move |was: Option<bool>| {
        let is = is_moving.get();
        if is {
            let ticks = set_interval_with_handle(move || settings.refetch(), BEAT);
            on_cleanup(move || {
                if let Ok(handle) = ticks {
                    handle.clear();
                }
            });
        } else if was == Some(true) {
            let done = settings.get_untracked().and_then(Result::ok).is_some_and(|s| s.building.is_none());
            if done {
                toasts.say("The search model has changed");
            }
        }
        is
    });
    view! {
        <div class="stack">
            <Loaded
                from=settings
                shape=SkeletonShape::Page
                then=move |now| view! { <InForce now=now settings=settings /> }.into_any()
            />
            <Choose settings=settings />
        </div>
    }
    .into_any()
}

fn is_live(build: &EmbedderBuild) -> bool {
    matches!(build.status, JobStatus::Queued | JobStatus::Running)
}

fn described(info: &EmbedderInfo) -> String {
    let place = match info.kind {
        EmbedderKind::Install => "On this server".to_owned(),
        EmbedderKind::Folder => "In a folder of this server".to_owned(),
        EmbedderKind::Endpoint => format!("At {}", info.base_url.clone().unwrap_or_default()),
    };
    let key = info.key_hint.as_ref().filter(|hint| !hint.is_empty());
    let key = key.map(|hint| format!(", with the key that ends in {hint}")).unwrap_or_default();
    format!("{place}{key}; {} numbers in a vector.", info.dimensions)
}

#[component]
fn InForce(now: EmbedderSettings, settings: Settings) -> impl IntoView {
    let back = ServerAction::<TakeBackEmbedder>::new();
    let going_back = RwSignal::new(false);
    let toasts = Toasts::get();
    Effect::new(move |_| match back.value().get() {
        Some(Ok(_)) => {
            going_back.set(false);
            settings.refetch();
        }
        Some(Err(error)) => {
            going_back.set(false);
            toasts.say(error.sentence());
        }
        None => {}
    });
    let may_write = Session::get().may("settings.write");
    let is_idle = now.building.as_ref().is_none_or(|build| !is_live(build));
    let active = match now.active {
        Some(info) => {
            let facts = described(&info);
            view! {
                <Banner tone=Tone::Info title=format!("{} finds the passages", info.name)>
                    <p>{facts}</p>
                </Banner>
            }
            .into_any()
        }
        None => view! {
            <Banner tone=Tone::Warning title="Search is by words only">
                <p>"This server has no model that understands meaning. Choose one below."</p>
            </Banner>
        }
        .into_any(),
    };
    view! {
        {active}
        {now.building.map(|build| view! { <Building change=build settings=settings /> })}
        {now
            .previous
            .filter(|_| is_idle && may_write)
            .map(|info| {
                let text = format!(
                    "Searches go back to {}. Its vectors are still there; only what came since is made first.",
                    info.name,
                );
                view! {
                    <div class="row-wrap">
                        <span class="muted">
                            {format!("Before this one: {}. {}", info.name, described(&info))}
                        </span>
                        <Button small=true on_press=move |_| going_back.set(true)>
                            "Go back to it"
                        </Button>
                    </div>
                    <ConfirmDialog
                        open=going_back
                        title=format!("Go back to {}?", info.name)
                        text=text
                        confirm="Go back"
                        busy=back.pending()
                        on_confirm=move |_| {
                            back.dispatch(TakeBackEmbedder {});
                        }
                    />
                }
            })}
    }
    .into_any()
}

#[component]
fn Building(change: EmbedderBuild, settings: Settings) -> impl IntoView {
    let cancel = ServerAction::<CallOffEmbedder>::new();
    Effect::new(move |_| {
        if cancel.value().get().is_some() {
            settings.refetch();
        }
    });
    let may_write = Session::get().may("settings.write");
    let name = change.embedder.name.clone();
    let (done, total) = (change.done, change.total);
    let share = i32::try_from(done).ok().zip(i32::try_from(total).ok()).filter(|(_, total)| *total > 0);
    let share = share.map(|(done, total)| (f64::from(done) / f64::from(total)).min(1.0));
    if !is_live(&change) {
        let why = change.error.unwrap_or_else(|| "It was called off.".to_owned());
        return view! {
            <Banner tone=Tone::Danger title=format!("{name} was not taken into use")>
                <p>{why} " Searches go on with the model above. Choose a model again to try anew."</p>
            </Banner>
        }
        .into_any();
    }
    view! {
        <section class="panel stack-tight" aria-label="Change under way">
            <h2>{format!("{name} is being prepared")}</h2>
            <p class="muted small">
                "Every passage gets a second vector. Searches use the present model until all are there; you can leave this page."
            </p>
            <ProgressBar
                label=Signal::stored("Understanding passages".to_owned())
                share=Signal::stored(share)
                detail=Signal::stored(format!("{done} of {total} passages"))
            />
            {change.error.map(|error| view! { <p class="small">{format!("The last attempt: {error}")}</p> })}
            {may_write
                .then(|| {
                    view! {
                        <div>
                            <Button
                                small=true
                                busy=cancel.pending()
                                on_press=move |_| {
                                    cancel.dispatch(CallOffEmbedder {});
                                }
                            >
                                "Call it off"
                            </Button>
                        </div>
                    }
                })}
        </section>
    }
    .into_any()
}

#[component]
fn Choose(settings: Settings) -> impl IntoView {
    let kind = RwSignal::new(EmbedderKind::Endpoint);
    let base_url = RwSignal::new(String::new());
    let model = RwSignal::new(String::new());
    let api_key = RwSignal::new(String::new());
    let folder = RwSignal::new(String::new());
    let save = ServerAction::<SwitchEmbedder>::new();
    let test = ServerAction::<TryEmbedder>::new();
    let typed = move || ChooseEmbedder {
        kind: kind.get_untracked(),
        base_url: base_url.get_untracked(),
        model: model.get_untracked(),
        api_key: Some(api_key.get_untracked().trim().to_owned()).filter(|key| !key.is_empty()),
        folder: folder.get_untracked(),
    };
    Effect::new(move |_| {
        if let Some(Ok(_)) = save.value().get() {
            settings.refetch();
        }
    });
    // The latest of choosing and testing speaks.
    let error = Signal::derive(move || {
        let saved = save.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned()));
        saved.or_else(|| test.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())))
    });
    let field = move |name: &'static str| {
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field(name))))
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        test.clear();
        save.dispatch(SwitchEmbedder { input: typed() });
    };
    let on_test = move |_| {
        save.clear();
        test.dispatch(TryEmbedder { input: typed() });
    };
    let tested = move || test.value().get().and_then(Result::ok).map(verdict);
    let folders = Memo::new(move |_| {
        settings.get().and_then(Result::ok).map(|settings| settings.folders).unwrap_or_default()
    });
    let may_write = Session::get().may("settings.write");
    let kinds = vec![
        RadioOption { value: EmbedderKind::Install, label: "This server’s own model" },
        RadioOption { value: EmbedderKind::Endpoint, label: "An address" },
        RadioOption { value: EmbedderKind::Folder, label: "A folder of this server" },
    ];
    view! {
        <form class="panel stack" on:submit=on_submit>
            <h2>"Use another model"</h2>
            <p class="muted">
                "A model for other languages or with a finer sense finds more. Nothing changes until it is ready, and you can go back."
            </p>
            <ErrorBanner error=error />
            <RadioCards name="kind" legend="Where it runs" options=kinds value=kind />
            <Show when=move || kind.get() == EmbedderKind::Endpoint>
                <p class="muted small">
                    "Any address that speaks the OpenAI embeddings protocol. The text of every passage and every question is sent there."
                </p>
                <Field
                    id="embedder_url"
                    label="Address"
                    kind="url"
                    placeholder="https://api.example.com/v1"
                    hint="Without /embeddings at the end."
                    value=base_url
                    error=field("base_url")
                />
                <Field id="embedder_model" label="Model" placeholder="model-name" value=model error=field("model") />
                <Field
                    id="embedder_key"
                    label="Key"
                    kind="password"
                    hint="Leave this empty when the address needs none."
                    value=api_key
                    error=field("api_key")
                />
            </Show>
            <Show when=move || kind.get() == EmbedderKind::Folder>
                <label class="field">
                    <span class="field-label">"Folder"</span>
                    <select
                        class="input"
                        on:change=move |event| folder.set(event_target_value(&event))
                    >
                        <option value="">"Choose a folder"</option>
                        {move || {
                            folders
                                .get()
                                .into_iter()
                                .map(|name| view! { <option value=name.clone()>{name.clone()}</option> })
                                .collect_view()
                        }}
                    </select>
                    <span class="field-hint">
                        "Whoever runs this server says which there are (CHATSPHERE_EMBEDDER_FOLDERS)."
                    </span>
                </label>
            </Show>
            {tested}
            <div class="row-wrap">
                <Button kind=ButtonKind::Submit look=ButtonLook::Primary busy=save.pending() disabled=!may_write>
                    "Prepare this model"
                </Button>
                <Button busy=test.pending() on_press=on_test disabled=!may_write>
                    "Test it"
                </Button>
            </div>
        </form>
    }
    .into_any()
}

fn verdict(outcome: EmbedderTest) -> AnyView {
    if outcome.ok {
        let numbers = outcome.dimensions.unwrap_or_default();
        let ms = outcome.took_ms.unwrap_or_default();
        return view! {
            <Banner tone=Tone::Success title="The model works">
                <p>{format!("It made a vector of {numbers} numbers in {ms} ms.")}</p>
            </Banner>
        }
        .into_any();
    }
    view! {
        <Banner tone=Tone::Danger title="The model does not work">
            <p>{outcome.problem.unwrap_or_default()}</p>
        </Banner>
    }
    .into_any()
}
