//! `GET /api/v1/api-keys`

use axum::extract::State;
use chatsphere_contract::accounts::ApiKey;
use chatsphere_contract::paging::Page;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::accounts;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// List the workspace’s API keys, newest first, without their secrets.
#[utoipa::path(
    get,
    path = "/api/v1/api-keys",
    tag = "accounts",
    responses(
        (status = 200, description = "All of them.", body = Page<ApiKey>),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn list(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
) -> Result<Json<Page<ApiKey>>, Failure> {
    let items = accounts::list_api_keys(&state.platform, &ctx).await?;
    Ok(Json(Page { items, next_cursor: None }))
}
