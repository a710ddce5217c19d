//! Adding a web source: paste an address, see what it is taken for, go.

use chatsphere_contract::limits::SOURCE_PAGES_DEFAULT;
use chatsphere_contract::sources::{CreateSource, Source, SourceKind};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::model;
use super::server_fns::AddSource as AddSourceAction;
use super::settings::SchedulePicker;
use crate::areas::bots::BotContext;
use crate::components::{
    Button, ButtonKind, ButtonLook, ErrorBanner, Field, FieldFrame, IconName, RadioCards, RadioOption,
    Toasts, bind_text,
};

/// How often a new source is read when nobody says.
const EVERY_HOURS: i32 = 168;

/// Asks for an address and begins to read it.
#[component]
pub(super) fn AddSource(
    /// It was added.
    on_added: Callback<Source>,
) -> impl IntoView {
    let context = BotContext::get();
    let toasts = Toasts::get();
    let addresses = RwSignal::new(String::new());
    let kind = RwSignal::new(SourceKind::Crawl);
    let pages = RwSignal::new(SOURCE_PAGES_DEFAULT.to_string());
    let hours = RwSignal::new(EVERY_HOURS);
    let only_below = RwSignal::new(false);
    let tags = RwSignal::new(String::new());
    let action = ServerAction::<AddSourceAction>::new();
    let error =
        Signal::derive(move || action.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let field = move |name: &'static str| {
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field(name))))
    };
    // What is pasted says what it is, until it is said otherwise for this very text.
    Effect::new(move |_| kind.set(addresses.with(|text| model::guess(text))));
    Effect::new(move |_| {
        if let Some(Ok(source)) = action.value().get() {
            toasts.say(format!("{} is being read", source.name));
            addresses.set(String::new());
            tags.set(String::new());
            action.clear();
            on_added.run(source);
        }
    });
    let below = Memo::new(move |_| {
        addresses.with(|text| model::below(text)).filter(|_| kind.get() == SourceKind::Crawl)
    });
    let has_limit = Memo::new(move |_| matches!(kind.get(), SourceKind::Crawl | SourceKind::Sitemap));
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let include = below.get_untracked().filter(|_| only_below.get_untracked());
        let input = CreateSource {
            kind: kind.get_untracked(),
            addresses: addresses.with_untracked(|text| model::owned_lines(text)),
            name: None,
            max_depth: None,
            page_limit: has_limit
                .get_untracked()
                .then(|| pages.with_untracked(|p| p.trim().parse().unwrap_or(0))),
            include: include.into_iter().collect(),
            exclude: Vec::new(),
            hosts: Vec::new(),
            tags: model::names(&tags.get_untracked()),
            every_hours: Some(hours.get_untracked()),
        };
        action.dispatch(AddSourceAction { bot: context.id.get_untracked(), input });
    };
    let kinds = [
        (SourceKind::Crawl, "This whole site"),
        (SourceKind::Page, "Only this page"),
        (SourceKind::Sitemap, "A sitemap"),
        (SourceKind::List, "A list of pages"),
    ];
    let kinds = kinds.into_iter().map(|(value, label)| RadioOption { value, label }).collect();
    let element = NodeRef::<html::Textarea>::new();
    bind_text(element, addresses);
    let wrong = field("addresses");
    view! {
        <form class="panel stack" novalidate on:submit=on_submit>
            <h2>"Add web pages"</h2>
            <ErrorBanner error=error />
            <FieldFrame
                id="source-address"
                label="Web address"
                hint="Of a site, a page or a sitemap. Several, one a line, make a list."
                error=wrong
            >
                <textarea
                    class="input"
                    id="source-address"
                    name="source-address"
                    rows="1"
                    placeholder="https://www.example.com/help"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-describedby="source-address-note"
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    node_ref=element
                    on:input=move |event| addresses.set(event_target_value(&event))
                >
                    {addresses.get_untracked()}
                </textarea>
            </FieldFrame>
            <RadioCards name="source-kind" legend="What to read" options=kinds value=kind />
            <Show when=move || below.with(Option::is_some)>
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=move || only_below.get()
                        on:change=move |event| only_below.set(event_target_checked(&event))
                    />
                    <span>
                        "Only pages below " <code>{move || below.get().unwrap_or_default()}</code>
                    </span>
                </label>
            </Show>
            <div class="source-options">
                <SchedulePicker id="source-schedule" hours=hours />
                <Show when=move || has_limit.get()>
                    <Field
                        id="source-pages"
                        label="At most so many pages"
                        kind="number"
                        value=pages
                        error=field("page_limit")
                    />
                </Show>
                <Field
                    id="source-tags"
                    label="Tags of its pages"
                    hint="Separate several by commas."
                    placeholder="public, returns"
                    value=tags
                    error=field("tags")
                />
            </div>
            <div>
                <Button
                    kind=ButtonKind::Submit
                    look=ButtonLook::Primary
                    icon=IconName::Globe
                    busy=action.pending()
                >
                    "Read it"
                </Button>
            </div>
        </form>
    }
    .into_any()
}
