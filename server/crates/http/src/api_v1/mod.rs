//! The API for programs and for the dashboard's browser side, one folder a subject, one endpoint a file.

mod api_keys;
mod bots;
mod conversations;
mod documents;
mod jobs;
mod me;
mod messages;
mod overview;
mod provider;
mod search;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::HttpState;

pub(crate) fn routes() -> OpenApiRouter<HttpState> {
    OpenApiRouter::new()
        .routes(routes!(me::me))
        .routes(routes!(overview::overview))
        .routes(routes!(api_keys::list::list, api_keys::create::create))
        .routes(routes!(api_keys::delete::delete))
        .routes(routes!(bots::list::list, bots::create::create))
        .routes(routes!(bots::read::read, bots::update::update, bots::delete::delete))
        .routes(routes!(bots::installation::installation))
        .routes(routes!(documents::list::list))
        .merge(documents::upload::routes())
        .merge(documents::import::routes())
        .routes(routes!(documents::read::read, documents::delete::delete))
        .routes(routes!(documents::retry::retry))
        .routes(routes!(search::search))
        .routes(routes!(jobs::list::list))
        .routes(routes!(jobs::read::read))
        .routes(routes!(jobs::cancel::cancel))
        .routes(routes!(conversations::list::list))
        .routes(routes!(conversations::read::read))
        .routes(routes!(conversations::create::create))
        .routes(routes!(conversations::post_message::post_message))
        .routes(routes!(conversations::events::events))
        .routes(routes!(messages::trace::trace))
        .routes(routes!(provider::read::read, provider::set::set, provider::clear::clear))
        .routes(routes!(provider::test::test))
}
