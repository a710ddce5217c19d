//! The HTML document around the app, and the headers that go with it.

use std::sync::Arc;

/// Where the built files are; logical names resolved through the site's manifest by the server.
#[derive(Debug, Clone)]
pub struct Assets {
    /// `app.css`.
    pub css: Arc<str>,
    /// `app-boot.js`: a module that loads the WASM and calls `hydrate()`.
    pub boot: Arc<str>,
}

#[cfg(feature = "ssr")]
pub use document::shell;

#[cfg(feature = "ssr")]
mod document {
    use axum::http::{HeaderName, HeaderValue};
    use leptos::nonce::use_nonce;
    use leptos::prelude::*;
    use leptos_axum::ResponseOptions;
    use leptos_meta::MetaTags;

    use super::Assets;
    use crate::routes::App;
    use crate::session::{Start, Theme};

    /// The document. The theme is on the root element before anything is painted, so no script has to
    /// set it and nothing flashes.
    pub fn shell() -> impl IntoView {
        let assets = use_context::<Assets>();
        let theme = use_context::<Start>().map_or(Theme::System, |start| start.theme);
        set_headers();
        let css = assets.as_ref().map(|assets| assets.css.to_string());
        let boot = assets.as_ref().map(|assets| assets.boot.to_string());
        view! {
            <!DOCTYPE html>
            <html lang="en" data-theme=(theme != Theme::System).then(|| theme.as_str())>
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <meta name="color-scheme" content="light dark" />
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                    {css.map(|href| view! { <link rel="stylesheet" href=href /> })}
                    {boot.map(|src| view! { <script type="module" src=src></script> })}
                    <MetaTags />
                </head>
                <body>
                    <App />
                </body>
            </html>
        }
    }

    /// The policy carries the nonce of this very response, so it is set where the page is rendered.
    fn set_headers() {
        let Some(response) = use_context::<ResponseOptions>() else { return };
        let nonce = use_nonce().map(|nonce| format!(" 'nonce-{nonce}'")).unwrap_or_default();
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{nonce}; style-src 'self'; \
             img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
        );
        let headers = [
            ("content-security-policy", policy.as_str()),
            ("referrer-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
            // A page shows one workspace's data: no cache in between may keep it.
            ("cache-control", "private, no-store"),
        ];
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.insert_header(HeaderName::from_static(name), value);
            }
        }
    }
}
