//! The door: a router that answers before there is anything behind it.
//!
//! The process says that it lives (`/healthz`) from its first moment, also while it migrates a database
//! or loads a model; everything else is told to come back in a second.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chatsphere_contract::problem::Problem;
use tower::ServiceExt as _;

/// Closed until it is opened, once.
#[derive(Debug, Clone, Default)]
pub struct Door {
    behind: Arc<OnceLock<Router>>,
}

impl Door {
    /// What to serve from the first moment.
    pub fn router(&self) -> Router {
        Router::new().fallback(pass).with_state(self.clone())
    }

    /// Lets requests through to `router` from now on.
    pub fn open(&self, router: Router) {
        if self.behind.set(router).is_err() {
            tracing::error!("the door was opened twice");
        }
    }
}

async fn pass(State(door): State<Door>, request: Request) -> Response {
    match door.behind.get() {
        Some(router) => match router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        },
        None if request.uri().path() == "/healthz" => "ok\n".into_response(),
        None => not_yet(),
    }
}

fn not_yet() -> Response {
    let problem = Problem::new(503, "starting", "The server is starting. Try again in a moment.");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json")),
        (header::RETRY_AFTER, HeaderValue::from_static("1")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    (StatusCode::SERVICE_UNAVAILABLE, headers, body).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;

    use super::*;

    async fn status(router: &Router, path: &str) -> StatusCode {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        router.clone().oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn the_process_lives_before_it_is_ready() {
        let door = Door::default();
        let router = door.router();
        assert_eq!(status(&router, "/healthz").await, StatusCode::OK);
        assert_eq!(status(&router, "/readyz").await, StatusCode::SERVICE_UNAVAILABLE);
        door.open(Router::new().route("/readyz", get(|| async { "ready" })));
        assert_eq!(status(&router, "/readyz").await, StatusCode::OK);
        assert_eq!(status(&router, "/nothing").await, StatusCode::NOT_FOUND);
    }
}
