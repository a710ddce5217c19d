//! The HTTP surface, routes by audience: programs (`api_v1`, `auth`), visitors (`widget_v1`), whoever
//! watches over the process (`health`), and the few pages that are not the dashboard (`pages`).
//!
//! One endpoint a file, with its OpenAPI description beside it. A handler authenticates, calls one use
//! case and answers; what is the same for all requests is in `middleware`.

mod api_v1;
mod auth;
mod client_address;
mod extract;
mod health;
mod middleware;
pub mod openapi;
mod pages;
mod problem;
mod rate_limits;
mod requested_origin;
mod site;
mod sse;
mod state;
mod turn;
mod widget_v1;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::any;
use chatsphere_domain::platform::Platform;
use tokio_util::sync::CancellationToken;

pub use middleware::around;
pub use problem::{Failure, method_not_allowed, not_found};
pub use rate_limits::RateLimits;
pub use site::Site;
pub use state::HttpState;

/// The whole surface but the dashboard, ready to serve with
/// `into_make_service_with_connect_info::<SocketAddr>()`. Event streams end when `shutdown` is cancelled.
pub fn router(platform: Arc<Platform>, shutdown: CancellationToken) -> Router {
    let state = HttpState::new(platform, shutdown);
    around(routes(&state).fallback(not_found), &state)
}

/// The routes without what goes around them, for a server that adds the dashboard's.
pub fn routes(state: &HttpState) -> Router {
    let (router, _) = openapi::described_routes().split_for_parts();
    router
        // What programs ask for and is not there is a problem, not the dashboard's page.
        .route("/api/{*rest}", any(not_found))
        .route("/widget/{*rest}", any(not_found))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(state.clone(), middleware::widget_cors))
        .with_state(state.clone())
}
