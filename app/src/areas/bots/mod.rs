//! Bots: the list, making one, and what is around a bot's own pages.

mod create;
mod frame;
mod list;
mod models;
mod server_fns;
mod settings;

pub use create::NewBotPage;
pub use frame::{BotContext, BotFrame, BotHome};
pub use list::BotsPage;
pub use server_fns::{SaveBot, list_bots, load_installation};
pub use settings::BotSettingsPage;
