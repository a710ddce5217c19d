//! The API for programs and for the dashboard's browser side, one folder a subject, one endpoint a file.

mod api_keys;
mod behaviour;
mod bots;
mod conversations;
mod documents;
mod embedder;
mod jobs;
mod me;
mod messages;
mod models;
mod overview;
mod questions;
mod search;
mod settings;
mod snapshots;
mod sources;
mod spending;
mod tags;

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
        .routes(routes!(behaviour::read::read))
        .routes(routes!(behaviour::save_draft::save_draft, behaviour::discard_draft::discard_draft))
        .routes(routes!(behaviour::publish::publish))
        .routes(routes!(behaviour::versions::versions))
        .routes(routes!(behaviour::compare::compare))
        .routes(routes!(behaviour::restore::restore))
        .routes(routes!(behaviour::preview::preview))
        .routes(routes!(documents::list::list))
        .merge(documents::upload::routes())
        .merge(documents::import::routes())
        .routes(routes!(documents::read::read, documents::delete::delete))
        .routes(routes!(documents::retry::retry))
        .routes(routes!(documents::original::original))
        .routes(routes!(documents::preview::describe::preview))
        .routes(routes!(documents::preview::frame::frame))
        .routes(routes!(documents::preview::page::page))
        .routes(routes!(documents::preview::text::text))
        .routes(routes!(documents::passages::list::list))
        .routes(routes!(documents::passages::change::change))
        .routes(routes!(documents::passages::answers::answers))
        .routes(routes!(documents::passages::lost::lost, documents::passages::forget_lost::forget_lost))
        .merge(documents::versions::upload::routes())
        .routes(routes!(documents::versions::compare::compare))
        .routes(routes!(documents::versions::roll_back::roll_back))
        .routes(routes!(snapshots::list::list, snapshots::create::create))
        .routes(routes!(snapshots::delete::delete))
        .routes(routes!(snapshots::restore::restore))
        .routes(routes!(embedder::read::read, embedder::choose::choose))
        .routes(routes!(embedder::test::test))
        .routes(routes!(embedder::roll_back::roll_back))
        .routes(routes!(embedder::cancel::cancel))
        .routes(routes!(settings::version_policy::read, settings::set_version_policy::set))
        .routes(routes!(documents::update::update))
        .routes(routes!(documents::summary::summary))
        .routes(routes!(documents::bulk::bulk))
        .routes(routes!(documents::restore::restore))
        .routes(routes!(tags::list::list, tags::create::create))
        .routes(routes!(tags::update::update, tags::delete::delete))
        .routes(routes!(tags::merge::merge))
        .routes(routes!(sources::list::list, sources::create::create))
        .routes(routes!(sources::read::read, sources::update::update, sources::delete::delete))
        .routes(routes!(sources::pages::pages))
        .routes(routes!(sources::sync::sync))
        .routes(routes!(search::find::search))
        .routes(routes!(search::console::console))
        .routes(routes!(search::history::history))
        .routes(routes!(search::suggestions::suggestions))
        .routes(routes!(search::read_reranker::read_reranker, search::set_reranker::set_reranker))
        .routes(routes!(
            search::list_test_questions::list_test_questions,
            search::add_test_question::add_test_question
        ))
        .routes(routes!(search::run_test_questions::run_test_questions))
        .routes(routes!(search::delete_test_question::delete_test_question))
        .routes(routes!(questions::list::list, questions::create::create))
        .routes(routes!(questions::export::export))
        .merge(questions::import::routes())
        .routes(routes!(questions::read::read, questions::update::update, questions::delete::delete))
        .routes(routes!(jobs::list::list))
        .routes(routes!(jobs::read::read))
        .routes(routes!(jobs::cancel::cancel))
        .routes(routes!(jobs::retry::retry))
        .routes(routes!(jobs::errors::errors))
        .routes(routes!(jobs::file::file))
        .routes(routes!(conversations::list::list))
        .routes(routes!(conversations::read::read))
        .routes(routes!(conversations::create::create))
        .routes(routes!(conversations::post_message::post_message))
        .routes(routes!(conversations::events::events))
        .routes(routes!(messages::trace::trace))
        .routes(routes!(messages::draft_question::draft_question))
        .routes(routes!(spending::budgets::budgets, spending::set_budget::set_budget))
        .routes(routes!(spending::usage::usage))
        .routes(routes!(models::list::list, models::create::create))
        .routes(routes!(models::reorder::reorder))
        .routes(routes!(models::test::test))
        .routes(routes!(models::update::update, models::delete::delete))
}
