//! The dashboard's pages beside the HTTP surface.

use std::sync::Arc;

use axum::Router;
use chatsphere_app::shell::Assets;
use chatsphere_http::HttpState;

/// Everything that is served: the API and the widget first, the dashboard for the rest.
pub fn with_dashboard(state: &HttpState) -> Router {
    let asset = |logical_name: &str| Arc::from(state.site.asset(logical_name).unwrap_or_default());
    let assets = Assets { css: asset("app.css"), boot: asset("app-boot.js") };
    let pages = chatsphere_app::ssr::router(Arc::clone(&state.platform), assets);
    chatsphere_http::around(pages.merge(chatsphere_http::routes(state)), state)
}
