//! What visitors asked, and the playground.

pub(super) mod create;
pub(super) mod events;
pub(super) mod list;
pub(super) mod post_message;
pub(super) mod read;
