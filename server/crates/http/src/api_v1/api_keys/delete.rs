//! `DELETE /api/v1/api-keys/{id}`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::ApiKeyId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::accounts;

use crate::extract::{Authenticated, Ids};
use crate::problem::Failure;
use crate::state::HttpState;

/// Remove an API key. The next call with it is refused.
#[utoipa::path(
    delete,
    path = "/api/v1/api-keys/{id}",
    tag = "accounts",
    params(("id" = ApiKeyId, Path, description = "The key.")),
    responses(
        (status = 204, description = "Gone."),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "Only a person with the right role can.", body = Problem),
        (status = 404, description = "The workspace has no such key.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn delete(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(id): Ids<ApiKeyId>,
) -> Result<StatusCode, Failure> {
    accounts::delete_api_key(&state.platform, &ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
