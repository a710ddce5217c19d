//! `POST /api/v1/bots/{id}/documents/bulk`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::documents::{BulkAccepted, BulkRequest};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Do one thing to many documents: to those named by `ids`, or to all that match `filter`. Deleted documents
/// are gone at once; everything else is a job with progress and errors of single documents.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/documents/bulk",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot.")),
    request_body = BulkRequest,
    responses(
        (status = 202, description = "Follow the job.", body = BulkAccepted),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 422, description = "The field that is wrong; `nothing_matches` when no document is meant.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn bulk(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Json(request): Json<BulkRequest>,
) -> Result<(StatusCode, Json<BulkAccepted>), Failure> {
    Ok((StatusCode::ACCEPTED, Json(documents::bulk(&state.platform, &ctx, bot, request).await?)))
}
