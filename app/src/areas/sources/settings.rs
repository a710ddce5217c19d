//! What a source reads, to be changed.

use chatsphere_contract::sources::{Source, SourceKind, UpdateSource};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::model;
use super::server_fns::ChangeSource;
use crate::areas::bots::BotContext;
use crate::components::{Button, ButtonKind, ButtonLook, ErrorBanner, Field, FieldFrame, Toasts, bind_text};
use crate::error::AppError;
use chatsphere_contract::limits::NAME_CHARS;

/// How often a source is read.
#[component]
pub(super) fn SchedulePicker(
    /// The input's id.
    id: &'static str,
    /// The chosen hours; 0: only when asked.
    hours: RwSignal<i32>,
) -> impl IntoView {
    let own = hours.get_untracked();
    let is_offered = model::SCHEDULES.iter().any(|(hours, _)| *hours == own);
    let options = model::SCHEDULES
        .iter()
        .map(|(hours, _)| *hours)
        .chain((!is_offered).then_some(own))
        .map(|value| {
            view! {
                <option value=value.to_string() selected=value == own>
                    {model::schedule(value)}
                </option>
            }
        })
        .collect_view();
    view! {
        <FieldFrame id=id label="Keep up to date">
            <select
                class="input"
                id=id
                name=id
                aria-describedby=format!("{id}-note")
                on:change=move |event| {
                    if let Ok(chosen) = event_target_value(&event).parse() {
                        hours.set(chosen);
                    }
                }
            >
                {options}
            </select>
        </FieldFrame>
    }
    .into_any()
}

/// What a source reads, as a form.
#[component]
pub(super) fn SourceSettings(
    /// As it is.
    source: Source,
    /// It was changed.
    on_changed: Callback<Source>,
) -> impl IntoView {
    let context = BotContext::get();
    let toasts = Toasts::get();
    let id = source.id.to_string();
    let kind = source.kind;
    let name = RwSignal::new(source.name.clone());
    let addresses = RwSignal::new(source.addresses.join("\n"));
    let pages = RwSignal::new(source.page_limit.to_string());
    let depth = RwSignal::new(source.max_depth.to_string());
    let include = RwSignal::new(source.include.join("\n"));
    let exclude = RwSignal::new(source.exclude.join("\n"));
    let hosts = RwSignal::new(source.hosts.join("\n"));
    let hours = RwSignal::new(source.every_hours);
    let tags = RwSignal::new(source.tags.join(", "));
    let action = ServerAction::<ChangeSource>::new();
    let error: Signal<Option<AppError>> =
        Signal::derive(move || action.value().with(|v| v.as_ref().and_then(|v| v.as_ref().err().cloned())));
    let field = move |name: &'static str| {
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field(name))))
    };
    Effect::new(move |_| {
        if let Some(Ok(source)) = action.value().get() {
            toasts.say("Saved. It holds from the next sync on");
            on_changed.run(source);
        }
    });
    let number = |text: RwSignal<String>| text.with_untracked(|text| text.trim().parse().unwrap_or(-1));
    let lines = |text: RwSignal<String>| text.with_untracked(|text| model::owned_lines(text));
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let crawls = kind == SourceKind::Crawl;
        let finds = matches!(kind, SourceKind::Crawl | SourceKind::Sitemap);
        let input = UpdateSource {
            addresses: Some(lines(addresses)),
            name: Some(name.get_untracked()),
            max_depth: crawls.then(|| number(depth)),
            page_limit: finds.then(|| number(pages)),
            include: finds.then(|| lines(include)),
            exclude: finds.then(|| lines(exclude)),
            hosts: finds.then(|| lines(hosts)),
            tags: Some(model::names(&tags.get_untracked())),
            every_hours: Some(hours.get_untracked()),
        };
        action.dispatch(ChangeSource { bot: context.id.get_untracked(), source: id.clone(), input });
    };
    let crawls = kind == SourceKind::Crawl;
    let finds = matches!(kind, SourceKind::Crawl | SourceKind::Sitemap);
    view! {
        <form class="panel stack" novalidate on:submit=on_submit>
            <h2>"What it reads"</h2>
            <ErrorBanner error=error />
            <Field id="source-name" label="Name" limit=NAME_CHARS value=name error=field("name") />
            <Lines
                id="source-addresses"
                label=if kind == SourceKind::List { "Addresses, one a line" } else { "Address" }
                value=addresses
                error=field("addresses")
            />
            <Field
                id="source-tags"
                label="Tags of its pages"
                hint="Separate several by commas. Pages that were read already get them at once."
                value=tags
                error=field("tags")
            />
            <div class="source-options">
                <SchedulePicker id="source-hours" hours=hours />
                {finds
                    .then(|| {
                        view! {
                            <Field
                                id="source-limit"
                                label="At most so many pages"
                                kind="number"
                                value=pages
                                error=field("page_limit")
                            />
                        }
                    })}
                {crawls
                    .then(|| {
                        view! {
                            <Field
                                id="source-depth"
                                label="Links from the start"
                                kind="number"
                                value=depth
                                error=field("max_depth")
                            />
                        }
                    })}
            </div>
            {finds
                .then(|| {
                    view! {
                        <Lines
                            id="source-include"
                            label="Only these paths"
                            hint="One a line; * stands for anything: /docs/*. Everything when empty."
                            value=include
                            error=field("include")
                        />
                        <Lines
                            id="source-exclude"
                            label="Not these paths"
                            hint="One a line: /blog/*, *print=1*"
                            value=exclude
                            error=field("exclude")
                        />
                        <Lines
                            id="source-hosts"
                            label="Other hosts it may enter"
                            hint="One a line: docs.example.com. Otherwise it stays on its own."
                            value=hosts
                            error=field("hosts")
                        />
                    }
                })}
            <div>
                <Button kind=ButtonKind::Submit look=ButtonLook::Primary busy=action.pending()>
                    "Save"
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// Several lines of plain text, without a count.
#[component]
fn Lines(
    id: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    value: RwSignal<String>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let element = NodeRef::<html::Textarea>::new();
    bind_text(element, value);
    view! {
        <FieldFrame id=id label=label hint=hint error=error>
            <textarea
                class="input mono"
                id=id
                name=id
                rows="1"
                spellcheck="false"
                aria-describedby=format!("{id}-note")
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                node_ref=element
                on:input=move |event| value.set(event_target_value(&event))
            >
                {value.get_untracked()}
            </textarea>
        </FieldFrame>
    }
    .into_any()
}
