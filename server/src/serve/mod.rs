//! `chatsphere serve`: listen at once, become ready, serve, stop without losing anything.

mod door;
mod listener;
mod shutdown;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chatsphere_domain::{Platform, chat};
use chatsphere_http::HttpState;
use clap::Args;
use tokio_util::sync::CancellationToken;

use crate::dashboard::with_dashboard;
use crate::{demo, start};
use door::Door;
pub use shutdown::stop_signal;

/// How long a stopping server waits for requests and turns to end.
const GRACE: Duration = Duration::from_secs(10);

#[derive(Debug, Args)]
pub struct Options {
    /// Leave background work to `chatsphere worker`.
    #[arg(long)]
    no_worker: bool,
    /// Make the demo workspace if it is not there, and serve its site on CHATSPHERE_DEMO_ADDR.
    #[arg(long)]
    demo: bool,
}

pub async fn serve(options: Options) -> anyhow::Result<()> {
    let (config, secret) = start::configuration()?;
    listener::allow_many_connections();
    let addr = config.server.addr;
    let listener = listener::listen(addr)?;
    let stop = CancellationToken::new();
    shutdown::on_signal(stop.clone());
    // `/healthz` answers from here on; everything else as soon as the door opens.
    let door = Door::default();
    let mut serving = tokio::spawn(listener::serve(listener, door.router(), stop.clone()));

    start::migrate(&config, &secret).await?;
    let platform = start::platform(config, secret).await?;
    chat::start(&platform, &stop);
    let state = HttpState::new(Arc::clone(&platform), stop.clone());
    door.open(with_dashboard(&state));
    let worker = (!options.no_worker)
        .then(|| tokio::spawn(chatsphere_worker::run(Arc::clone(&platform), stop.clone())));
    announce(&platform);
    if options.demo {
        show_demo(&platform, &stop).await?;
    }

    tokio::select! {
        () = stop.cancelled() => {}
        served = &mut serving => return served.context("the server stopped unexpectedly")?,
    }
    let outcome = tokio::time::timeout(GRACE, serving).await;
    platform.engine.drain(GRACE).await;
    if let Some(worker) = worker
        && tokio::time::timeout(GRACE, worker).await.is_err()
    {
        tracing::warn!("the worker did not stop in time; another one takes its jobs over");
    }
    platform.db.close().await;
    match outcome {
        Ok(served) => served.context("the server stopped unexpectedly")?,
        Err(_) => {
            tracing::warn!("some requests did not end in time");
            Ok(())
        }
    }
}

fn announce(platform: &Platform) {
    println!("ChatSphere is ready at {}", dashboard_url(platform));
    if !platform.config.server.limits {
        tracing::warn!("rate limits are OFF (CHATSPHERE_LIMITS=off): never serve the public like this");
    }
}

/// Where people find the dashboard.
fn dashboard_url(platform: &Platform) -> String {
    let server = &platform.config.server;
    server.public_url.clone().unwrap_or_else(|| format!("http://{}", server.addr))
}

async fn show_demo(platform: &Arc<Platform>, stop: &CancellationToken) -> anyhow::Result<()> {
    let demo = demo::seed(platform).await?;
    println!("Demo log-in: {} with the password {}", demo.email, demo.password);
    if let Some(addr) = platform.config.server.demo_addr {
        let listener = listener::listen(addr)?;
        let site = demo::router(dashboard_url(platform), demo.public_key);
        tokio::spawn(listener::serve(listener, site, stop.clone()));
        println!("Demo page:   http://{addr}");
    }
    Ok(())
}
