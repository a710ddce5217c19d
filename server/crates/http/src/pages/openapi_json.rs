//! `GET /api/openapi.json`

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;

use crate::openapi;
use crate::problem::Failure;
use crate::state::HttpState;

/// This document.
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    tag = "pages",
    security(()),
    responses((status = 200, description = "OpenAPI 3.1.", content_type = "application/json"))
)]
pub(super) async fn openapi_json(State(state): State<HttpState>) -> Result<impl IntoResponse, Failure> {
    let document = openapi::document(state.platform.config.server.public_url.as_deref());
    let json = serde_json::to_string(&document).map_err(|error| {
        tracing::error!(%error, "the OpenAPI document could not be written");
        chatsphere_contract::problem::Problem::internal()
    })?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    Ok((headers, json))
}
