//! Which documents are looked at.

use chatsphere_contract::sources::Source;
use leptos::prelude::*;

use super::model::Asked;
use crate::error::AppError;

/// Formats, by what people call them.
const TYPES: [(&str, &str); 17] = [
    ("", "Any format"),
    ("text/plain", "Text"),
    ("text/markdown", "Markdown"),
    ("text/html", "HTML"),
    ("application/pdf", "PDF"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
    ("application/vnd.oasis.opendocument.text", "OpenDocument text"),
    ("application/vnd.oasis.opendocument.presentation", "OpenDocument slides"),
    ("application/vnd.oasis.opendocument.spreadsheet", "OpenDocument table"),
    ("application/rtf", "Rich text"),
    ("application/epub+zip", "E-book"),
    ("message/rfc822", "E-mail"),
    ("text/csv", "CSV"),
    ("text/tab-separated-values", "TSV"),
    ("application/json", "JSON"),
];

const SOURCES: [(&str, &str); 4] =
    [("", "From anywhere"), ("upload", "Uploaded"), ("import", "Imported"), ("web", "From the web")];

/// Second looks that can be tried; the first is what the bot does anyway.
const RERANKERS: [(&str, &str); 4] = [
    ("", "As in answers"),
    ("off", "No second look"),
    ("chat_model", "By the chat model"),
    ("cross_encoder", "By the server’s cross-encoder"),
];

/// The filters, folded away until one is in use.
#[component]
pub fn Filters(
    /// What the address asks for.
    asked: Asked,
    /// The bot's web sources.
    sources: Resource<Result<Vec<Source>, AppError>>,
) -> impl IntoView {
    let open = asked.is_filtered() || !asked.rerank.is_empty();
    let filters = asked.filters;
    let text = |name: &'static str,
                label: &'static str,
                kind: &'static str,
                hint: &'static str,
                value: Option<String>| {
        let id = format!("console-{name}");
        view! {
            <div class="field">
                <label class="field-label" for=id.clone()>
                    {label}
                </label>
                <input
                    class="input"
                    id=id
                    name=name
                    type=kind
                    placeholder=hint
                    maxlength="120"
                    value=value.unwrap_or_default()
                />
            </div>
        }
        .into_any()
    };
    view! {
        <details class="console-filters" open=open>
            <summary class="muted small">"Filters"</summary>
            <div class="filter-grid">
                {text("tag", "Tag", "text", "", filters.tag)}
                {choice("type", "Format", &TYPES, filters.media_type)}
                <SourceChoice chosen=filters.source sources=sources />
                {text("language", "Language", "text", "en", filters.language)}
                {text("from", "Added from", "date", "", filters.from)}
                {text("until", "Added until", "date", "", filters.until)}
                {choice("rerank", "Second look", &RERANKERS, Some(asked.rerank))}
            </div>
        </details>
    }
    .into_any()
}

/// Where documents came from: a kind of source, or one site.
#[component]
fn SourceChoice(
    /// What the address asks for.
    chosen: Option<String>,
    /// The bot's web sources.
    sources: Resource<Result<Vec<Source>, AppError>>,
) -> impl IntoView {
    let chosen = StoredValue::new(chosen.unwrap_or_default());
    let option = move |value: String, label: String| {
        let selected = chosen.with_value(|chosen| *chosen == value);
        view! {
            <option value=value selected=selected>
                {label}
            </option>
        }
    };
    let kinds = move || {
        SOURCES.into_iter().map(|(value, label)| option(value.to_owned(), label.to_owned())).collect_view()
    };
    let sites = move |sources: Vec<Source>| {
        let options = sources.into_iter().map(|source| option(source.id.to_string(), source.name));
        options.collect_view()
    };
    let select = move |found: Vec<Source>| {
        let has_sites = !found.is_empty();
        view! {
            <select class="input" id="console-source" name="source">
                {kinds()}
                {has_sites.then(|| view! { <optgroup label="Sites">{sites(found)}</optgroup> })}
            </select>
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label class="field-label" for="console-source">
                "Source"
            </label>
            <Transition fallback=move || select(Vec::new())>
                {move || Suspend::new(async move { select(sources.await.unwrap_or_default()) })}
            </Transition>
        </div>
    }
    .into_any()
}

fn choice(
    name: &'static str,
    label: &'static str,
    options: &'static [(&'static str, &'static str)],
    chosen: Option<String>,
) -> AnyView {
    let chosen = chosen.unwrap_or_default();
    let id = format!("console-{name}");
    let options = options
        .iter()
        .map(|(value, label)| {
            let selected = chosen == *value;
            view! {
                <option value=*value selected=selected>
                    {*label}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                {label}
            </label>
            <select class="input" id=id name=name>
                {options}
            </select>
        </div>
    }
    .into_any()
}
