//! What the list is narrowed to. It lives in the address, and the form works without the browser's help.

use std::time::Duration;

use chatsphere_contract::documents::DocumentFilter;
use leptos::ev::{Event, SubmitEvent};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::list::Documents;
use super::model;
use crate::components::{Button, ButtonKind, ButtonLook, Icon, IconName};

/// How long typing pauses before the list follows.
const PAUSE: Duration = Duration::from_millis(250);

/// Search field and choices.
#[component]
pub fn Filters(documents: Documents) -> impl IntoView {
    let navigate = use_navigate();
    let filter = documents.filter;
    let go = Callback::new(move |filter: DocumentFilter| {
        let to = format!("/bots/{}/knowledge{}", documents.bot(), model::query_string(&filter));
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let change = move |change: &dyn Fn(&mut DocumentFilter)| {
        let mut changed = filter.get_untracked();
        change(&mut changed);
        go.run(changed);
    };
    // Leptos' own `debounce` is of one thread, and the server drops pages on any: it would panic there.
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop_waiting = move || {
        if let Some(Some(handle)) = waiting.try_get_value() {
            handle.clear();
        }
    };
    let on_name = move |event: Event| {
        let name = event_target_value(&event);
        stop_waiting();
        let go = move || {
            change(&|filter| filter.q = Some(name.clone()).filter(|name| !name.trim().is_empty()));
        };
        waiting.set_value(set_timeout_with_handle(go, PAUSE).ok());
    };
    on_cleanup(stop_waiting);
    let on_tag = move |event: Event| {
        let value = event_target_value(&event);
        change(&|filter| {
            filter.untagged = value == model::UNTAGGED;
            filter.tags = Some(value.clone())
                .filter(|tag| !tag.is_empty() && tag != model::UNTAGGED)
                .into_iter()
                .collect();
        });
    };
    let on_status = move |event: Event| {
        let value = event_target_value(&event);
        change(&|filter| filter.status = chatsphere_contract::documents::DocumentStatus::parse(&value));
    };
    let on_type = move |event: Event| {
        let value = event_target_value(&event);
        change(&|filter| filter.media_type = Some(value.clone()).filter(|kind| !kind.is_empty()));
    };
    let on_enabled = move |event: Event| {
        let value = event_target_value(&event);
        change(&|filter| filter.enabled = value.parse().ok());
    };
    let tag_options = move || {
        let chosen = filter.with(|filter| filter.tags.first().cloned());
        documents
            .tags
            .get()
            .into_iter()
            .map(|tag| {
                let id = tag.id.to_string();
                let selected = chosen.as_ref().is_some_and(|chosen| *chosen == id || *chosen == tag.name);
                view! { <option value=id selected=selected>{tag.name}</option> }
            })
            .collect_view()
    };
    let type_options = move || {
        let chosen = filter.with(|filter| filter.media_type.clone());
        let types = documents.summary.with(|summary| summary.media_types.clone());
        types
            .into_iter()
            .map(|kind| {
                let selected = chosen.as_deref() == Some(kind.as_str());
                let word = match model::kind(&kind) {
                    "File" => kind.clone(),
                    word => word.to_owned(),
                };
                view! { <option value=kind selected=selected>{word}</option> }
            })
            .collect_view()
    };
    let status_is = move |word: &'static str| {
        filter.with(|filter| filter.status.is_some_and(|status| status.as_str() == word))
    };
    let is_filtered = Memo::new(move |_| filter.with(|filter| *filter != DocumentFilter::default()));
    view! {
        <form class="table-tools filters" on:submit=|event: SubmitEvent| event.prevent_default()>
            <label class="search">
                <span class="visually-hidden">"Find a document by name"</span>
                <Icon name=IconName::Search size=16 />
                <input
                    class="input"
                    type="search"
                    name="q"
                    placeholder="Find by name"
                    value=filter.get_untracked().q
                    on:input=on_name
                />
            </label>
            <select class="input" name="tags" aria-label="Tag" on:change=on_tag>
                <option value="">"Any tag"</option>
                <option value=model::UNTAGGED selected=move || filter.with(|filter| filter.untagged)>
                    "No tag"
                </option>
                {tag_options}
            </select>
            <select class="input" name="status" aria-label="State" on:change=on_status>
                <option value="">"Any state"</option>
                <option value="ready" selected=move || status_is("ready")>"Ready"</option>
                <option value="queued" selected=move || status_is("queued")>"Waiting"</option>
                <option value="processing" selected=move || status_is("processing")>"Being read"</option>
                <option value="failed" selected=move || status_is("failed")>"Failed"</option>
            </select>
            <select class="input" name="type" aria-label="Type" on:change=on_type>
                <option value="">"Any type"</option>
                {type_options}
            </select>
            <select class="input" name="enabled" aria-label="In use" on:change=on_enabled>
                <option value="">"On and off"</option>
                <option value="true" selected=move || filter.with(|f| f.enabled == Some(true))>"Enabled"</option>
                <option value="false" selected=move || filter.with(|f| f.enabled == Some(false))>"Disabled"</option>
            </select>
            <noscript>
                <Button kind=ButtonKind::Submit small=true>"Filter"</Button>
            </noscript>
            <span class="muted small figures">
                {move || documents.summary.with(|summary| {
                    if is_filtered.get() {
                        format!("{} of {}", summary.matching, summary.total)
                    } else {
                        model::documents(summary.total)
                    }
                })}
            </span>
            <Show when=move || is_filtered.get()>
                <Button small=true look=ButtonLook::Quiet on_press=move |_| go.run(DocumentFilter::default())>
                    "Clear"
                </Button>
            </Show>
        </form>
    }
    .into_any()
}
