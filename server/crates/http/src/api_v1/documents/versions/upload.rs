//! `POST /api/v1/bots/{id}/documents/{doc}/versions`

use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use chatsphere_contract::documents::Document;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::limits;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents::{self, Upload};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::upload::{broken_form, not_a_form};
use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// The file at its largest, and the frame around it.
const BODY_BYTES: u64 = limits::FILE_BYTES + 1024 * 1024;

pub(in crate::api_v1) fn routes() -> OpenApiRouter<HttpState> {
    let body_bytes = usize::try_from(BODY_BYTES).unwrap_or(usize::MAX);
    OpenApiRouter::new().routes(routes!(super::list::list, upload)).layer(DefaultBodyLimit::max(body_bytes))
}

/// The form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is read part by part; this only describes it")]
struct VersionForm {
    /// The file, of up to 25 MB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Upload a new version of a document. Answers use the present one until it is read.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/documents/{doc}/versions",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document.")),
    request_body(content = VersionForm, content_type = "multipart/form-data"),
    responses(
        (status = 202, description = "It is queued.", body = Document),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such document.", body = Problem),
        (status = 409, description = "`unchanged`: it is the present content.", body = Problem),
        (status = 413, description = "The file is too large.", body = Problem),
        (status = 422, description = "No file, or one that cannot be read.", body = Problem),
    )
)]
async fn upload(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document)): Ids<(BotId, DocumentId)>,
    request: Request,
) -> Result<(StatusCode, Json<Document>), Failure> {
    let mut upload = Upload::begin(&state.platform, &ctx, bot).await?;
    // Before anything is stored: a document that is not there takes no file.
    documents::read(&state.platform, &ctx, bot, document).await?;
    let mut form = Multipart::from_request(request, &state).await.map_err(|_| not_a_form())?;
    while let Some(field) = form.next_field().await.map_err(|error| broken_form(&error))? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        upload.add(&name, field).await?;
    }
    Ok((StatusCode::ACCEPTED, Json(upload.finish_as_version_of(document).await?)))
}
