//! The workspace's settings: which models answer, what that may cost, and keys for programs.

mod api_keys;
mod models;
mod search_model;
mod server_fns;
pub mod usage;
mod versions;

pub use api_keys::ApiKeysPage;
pub use models::ModelsPage;
pub use search_model::SearchModelPage;
pub use server_fns::list_models;
pub use usage::UsagePage;
pub use versions::VersionsPage;

use leptos::prelude::*;
use leptos_router::components::Outlet;

use crate::components::{PageHeader, Tab, Tabs};

/// The settings' heading and tabs.
#[component]
pub fn SettingsFrame() -> impl IntoView {
    let tabs = vec![
        Tab { label: "Models", href: "/settings".to_owned() },
        Tab { label: "Usage", href: "/settings/usage".to_owned() },
        Tab { label: "Search model", href: "/settings/search-model".to_owned() },
        Tab { label: "Versions", href: "/settings/versions".to_owned() },
        Tab { label: "API keys", href: "/settings/api-keys".to_owned() },
    ];
    view! {
        <div class="page page-narrow">
            <PageHeader title="Settings" context="They hold for every bot of this workspace." />
            <Tabs label="Settings" tabs=tabs />
            <Outlet />
        </div>
    }
    .into_any()
}
