//! Web sources of a bot: adding them, how they are, their pages, their settings.

mod add;
mod detail;
mod list;
mod model;
mod page_table;
mod server_fns;
mod settings;

pub use detail::WebSourcePage;
pub use list::WebSourcesPage;
pub use server_fns::list_sources;
