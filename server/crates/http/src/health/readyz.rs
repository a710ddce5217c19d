//! `GET /readyz`

use axum::extract::State;
use chatsphere_contract::problem::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::Json;
use crate::problem::Failure;
use crate::state::HttpState;

/// What the process has that it needs. Migrations were applied before this route began to answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Readiness {
    /// `ready`
    status: &'static str,
    /// `ready`
    database: &'static str,
    /// `applied`
    migrations: &'static str,
    /// `ready`, or `none` when the install searches by keywords only.
    embedder: &'static str,
}

/// Whether database, migrations and embedder are ready.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "health",
    security(()),
    responses(
        (status = 200, description = "They are.", body = Readiness),
        (status = 503, description = "`not_ready`", body = Problem),
    )
)]
pub(super) async fn readyz(State(state): State<HttpState>) -> Result<Json<Readiness>, Failure> {
    if let Err(error) = state.platform.db.ping().await {
        tracing::warn!(%error, "not ready: the database does not answer");
        return Err(Problem::new(503, "not_ready", "The database does not answer.").into());
    }
    let platform = &state.platform;
    let embedder = match (&platform.embeddings, &platform.config.embedder.dir) {
        (Some(_), _) => "ready",
        (None, None) => "none",
        (None, Some(_)) => {
            let detail = "The embedding model cannot be used; `chatsphere doctor` says why.";
            return Err(Problem::new(503, "not_ready", detail).into());
        }
    };
    Ok(Json(Readiness { status: "ready", database: "ready", migrations: "applied", embedder }))
}
