//! `POST /api/v1/bots/{id}/conversations`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::behaviour::PlaygroundQuery;
use chatsphere_contract::conversations::Conversation;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::conversations;

use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// Begin a conversation in the playground.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/conversations",
    tag = "conversations",
    params(("id" = BotId, Path, description = "The bot."), PlaygroundQuery),
    responses(
        (status = 201, description = "The empty conversation.", body = Conversation),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn create(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Query(query): Query<PlaygroundQuery>,
) -> Result<(StatusCode, Json<Conversation>), Failure> {
    let conversation = conversations::start_playground(&state.platform, &ctx, bot, query.behaviour).await?;
    Ok((StatusCode::CREATED, Json(conversation)))
}
