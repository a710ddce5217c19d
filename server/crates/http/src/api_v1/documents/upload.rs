//! `POST /api/v1/bots/{id}/documents`

use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use chatsphere_contract::documents::UploadAccepted;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::limits;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents::Upload;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Authenticated, Ids, Json, too_large};
use crate::problem::Failure;
use crate::state::HttpState;

/// Every file at its largest, and the frames around them.
const BODY_BYTES: u64 = limits::FILE_BYTES * limits::FILES_PER_UPLOAD as u64 + 1024 * 1024;

pub(in crate::api_v1) fn routes() -> OpenApiRouter<HttpState> {
    let body_bytes = usize::try_from(BODY_BYTES).unwrap_or(usize::MAX);
    OpenApiRouter::new().routes(routes!(upload)).layer(DefaultBodyLimit::max(body_bytes))
}

/// The form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is read part by part; this only describes it")]
struct UploadForm {
    /// A file of up to 25 MB; repeat the field for more, up to 50.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Upload files. Each becomes a document that is read in the background; one that cannot be read fails
/// with its reason and costs the others nothing.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/documents",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot.")),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 202, description = "One entry per file, in the order sent.", body = UploadAccepted),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 413, description = "More than everything at its largest.", body = Problem),
        (status = 422, description = "No file, or too many.", body = Problem),
    )
)]
async fn upload(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    request: Request,
) -> Result<(StatusCode, Json<UploadAccepted>), Failure> {
    let mut upload = Upload::begin(&state.platform, &ctx, bot).await?;
    let mut form = Multipart::from_request(request, &state).await.map_err(|_| not_a_form())?;
    while let Some(field) = form.next_field().await.map_err(|error| broken_form(&error))? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        upload.add(&name, field).await?;
    }
    Ok((StatusCode::ACCEPTED, Json(upload.finish().await?)))
}

pub(super) fn not_a_form() -> Failure {
    let detail = "Send the files as “multipart/form-data”, each in a field named “file”.";
    Problem::new(415, "unsupported_media_type", detail).into()
}

pub(super) fn broken_form(error: &axum::extract::multipart::MultipartError) -> Failure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Problem::new(400, "malformed_form", "The form broke off or is not well-formed multipart/form-data.")
        .into()
}
