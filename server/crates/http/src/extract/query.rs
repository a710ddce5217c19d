//! The query string.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chatsphere_contract::problem::Problem;
use serde::de::DeserializeOwned;

use crate::problem::Failure;
use crate::state::HttpState;

/// The query string, typed.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<HttpState> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &HttpState) -> Result<Self, Failure> {
        let text = parts.uri.query().unwrap_or_default();
        // PostgreSQL cannot hold U+0000; nothing that we are asked for has one.
        if text.contains("%00") {
            return Err(wrong("The query string has a character (U+0000) that cannot be used."));
        }
        axum::extract::Query::<T>::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|rejection| wrong(&rejection.body_text()))
    }
}

fn wrong(detail: &str) -> Failure {
    Problem::new(422, "invalid_query", detail).into()
}
