//! `POST /api/v1/bots/{id}/sources`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::sources::{CreateSource, Source};
use chatsphere_domain::sources;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Add a web source. It is read at once; follow its job.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/sources",
    tag = "sources",
    params(("id" = BotId, Path, description = "The bot.")),
    request_body = CreateSource,
    responses(
        (status = 201, description = "The source.", body = Source),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 409, description = "`too_many_sources`", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn create(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Json(input): Json<CreateSource>,
) -> Result<(StatusCode, Json<Source>), Failure> {
    let source = sources::create(&state.platform, &ctx, bot, input).await?;
    Ok((StatusCode::CREATED, Json(source)))
}
