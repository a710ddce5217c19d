//! `GET /metrics`

use std::sync::OnceLock;

use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::client_address::{ClientAddress, passed_by_stranger};
use crate::problem::{self, Failure};
use crate::state::HttpState;

/// Request times, from a cached page to a slow import, in seconds.
const BUCKETS: [f64; 11] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Prometheus text. For loopback and allow-listed addresses; to all others this address does not exist.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "health",
    security(()),
    responses(
        (status = 200, description = "Prometheus text.", body = String, content_type = "text/plain"),
        (status = 404, description = "Asked from an address that is not allowed."),
    )
)]
pub(super) async fn metrics(
    State(state): State<HttpState>,
    client: ClientAddress,
    parts: Parts,
) -> Result<impl IntoResponse, Failure> {
    let server = &state.platform.config.server;
    let listed = server.metrics_allow.iter().any(|network| network.contains(&client.0));
    // A proxy on this machine that we were not told about would make everybody look like loopback.
    let hidden = passed_by_stranger(server, &parts.extensions, &parts.headers);
    if hidden || !(client.0.is_loopback() || listed) {
        return Err(problem::not_found().await);
    }
    state.metrics.run_upkeep();
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], state.metrics.render()))
}

/// The recorder of this process; there can be only one, whoever asks first.
pub(crate) fn recorder() -> PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let builder = PrometheusBuilder::new();
            let builder = builder
                .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)
                .unwrap_or_else(|_| PrometheusBuilder::new());
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            if ::metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("another metrics recorder is installed: /metrics stays empty");
            }
            handle
        })
        .clone()
}
