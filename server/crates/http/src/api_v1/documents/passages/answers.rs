//! `GET /api/v1/bots/{id}/documents/{doc}/passages/{passage}/answers`

use axum::extract::State;
use chatsphere_contract::ids::{BotId, ChunkId, DocumentId};
use chatsphere_contract::passages::PassageAnswer;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// List the newest answers that stood on a passage.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/documents/{doc}/passages/{passage}/answers",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document."), ("passage" = ChunkId, Path, description = "The passage.")),
    responses(
        (status = 200, description = "Newest first, at most 50.", body = Vec<PassageAnswer>),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such passage.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn answers(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document, passage)): Ids<(BotId, DocumentId, ChunkId)>,
) -> Result<Json<Vec<PassageAnswer>>, Failure> {
    Ok(Json(documents::passage_answers(&state.platform, &ctx, bot, (document, passage)).await?))
}
