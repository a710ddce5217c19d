//! The one way to a caller: a Bearer token, an API key or a browser's cookie.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::accounts::{self, Credential, cookie};
use chatsphere_kernel::Ctx;

use crate::middleware::RequestId;
use crate::problem::Failure;
use crate::state::HttpState;

/// The caller, known and not suspended. That a cookie's request comes from our own pages was checked
/// before, by `middleware::same_origin`.
#[derive(Debug, Clone)]
pub struct Authenticated(pub Ctx);

impl FromRequestParts<HttpState> for Authenticated {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Failure> {
        let credential = credential(parts)?;
        let request_id = RequestId::of(&parts.extensions);
        Ok(Self(accounts::authenticate(&state.platform, credential, request_id).await?))
    }
}

/// The request's credential. A Bearer token that is there counts even when it is wrong: falling back to
/// the cookie would act as somebody else than was asked.
pub(crate) fn credential(parts: &Parts) -> Result<Credential<'_>, Failure> {
    if parts.headers.contains_key(header::AUTHORIZATION) {
        return bearer(parts).map(Credential::Bearer);
    }
    parts
        .headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .find_map(cookie::read)
        .map(Credential::Browser)
        .ok_or_else(|| Problem::unauthenticated().into())
}

/// The token of `Authorization: Bearer`.
pub(crate) fn bearer(parts: &Parts) -> Result<&str, Failure> {
    parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .filter(|token| !token.is_empty())
        .ok_or_else(|| Problem::unauthenticated().into())
}
