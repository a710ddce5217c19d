//! What visitors asked and what they were told.

mod list;
mod model;
mod page;
mod server_fns;
mod transcript;

pub use list::{BotConversationsPage, ConversationsPage};
pub use page::ConversationPage;
pub use transcript::SourceCard;
