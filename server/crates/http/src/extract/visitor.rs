//! A visitor of a host page, by session token.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chatsphere_domain::widget::{self, VisitorCtx};

use crate::extract::authenticated::bearer;
use crate::problem::Failure;
use crate::requested_origin::RequestedOrigin;
use crate::state::HttpState;

/// The visitor whose session token the request carries, on the Origin that the session is bound to.
#[derive(Debug, Clone)]
pub struct Visitor(pub VisitorCtx);

impl FromRequestParts<HttpState> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Failure> {
        let token = bearer(parts)?;
        let origin = RequestedOrigin::of(&state.platform.config.server, parts).for_session()?;
        Ok(Self(widget::authenticate(&state.platform, token, &origin).await?))
    }
}
