//! Which model answers.

use chatsphere_contract::providers::{ProviderSettings, ProviderSource, ProviderTest, SetProvider};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::server_fns::{RemoveProvider, SaveProvider, TestProvider, load_provider};
use crate::components::{
    Banner, Button, ButtonKind, ButtonLook, ConfirmDialog, ErrorBanner, Field, Loaded, SkeletonShape, Toasts,
    Tone,
};
use crate::error::{AppError, of_fields};
use crate::session::Session;

/// Which model answers.
#[component]
pub fn ModelPage() -> impl IntoView {
    let provider = Resource::new(|| (), |()| load_provider());
    view! {
        <Loaded
            from=provider
            shape=SkeletonShape::Page
            then=move |settings| view! { <ProviderForm settings=settings all=provider /> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn ProviderForm(
    settings: ProviderSettings,
    all: Resource<Result<ProviderSettings, AppError>>,
) -> impl IntoView {
    let own = settings.source == ProviderSource::Workspace;
    let initial =
        |value: &Option<String>| if own { value.clone().unwrap_or_default() } else { String::new() };
    let base_url = RwSignal::new(initial(&settings.base_url));
    let model = RwSignal::new(initial(&settings.model));
    let api_key = RwSignal::new(String::new());
    let save = ServerAction::<SaveProvider>::new();
    let test = ServerAction::<TestProvider>::new();
    let remove = ServerAction::<RemoveProvider>::new();
    let removing = RwSignal::new(false);
    let toasts = Toasts::get();
    let typed = move || {
        let key = api_key.get_untracked().trim().to_owned();
        SetProvider {
            base_url: base_url.get_untracked(),
            model: model.get_untracked(),
            api_key: (!key.is_empty()).then_some(key),
        }
    };
    Effect::new(move |_| {
        if let Some(Ok(_)) = save.value().get() {
            toasts.say("Model saved");
            all.refetch();
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(_)) = remove.value().get() {
            removing.set(false);
            toasts.say("Your own model is removed");
            all.refetch();
        }
    });
    // The latest of saving and testing speaks.
    let error = Signal::derive(move || {
        let saved = save.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned()));
        let tested = test.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned()));
        let removed = remove.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned()));
        saved.or(tested).or(removed)
    });
    let field = of_fields(error);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        test.clear();
        save.dispatch(SaveProvider { input: typed() });
    };
    let on_test = move |_| {
        save.clear();
        test.dispatch(TestProvider { input: typed() });
    };
    let tested = move || match test.value().get() {
        Some(Ok(outcome)) => Some(verdict(outcome)),
        Some(Err(_)) | None => None,
    };
    let key_hint = match &settings.key_hint {
        Some(hint) => format!("A key ending in {hint} is stored. Leave this empty to keep it."),
        None => "Leave this empty when the address needs none.".to_owned(),
    };
    let may_write = Session::get().may("settings.write");
    view! {
        <div class="stack">
            {in_force(&settings)}
            <form class="panel stack" on:submit=on_submit>
                <h2>"Your own model"</h2>
                <p class="muted">
                    "Any address that speaks the OpenAI chat protocol: a provider’s, or a model on your own machine. The question and the passages that were found are sent there, nothing else."
                </p>
                <ErrorBanner error=error />
                <Field
                    id="base_url"
                    label="Address"
                    kind="url"
                    placeholder="https://api.example.com/v1"
                    hint="Without /chat/completions at the end."
                    required=true
                    value=base_url
                    error=field("base_url")
                />
                <Field
                    id="model"
                    label="Model"
                    placeholder="model-name"
                    required=true
                    value=model
                    error=field("model")
                />
                <Field
                    id="api_key"
                    label="Key"
                    kind="password"
                    autocomplete="off"
                    hint=key_hint
                    value=api_key
                    error=field("api_key")
                />
                {tested}
                <div class="row-wrap">
                    <Button
                        kind=ButtonKind::Submit
                        look=ButtonLook::Primary
                        busy=save.pending()
                        disabled=!may_write
                    >
                        "Save the model"
                    </Button>
                    <Button busy=test.pending() on_press=on_test disabled=!may_write>
                        "Test it"
                    </Button>
                    {(own && may_write)
                        .then(|| {
                            view! {
                                <Button
                                    look=ButtonLook::Quiet
                                    on_press=move |_| removing.set(true)
                                >
                                    "Stop using it…"
                                </Button>
                            }
                        })}
                </div>
            </form>
            <ConfirmDialog
                open=removing
                title="Stop using your own model?"
                text="Address and key are forgotten. From the next question on, the install’s answerer replies."
                confirm="Stop using it"
                busy=remove.pending()
                on_confirm=move |_| {
                    remove.dispatch(RemoveProvider {});
                }
            />
        </div>
    }
    .into_any()
}

fn verdict(outcome: ProviderTest) -> AnyView {
    if outcome.ok {
        let time = outcome.first_token_ms.map(|ms| format!("Its first word took {ms} ms. "));
        return view! {
            <Banner tone=Tone::Success title="The model answered">
                <p>{time} "Save it to use it from the next question on."</p>
            </Banner>
        }
        .into_any();
    }
    view! {
        <Banner tone=Tone::Danger title="The model did not answer">
            <p>{outcome.problem.unwrap_or_default()}</p>
        </Banner>
    }
    .into_any()
}

fn in_force(settings: &ProviderSettings) -> AnyView {
    let (title, text) = match settings.source {
        ProviderSource::Workspace => (
            format!("{} answers", settings.model.clone().unwrap_or_else(|| "Your model".to_owned())),
            "Set for this workspace.",
        ),
        ProviderSource::Install => (
            format!("{} answers", settings.model.clone().unwrap_or_else(|| "A model".to_owned())),
            "Set by whoever runs this server. Set one here to use your own instead.",
        ),
        ProviderSource::BuiltIn => (
            "The built-in answerer replies".to_owned(),
            "It picks and joins the best sentences of your documents: no key, no cost, nothing leaves this server. A language model words answers more freely.",
        ),
    };
    view! {
        <Banner tone=Tone::Info title=title>
            <p>{text}</p>
        </Banner>
    }
    .into_any()
}
