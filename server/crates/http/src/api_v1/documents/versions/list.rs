//! `GET /api/v1/bots/{id}/documents/{doc}/versions`

use axum::extract::State;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::versions::DocumentVersion;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// List a document’s versions, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/documents/{doc}/versions",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document.")),
    responses(
        (status = 200, description = "All that are kept.", body = Vec<DocumentVersion>),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such document.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn list(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document)): Ids<(BotId, DocumentId)>,
) -> Result<Json<Vec<DocumentVersion>>, Failure> {
    Ok(Json(documents::versions(&state.platform, &ctx, bot, document).await?))
}
