//! The only gate from the dashboard to the server's services.
//!
//! Pages, server functions and the not-found page get the same context from one closure, made by
//! [`router`]. Whoever calls a use case goes through [`caller`], which authorises first.

mod forms;
mod origin;
mod preview;
mod signed_in;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::Platform;
use chatsphere_domain::accounts::{self, Credential, cookie};
use chatsphere_kernel::Ctx;
use leptos::config::LeptosOptions;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list, render_app_async_with_context};

use crate::error::AppError;
use crate::routes::App;
use crate::session::Start;
use crate::shell::{Assets, shell};

/// What the dashboard's handlers share.
#[derive(Clone)]
pub(crate) struct Dashboard {
    platform: Arc<Platform>,
    assets: Assets,
}

/// All pages, the server functions under `/api/fn/`, the forms that work without JavaScript, the preview
/// page, and the not-found page as the fallback.
pub fn router(platform: Arc<Platform>, assets: Assets) -> Router {
    let dashboard = Dashboard { platform, assets };
    let options = LeptosOptions::builder().output_name("app").build();
    let context = {
        let dashboard = dashboard.clone();
        move || provide(&dashboard)
    };
    let forms = Router::new()
        .route("/log-in", post(forms::log_in))
        .route("/register", post(forms::register))
        .route("/log-out", post(forms::log_out))
        .route("/bots/new", post(forms::create_bot))
        .route("/preview/{public_key}", get(preview::page))
        .route("/preview.js", get(preview::script))
        .route("/preview.css", get(preview::style))
        .route("/favicon.svg", get(favicon))
        .with_state(dashboard.clone());
    Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), context, shell)
        .with_state(options)
        .merge(forms)
        .fallback_service(get(not_found).with_state(dashboard.clone()))
        .layer(from_fn_with_state(dashboard, signed_in::attach))
}

/// The context of every view and server function.
fn provide(dashboard: &Dashboard) {
    provide_context(Arc::clone(&dashboard.platform));
    provide_context(dashboard.assets.clone());
    if let Some(start) = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Start>().cloned()) {
        provide_context(start);
    }
}

/// Renders the page of the request's path, with more context than usual.
async fn render(
    dashboard: Dashboard,
    request: Request,
    more: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let context = move || {
        provide(&dashboard);
        more();
    };
    render_app_async_with_context(context, shell)(request).await.into_response()
}

async fn not_found(State(dashboard): State<Dashboard>, request: Request) -> Response {
    let path = request.uri().path();
    if ["/api/", "/widget/", "/assets/"].iter().any(|programs| path.starts_with(programs)) {
        // Written out, with the request's id, by what goes around every request.
        let mut response = StatusCode::NOT_FOUND.into_response();
        let problem = Problem::new(404, "not_found", "There is nothing at this address.");
        response.extensions_mut().insert(problem);
        return response;
    }
    let mut response = render(dashboard, request, || {}).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

async fn favicon() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")];
    (headers, include_str!("favicon.svg"))
}

/// Who calls a server function, and the services.
pub struct Caller {
    /// The services.
    pub platform: Arc<Platform>,
    /// Who, in which workspace.
    pub ctx: Ctx,
}

/// Authorises: the first line of every server function that is not for everyone.
pub async fn caller() -> Result<Caller, AppError> {
    let (platform, parts) = services()?;
    let token = browser_token(&parts).ok_or_else(|| failed(Problem::unauthenticated()))?.to_owned();
    if let Some(ctx) = parts.extensions.get::<Ctx>() {
        // Rendering on the server: `signed_in` has asked the database for this very request.
        return Ok(Caller { platform, ctx: ctx.clone() });
    }
    origin::require_same_origin(&parts).map_err(failed)?;
    let ctx = accounts::authenticate(&platform, Credential::Browser(&token), request_id(&parts))
        .await
        .map_err(failed)?;
    Ok(Caller { platform, ctx })
}

/// The services for a call that anyone may make (registering, logging in).
pub fn anyone() -> Result<Arc<Platform>, AppError> {
    let (platform, parts) = services()?;
    origin::require_same_origin(&parts).map_err(failed)?;
    Ok(platform)
}

fn services() -> Result<(Arc<Platform>, Parts), AppError> {
    use_context::<Arc<Platform>>()
        .zip(use_context::<Parts>())
        .ok_or_else(|| AppError::Problem(Problem::internal()))
}

/// A use case's error as the server function's, with its status on the response and the request's id.
pub fn failed(error: impl Into<Problem>) -> AppError {
    let mut problem: Problem = error.into();
    if let Some(parts) = use_context::<Parts>() {
        request_id(&parts).clone_into(&mut problem.request_id);
    }
    if let (Some(response), Ok(status)) =
        (use_context::<ResponseOptions>(), StatusCode::from_u16(problem.status))
    {
        response.set_status(status);
    }
    AppError::Problem(problem)
}

/// Puts the cookie of a browser's session onto the response.
pub fn set_session_cookie(platform: &Platform, token: &str) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    if let Ok(value) = HeaderValue::from_str(&cookie::set(token, is_secure(platform))) {
        response.append_header(header::SET_COOKIE, value);
    }
}

/// Says that the page is about something that is not there.
pub fn set_not_found() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
}

fn is_secure(platform: &Platform) -> bool {
    platform.config.server.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
}

fn browser_token(parts: &Parts) -> Option<&str> {
    parts
        .headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .find_map(cookie::read)
}

fn request_id(parts: &Parts) -> &str {
    const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
    parts.headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// An id from an address; one that is not well-formed is one that is not there.
pub fn id<T: std::str::FromStr>(text: &str, what: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| failed(Problem::not_found(what)))
}
