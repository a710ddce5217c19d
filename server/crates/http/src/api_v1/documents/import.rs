//! `POST /api/v1/bots/{id}/documents/import`

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use chatsphere_contract::documents::{ImportAccepted, ImportLine};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// What NDJSON is called.
const MEDIA_TYPES: [&str; 4] =
    ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"];

pub(in crate::api_v1) fn routes() -> OpenApiRouter<HttpState> {
    // Read as it comes and never held whole: what a line and an import may be is limited below.
    OpenApiRouter::new().routes(routes!(import)).layer(DefaultBodyLimit::disable())
}

/// Import documents, one JSON object a line. The same `external_id` replaces. Lines that are wrong are
/// reported and cost the others nothing.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/documents/import",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot.")),
    request_body(content = ImportLine, content_type = "application/x-ndjson", description = "A line a document."),
    responses(
        (status = 202, description = "Follow the job.", body = ImportAccepted),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 415, description = "The body is not NDJSON.", body = Problem),
    )
)]
async fn import(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    request: Request,
) -> Result<(StatusCode, Json<ImportAccepted>), Failure> {
    if !is_ndjson(request.headers()) {
        let detail = "Send the lines as “Content-Type: application/x-ndjson”.";
        return Err(Problem::new(415, "unsupported_media_type", detail).into());
    }
    let lines = request.into_body().into_data_stream();
    let accepted = documents::import(&state.platform, &ctx, bot, lines).await?;
    Ok((StatusCode::ACCEPTED, Json(accepted)))
}

fn is_ndjson(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim();
    MEDIA_TYPES.iter().any(|known| essence.eq_ignore_ascii_case(known))
}
