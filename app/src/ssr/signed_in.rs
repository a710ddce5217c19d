//! Before a page is rendered: who asks, and may they see it at all.

use axum::extract::{Request, State};
use axum::http::header::{COOKIE, HOST};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chatsphere_contract::accounts::Me;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::accounts::{self, AccountError, Credential};
use chatsphere_kernel::Ctx;

use super::{Dashboard, browser_token, request_id};
use crate::session::{Start, Theme};

/// The first segments of pages that need a person.
const PRIVATE: [&str; 4] = ["overview", "bots", "conversations", "settings"];
/// Pages that a signed-in person has no use for.
const GATES: [&str; 2] = ["log-in", "register"];

/// Puts what is known about the request next to it; sends people to log in and back.
pub(super) async fn attach(State(dashboard): State<Dashboard>, request: Request, next: Next) -> Response {
    if !request.method().is_safe() || is_file(request.uri().path()) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let known = match known(&dashboard, &parts).await {
        Ok(known) => known,
        Err(problem) => return unavailable(&problem),
    };
    let first = parts.uri.path().trim_start_matches('/').split('/').next().unwrap_or_default();
    if known.is_none() && PRIVATE.contains(&first) {
        let here = parts.uri.path_and_query().map_or("/overview", |uri| uri.as_str());
        return Redirect::to(&format!("/log-in?next={}", percent_encoded(here))).into_response();
    }
    if known.is_some() && GATES.contains(&first) {
        return Redirect::to("/overview").into_response();
    }
    match known {
        Some(known) => known.put_into(&mut parts.extensions),
        None => {
            let start = start(&dashboard, &parts, None);
            parts.extensions.insert(start);
        }
    }
    next.run(Request::from_parts(parts, body)).await
}

/// A person, and what their pages start from.
pub(super) struct Known {
    /// Who, in which workspace.
    pub(super) ctx: Ctx,
    start: Start,
}

impl Known {
    /// Hands both to the views of this request.
    pub(super) fn put_into(self, extensions: &mut Extensions) {
        extensions.insert(self.start);
        extensions.insert(self.ctx);
    }
}

/// The person behind the request's cookie, if there is one.
pub(super) async fn known(dashboard: &Dashboard, parts: &Parts) -> Result<Option<Known>, Problem> {
    let Some(token) = browser_token(parts) else { return Ok(None) };
    let known = who(dashboard, token, request_id(parts)).await?;
    Ok(known.map(|(ctx, me)| Known { ctx, start: start(dashboard, parts, Some(me)) }))
}

fn start(dashboard: &Dashboard, parts: &Parts, me: Option<Me>) -> Start {
    Start {
        theme: theme(&parts.headers),
        now: dashboard.platform.clock.now().unix_timestamp(),
        public_url: public_url(dashboard, &parts.headers),
        me,
    }
}

async fn who(dashboard: &Dashboard, token: &str, request_id: &str) -> Result<Option<(Ctx, Me)>, Problem> {
    let platform = &dashboard.platform;
    let found = async {
        let ctx = accounts::authenticate(platform, Credential::Browser(token), request_id).await?;
        let me = accounts::me(platform, &ctx).await?;
        Ok((ctx, me))
    };
    match found.await {
        Ok(found) => Ok(Some(found)),
        // A session that has ended is no error: the person is simply not signed in.
        Err(AccountError::Unauthenticated | AccountError::Suspended) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// When the database is away no page can be rendered truthfully; say so plainly.
pub(super) fn unavailable(problem: &Problem) -> Response {
    use axum::http::StatusCode;
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    (status, [("retry-after", "5")], problem.detail.clone()).into_response()
}

fn is_file(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

fn theme(headers: &HeaderMap) -> Theme {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == Theme::COOKIE)
        .map(|(_, value)| Theme::parse(value))
        .unwrap_or_default()
}

/// The operator's setting, or the host that this very request named.
fn public_url(dashboard: &Dashboard, headers: &HeaderMap) -> String {
    if let Some(url) = &dashboard.platform.config.server.public_url {
        return url.clone();
    }
    let host = headers.get(HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost");
    let forwarded = headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok());
    let scheme = if forwarded == Some("https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
