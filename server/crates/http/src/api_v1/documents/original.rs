//! `GET /api/v1/bots/{id}/documents/{doc}/original`

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::versions::VersionQuery;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// Download the original. It is counted and written down.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/documents/{doc}/original",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document."), VersionQuery),
    responses(
        (status = 200, description = "The file, to be saved and never to be shown.", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such document or version.", body = Problem),
        (status = 410, description = "The stored file is gone.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn original(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document)): Ids<(BotId, DocumentId)>,
    Query(query): Query<VersionQuery>,
) -> Result<Response, Failure> {
    let original = documents::download(&state.platform, &ctx, bot, document, query.version).await?;
    let mut response = original.bytes.into_response();
    let headers = response.headers_mut();
    let fixed = [
        // Whatever it is, a browser must neither show it nor guess.
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; frame-ancestors 'none'"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let disposition = HeaderValue::from_str(&attachment(&original.name)).map_err(|_| Problem::internal())?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    if let Ok(media_type) = HeaderValue::from_str(&original.media_type) {
        headers.insert(HeaderName::from_static("x-media-type"), media_type);
    }
    Ok(response)
}

/// `attachment` with the file's name: in ASCII for everybody, and as it is (RFC 8187).
fn attachment(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || " ._-()".contains(c) { c } else { '_' })
        .collect();
    let exact: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        let header = attachment("Ä\"\r\nSet-Cookie: x.html");
        assert!(header.is_ascii() && !header.contains('\n') && header.matches('"').count() == 2, "{header}");
        assert!(header.ends_with("UTF-8''%C3%84%22%0D%0ASet-Cookie%3A%20x.html"), "{header}");
    }
}
