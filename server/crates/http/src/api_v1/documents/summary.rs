//! `GET /api/v1/bots/{id}/documents/summary`

use axum::extract::State;
use chatsphere_contract::documents::DocumentSummary;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents;

use super::list::DocumentQuery;
use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// How many documents match, and what there is to filter by.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/documents/summary",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), DocumentQuery),
    responses(
        (status = 200, description = "The numbers.", body = DocumentSummary),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn summary(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Query(query): Query<DocumentQuery>,
) -> Result<Json<DocumentSummary>, Failure> {
    Ok(Json(documents::summary(&state.platform, &ctx, bot, &query.filter()).await?))
}
