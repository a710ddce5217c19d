//! `GET /api/v1/me`

use axum::extract::State;
use chatsphere_contract::accounts::Me;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::accounts;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Who is asking, where, and what they may do.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "accounts",
    responses(
        (status = 200, description = "The caller.", body = Me),
        (status = 401, description = "`unauthenticated`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn me(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
) -> Result<Json<Me>, Failure> {
    Ok(Json(accounts::me(&state.platform, &ctx).await?))
}
