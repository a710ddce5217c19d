//! A model's settings, tried before they are saved.

use chatsphere_contract::models::{ModelTest, ProviderKind, SaveModel, TestModel};
use chatsphere_contract::spending::ModelPrices;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::super::server_fns::{StoreModel, TryModel};
use super::list::verdict;
use super::{Editing, model};
use crate::components::{
    Button, ButtonKind, ButtonLook, Dialog, ErrorBanner, Field, FieldFrame, RadioCards, RadioOption, Toasts,
    open_while,
};
use crate::error::of_fields;

/// Seconds to the first word that are offered, and what they are good for.
const PATIENCE: [(&str, &str); 5] = [
    ("5", "5 s: the next model soon"),
    ("10", "10 s"),
    ("15", "15 s: usual"),
    ("30", "30 s: models that think first"),
    ("60", "60 s: models on slow machines"),
];

/// The dialog in which a model is added or changed.
#[component]
pub(super) fn EditModel(editing: RwSignal<Option<Editing>>, on_done: Callback<()>) -> impl IntoView {
    let open = open_while(editing);
    let kind = RwSignal::new(ProviderKind::Openai);
    let base_url = RwSignal::new(String::new());
    let name = RwSignal::new(String::new());
    let api_key = RwSignal::new(String::new());
    let patience = RwSignal::new(String::from("15"));
    let (input_price, output_price) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let cached_price = RwSignal::new(String::new());
    let save = ServerAction::<StoreModel>::new();
    let test = ServerAction::<TryModel>::new();
    let toasts = Toasts::get();
    Effect::new(move |_| {
        let Some(what) = editing.get() else { return };
        save.clear();
        test.clear();
        api_key.set(String::new());
        let stored = match what {
            Editing::New => None,
            Editing::Stored(model) => Some(model),
        };
        kind.set(stored.as_ref().map_or(ProviderKind::Openai, |model| model.kind));
        patience.set(stored.as_ref().map_or(15, |model| model.first_token_seconds).to_string());
        let prices = stored.as_ref().map(|model| model.prices).unwrap_or_default();
        for (field, micros) in [
            (input_price, prices.input_micros),
            (cached_price, prices.cached_input_micros),
            (output_price, prices.output_micros),
        ] {
            field.set(model::shown_price(micros));
        }
        let (address, called) = stored.map(|model| (model.base_url, model.model)).unwrap_or_default();
        base_url.set(address);
        name.set(called);
    });
    let id = move || match editing.get_untracked() {
        Some(Editing::Stored(model)) => Some(model.id),
        Some(Editing::New) | None => None,
    };
    let typed = move || {
        let key = api_key.get_untracked().trim().to_owned();
        SaveModel {
            kind: kind.get_untracked(),
            base_url: base_url.get_untracked(),
            model: name.get_untracked(),
            api_key: (!key.is_empty()).then_some(key),
            first_token_seconds: patience.get_untracked().parse().ok(),
            prices: Some(ModelPrices {
                input_micros: model::typed_price(&input_price.get_untracked()),
                cached_input_micros: model::typed_price(&cached_price.get_untracked()),
                output_micros: model::typed_price(&output_price.get_untracked()),
            }),
        }
    };
    Effect::new(move |_| {
        if let Some(Ok(model)) = save.value().get() {
            open.set(false);
            toasts.say(format!("{} is saved", model.model));
            on_done.run(());
        }
    });
    // The latest of saving and testing speaks.
    let error = Signal::derive(move || {
        let saved = save.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned()));
        saved.or_else(|| test.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())))
    });
    let field = of_fields(error);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        test.clear();
        save.dispatch(StoreModel { id: id(), settings: typed() });
    };
    let on_test = move |_| {
        save.clear();
        test.dispatch(TryModel { what: TestModel { id: id(), settings: Some(typed()) } });
    };
    let tested = move || -> Option<ModelTest> { test.value().get().and_then(Result::ok) };
    let title = Signal::derive(move || {
        editing.with(|editing| match editing {
            Some(Editing::Stored(model)) => format!("Change {}", model.model),
            Some(Editing::New) | None => "Add a model".to_owned(),
        })
    });
    let key_hint = Signal::derive(move || {
        editing.with(|editing| match editing {
            Some(Editing::Stored(model)) => match model.key_hint.as_deref() {
                Some(hint) if !hint.is_empty() => {
                    format!("A key ending in {hint} is stored. Leave this empty to keep it.")
                }
                Some(_) => "A key is stored. Leave this empty to keep it.".to_owned(),
                None => "No key is stored.".to_owned(),
            },
            Some(Editing::New) | None => {
                "It is stored sealed and never shown again. Leave it empty when the address needs none."
                    .to_owned()
            }
        })
    });
    let kinds =
        ProviderKind::ALL.map(|kind| RadioOption { value: kind, label: model::kind_name(kind) }).to_vec();
    view! {
        <Dialog open=open title=title>
            <form class="stack" on:submit=on_submit>
                <ErrorBanner error=error />
                <RadioCards name="model-kind" legend="Provider" options=kinds value=kind />
                <Field
                    id="base_url"
                    label="Address"
                    kind="url"
                    placeholder="https://api.example.com/v1"
                    value=base_url
                    error=field("base_url")
                />
                <p class="field-hint">{move || model::address_hint(kind.get())}</p>
                <Field
                    id="model"
                    label="Model"
                    placeholder="model-name"
                    required=true
                    value=name
                    error=field("model")
                />
                <Field
                    id="api_key"
                    label="Key"
                    kind="password"
                    autocomplete="off"
                    value=api_key
                    error=field("api_key")
                />
                <p class="field-hint">{move || key_hint.get()}</p>
                <FieldFrame
                    id="first_token_seconds"
                    label="Wait for its first word"
                    hint="After that the next model is asked."
                    error=field("first_token_seconds")
                    count=None
                >
                    <select
                        class="input"
                        id="first_token_seconds"
                        aria-describedby="first_token_seconds-note"
                        prop:value=move || patience.get()
                        on:change=move |event| patience.set(event_target_value(&event))
                    >
                        {PATIENCE
                            .map(|(seconds, label)| {
                                view! {
                                    <option value=seconds selected=seconds == "15">
                                        {label}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                </FieldFrame>
                <fieldset class="field">
                    <legend>"Price of a million tokens"</legend>
                    <div class="prices">
                        <Field
                            id="input_price"
                            label="Read"
                            placeholder="0.15"
                            value=input_price
                            error=field("prices.input_micros")
                        />
                        <Field
                            id="cached_price"
                            label="Read from cache"
                            placeholder="0.075"
                            value=cached_price
                            error=field("prices.cached_input_micros")
                        />
                        <Field
                            id="output_price"
                            label="Written"
                            placeholder="0.60"
                            value=output_price
                            error=field("prices.output_micros")
                        />
                    </div>
                    <p class="field-hint">
                        "Budgets and usage reports count with it, in the money that you write it in. Empty: it costs nothing."
                    </p>
                </fieldset>
                {move || tested().map(verdict)}
                <p class="muted small">
                    "The question, the conversation and the passages that were found are sent there, nothing else."
                </p>
                <div class="dialog-actions">
                    <Button busy=test.pending() on_press=on_test>
                        "Test it"
                    </Button>
                    <Button look=ButtonLook::Quiet on_press=move |_| open.set(false)>
                        "Cancel"
                    </Button>
                    <Button kind=ButtonKind::Submit look=ButtonLook::Primary busy=save.pending()>
                        "Save the model"
                    </Button>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
