//! `PATCH /api/v1/bots/{id}/documents/{doc}/passages/{passage}`

use axum::extract::State;
use chatsphere_contract::ids::{BotId, ChunkId, DocumentId};
use chatsphere_contract::passages::{ChangePassage, DocumentPassage};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Disable, enable, word anew, pin or unpin a passage. It is in force at once.
#[utoipa::path(
    patch,
    path = "/api/v1/bots/{id}/documents/{doc}/passages/{passage}",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document."), ("passage" = ChunkId, Path, description = "The passage.")),
    request_body = ChangePassage,
    responses(
        (status = 200, description = "The passage now.", body = DocumentPassage),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such passage.", body = Problem),
        (status = 409, description = "`changed_meanwhile` or `too_many_pinned`", body = Problem),
        (status = 422, description = "The text is empty or too long.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn change(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document, passage)): Ids<(BotId, DocumentId, ChunkId)>,
    Json(input): Json<ChangePassage>,
) -> Result<Json<DocumentPassage>, Failure> {
    let changed = documents::change_passage(&state.platform, &ctx, bot, (document, passage), input).await?;
    Ok(Json(changed))
}
