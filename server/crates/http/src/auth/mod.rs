//! Registering, logging in and out, for programs. (The dashboard's forms are server functions.)

mod log_out;
mod refresh;
mod register;
mod token;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::HttpState;

pub(crate) fn routes() -> OpenApiRouter<HttpState> {
    OpenApiRouter::new()
        .routes(routes!(register::register))
        .routes(routes!(token::token))
        .routes(routes!(refresh::refresh))
        .routes(routes!(log_out::log_out))
}
