//! Ids in paths. What is not an id names nothing: 404, like an id of somebody else.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use chatsphere_contract::problem::Problem;
use serde::de::DeserializeOwned;

use crate::problem::Failure;
use crate::state::HttpState;

/// The ids of the path, typed: one, or a tuple in the path's order.
#[derive(Debug, Clone, Copy)]
pub struct Ids<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<HttpState> for Ids<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Failure> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(ids)) => Ok(Self(ids)),
            Err(_) => Err(Problem::new(404, "not_found", "There is nothing at this address.").into()),
        }
    }
}
