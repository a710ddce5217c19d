//! What a bot answers from.

pub(super) mod delete;
pub(super) mod import;
pub(super) mod list;
pub(super) mod read;
pub(super) mod retry;
pub(super) mod upload;
