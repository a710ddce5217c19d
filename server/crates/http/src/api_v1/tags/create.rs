//! `POST /api/v1/tags`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::tags::{CreateTag, Tag};
use chatsphere_domain::tags;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Make a tag.
#[utoipa::path(
    post,
    path = "/api/v1/tags",
    tag = "tags",
    request_body = CreateTag,
    responses(
        (status = 201, description = "The tag.", body = Tag),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 409, description = "`tag_exists`: a tag has this name, or one that looks the same.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn create(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Json(input): Json<CreateTag>,
) -> Result<(StatusCode, Json<Tag>), Failure> {
    Ok((StatusCode::CREATED, Json(tags::create(&state.platform, &ctx, input).await?)))
}
