//! `GET /api/v1/bots/{id}/documents/{doc}/lost-passages`

use axum::extract::State;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::passages::LostPassage;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// List changes of passages that a new version of the document had no place for.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/documents/{doc}/lost-passages",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document.")),
    responses(
        (status = 200, description = "Newest first, at most 100.", body = Vec<LostPassage>),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such document.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn lost(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document)): Ids<(BotId, DocumentId)>,
) -> Result<Json<Vec<LostPassage>>, Failure> {
    Ok(Json(documents::lost_passages(&state.platform, &ctx, bot, document).await?))
}
