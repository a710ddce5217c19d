//! Log lines: for people on a terminal, JSON elsewhere, always on standard error.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

/// The levels when `CHATSPHERE_LOG` says nothing.
const LEVELS: &str = "info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn,h2=warn,hyper=warn";

/// Starts logging. `CHATSPHERE_LOG` takes levels by module: `info,chatsphere_http=debug`.
pub fn start() {
    let levels = EnvFilter::try_from_env("CHATSPHERE_LOG").unwrap_or_else(|_| EnvFilter::new(LEVELS));
    let lines = tracing_subscriber::fmt().with_env_filter(levels).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        lines.compact().with_target(false).init();
    } else {
        lines.json().flatten_event(true).init();
    }
}
