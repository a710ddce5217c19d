//! `PATCH /api/v1/tags/{id}`

use axum::extract::State;
use chatsphere_contract::ids::TagId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::tags::{Tag, UpdateTag};
use chatsphere_domain::tags;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Rename, colour or describe a tag. Everything that has it follows.
#[utoipa::path(
    patch,
    path = "/api/v1/tags/{id}",
    tag = "tags",
    params(("id" = TagId, Path, description = "The tag.")),
    request_body = UpdateTag,
    responses(
        (status = 200, description = "The tag as it is now.", body = Tag),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such tag.", body = Problem),
        (status = 409, description = "`tag_exists`, or `changed_meanwhile` by somebody else.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn update(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(tag): Ids<TagId>,
    Json(input): Json<UpdateTag>,
) -> Result<Json<Tag>, Failure> {
    Ok(Json(tags::update(&state.platform, &ctx, tag, input).await?))
}
