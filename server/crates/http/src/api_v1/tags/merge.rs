//! `POST /api/v1/tags/{id}/merge`

use axum::extract::State;
use chatsphere_contract::ids::TagId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::tags::{MergeTag, Tag};
use chatsphere_domain::tags;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Merge a tag into another: everything that has it gets the other one, and it is gone.
#[utoipa::path(
    post,
    path = "/api/v1/tags/{id}/merge",
    tag = "tags",
    params(("id" = TagId, Path, description = "The tag that goes.")),
    request_body = MergeTag,
    responses(
        (status = 200, description = "The tag that stays.", body = Tag),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such tag.", body = Problem),
        (status = 422, description = "A tag cannot be merged into itself.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn merge(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(tag): Ids<TagId>,
    Json(input): Json<MergeTag>,
) -> Result<Json<Tag>, Failure> {
    Ok(Json(tags::merge(&state.platform, &ctx, tag, input.into).await?))
}
