//! `GET /widget/panel/{public_key}`: the document in the launcher's frame.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chatsphere_domain::widget;

use crate::extract::Ids;
use crate::problem::Failure;
use crate::state::HttpState;

/// The document, the same for every bot: what differs comes with the bootstrap document.
const PANEL: &str = include_str!("../../../../../widget/panel.html");
/// What it loads, by logical names.
const FILES: [&str; 3] = ["panel.wasm", "panel.css", "panel.js"];

/// The panel: the document that loads the visitor’s chat. Only pages of the bot’s domains may frame it.
#[utoipa::path(
    get,
    path = "/widget/panel/{public_key}",
    tag = "pages",
    security(()),
    params(("public_key" = String, Path, description = "The bot’s public key.")),
    responses(
        (status = 200, description = "The document.", body = String, content_type = "text/html"),
        (status = 404, description = "No bot has this key."),
    )
)]
pub(super) async fn panel(
    State(state): State<HttpState>,
    Ids(public_key): Ids<String>,
) -> Result<Response, Failure> {
    let allowed_domains = widget::front(&state.platform, &public_key).await?.allowed_domains;
    let body = FILES.iter().fold(PANEL.to_owned(), |page, name| match state.site.asset(name) {
        Some(address) => page.replace(&format!("/assets/{name}"), address),
        None => page,
    });
    let mut response = body.into_response();
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        // A host page that isolates itself may still frame the panel.
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
        (HeaderName::from_static("cross-origin-opener-policy"), "unsafe-none"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy(&allowed_domains)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn policy(allowed_domains: &[String]) -> String {
    let ancestors = if allowed_domains.is_empty() {
        "http: https:".to_owned()
    } else {
        allowed_domains
            .iter()
            .filter(|entry| is_host_source(entry))
            .flat_map(|entry| [format!("http://{entry}"), format!("https://{entry}")])
            .collect::<Vec<_>>()
            .join(" ")
    };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self' {ancestors}"
    )
}

/// Domains are checked when they are saved; nothing else may get into a header all the same.
fn is_host_source(entry: &str) -> bool {
    !entry.is_empty() && entry.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._*:[]".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bots_domains_may_frame_the_panel() {
        let domains = ["shop.example".to_owned(), "x; script-src *".to_owned()];
        let policy = policy(&domains);
        assert!(
            policy.ends_with("frame-ancestors 'self' http://shop.example https://shop.example"),
            "{policy}"
        );
        assert!(super::policy(&[]).ends_with("frame-ancestors 'self' http: https:"));
    }
}
