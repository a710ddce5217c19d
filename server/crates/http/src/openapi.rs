//! The OpenAPI document, made from the routes themselves: a route that is served is described.

use axum::extract::DefaultBodyLimit;
use chatsphere_contract::problem::Problem;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{OpenApi, Server};
use utoipa::{Modify, OpenApi as _};
use utoipa_axum::router::OpenApiRouter;

use crate::state::HttpState;
use crate::{api_v1, auth, health, pages, widget_v1};

/// Enough for every JSON body; routes that take files set their own.
const BODY_BYTES: usize = 1024 * 1024;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "ChatSphere",
        description = "Customer-service chatbots that answer from your documents. Errors are \
            `application/problem+json` (RFC 9457) with a stable `code`; what is not yours is 404.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(Problem)),
    security(("bearer" = [])),
    modifiers(&Bearer),
    tags(
        (name = "accounts", description = "Registering, logging in, API keys, who is asking."),
        (name = "bots", description = "Bots and their settings."),
        (name = "behaviour", description = "How a bot answers: drafted, published, compared, rolled back."),
        (name = "documents", description = "What a bot answers from."),
        (name = "tags", description = "One vocabulary for everything that can be tagged."),
        (name = "sources", description = "Sites that are read into a bot’s knowledge and kept up to date."),
        (name = "search", description = "Looking behind the search, and questions to test it with."),
        (name = "questions", description = "Answers that people wrote."),
        (name = "jobs", description = "Long work and how far it is."),
        (name = "conversations", description = "What visitors asked, and the playground."),
        (name = "settings", description = "The workspace’s own model."),
        (name = "widget", description = "What a visitor’s browser uses. The token is a visitor session’s."),
        (name = "pages", description = "Files and pages for browsers."),
        (name = "health", description = "For those who watch over the process."),
    )
)]
struct Description;

/// How callers prove who they are.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut OpenApi) {
        let mut http = Http::new(HttpAuthScheme::Bearer);
        http.description =
            Some("A workspace API key (`csk_…`), an access token (`csa_…`) or a visitor’s session token (`css_…`).".to_owned());
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(http));
    }
}

/// The document. `public_url` names the server that it describes, when there is one.
pub fn document(public_url: Option<&str>) -> OpenApi {
    let mut document = described_routes().into_openapi();
    document.servers = Some(vec![Server::new(public_url.unwrap_or("/"))]);
    document
}

/// Every route with its description.
pub(crate) fn described_routes() -> OpenApiRouter<HttpState> {
    OpenApiRouter::with_openapi(Description::openapi())
        .merge(auth::routes())
        .merge(api_v1::routes())
        .merge(pages::routes())
        .merge(health::routes())
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .merge(widget_v1::routes())
}
