//! A panic in a handler is our fault and the caller's 500, not the end of the connection.

use std::any::Any;

use axum::response::{IntoResponse, Response};
use chatsphere_contract::problem::Problem;

use crate::problem::Failure;

pub(crate) fn answer(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("(no message)");
    tracing::error!(panic = message, "a request handler panicked");
    Failure::from(Problem::internal()).into_response()
}
