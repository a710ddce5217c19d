//! What a visitor's browser uses, from any page that a bot accepts.

mod bootstrap;
mod create_session;
mod events;
mod feedback;
mod handoff;
mod post_message;
mod snapshot;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::HttpState;

/// A message, a rating or a claim about a visitor is small.
const BODY_BYTES: usize = 64 * 1024;

pub(crate) fn routes() -> OpenApiRouter<HttpState> {
    OpenApiRouter::new()
        .routes(routes!(bootstrap::bootstrap))
        .routes(routes!(create_session::create_session))
        .routes(routes!(snapshot::snapshot))
        .routes(routes!(post_message::post_message))
        .routes(routes!(events::events))
        .routes(routes!(feedback::feedback))
        .routes(routes!(handoff::handoff))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
}
