//! `GET /api/v1/usage`

use axum::extract::State;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::spending::{UsageQuery, UsageReport};
use chatsphere_domain::spending;

use crate::extract::{Authenticated, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// Sum up answers, tokens and money by day, model or bot. Days are those of UTC; at most 366 at a time.
#[utoipa::path(
    get,
    path = "/api/v1/usage",
    tag = "settings",
    params(UsageQuery),
    responses(
        (status = 200, description = "The usage.", body = UsageReport),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn usage(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Query(query): Query<UsageQuery>,
) -> Result<Json<UsageReport>, Failure> {
    Ok(Json(spending::usage(&state.platform, &ctx, &query).await?))
}
