//! What every handler can reach.

use std::sync::Arc;

use chatsphere_domain::platform::Platform;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;

use crate::rate_limits::RateLimits;
use crate::site::Site;

/// What every handler can reach; cheap to clone.
#[derive(Clone)]
pub struct HttpState {
    /// The use cases' services.
    pub platform: Arc<Platform>,
    /// The built browser files.
    pub site: Arc<Site>,
    /// Rate limits of this process.
    pub limits: Arc<RateLimits>,
    /// Cancelled when the server stops: event streams end, so that browsers resume elsewhere.
    pub shutdown: CancellationToken,
    /// The metrics of this process.
    pub metrics: PrometheusHandle,
}

impl HttpState {
    /// Reads the site folder and starts with untouched limits.
    pub fn new(platform: Arc<Platform>, shutdown: CancellationToken) -> Self {
        let server = &platform.config.server;
        let site = Arc::new(Site::load(&server.site_dir));
        let limits = Arc::new(RateLimits::new(server.limits));
        Self { site, limits, shutdown, metrics: crate::health::metrics::recorder(), platform }
    }
}

impl std::fmt::Debug for HttpState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpState").finish_non_exhaustive()
    }
}
