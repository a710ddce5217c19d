//! Protection against other sites' pages using a browser's session.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use chatsphere_contract::problem::Problem;

/// Refuses a call that another site's page makes. `SameSite=Lax` keeps the cookie away from most of
/// them; this is the second lock, and the one for pages of sibling hosts.
pub fn require_same_origin(parts: &Parts) -> Result<(), Problem> {
    if parts.method.is_safe() || is_same_origin(&parts.headers) {
        return Ok(());
    }
    Err(Problem::forbidden(
        "This request did not come from one of our own pages. Reload the page and try again.",
    ))
}

fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text(ORIGIN.as_str()) {
        Some(origin) => origin
            .split_once("://")
            .zip(text(HOST.as_str()))
            .is_some_and(|((_, authority), host)| authority.eq_ignore_ascii_case(host)),
        None => text("sec-fetch-site") == Some("same-origin"),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_our_own_pages_pass() {
        let ours = [("host", "chat.example"), ("origin", "https://chat.example")];
        assert!(is_same_origin(&headers(&ours)));
        assert!(is_same_origin(&headers(&[("sec-fetch-site", "same-origin")])));
        for foreign in [
            &[("host", "chat.example"), ("origin", "https://evil.example")][..],
            &[("host", "chat.example"), ("origin", "null")],
            &[("host", "chat.example"), ("origin", "https://chat.example.evil.example")],
            &[
                ("host", "chat.example"),
                ("origin", "https://evil.example"),
                ("sec-fetch-site", "same-origin"),
            ],
            &[("sec-fetch-site", "same-site")],
            &[("host", "chat.example")],
        ] {
            assert!(!is_same_origin(&headers(foreign)), "{foreign:?}");
        }
    }
}
