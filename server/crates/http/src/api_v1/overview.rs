//! `GET /api/v1/overview`

use axum::extract::State;
use chatsphere_contract::overview::Overview;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::overview;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// The workspace’s first page: set-up, counts, what was not answered.
#[utoipa::path(
    get,
    path = "/api/v1/overview",
    tag = "accounts",
    responses(
        (status = 200, description = "Read from the data.", body = Overview),
        (status = 401, description = "`unauthenticated`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn overview(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
) -> Result<Json<Overview>, Failure> {
    Ok(Json(overview::read(&state.platform, &ctx).await?))
}
