//! Files and pages for browsers that are not the dashboard.

mod asset;
mod docs;
mod docs_style;
mod launcher;
mod openapi_json;
mod panel;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::HttpState;

pub(crate) fn routes() -> OpenApiRouter<HttpState> {
    OpenApiRouter::new()
        .routes(routes!(asset::asset))
        .routes(routes!(launcher::launcher))
        .routes(routes!(panel::panel))
        .routes(routes!(openapi_json::openapi_json))
        .routes(routes!(docs::docs))
        .routes(routes!(docs_style::docs_style))
}
