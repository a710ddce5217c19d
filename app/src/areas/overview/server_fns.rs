//! What the overview asks the server.

use chatsphere_contract::overview::Overview;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// Everything that the overview shows.
#[server(prefix = "/api/fn", endpoint = "overview.get", input = Json)]
pub async fn load_overview() -> Result<Overview, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::overview::read(&caller.platform, &caller.ctx).await.map_err(crate::ssr::failed)
}
