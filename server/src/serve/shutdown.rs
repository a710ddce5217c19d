//! When to stop.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Cancels `stop` at the first signal; a second one ends the process at once.
pub fn on_signal(stop: CancellationToken) {
    tokio::spawn(async move {
        stop_signal().await;
        tracing::info!("stopping: open streams end, browsers resume elsewhere or after the restart");
        stop.cancel();
        stop_signal().await;
        tracing::warn!("stopped by a second signal");
        std::process::exit(1);
    });
}

/// Waits for SIGINT or SIGTERM.
pub async fn stop_signal() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(error) => {
                tracing::warn!(%error, "SIGTERM cannot be heard");
                std::future::pending().await
            }
        }
    };
    tokio::select! {
        _ = terminated => {}
        outcome = tokio::signal::ctrl_c() => {
            if let Err(error) = outcome {
                tracing::warn!(%error, "SIGINT cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    }
}
