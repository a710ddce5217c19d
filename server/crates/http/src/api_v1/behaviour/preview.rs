//! `POST /api/v1/bots/{id}/behaviour/preview`

use axum::extract::State;
use chatsphere_contract::behaviour::{PreviewPrompt, PromptPreview};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::bots::behaviour;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Show the exact prompt for a question, with the passages that would be found, and its size in tokens.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/behaviour/preview",
    tag = "behaviour",
    params(("id" = BotId, Path, description = "The bot.")),
    request_body = PreviewPrompt,
    responses(
        (status = 200, description = "What a model would be sent.", body = PromptPreview),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn preview(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Json(input): Json<PreviewPrompt>,
) -> Result<Json<PromptPreview>, Failure> {
    Ok(Json(behaviour::preview(&state.platform, &ctx, bot, input).await?))
}
