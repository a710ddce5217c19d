//! `DELETE /api/v1/tags/{id}`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::TagId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::tags;

use crate::extract::{Authenticated, Ids};
use crate::problem::Failure;
use crate::state::HttpState;

/// Delete a tag: it is taken off everything that has it.
#[utoipa::path(
    delete,
    path = "/api/v1/tags/{id}",
    tag = "tags",
    params(("id" = TagId, Path, description = "The tag.")),
    responses(
        (status = 204, description = "Gone."),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such tag.", body = Problem),
        (status = 409, description = "`tag_in_use`: a bot answers only from documents with this tag.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn delete(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(tag): Ids<TagId>,
) -> Result<StatusCode, Failure> {
    tags::delete(&state.platform, &ctx, tag).await?;
    Ok(StatusCode::NO_CONTENT)
}
