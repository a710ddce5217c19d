//! Which documents are looked at.

use leptos::prelude::*;

use super::model::Asked;

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

/// The filters, folded away until one is in use.
#[component]
pub fn Filters(
    /// What the address asks for.
    asked: Asked,
) -> impl IntoView {
    let open = asked.is_filtered();
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
                {choice("source", "Source", &SOURCES, filters.source)}
                {text("language", "Language", "text", "en", filters.language)}
                {text("from", "Added from", "date", "", filters.from)}
                {text("until", "Added until", "date", "", filters.until)}
            </div>
        </details>
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
