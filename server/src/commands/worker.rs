//! `chatsphere worker`

use tokio_util::sync::CancellationToken;

use crate::serve::stop_signal;
use crate::start;

/// Background work until a signal says stop; what was begun is finished or left to another worker.
pub async fn worker() -> anyhow::Result<()> {
    let (config, secret) = start::configuration()?;
    start::migrate(&config, &secret).await?;
    let platform = start::platform(config, secret).await?;
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    tokio::spawn(async move {
        stop_signal().await;
        tracing::info!("stopping");
        stopping.cancel();
    });
    tracing::info!("the worker is ready");
    chatsphere_worker::run(platform.clone(), stop).await;
    platform.db.close().await;
    Ok(())
}
