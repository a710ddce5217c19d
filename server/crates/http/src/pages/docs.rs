//! `GET /docs`: the OpenAPI document for people, written on the server, without a script.

use std::fmt::Write as _;

use axum::extract::State;
use axum::response::Html;
use serde_json::Value;

use crate::openapi;
use crate::state::HttpState;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The API for people.
#[utoipa::path(
    get,
    path = "/docs",
    tag = "pages",
    security(()),
    responses((status = 200, description = "A page.", body = String, content_type = "text/html"))
)]
pub(super) async fn docs(State(state): State<HttpState>) -> Html<String> {
    let document = openapi::document(state.platform.config.server.public_url.as_deref());
    Html(page(&serde_json::to_value(&document).unwrap_or_default()))
}

fn page(document: &Value) -> String {
    let mut out = String::from(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>ChatSphere API</title><link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body><main>",
    );
    let tags = list(&document["tags"]);
    let _ = write!(
        out,
        "<nav aria-label=\"Subjects\"><h1>ChatSphere API</h1><p>{}</p>\
         <p>For programs: <a href=\"/api/openapi.json\">/api/openapi.json</a>. \
         Authenticate with <code>Authorization: Bearer …</code>.</p><ul>",
        prose(text(at(document, "/info/description")))
    );
    for tag in tags {
        let name = escaped(text(&tag["name"]));
        let _ = write!(out, "<li><a href=\"#{name}\">{name}</a></li>");
    }
    out.push_str("<li><a href=\"#types\">types</a></li></ul></nav>");
    for tag in tags {
        subject(&mut out, document, tag);
    }
    types(&mut out, at(document, "/components/schemas"));
    out.push_str("</main></body></html>");
    out
}

fn subject(out: &mut String, document: &Value, tag: &Value) {
    let name = text(&tag["name"]);
    let _ = write!(
        out,
        "<section id=\"{0}\"><h2>{0}</h2><p>{1}</p>",
        escaped(name),
        prose(text(&tag["description"]))
    );
    for (path, item) in fields(&document["paths"]) {
        for method in METHODS {
            let operation = &item[method];
            if list(&operation["tags"]).iter().any(|tag| tag == name) {
                route(out, method, path, operation);
            }
        }
    }
    out.push_str("</section>");
}

fn route(out: &mut String, method: &str, path: &str, operation: &Value) {
    let _ = write!(
        out,
        "<details><summary><code class=\"method\">{}</code><code>{}</code><span>{}</span></summary><div>",
        method.to_uppercase(),
        escaped(path),
        prose(text(&operation["summary"]))
    );
    let description = text(&operation["description"]);
    if !description.is_empty() {
        let _ = write!(out, "<p>{}</p>", prose(description));
    }
    let parameters = list(&operation["parameters"]);
    if !parameters.is_empty() {
        out.push_str("<h3>Parameters</h3>");
        let rows = parameters.iter().map(|parameter| {
            let place = format!("{} ({})", text(&parameter["name"]), text(&parameter["in"]));
            (place, kind(&parameter["schema"]), prose(text(&parameter["description"])))
        });
        table(out, rows);
    }
    for (media_type, content) in fields(at(operation, "/requestBody/content")) {
        let _ = write!(
            out,
            "<h3>Body</h3><p><code>{}</code> {}</p>",
            escaped(media_type),
            kind(&content["schema"])
        );
    }
    out.push_str("<h3>Answers</h3>");
    let rows = fields(&operation["responses"]).map(|(status, answer)| {
        let bodies: Vec<String> =
            fields(&answer["content"]).map(|(_, content)| kind(&content["schema"])).collect();
        (status.clone(), bodies.join(" "), prose(text(&answer["description"])))
    });
    table(out, rows);
    out.push_str("</div></details>");
}

fn types(out: &mut String, schemas: &Value) {
    out.push_str("<section id=\"types\"><h2>types</h2>");
    for (name, schema) in fields(schemas) {
        let _ = write!(
            out,
            "<details id=\"type-{0}\"><summary><code>{0}</code><span>{1}</span></summary><div>",
            escaped(name),
            prose(text(&schema["description"]))
        );
        let parts = list(&schema["allOf"]).iter().chain(std::iter::once(schema));
        let rows = parts.flat_map(|part| {
            fields(&part["properties"])
                .map(|(name, property)| (name.clone(), kind(property), prose(text(&property["description"]))))
                .collect::<Vec<_>>()
        });
        table(out, rows);
        let values: Vec<String> = list(&schema["enum"]).iter().map(|v| code(text(v))).collect();
        let _ = write!(out, "<p>{}</p></div></details>", values.join(" "));
    }
    out.push_str("</section>");
}

fn table(out: &mut String, rows: impl Iterator<Item = (String, String, String)>) {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return;
    }
    out.push_str("<div class=\"wide\"><table><tbody>");
    for (name, kind, description) in rows {
        let _ = write!(out, "<tr><td>{}</td><td>{kind}</td><td>{description}</td></tr>", code(&name));
    }
    out.push_str("</tbody></table></div>");
}

/// What a schema is, in a word or a link.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = escaped(reference.rsplit('/').next().unwrap_or_default());
        return format!("<a href=\"#type-{name}\">{name}</a>");
    }
    let alternatives = [&schema["oneOf"], &schema["anyOf"], &schema["allOf"]];
    if let Some(alternatives) = alternatives.into_iter().find(|a| a.is_array()) {
        let kinds: Vec<String> = list(alternatives).iter().map(kind).collect();
        return kinds.join(" or ");
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => format!("list of {}", kind(&schema["items"])),
        Value::String(name) => escaped(name),
        Value::Array(names) => names.iter().map(|name| escaped(text(name))).collect::<Vec<_>>().join(" or "),
        _ => String::new(),
    }
}

/// Text with `code` marked as such.
fn prose(text: &str) -> String {
    text.split('`')
        .enumerate()
        .map(|(place, part)| if place % 2 == 1 { code(part) } else { escaped(part) })
        .collect()
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What is at a JSON pointer.
fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}
