//! `POST /api/v1/provider/test`

use axum::extract::{Request, State};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::providers::{ProviderTest, SetProvider};
use chatsphere_domain::providers;

use crate::extract::{Authenticated, Json, OptionalJson};
use crate::problem::Failure;
use crate::state::HttpState;

/// Ask a model for one word before visitors depend on it: the one of the body, or the stored one.
#[utoipa::path(
    post,
    path = "/api/v1/provider/test",
    tag = "settings",
    request_body = Option<SetProvider>,
    responses(
        (status = 200, description = "Whether it answered, and what is wrong when it did not.", body = ProviderTest),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "Nothing is sent and nothing is stored.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn test(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    request: Request,
) -> Result<Json<ProviderTest>, Failure> {
    let input: Option<SetProvider> = OptionalJson::read(request, &state).await?;
    Ok(Json(providers::test(&state.platform, &ctx, input).await?))
}
