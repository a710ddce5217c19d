//! `GET /api/v1/bots/{id}/documents/{doc}/passages`

use axum::extract::State;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::paging::Page;
use chatsphere_contract::passages::{DocumentPassage, PassageQuery};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// List a document’s passages in their order, or those that hold certain words.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/documents/{doc}/passages",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document."), PassageQuery),
    responses(
        (status = 200, description = "A page of them.", body = Page<DocumentPassage>),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such document.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn list(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document)): Ids<(BotId, DocumentId)>,
    Query(query): Query<PassageQuery>,
) -> Result<Json<Page<DocumentPassage>>, Failure> {
    Ok(Json(documents::list_passages(&state.platform, &ctx, bot, document, query).await?))
}
