//! One document: how it looks, what the bot reads of it, its passages, what it was before.

mod compare;
mod edit_passage;
mod frame;
mod header;
mod lost;
mod model;
mod passage;
mod passages;
mod preview;
mod server_fns;
mod text;
mod versions;

pub use frame::DocumentFrame;
pub use passages::PassagesPage;
pub use preview::PreviewPage;
pub use text::TextPage;
pub use versions::VersionsPage;
